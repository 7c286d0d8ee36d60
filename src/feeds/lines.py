"""A snapshot's indicators as the lines they are stored in, decoded one at a time.

Law: memory follows the number of indicators, never what they say: a line is decoded when its
indicator has matched, and all but the last 1,024 are forgotten.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson

from feeds import record, snapshot
from feeds.snapshot import SnapshotError
from matcher.indicator import Indicator, IndicatorType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from mmap import mmap

    from feeds.ids import Ids
    from feeds.snapshot import Manifest

Key = tuple[IndicatorType, str]
_KEPT = 1_024
_BLOCK = 1 << 20


class LineRecords:
    """Indicators by number; the lines may be bytes or a file mapped into memory."""

    def __init__(self, content: bytes | mmap, ends: memoryview) -> None:
        """Take JSON lines and where each one ends."""
        self._content = content
        self._ends = ends
        self._indicator = lru_cache(_KEPT)(self._read)

    @classmethod
    def of(cls, content: bytes) -> LineRecords:
        """The records of JSON lines, each ending in a line feed."""
        return cls(content, memoryview(line_ends(content)))

    def __len__(self) -> int:
        return len(self._ends)

    def __getitem__(self, number: int, /) -> Indicator:
        return self._indicator(number)

    def _read(self, number: int) -> Indicator:
        return record.from_line(self.line(number))

    def line(self, number: int) -> bytes:
        """The raw JSON of one indicator."""
        return self._content[self._ends[number - 1] if number else 0 : self._ends[number]]

    def holding(self, text: bytes, numbers: range) -> Iterator[int]:
        """Which of these consecutive indicators have `text`, without a line feed, in their line.

        The lines are gone through a block at a time, so that other threads run meanwhile.
        """
        at = self._ends[numbers.start - 1] if numbers.start else 0
        end = self._ends[numbers.stop - 1] if numbers else at
        while at < end:
            block = self._content[at : min(at + _BLOCK + len(text) - 1, end)]
            place = block.find(text)
            if place < 0:
                at += _BLOCK
                continue
            number = bisect_right(self._ends, at + place)
            yield number
            at = self._ends[number]

    def keys(self, ids: Ids) -> Iterator[Key]:
        """Type and canonical value of each indicator, in order of number; `ids` note theirs."""
        for number in range(len(self)):
            values = orjson.loads(self.line(number))
            if values.keys() != record.FIELDS or not isinstance(values["value"], str):
                raise ValueError(number)
            ids.note(values)
            yield IndicatorType(values["type"]), values["value"]


def line_ends(content: bytes) -> Any:  # noqa: ANN401  numpy's array has no simple type
    """Where each line of `content` ends, as an array of unsigned 64-bit numbers."""
    found = []
    step = 1 << 24
    for first in range(0, len(content), step):
        block = np.frombuffer(content, np.uint8, min(step, len(content) - first), first)
        found.append(np.flatnonzero(block == ord("\n")).astype(np.uint64) + np.uint64(first + 1))
    return np.concatenate(found) if found else np.zeros(0, np.uint64)


def verified_keys(records: LineRecords, manifest: Manifest, ids: Ids) -> list[Key]:
    """The keys of all records: in order, each once, as many of each type as the manifest counts.

    `ids` take note of all ids.

    Raises:
        SnapshotError: a line is no indicator, or the manifest does not tell the truth.
    """
    try:
        keys = list(records.keys(ids))
        record.from_line(records.line(0))
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise SnapshotError(
            f"{snapshot.INDICATORS}: a line is not an indicator ({type(error).__name__})"
        ) from error
    if Counter(kind for kind, _ in keys) != manifest.counts:
        raise SnapshotError(f"{snapshot.MANIFEST}: counts: not those of the indicators")
    if any(first >= second for first, second in pairwise(keys)):
        raise SnapshotError(f"{snapshot.INDICATORS}: out of order, or an indicator twice")
    return keys
