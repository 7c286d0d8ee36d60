"""Severity: every point explained, and the points make the band."""

from __future__ import annotations

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.indicator import (
    Indicator,
    IndicatorType,
    Lane,
    Match,
    Nature,
    Role,
    Scope,
    Source,
    Span,
    Tier,
    Tlp,
)  # fmt: skip
from screening import severity
from screening.judging import policy
from screening.judging.rules import Circumstances

POLICY = policy.load("default")
NOTHING = Circumstances(None, None, None, {})
# The bands of the shipped policy, written out.
BANDS = ((75, "critical"), (55, "high"), (30, "medium"))


def judge(matches: list[Match]) -> tuple[str, list[str]]:
    """By the shipped policy, of a payment that states nothing."""
    return severity.judge(matches, POLICY, NOTHING)


def source(name: str) -> Source:
    """A source's statement; only its name matters here."""
    return Source(name, "s", Tier.CLUE, Nature.UNKNOWN, None, Tlp.CLEAR, None, None)


def match(**given: Any) -> Match:
    """A match; the weakest there is but for what is given."""
    values = {"id": "i", "tier": Tier.CLUE, "nature": Nature.UNKNOWN, "confidence": None}
    values |= {"sources": (source("alpha"),), "lane": Lane.CANONICAL, "at": None} | given
    lane, place = values.pop("lane"), values.pop("at")
    field, start, end = place or (values["id"], 0, 1)
    indicator = Indicator(
        type=IndicatorType.EMAIL, value=f"{values['id']}@example.com", tlp=Tlp.CLEAR,
        platform=None, region=None, first_seen=None, last_seen=None, labels=(), **values,
    )  # fmt: skip
    return Match(
        indicator,
        Scope(Role.FREE_TEXT, frozenset()),
        lane,
        "token",
        Span(field, start, end, "x" * (end - start)),
    )


STRONG = {"tier": Tier.INDICATOR, "nature": Nature.DISTRIBUTION, "confidence": 100}


def points(reasons: list[str]) -> int:
    """The sum that the reasons state."""
    return sum(int(re.fullmatch(r".+: ([+-]\d+)", reason)[1]) for reason in reasons)


def band(total: int) -> str:
    """The band of a total."""
    return next((name for least, name in BANDS if total >= least), "low")


@pytest.mark.parametrize(
    ("matches", "severity"),
    [
        ([match()], "low"),
        ([match(confidence=50)], "medium"),
        ([match(tier=Tier.INDICATOR, nature=Nature.ACCESS)], "high"),
        ([match(**STRONG)], "critical"),
        ([match(**STRONG, lane=Lane.LOOSE)], "high"),
        ([match(), match(id="j")], "medium"),
        ([match(), match()], "low"),
        ([match(at=("f", 0, 9)), match(id="j", at=("f", 4, 9))], "low"),
        ([match(at=("f", 0, 4)), match(id="j", at=("f", 4, 9))], "medium"),
        ([match(at=("f", 0, 9)), match(id="j", at=("g", 4, 9))], "medium"),
    ],
)
def test_known_cases(matches: list[Match], severity: str) -> None:
    """Stronger evidence is more urgent; the same indicator twice adds nothing."""
    assert judge(matches)[0] == severity


def test_one_piece_of_text_is_one_piece_of_evidence() -> None:
    """A phrase around two others adds nothing to them, and takes nothing."""
    parts = [match(id="j", at=("f", 0, 4)), match(id="k", at=("f", 5, 9))]
    assert judge(parts)[1] == judge([*parts, match(at=("f", 0, 9))])[1]


def test_reasons_name_what_counted() -> None:
    """A reviewer reads why, with the points of each."""
    _, reasons = judge([match(**STRONG, lane=Lane.LOOSE), match(id="j")])
    assert reasons == [
        "tier indicator: +40",
        "nature distribution: +20",
        "confidence 100: +20",
        "loose lane: -15",
        "further indicators: +10",
    ]


MATCHES = st.builds(
    match,
    id=st.sampled_from("ijkl"),
    tier=st.sampled_from(Tier),
    nature=st.sampled_from(Nature),
    confidence=st.none() | st.integers(0, 100),
    lane=st.sampled_from(Lane),
    at=st.tuples(st.sampled_from("fg"), st.integers(0, 6), st.integers(1, 5)).map(
        lambda at: (at[0], at[1], at[1] + at[2])
    ),
    sources=st.lists(st.sampled_from("abcd").map(source), min_size=1, max_size=4).map(tuple),
)


@settings(deadline=None, max_examples=200)
@given(st.lists(MATCHES, min_size=1, max_size=6))
def test_the_reasons_add_up_to_the_band(matches: list[Match]) -> None:
    """Nothing counts that is not told."""
    severity, reasons = judge(matches)
    assert severity == band(points(reasons))
    assert len(reasons) == len({reason.rpartition(":")[0] for reason in reasons})


@settings(deadline=None, max_examples=300)
@given(st.lists(MATCHES, min_size=1, max_size=6), MATCHES)
def test_more_evidence_is_never_less_urgent(matches: list[Match], further: Match) -> None:
    """A further match cannot lower an alert."""
    before, after = (points(judge(found)[1]) for found in (matches, [*matches, further]))
    assert after >= before
