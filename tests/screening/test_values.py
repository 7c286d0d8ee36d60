"""Values as text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.values import shortest_decimal, text_of


@given(st.floats(allow_nan=False, allow_infinity=False))
def test_a_float_reads_back(number: float) -> None:
    """The decimal has no exponent and is the same number."""
    text = shortest_decimal(number)
    assert float(text) == number
    assert "e" not in text.lower()


@pytest.mark.parametrize("value", [None, True, False, [], {}, ["x"]])
def test_other_values_are_no_text(value: object) -> None:
    """Only text and numbers are."""
    assert text_of(value) is None


@given(st.integers(-(2**63), 2**64 - 1))
def test_whole_numbers_are_their_digits(number: int) -> None:
    """Exact, whatever their size."""
    assert text_of(number) == str(number)
