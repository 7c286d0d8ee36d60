"""How far a count may be from what is usual: the exact interval of a Poisson mean.

Garwood's interval (Biometrika 28, 1936): the means under which a count this low, or this
high, would come with less than half of the remaining chance. It takes the counted events as
independent; payments of one customer are not quite, so read it as the least to expect.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

CONFIDENCE = 0.95
_NEGLIGIBLE = 1e-17
_HALVINGS = 100


def poisson(count: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Lower and upper limit of the mean of which `count` (0 or more) events were seen."""
    tail = (1 - confidence) / 2
    width = 10 * math.sqrt(count + 1) + 10
    lower = 0.0
    if count:
        lower = _root(lambda mean: _at_least(count, mean) - tail, max(0.0, count - width), count)
    return lower, _root(lambda mean: tail - _at_most(count, mean), count, count + width)


def _root(rising: Callable[[float], float], low: float, high: float) -> float:
    """Where a rising function is zero, by halving; `low` and `high` are on either side."""
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        if rising(middle) < 0:
            low = middle
        else:
            high = middle
    return (low + high) / 2


def _at_most(count: int, mean: float) -> float:
    """The chance of `count` events or fewer; for a mean of at least `count`."""
    term = total = _chance(count, mean)
    while count and term > total * _NEGLIGIBLE:
        term *= count / mean
        total += term
        count -= 1
    return total


def _at_least(count: int, mean: float) -> float:
    """The chance of `count` events or more; for a mean of at most `count`."""
    term = total = _chance(count, mean)
    while term > total * _NEGLIGIBLE:
        count += 1
        term *= mean / count
        total += term
    return total


def _chance(count: int, mean: float) -> float:
    """The chance of exactly `count` events."""
    if not mean:
        return 0.0 if count else 1.0
    return math.exp(count * math.log(mean) - mean - math.lgamma(count + 1))
