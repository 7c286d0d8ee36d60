"""How much more or less one count is than another, and how sure that is. Pure."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

CONFIDENCE = 0.95
_Z = 1.959964  # of the normal distribution, for `CONFIDENCE`
_RECENT = 2
_LEAST_PERIODS = 4


class Change(NamedTuple):
    """The ratio of the later rate to the earlier and its interval; None: no bound."""

    ratio: float | None
    low: float
    high: float | None


def change(before: int, after: int, exposure: tuple[float, float] = (1, 1)) -> Change | None:
    """How the rate of `after` stands to that of `before`; None where neither counted anything.

    Two Poisson counts, given their sum, are a binomial (Przyborowski and Wilenski, Biometrika 31,
    1940), whose share has Wilson's interval (JASA 22, 1927); the ratio follows from the share.
    `exposure` is what each was counted among.
    """
    total = before + after
    if not total or not all(exposure):
        return None
    scale = exposure[0] / exposure[1]
    share = after / total
    middle = (share + _Z**2 / (2 * total)) / (1 + _Z**2 / total)
    half = (
        _Z * math.sqrt(share * (1 - share) / total + _Z**2 / (4 * total**2)) / (1 + _Z**2 / total)
    )
    low = max(0.0, middle - half) if after else 0.0
    high = min(1.0, middle + half) if before else 1.0
    return Change(_odds(share, scale), _odds(low, scale) or 0.0, _odds(high, scale))


def _odds(share: float, scale: float) -> float | None:
    return None if share >= 1 else scale * share / (1 - share)


def state(counts: Sequence[int | None]) -> str | None:
    """`new`: of complete periods the last two alone have any; `fading`: the last two have none.

    Told from what is shown, so None where a count that decides is hidden; and of fewer than four
    periods.
    """
    if len(counts) < _LEAST_PERIODS:
        return None
    early, late = counts[:-_RECENT], counts[-_RECENT:]
    if all(each == 0 for each in early) and any(late):
        return "new"
    if all(each == 0 for each in late) and any(early):
        return "fading"
    return None
