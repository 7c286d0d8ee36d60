"""The interval of a count, against published values and its own definition."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.interval import poisson

# 95 % limits of a Poisson mean as tabulated since Garwood (1936), to the places given there.
PUBLISHED = {
    0: (0.0, 3.689), 1: (0.0253, 5.572), 2: (0.242, 7.225), 3: (0.619, 8.767), 4: (1.090, 10.242),
    5: (1.623, 11.668), 6: (2.202, 13.059), 7: (2.814, 14.423), 8: (3.454, 15.763),
    9: (4.115, 17.085), 10: (4.795, 18.390), 15: (8.395, 24.740), 20: (12.217, 30.888),
    25: (16.179, 36.905), 30: (20.241, 42.827), 50: (37.111, 65.919), 100: (81.364, 121.627),
}  # fmt: skip


@pytest.mark.parametrize("count", PUBLISHED)
def test_limits_are_the_published_ones(count: int) -> None:
    """To the last place of the tables."""
    lower, upper = poisson(count)
    assert (lower, upper) == pytest.approx(PUBLISHED[count], abs=6e-4)


def test_other_confidences() -> None:
    """90 % and 99 % limits of tables."""
    assert poisson(0, 0.90) == pytest.approx((0, 2.996), abs=6e-4)
    assert poisson(10, 0.90) == pytest.approx((5.425, 16.962), abs=6e-4)
    assert poisson(10, 0.99) == pytest.approx((3.717, 21.398), abs=6e-4)


def at_most(count: int, mean: float) -> float:
    """The chance of `count` or fewer, summed term by term."""
    logs = (k * math.log(mean) - mean - math.lgamma(k + 1) for k in range(count + 1))
    return math.fsum(math.exp(each) for each in logs)


@settings(deadline=None)
@given(st.integers(0, 3000))
def test_limits_leave_half_of_the_rest_on_either_side(count: int) -> None:
    """The definition: under either limit what was seen is a one in forty chance."""
    lower, upper = poisson(count)
    assert at_most(count, upper) == pytest.approx(0.025, rel=1e-6)
    if count:
        assert 1 - at_most(count - 1, lower) == pytest.approx(0.025, rel=1e-6)
    assert lower <= count < upper


def test_large_counts() -> None:
    """Near the normal approximation, and in no time."""
    lower, upper = poisson(4_000_000)
    assert lower == pytest.approx(4_000_000 - 1.96 * 2000, abs=3)
    assert upper == pytest.approx(4_000_000 + 1.96 * 2000, abs=4)
