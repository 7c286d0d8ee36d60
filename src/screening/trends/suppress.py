"""Which counts of a table are not shown, so that no small one can be computed from the rest. Pure.

Rule 1: a count from 1 to `least` - 1 is not shown, be it in the table or in its margins.
Rule 2: for each of these there is a *witness*: a rectangle of four counts, none shown, of which one
unit can be moved from corner to corner and every sum in the table stays as it was. So what is shown
fits at least two values of each.
Rule 3: of all rectangles the one is taken that hides the fewest shown counts, weighed by size
(complementary cell suppression: Willenborg & de Waal, "Elements of Statistical Disclosure Control",
2001, chapter 6). Where there is none, all but the grand total is hidden.

One table is protected by itself. Two tables of the same alerts laid side by side are not.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np

MOST_CELLS = 40_000

Array = Any
"""numpy's arrays have no simple type."""


class Extended(NamedTuple):
    """A table with its margins: the last row sums the rows, the last column the columns.

    `signs` says how each row counts in the sum of a column: 1, or -1 for what is taken off.
    """

    cells: Array
    signs: Array


def hidden(table: Extended, least: int) -> Array:
    """Whether each count of `table`, its margins included, is not to be shown.

    A table whose grand total is itself small is hidden whole.
    """
    cells = np.asarray(table.cells, dtype=np.int64)
    small = (cells > 0) & (cells < least)
    if not small.any() or small[-1, -1]:
        return np.full(cells.shape, bool(small[-1, -1]))
    return _Search(cells, np.append(table.signs, -1)).run(small)


class _Search:
    """Looks for rectangles; `in_column` and `in_row` are each line's equation, summing to 0."""

    def __init__(self, cells: Array, in_column: Array) -> None:
        self._cells = cells
        self._some = cells > 0
        self._in_column = in_column
        self._in_row = np.append(np.ones(cells.shape[1] - 1, dtype=np.int64), -1)
        self._cost = (cells + 1).astype(float)
        self._cost[-1, -1] = np.inf

    def run(self, small: Array) -> Array:
        """All that is hidden for the sake of what is small."""
        gone = small.copy()
        self._cost[small] = 0
        witnessed = np.zeros_like(small)
        for row, column in sorted(map(tuple, np.argwhere(small)), key=lambda at: self._cells[at]):
            if witnessed[row, column]:
                continue
            other = self._opposite(row, column)
            if other is None:
                gone[:] = True
                gone[-1, -1] = False
                return gone
            corners = np.ix_((row, other[0]), (column, other[1]))
            gone[corners] = witnessed[corners] = True
            self._cost[corners] = 0
        return gone

    def _opposite(self, row: int, column: int) -> tuple[int, int] | None:
        """The opposite corner of the cheapest rectangle along which a unit can move."""
        cost = self._cost + self._cost[row][None, :] + self._cost[:, column][:, None]
        cost[~(self._movable(row, column, 1) | self._movable(row, column, -1))] = np.inf
        cost[row] = cost[:, column] = np.inf
        at = int(cost.argmin())
        found = divmod(at, cost.shape[1])
        return found if np.isfinite(cost[found]) else None

    def _movable(self, row: int, column: int, by: int) -> Array:
        """By opposite corner: whether no count falls below 0 when this one changes by `by`."""
        along = -by * self._in_row[column] * self._in_row
        down = -by * self._in_column[row] * self._in_column
        across = by * np.outer(
            self._in_column[row] * self._in_column, self._in_row[column] * self._in_row
        )
        return (
            ((along > 0) | self._some[row])[None, :]
            & ((down > 0) | self._some[:, column])[:, None]
            & ((across > 0) | self._some)
            & (by > 0 or bool(self._some[row, column]))
        )
