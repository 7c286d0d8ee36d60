"""Ranges of offsets are sets of numbers."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from screening.audit.ranges import Range, Ranges
from tests.screening.audit.oracle import ranges

FEW = st.integers(0, 40)
PAIRS = st.tuples(FEW, FEW).map(lambda pair: (min(pair), max(pair)))


def numbers(first: int, last: int) -> set[int]:
    """What a range holds."""
    return set(range(first, last + 1))


@given(st.lists(PAIRS))
def test_they_hold_what_was_added(added: list[tuple[int, int]]) -> None:
    """Whatever overlaps or abuts is one range; what was there already is said."""
    kept, held = Ranges(), set[int]()
    for each in added:
        both = held & numbers(*each)
        assert kept.add(*each) == ((min(both), max(both)) if both else None)
        held |= numbers(*each)
        assert [tuple(one) for one in kept] == ranges(held)
    assert len(kept) == len(ranges(held))
    assert kept.last == (max(held) if held else None)
    assert {each for each in range(45) if each in kept} == held


@given(st.lists(PAIRS), PAIRS)
def test_holes_are_what_they_do_not_hold(
    added: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    """Of the offsets that are asked for, and no others."""
    kept, held = Ranges(), set[int]()
    for each in added:
        kept.add(*each)
        held |= numbers(*each)
    assert [tuple(one) for one in kept.holes(*asked)] == ranges(numbers(*asked) - held)


def test_they_are_named_as_an_operator_would() -> None:
    """One offset, or the first and the last."""
    assert str(Range(7, 7)) == "offset 7"
    assert str(Range(7, 9)) == "offsets 7-9"
