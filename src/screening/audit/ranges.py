"""Ranges of offsets, both ends inclusive, as receipts and auditors name them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator


class Range(NamedTuple):
    """Offsets from `first` to `last`, both included."""

    first: int
    last: int

    def __str__(self) -> str:
        if self.first == self.last:
            return f"offset {self.first}"
        return f"offsets {self.first}-{self.last}"


class Ranges:
    """A set of offsets, kept as ranges that neither overlap nor abut."""

    def __init__(self) -> None:
        self._firsts: list[int] = []
        self._lasts: list[int] = []

    def __iter__(self) -> Iterator[Range]:
        return map(Range, self._firsts, self._lasts)

    def __len__(self) -> int:
        return len(self._firsts)

    def __contains__(self, offset: int) -> bool:
        place = bisect_left(self._lasts, offset)
        return place < len(self._firsts) and self._firsts[place] <= offset

    @property
    def last(self) -> int | None:
        """The largest offset."""
        return self._lasts[-1] if self._lasts else None

    def add(self, first: int, last: int) -> Range | None:
        """Add a range that is not empty; from where to where it was there already, if at all."""
        begin = bisect_left(self._lasts, first - 1)
        end = bisect_right(self._firsts, last + 1)
        overlap = self._overlap(first, last, begin, end)
        if begin < end:
            first, last = min(first, self._firsts[begin]), max(last, self._lasts[end - 1])
        self._firsts[begin:end] = [first]
        self._lasts[begin:end] = [last]
        return overlap

    def holes(self, first: int, last: int) -> Iterator[Range]:
        """What of `first` to `last` is not in it."""
        place = bisect_left(self._lasts, first)
        while first <= last:
            if place == len(self._firsts) or self._firsts[place] > last:
                yield Range(first, last)
                return
            if self._firsts[place] > first:
                yield Range(first, self._firsts[place] - 1)
            first = self._lasts[place] + 1
            place += 1

    def _overlap(self, first: int, last: int, begin: int, end: int) -> Range | None:
        """The ranges numbered `begin` to `end` touch the new one; some may only abut."""
        if begin < end and self._lasts[begin] < first:
            begin += 1
        if begin < end and self._firsts[end - 1] > last:
            end -= 1
        if begin >= end:
            return None
        return Range(max(first, self._firsts[begin]), min(last, self._lasts[end - 1]))
