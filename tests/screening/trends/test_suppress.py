"""No small count can be computed from what is shown: an attacker with paper and patience tries."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.trends import suppress

if TYPE_CHECKING:
    from collections.abc import Iterator

LEAST = 3
Rows = list[list[int]]


def extended(rows: Rows, signs: list[int]) -> np.ndarray:
    """The table with its margins, added up anew."""
    total = [
        sum(s * row[at] for s, row in zip(signs, rows, strict=True)) for at in range(len(rows[0]))
    ]
    return np.array([[*row, sum(row)] for row in [*rows, total]])


def fitting(cells: np.ndarray, gone: np.ndarray, signs: list[int]) -> Iterator[list[int]]:
    """Every table of numbers from 0 on that fits what is shown; at most `most` a count."""
    height, width = cells.shape[0] - 1, cells.shape[1] - 1
    most = int(cells.max()) + 2
    table = [0] * (height * width)

    def agrees(row: int) -> bool:
        return bool(gone[row, -1]) or sum(table[row * width : (row + 1) * width]) == cells[row, -1]

    def adds_up() -> bool:
        totals = [
            sum(signs[row] * table[row * width + at] for row in range(height))
            for at in range(width)
        ]
        shown = zip(totals, cells[-1], gone[-1], strict=False)
        return (
            all(total >= 0 and (hide or total == told) for total, told, hide in shown)
            and sum(totals) == cells[-1, -1]
        )

    def place(at: int) -> Iterator[list[int]]:
        if at == len(table):
            if adds_up():
                yield list(table)
            return
        row, column = divmod(at, width)
        options = range(most + 1) if gone[row, column] else (int(cells[row, column]),)
        for value in options:
            table[at] = value
            if column < width - 1 or agrees(row):
                yield from place(at + 1)

    return place(0)


def check(rows: Rows, signs: list[int]) -> None:
    """Each small count is hidden, and fits two values at least."""
    cells = extended(rows, signs)
    gone = suppress.hidden(suppress.Extended(cells, np.array(signs)), LEAST)
    small = (cells > 0) & (cells < LEAST)
    assert gone[small].all()
    if small[-1, -1]:
        assert gone.all()
        return
    assert not gone[-1, -1]
    open_ = {(int(r), int(c)) for r, c in np.argwhere(small)}
    for found in fitting(cells, gone, signs):
        other = extended(np.array(found).reshape(len(rows), -1).tolist(), signs)
        open_ = {at for at in open_ if other[at] == cells[at]}
        if not open_:
            return
    assert not open_


COUNT = st.sampled_from([0, 0, 1, 1, 2, 3, 5])


@given(
    st.integers(1, 3).flatmap(
        lambda n: st.lists(st.lists(COUNT, min_size=n, max_size=n), min_size=1, max_size=3)
    )
)
@settings(max_examples=200, deadline=None)
def test_nothing_small_can_be_computed(rows: Rows) -> None:
    """Whatever the table."""
    check(rows, [1] * len(rows))


@given(
    st.lists(st.tuples(COUNT, COUNT), min_size=1, max_size=2),
    st.tuples(st.integers(0, 2), st.integers(0, 2)),
)
@settings(deadline=None)
def test_nor_with_a_row_that_is_taken_off(
    rows: list[tuple[int, int]], overlap: tuple[int, int]
) -> None:
    """What is of several rows is taken off once: it can't be used to compute them either."""
    most = [sum(row[at] for row in rows) for at in range(2)]
    off = [min(each, limit) for each, limit in zip(overlap, most, strict=True)]
    check([*map(list, rows), off], [1] * len(rows) + [-1])


@pytest.mark.parametrize(
    ("rows", "hidden"),
    [
        ([[9, 9], [9, 9]], 0),
        ([[0, 0], [9, 9]], 0),
        ([[1, 9, 9], [9, 9, 9], [9, 9, 9]], 4),
        ([[1, 9, 40], [9, 3, 40], [40, 40, 40]], 4),
    ],
    ids=["nothing small", "zeros are shown", "one rectangle", "the cheapest rectangle"],
)
def test_no_more_is_hidden_than_needs_be(rows: Rows, hidden: int) -> None:
    """A rectangle for one small count."""
    cells = extended(rows, [1] * len(rows))
    assert suppress.hidden(suppress.Extended(cells, np.ones(len(rows))), LEAST).sum() == hidden
