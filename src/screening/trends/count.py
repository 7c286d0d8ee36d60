"""Facts counted by day, and days folded into the periods of a table. Pure.

Law: a unit (an alert, an indicator) counts once in the total, and once in each row that any of its
facts is of. What is in more rows than one makes the rows add up to more than the total: by exactly
`overlap`, a row that is taken off.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from screening.trends import periods as calendar
from screening.trends.suppress import Extended

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from screening.trends.periods import Period

    Day = Callable[[float | None], int | None]

OTHER = "other"
"""In every place of a key: all rows beyond the largest."""

_MOST_KEPT = 65_536

Key = tuple[str, ...]
Days = Counter[int | None]


class Fact(NamedTuple):
    """Something of a unit at a time, in seconds since 1970 or None; `values` make the row's key.

    Facts of one unit follow one another and have one time.
    """

    unit: Any
    at: float | None
    values: tuple[Any, ...]


class Tally(NamedTuple):
    """Units by row and day, and all units by day."""

    rows: dict[Key, Days]
    total: Days


class Table(NamedTuple):
    """Rows by periods; the last column before the margin holds what is undated.

    `cells` has a line for each of `keys`, then `overlap` where `has_overlap`, then the totals.
    """

    keys: list[Key]
    cells: Any
    has_overlap: bool

    @property
    def extended(self) -> Extended:
        """As it is protected."""
        signs = np.ones(len(self.cells) - 1, dtype=np.int64)
        if self.has_overlap:
            signs[-1] = -1
        return Extended(self.cells, signs)


def tally(facts: Iterable[tuple[Any, ...]], key: Callable[[Any], Key], day: Day) -> Tally:
    """Count `Fact`s, or plain tuples of their parts."""
    rows: dict[Key, Days] = {}
    total: Days = Counter()
    keys: dict[Any, Key] = {}
    last: object = rows
    seen: set[Key] = set()
    on: int | None = None
    for unit, at, values in facts:
        if unit != last:
            last, on = unit, day(at)
            seen.clear()
            total[on] += 1
        row = keys.get(values)
        if row is None:
            if len(keys) == _MOST_KEPT:
                keys.clear()
            row = keys[values] = key(values)
        if row not in seen:
            seen.add(row)
            days = rows.get(row)
            if days is None:
                days = rows[row] = Counter()
            days[on] += 1
    return Tally(rows, total)


def fold(tally: Tally, kind: str, periods: Sequence[Period], most: int) -> Table:
    """The table; beyond the `most` largest rows all are one row, `other`."""
    rows = sorted(tally.rows, key=lambda row: (-tally.rows[row].total(), row))
    kept, rest = rows[:most], rows[most:]
    column = {period.key: at for at, period in enumerate(periods)}

    def line(each: Days) -> Any:  # noqa: ANN401  an array
        counts = np.zeros(len(periods) + 1, dtype=np.int64)
        for day, count in each.items():
            counts[-1 if day is None else column[calendar.key_of(day, kind)]] += count
        return counts

    lines = [line(tally.rows[row]) for row in kept]
    if rest:
        kept = [*kept, (OTHER,) * len(rest[0])]
        lines.append(sum(line(tally.rows[row]) for row in rest))
    total = line(tally.total)
    overlap = sum(lines) - total if lines else np.zeros_like(total)
    has_overlap = bool(lines) and bool(overlap.any())
    cells = np.vstack([*lines, *([overlap] if has_overlap else []), total])
    return Table(kept, np.column_stack((cells, cells.sum(axis=1))), has_overlap)
