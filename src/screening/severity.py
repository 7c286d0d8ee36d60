"""How urgent an alert is, and every point of it explained.

Points: the strongest match counts in full (tier, nature, confidence, lane); further
independent indicators and agreeing sources add a little. The bands are the constants below.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.indicator import Lane, Match, Nature, Tier

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

TIER_POINTS = {Tier.CLUE: 20, Tier.INDICATOR: 40}
NATURE_POINTS = {
    Nature.DISTRIBUTION: 20,
    Nature.POSSESSION: 15,
    Nature.ACCESS: 15,
    Nature.SUSPECTED_ACTIVITY: 5,
    Nature.UNKNOWN: 0,
}
CONFIDENCE_POINTS = 20
LOOSE_POINTS = -15
FURTHER_INDICATOR_POINTS, FURTHER_INDICATORS_MOST = 10, 2
FURTHER_SOURCE_POINTS, FURTHER_SOURCES_MOST = 5, 2
BANDS = ((75, "critical"), (55, "high"), (30, "medium"))


def judge(matches: Sequence[Match], moment: datetime) -> tuple[str, list[str]]:
    """The severity of one or more matches, and the reasons with the points each gave.

    Only sources that are valid at `moment` agree with one another.
    """
    reasons = max((_reasons(match) for match in matches), key=_total)
    further = min(len({match.indicator.id for match in matches}) - 1, FURTHER_INDICATORS_MOST)
    sources = {source.name for match in matches for source in match.indicator.sources_at(moment)}
    agreeing = min(len(sources) - 1, FURTHER_SOURCES_MOST)
    if further > 0:
        reasons.append(("further indicators", further * FURTHER_INDICATOR_POINTS))
    if agreeing > 0:
        reasons.append(("further sources", agreeing * FURTHER_SOURCE_POINTS))
    total = _total(reasons)
    severity = next((name for least, name in BANDS if total >= least), "low")
    return severity, [f"{reason}: {points:+d}" for reason, points in reasons]


def _reasons(match: Match) -> list[tuple[str, int]]:
    indicator = match.indicator
    reasons = [
        (f"tier {indicator.tier}", TIER_POINTS[indicator.tier]),
        (f"nature {indicator.nature}", NATURE_POINTS[indicator.nature]),
    ]
    if indicator.confidence is not None:
        points = indicator.confidence * CONFIDENCE_POINTS // 100
        reasons.append((f"confidence {indicator.confidence}", points))
    if match.lane is Lane.LOOSE:
        reasons.append(("loose lane", LOOSE_POINTS))
    return reasons


def _total(reasons: list[tuple[str, int]]) -> int:
    return sum(points for _, points in reasons)
