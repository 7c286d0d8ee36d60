"""When dead letters are too many: a bad upstream stops its partition, it is not drained.

A partition stops behind the record that is its 100th dead letter in a row, or the 500th among its
last 1,000 records; what came before it, and the record itself, are dead letters as ever. After a
restart it goes on there, until the next limit.
"""

from __future__ import annotations

from collections import deque
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection

    from aiokafka import TopicPartition

IN_ROW = 100
WINDOW = 1_000
IN_WINDOW = 500


class DeadLetterLimit:
    """The dead letters of one partition."""

    def __init__(self) -> None:
        """Begin with none."""
        self._row = 0
        self._last = -1
        self._recent: deque[int] = deque()

    def reached(self, number: int) -> bool:
        """Count the record `number` of the partition, a dead letter; whether it is one too many.

        Records are numbered in the order in which they are judged, the good ones too.
        """
        self._row = self._row + 1 if number == self._last + 1 else 1
        self._last = number
        self._recent.append(number)
        while self._recent[0] <= number - WINDOW:
            self._recent.popleft()
        return self._row >= IN_ROW or len(self._recent) >= IN_WINDOW

    @property
    def reason(self) -> str:
        """Why it stopped, for an operator."""
        if self._row >= IN_ROW:
            return f"{self._row} dead letters in a row"
        return f"{len(self._recent)} dead letters among {WINDOW} records"


class DeadLetterLimits:
    """The limits of every partition but those that an operator accepts as they are."""

    def __init__(self, accepted: Collection[int] = ()) -> None:
        """Begin with no dead letters; partitions in `accepted` have no limit."""
        self._accepted = frozenset(accepted)
        self._limits: dict[TopicPartition, DeadLetterLimit] = {}
        self._counts: dict[TopicPartition, int] = {}

    def of(self, tp: TopicPartition) -> DeadLetterLimit | None:
        """The limit of a partition, None where there is none."""
        if tp.partition in self._accepted:
            return None
        return self._limits.setdefault(tp, DeadLetterLimit())

    def count(self, tp: TopicPartition) -> int:
        """How many records of a partition were judged before."""
        return self._counts.get(tp, 0)

    def judged(self, tp: TopicPartition, records: int) -> None:
        """Count records of a partition that were judged."""
        self._counts[tp] = self.count(tp) + records

    def forget(self) -> None:
        """Begin anew: what was judged comes again."""
        self._limits.clear()
        self._counts.clear()
