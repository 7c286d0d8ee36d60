"""One sample judged by two lists.

Rule 1: both judge the very same reading of a record, with the judge of `serve` and `scan`.
Rule 2: memory follows the lists, never the sample: alerts become counts at once.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from screening import judge, times
from screening.bad_record import BadRecordError
from screening.batch.counts import Counted, Part
from screening.batch.scan import MODE

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from feeds.compile import ActiveList
    from screening.judge import Judgement
    from screening.mapping import Mapping
    from screening.screen import Origin
    from screening.settings import Settings
    from screening.transaction import Transaction

EVERY_MATCH = 1 << 62
_YEAR_9999_MS = 253_370_764_800_000


class Comparison:
    """Judges record after record by both lists."""

    def __init__(
        self,
        settings: Settings,
        mapping: Mapping,
        lists: tuple[ActiveList, ActiveList],
        now: datetime,
        as_of: datetime | None = None,
    ) -> None:
        """Bind what stays the same; `lists` are the old and the new one.

        With `as_of`, every transaction is judged as if it happened then, not at its own time.
        """
        # Every match is to be counted, also those that a full alert would not list.
        whole = settings.model_copy(update={"max_matches": EVERY_MATCH})
        judging = judge.from_settings(whole, mapping)
        self._reading = _Reading(judging.mapping, keep_times=as_of is None)
        self._judge = judge.Judge(
            cast("Mapping", self._reading), judging.policy, settings.max_record_bytes
        )
        self._old, self._new = lists
        self._now = now
        self._as_of_ms = None if as_of is None else int(as_of.timestamp() * 1000)
        self.shadow = judging.policy.shadow
        self.counted = Counted()

    def add(self, raw: bytes | None, origin: Origin) -> None:
        """Judge and count one record."""
        counted = self.counted
        old, new = self._judged(raw, origin, self._old), self._judged(raw, origin, self._new)
        if new.skipped:
            counted.tombstones += 1
            return
        counted.records += 1
        counted.parts.setdefault(origin.partition, Part()).records += 1
        counted.transactions += new.transactions
        counted.old.add(old)
        counted.new.add(new)
        if old.alerts or new.alerts:
            counted.compare(old.alerts, new.alerts)
        if new.transactions:
            self._note_times(origin)

    def _judged(self, raw: bytes | None, origin: Origin, active: ActiveList) -> Judgement:
        if self._as_of_ms is not None:
            origin = origin._replace(recorded_ms=self._as_of_ms)
        return self._judge.judge(raw, origin, active, mode=MODE, now=self._now)

    def _note_times(self, origin: Origin) -> None:
        """Transactions' own times; in a topic, the record's where they have none."""
        for moment in self._reading.moments:
            if times.is_believed(moment, origin.recorded_ms):
                self.counted.note(origin.partition, int(moment.timestamp() * 1000))
            elif origin.partition is not None and 0 < origin.recorded_ms < _YEAR_9999_MS:
                self.counted.note(origin.partition, origin.recorded_ms)


class _Reading:
    """A mapping that reads each record once for both lists: all that a judge asks of one."""

    glance = None  # what both lists are to judge is read

    def __init__(self, mapping: Mapping, *, keep_times: bool) -> None:
        self.moments: list[datetime | None] = []
        self._mapping = mapping
        self._keep_times = keep_times
        self._raw: bytes | None = None
        self._found: list[Transaction | BadRecordError] | BadRecordError = []

    def glance_over(self, _: int) -> None:
        """As `glance`."""

    def document(self, raw: bytes) -> bytes:
        """The record as it is: `transactions` has its document."""
        return raw

    def transactions(self, raw: bytes) -> Iterator[Transaction | BadRecordError]:
        """What both lists are to judge.

        Raises:
            BadRecordError: the record as a whole cannot be read.
        """
        if raw is not self._raw:
            self._raw = raw
            self._found = self._read(raw)
        if isinstance(self._found, BadRecordError):
            raise self._found
        return iter(self._found)

    def _read(self, raw: bytes) -> list[Transaction | BadRecordError] | BadRecordError:
        self.moments = []
        try:
            found = list(self._mapping.read(raw))
        except BadRecordError as error:
            return error
        self.moments = [each.moment for each in found if not isinstance(each, BadRecordError)]
        return found if self._keep_times else [_without_time(each) for each in found]


def _without_time(each: Transaction | BadRecordError) -> Transaction | BadRecordError:
    return each if isinstance(each, BadRecordError) else each._replace(moment=None)
