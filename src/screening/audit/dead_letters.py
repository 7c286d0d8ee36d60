"""The dead letters of one topic, by the coordinates in their headers."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

_DIGITS = 18


class DeadLetters:
    """Which offsets of which partition are among the dead letters."""

    def __init__(self, topic: str) -> None:
        """Begin with none; `settle` before they are counted."""
        self._topic = topic.encode()
        self._offsets: dict[int, array[int]] = {}
        self.passed_over: Counter[str] = Counter()

    def add(self, headers: Iterable[tuple[str, bytes | None]]) -> None:
        """Enter a message by its headers; what is no dead letter of the topic is only counted."""
        given = dict(headers)
        partition = _number(given.get("original_partition"))
        offset = _number(given.get("original_offset"))
        if partition is None or offset is None or "original_topic" not in given:
            self.passed_over["no dead letter of ours"] += 1
        elif given["original_topic"] != self._topic:
            self.passed_over["of another topic"] += 1
        else:
            self._offsets.setdefault(partition, array("q")).append(offset)

    def settle(self) -> None:
        """All is read: keep each offset once, in order."""
        for column in self._offsets.values():
            unique = np.unique(np.frombuffer(column, np.int64)).tobytes()
            column[:] = array("q", unique)

    def count(self, partition: int, first: int, last: int) -> int:
        """How many distinct records of a range are dead letters."""
        column = self._offsets.get(partition)
        if column is None:
            return 0
        return max(0, bisect_right(column, last) - bisect_left(column, first))


def _number(value: bytes | None) -> int | None:
    if value is None or not value.isdigit() or len(value) > _DIGITS:
        return None
    return int(value)
