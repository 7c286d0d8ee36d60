"""Taking feeds in: every entry becomes an indicator, or a line in the rejects file.

Law: nothing is dropped silently; a reject says where it stood and why, and never what it held.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import IO, TYPE_CHECKING, TypeAlias

import orjson

from feeds import entry, read
from feeds.formats import FeedError, Reject

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from feeds.admit import Admission
    from feeds.feeds_file import Feed
    from feeds.sort import Sorter
    from matcher.indicator import Indicator

Told: TypeAlias = "Callable[[str, int], None]"
"""Hears of a stage and how many entries or indicators it has done."""
EVERY = 5_000


class RejectedShareError(FeedError):
    """More of a feed was rejected than its limit allows: the build stops."""


@dataclass(slots=True)
class Intake:
    """What one build has taken in so far."""

    admission: Admission
    sorter: Sorter
    rejects: IO[bytes]
    told: Told
    kept: Counter[str] = field(default_factory=Counter)
    rejected: Counter[tuple[str, str]] = field(default_factory=Counter)
    first: Reject | None = None

    def take(self, feed: Feed, path: Path) -> None:
        """Read one feed to its end.

        Raises:
            RejectedShareError: too much of it was rejected.
            FeedError: it cannot be used at all.
            OSError: it cannot be read.
        """
        for number, result in enumerate(self._indicators(feed, path)):
            if isinstance(result, Reject):
                self._reject(result)
            else:
                self.sorter.add(result)
                self.kept[feed.name] += 1
            if number % EVERY == 0:
                self.told(f"reading {feed.name}", number)
        self._stop_above_limit(feed)

    def rejected_of(self, feed: Feed) -> int:
        """How many entries of this feed were rejected."""
        return sum(count for (name, _), count in self.rejected.items() if name == feed.name)

    def _indicators(self, feed: Feed, path: Path) -> Iterator[Indicator | Reject]:
        for each in read.entries(feed, path):
            if isinstance(each, Reject):
                yield each
                continue
            try:
                indicator = entry.to_indicator(each.values, feed.name, feed.home_region)
            except entry.EntryError as error:
                yield Reject(feed.name, each.place, str(error))
                continue
            reason = self.admission.refusal(indicator)
            yield indicator if reason is None else Reject(feed.name, each.place, reason)

    def _reject(self, reject: Reject) -> None:
        self.first = self.first or reject
        self.rejected[reject.feed, reject.reason] += 1
        self.rejects.write(orjson.dumps(reject.as_json(), option=orjson.OPT_APPEND_NEWLINE))

    def _stop_above_limit(self, feed: Feed) -> None:
        rejected = self.rejected_of(feed)
        total = rejected + self.kept[feed.name]
        if total and rejected / total > feed.limits.max_rejected_share:
            reasons = Counter({r: n for (name, r), n in self.rejected.items() if name == feed.name})
            most = "; ".join(f"{reason}: {count}" for reason, count in reasons.most_common(3))
            raise RejectedShareError(
                f"feed {feed.name}: {rejected} of {total} entries rejected, more than its "
                f"max_rejected_share of {feed.limits.max_rejected_share:g} ({most})"
            )
