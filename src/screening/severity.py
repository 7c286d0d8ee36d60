"""How urgent an alert is, and every point of it explained. Pure.

The strongest match counts in full (tier, nature, confidence, lane); further independent
indicators, agreeing sources and the bank's context rules add to it. What each weighs is the
policy's (`judging/policy.py`); the points of the reasons add up to those of the band.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.indicator import Lane, Match

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.judging.policy import Severity, SeverityPolicy
    from screening.judging.rules import Circumstances

_Reasons = list[tuple[str, int]]


def judge(
    matches: Sequence[Match], policy: SeverityPolicy, circumstances: Circumstances
) -> tuple[Severity, list[str]]:
    """The severity of one or more matches, and the reasons with the points each gave."""
    reasons = max((_strength(match, policy) for match in matches), key=_total)
    sources = {source.name for match in matches for source in match.indicator.sources}
    if points := policy.further_indicators.points(_independent(matches)):
        reasons.append(("further indicators", points))
    if points := policy.further_sources.points(len(sources)):
        reasons.append(("further sources", points))
    reasons += [(r.name, r.points) for r in policy.rules if r.holds(circumstances)]
    return policy.bands.of(_total(reasons)), [f"{name}: {points:+d}" for name, points in reasons]


def _independent(matches: Sequence[Match]) -> int:
    """How many indicators were found, but no more than texts that do not overlap.

    A domain within a listed address, or a phrase within a phrase, is no second piece of evidence.
    """
    indicators = {(match.indicator.type, match.indicator.value) for match in matches}
    texts, field, taken = 0, "", 0
    for span in sorted((match.span for match in matches), key=lambda each: (each.field, each.end)):
        if span.field != field or span.start >= taken:
            texts, field, taken = texts + 1, span.field, span.end
    return min(len(indicators), texts)


def _strength(match: Match, policy: SeverityPolicy) -> _Reasons:
    indicator = match.indicator
    reasons = [
        (f"tier {indicator.tier}", policy.tier[indicator.tier]),
        (f"nature {indicator.nature}", policy.nature[indicator.nature]),
    ]
    if indicator.confidence is not None:
        points = indicator.confidence * policy.confidence // 100
        reasons.append((f"confidence {indicator.confidence}", points))
    if match.lane is Lane.LOOSE:
        reasons.append(("loose lane", policy.loose))
    return reasons


def _total(reasons: _Reasons) -> int:
    return sum(points for _, points in reasons)
