"""From feed files to a snapshot: every entry ends on the list or in the rejects file."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from feeds import entry, quarantine, snapshot
from feeds.formats import FeedError, RawEntry, Reject, csv_format, jsonl_format
from feeds.merge import merge
from feeds.snapshot import SnapshotError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from datetime import datetime
    from pathlib import Path

    from feeds.snapshot import Manifest
    from matcher.indicator import Indicator

REJECTS = snapshot.REJECTS
_READERS: dict[str, Callable[[Path, str], Iterator[RawEntry | Reject]]] = {
    ".csv": csv_format.read,
    ".jsonl": jsonl_format.read,
}


@dataclass(frozen=True, slots=True)
class Built:
    """What a build made: the manifest, entries read, and how many were rejected for what."""

    manifest: Manifest
    entries: int
    rejected: Counter[tuple[str, str]]


def build(feeds: Sequence[Path], out: Path, *, serial: int, created: datetime) -> Built:
    """Build the snapshot `out` from feed files, in their order; `out/rejects.jsonl` has the rest.

    Raises:
        FeedError: a feed cannot be used at all.
        SnapshotError: nothing is left, or `out` holds something else.
        OSError: a file cannot be read or written.
    """
    readers = [_reader(path) for path in feeds]
    rejects: list[Reject] = []
    indicators: list[Indicator] = []
    for reader, path in zip(readers, feeds, strict=True):
        for result in _indicators(reader(path, path.stem), path.stem):
            if isinstance(result, Reject):
                rejects.append(result)
            else:
                indicators.append(result)
    if rejects and not indicators:
        raise SnapshotError(
            f"no indicators: all {len(rejects)} entries rejected, {_first(rejects)}"
        )
    manifest = snapshot.write(
        out, merge(indicators), serial=serial, created=created, beside={REJECTS: _lines(rejects)}
    )
    reasons = Counter((reject.feed, reject.reason) for reject in rejects)
    return Built(manifest, len(indicators) + len(rejects), reasons)


def _reader(path: Path) -> Callable[[Path, str], Iterator[RawEntry | Reject]]:
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise FeedError(f"{path.name}: not a .csv or .jsonl file")
    if not path.is_file():
        raise FeedError(f"{path.name}: no such file")
    return reader


def _indicators(entries: Iterator[RawEntry | Reject], feed: str) -> Iterator[Indicator | Reject]:
    for each in entries:
        if isinstance(each, Reject):
            yield each
            continue
        try:
            indicator = entry.to_indicator(each.values, feed)
        except entry.EntryError as error:
            yield Reject(feed, each.place, str(error))
            continue
        reason = quarantine.reason(indicator)
        yield indicator if reason is None else Reject(feed, each.place, f"quarantined: {reason}")


def _first(rejects: Sequence[Reject]) -> str:
    return f"first {rejects[0]}"


def _lines(rejects: Sequence[Reject]) -> bytes:
    return b"".join(
        orjson.dumps(reject.as_json(), option=orjson.OPT_APPEND_NEWLINE) for reject in rejects
    )
