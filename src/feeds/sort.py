"""Sorting more indicators than memory should hold: sorted runs on disk, merged once.

Law: the result has one order, (type, value), and equal ones come in the order they were added.
"""

from __future__ import annotations

import heapq
from operator import itemgetter
from typing import TYPE_CHECKING

import orjson

from feeds import record
from feeds.merge import merged

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from matcher.indicator import Indicator

RUN = 200_000
"""Indicators sorted in memory at a time, of some 600 bytes each."""

Keyed = tuple[str, str, bytes]
_key = itemgetter(0, 1)


class Sorter:
    """Takes indicators in any order, and gives them back sorted and merged, as lines."""

    def __init__(self, scratch: Path, run: int = RUN) -> None:
        """Keep sorted runs in `scratch`, a folder that exists."""
        self._scratch = scratch
        self._most = run
        self._held: list[Keyed] = []
        self._runs: list[Path] = []

    def add(self, indicator: Indicator) -> None:
        """Take one more."""
        self._held.append((indicator.type, indicator.value, record.to_line(indicator)))
        if len(self._held) >= self._most:
            self._spill()

    def lines(self) -> Iterator[tuple[str, bytes]]:
        """Type and line of each indicator in order, equal (type, value) merged into one."""
        self._held.sort(key=_key)
        runs = [*map(_read, self._runs), iter(self._held)]
        group: list[Keyed] = []
        for each in heapq.merge(*runs, key=_key):
            if group and _key(group[0]) != _key(each):
                yield group[0][0], _line(group)
                group = []
            group.append(each)
        if group:
            yield group[0][0], _line(group)

    def _spill(self) -> None:
        self._held.sort(key=_key)
        path = self._scratch / f"{len(self._runs)}.run"
        with path.open("wb") as stream:
            stream.writelines(line for _, _, line in self._held)
        self._runs.append(path)
        self._held.clear()


def _line(group: list[Keyed]) -> bytes:
    if len(group) == 1:
        return group[0][2]
    return record.to_line(merged([record.from_line(line) for _, _, line in group]))


def _read(path: Path) -> Iterator[Keyed]:
    with path.open("rb") as stream:
        for line in stream:
            values = orjson.loads(line)
            yield values["type"], values["value"], line
