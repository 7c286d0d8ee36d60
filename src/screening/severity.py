"""How urgent an alert is, and every point of it explained. Pure.

The strongest match counts in full (tier, nature, confidence, lane); further independent
indicators, agreeing sources and the bank's context rules add to it. What each weighs is the
policy's (`judging/policy.py`); the points of the reasons add up to those of the band.
"""

from __future__ import annotations

from operator import attrgetter
from typing import TYPE_CHECKING

from matcher.indicator import Lane, Match

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from screening.judging.policy import Severity, SeverityPolicy
    from screening.judging.rules import Circumstances

_Reasons = list[tuple[str, int]]
_field, _end = attrgetter("field"), attrgetter("end")


def judge(
    matches: Sequence[Match], policy: SeverityPolicy, circumstances: Circumstances
) -> tuple[Severity, list[str]]:
    """The severity of one or more matches, and the reasons with the points each gave."""
    unlike = _unlike(matches)
    reasons = max((_strength(match, policy) for match in unlike), key=_total)
    sources = {source.name for match in unlike for source in match.indicator.sources}
    if points := policy.further_indicators.points(_independent(matches, unlike)):
        reasons.append(("further indicators", points))
    if points := policy.further_sources.points(len(sources)):
        reasons.append(("further sources", points))
    reasons += [(r.name, r.points) for r in policy.rules if r.holds(circumstances)]
    return policy.bands.of(_total(reasons)), [f"{name}: {points:+d}" for name, points in reasons]


def _unlike(matches: Sequence[Match]) -> Iterable[Match]:
    """The first match of each indicator and lane: text made to hurt has thousands of each."""
    found: dict[tuple[int, bool], Match] = {}
    loose = Lane.LOOSE
    for match in matches:
        key = id(match.indicator), match.lane is loose
        if key not in found:
            found[key] = match
    return found.values()


def _independent(matches: Sequence[Match], unlike: Iterable[Match]) -> int:
    """How many indicators were found, but no more than texts that do not overlap.

    A domain within a listed address, or a phrase within a phrase, is no second piece of evidence.
    """
    indicators = len({(m.indicator.type, m.indicator.value) for m in unlike})
    texts, field, taken = 0, "", 0
    spans = sorted((match.span for match in matches), key=_end)
    for span in sorted(spans, key=_field):
        if span.field != field or span.start >= taken:
            texts, field, taken = texts + 1, span.field, span.end
            if texts == indicators:
                break
    return texts


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
