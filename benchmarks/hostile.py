"""Text made to hurt: what it costs over the whole path, against ordinary text of the same length.

Decode, map and match, in this process, each in turn with the ordinary one; the least CPU time of
several passes counts. A text stands in `description`; the longest is tried in each field that is
taken whole too. What is over a limit is marked and fails the run: the cost of a character is at
most 20 times the usual, and twice the text takes about twice the time.
"""

from __future__ import annotations

import gc
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from rich.box import SIMPLE
from rich.table import Table

from benchmarks.hostile_texts import HOSTILE, ORDINARY, RECORDS, usual, usual_record
from screening import judge, mapping, settings
from screening.screen import Origin

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from rich.console import Console

    from feeds.compile import ActiveList
    from screening.judge import Judge

SIZES = (1 << 14, 1 << 15, 1 << 16)
RECORD_SIZES = (1 << 18, 1 << 19, (1 << 20) - 256)
MOST_TIMES_USUAL = 20.0
MOST_GROWTH = 2.6  # for twice the length; caches and the clock's noise are in it
LEAST_GROWN_MS = 2.0  # below, growth is all noise
PASSES, LONG_SECONDS = 5, 0.3
FIELDS = ("payee.name", "payee.account", "payee.contact", "device.ip")


class Row(NamedTuple):
    """One text or record: milliseconds at full length, times the usual at each, growth."""

    name: str
    milliseconds: float
    times_usual: tuple[float, ...]
    growth: float
    elsewhere: float | None
    outcome: str

    @property
    def is_within(self) -> bool:
        """Whether it keeps the limits."""
        grows = self.milliseconds > LEAST_GROWN_MS and self.growth > MOST_GROWTH
        return not grows and max(*self.times_usual, self.elsewhere or 0.0) <= MOST_TIMES_USUAL


def run(active: ActiveList, console: Console, only: str = "") -> bool:
    """Measure all whose name has `only` in it, print a table, and tell whether all are within."""
    gc.collect()
    gc.freeze()  # as the service does with its list
    rows = []
    for row in _rows(active, only):
        rows.append(row)
        console.print(f"{row.name}: {row.milliseconds:.1f} ms", style="dim", highlight=False)
    console.print(_table(rows))
    over = [row.name for row in rows if not row.is_within]
    console.print(f"over a limit: {', '.join(over)}" if over else "all within the limits")
    return not over


def _rows(active: ActiveList, only: str) -> Iterator[Row]:
    for name, make in {"usual": usual, **ORDINARY, **HOSTILE}.items():
        if only in name:
            yield _text_row(active, name, make)
    for name, (mapped, record) in RECORDS.items():
        if only in name:
            yield _record_row(active, name, mapped, record)


def _text_row(active: ActiveList, name: str, make: Callable[[int], str]) -> Row:
    judging = judge.from_settings(settings.Settings(), mapping.load("generic"))
    screened = _Screened(active, judging)
    texts = [(make(size), usual(size)) for size in SIZES]
    pairs = [screened.both(_in("description", a), _in("description", b)) for a, b in texts]
    elsewhere = max(screened.least(_in(field, make(SIZES[-1]))) for field in FIELDS)
    return _row(name, pairs, elsewhere, screened.outcome(_in("description", make(SIZES[-1]))))


def _record_row(active: ActiveList, name: str, mapped: str, make: Callable[[int], bytes]) -> Row:
    generic = _Screened(active, judge.from_settings(settings.Settings(), mapping.load("generic")))
    screened = _Screened(active, judge.from_settings(settings.Settings(), mapping.load(mapped)))
    pairs = [(screened.least(make(n)), generic.least(usual_record(n))) for n in RECORD_SIZES]
    return _row(name, pairs, None, screened.outcome(make(RECORD_SIZES[-1])))


def _row(name: str, pairs: list[tuple[float, float]], elsewhere: float | None, outcome: str) -> Row:
    (_, (half, _), (whole, ordinary)) = pairs
    times = tuple(hurt / fair for hurt, fair in pairs)
    other = None if elsewhere is None else elsewhere / ordinary
    return Row(name, whole * 1e3, times, whole / half, other, outcome)


class _Screened:
    """One judge and one list, and the clock."""

    def __init__(self, active: ActiveList, judging: Judge) -> None:
        self._active, self._judge = active, judging
        self._now = datetime.now(UTC)
        self._origin = Origin(int(self._now.timestamp() * 1000), ("transactions", 0, 1), 0, 1)

    def _once(self, record: bytes) -> tuple[float, judge.Judgement]:
        began = time.process_time()
        found = self._judge.judge(record, self._origin, self._active, mode="live", now=self._now)
        return time.process_time() - began, found

    def both(self, hostile: bytes, ordinary: bytes) -> tuple[float, float]:
        """Least seconds of each, taken in turn."""
        least = [float("inf"), float("inf")]
        for _ in range(PASSES):
            for place, record in enumerate((hostile, ordinary)):
                least[place] = min(least[place], self._once(record)[0])
            if least[0] > LONG_SECONDS:
                break
        return least[0], least[1]

    def least(self, record: bytes) -> float:
        """Least seconds of two passes, of one if that was long."""
        first = self._once(record)[0]
        return first if first > LONG_SECONDS else min(first, self._once(record)[0])

    def outcome(self, record: bytes) -> str:
        """What became of it."""
        found = self._once(record)[1]
        total = sum(each["matches_total"] for each in found.alerts)
        return f"{total} matches" if total else str(found.reason or "clear")


def _in(path: str, text: str) -> bytes:
    """A payment with this text at this path."""
    value: Any = text
    for name in reversed(path.split(".")):
        value = {name: value}
    return orjson.dumps({"id": "1", "timestamp": "2026-11-03T10:00:00Z", **value})


def _table(rows: list[Row]) -> Table:
    table = Table(title="text made to hurt: times the usual for each character", box=SIMPLE)
    table.add_column("text", no_wrap=True)
    for name in ("ms", "1/4", "1/2", "whole", "growth", "other", "outcome"):
        table.add_column(name, justify="right")
    for row in rows:
        other = "" if row.elsewhere is None else f"{row.elsewhere:.1f}"
        times = (f"{each:.1f}" for each in row.times_usual)
        style = None if row.is_within else "bold red"
        cells = (f"{row.milliseconds:.1f}", *times, f"{row.growth:.2f}", other, row.outcome)
        table.add_row(row.name, *cells, style=style)
    return table
