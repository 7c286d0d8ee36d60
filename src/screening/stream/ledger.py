"""What is screened and acknowledged, but not committed yet: one open range a partition.

Commits are gathered, because each goes with a receipt: about one a partition and second, or
every 5,000 records. A quiet stream is committed at once.
"""

from __future__ import annotations

import time
from operator import attrgetter
from typing import TYPE_CHECKING

from screening.judge import CLEAR_PAYMENT
from screening.stream.accounting import Tally
from screening.stream.judging import Judged

if TYPE_CHECKING:
    from aiokafka import TopicPartition

    from feeds.compile import ActiveList
    from screening.stream.batch import Span
    from screening.stream.judging import JudgedBatch

SECONDS = 1.0
RECORDS = 5_000
_timestamp = attrgetter("timestamp")


class OpenRange:
    """A range of offsets of one partition, and what became of its records."""

    def __init__(self, first: int) -> None:
        """Begin, empty, at the position `first`."""
        self.first = self.end = first
        self.records = 0
        self.tally = Tally()
        self.alert_ids: set[str] = set()
        self.delay: float | None = None

    def add(self, span: Span, judged: Judged, acknowledged: float) -> None:
        """Go on behind `span`, whose records were acknowledged at `acknowledged` (Unix)."""
        self.end = span.end
        self.records += len(judged.records)
        if clear := len(judged.records) - len(judged.notable):
            self.tally.add(CLEAR_PAYMENT, clear)
        for judgement in judged.notable.values():
            self.tally.add(judgement)
            self.alert_ids.update(alert["alert_id"] for alert in judgement.alerts)
        if judged.records:
            oldest = min(map(_timestamp, judged.records)) / 1000
            self.delay = max(self.delay or 0.0, acknowledged - oldest)


class Ledger:
    """The open ranges of one generation, all judged by one list."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self.ranges: dict[TopicPartition, OpenRange] = {}
        self.generation = 0
        self.active: ActiveList | None = None
        self._settled = time.monotonic() - SECONDS

    def add(self, batch: JudgedBatch, active: ActiveList, acknowledged: float) -> None:
        """Enter a batch that is acknowledged; its generation and list are the ledger's."""
        self.generation, self.active = batch.generation, active
        for tp, span in batch.spans.items():
            open_range = self.ranges.setdefault(tp, OpenRange(span.first))
            open_range.add(span, batch.records.get(tp, Judged([], {})), acknowledged)

    def fits(self, generation: int, active: ActiveList) -> bool:
        """Whether a batch of that generation, judged by that list, may be added."""
        return generation == self.generation and active is self.active

    def is_due(self) -> bool:
        """Whether it is time to commit."""
        if not self.ranges:
            return False
        if time.monotonic() - self._settled >= SECONDS:
            return True
        return any(each.records >= RECORDS for each in self.ranges.values())

    def clear(self) -> None:
        """Begin anew: all is committed, or comes again."""
        self.ranges.clear()
        self.active = None
        self._settled = time.monotonic()
