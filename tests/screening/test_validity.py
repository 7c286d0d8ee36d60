"""What an alert says of an indicator comes from the sources valid at the transaction's time."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.indicator import Indicator, IndicatorType, Nature, Source, Tier, Tlp, agreed
from tests.screening.support import judge_of, judged, list_of, mapping_of, only_alert

if TYPE_CHECKING:
    from pathlib import Path

DAY = datetime(2026, 1, 10, tzinfo=UTC)
DAYS = st.none() | st.integers(0, 10).map(lambda n: DAY + timedelta(days=n))
SOURCES = st.lists(
    st.builds(
        Source,
        st.sampled_from("abc"),
        st.integers(0, 99).map(str),
        st.sampled_from(Tier),
        st.sampled_from(Nature),
        st.none() | st.integers(0, 100),
        st.sampled_from(Tlp),
        DAYS,
        DAYS,
    ),
    min_size=1,
    max_size=5,
    unique=True,
).map(tuple)


def indicator(sources: tuple[Source, ...]) -> Indicator:
    """An indicator that these sources state, as a merge makes it."""
    tier, nature, confidence, tlp = agreed(sources)
    return Indicator(
        "i", IndicatorType.EMAIL, "x@example.com", tier, nature, confidence, tlp, None, None,
        None, None, (), sources,
    )  # fmt: skip


@settings(deadline=None)
@given(SOURCES, st.integers(-1, 11))
def test_only_valid_sources_have_a_say(sources: tuple[Source, ...], days: int) -> None:
    """DESIGN's "Merge", written out naively over those whose window holds the moment."""
    moment = DAY + timedelta(days=days)
    valid = []
    for source in sources:
        started = source.valid_from is None or source.valid_from <= moment
        ended = source.valid_until is not None and source.valid_until <= moment
        if started and not ended:
            valid.append(source)
    found = indicator(sources).at(moment)
    if not valid:
        assert found is None
        return
    assert found is not None
    assert list(found.sources) == valid
    strong = [s for s in valid if s.tier == "indicator"] or valid
    surest = max(-1 if s.confidence is None else s.confidence for s in strong)
    first = next(s for s in strong if (-1 if s.confidence is None else s.confidence) == surest)
    known = [s.confidence for s in valid if s.confidence is not None]
    lights = ["clear", "green", "amber", "amber+strict", "red"]
    assert found.tier == strong[0].tier
    assert found.nature == first.nature
    assert found.confidence == (max(known) if known else None)
    assert found.tlp == lights[max(lights.index(s.tlp) for s in valid)]


def _entry(source: str, **more: Any) -> dict[str, Any]:
    return {"type": "email", "value": "old.heron@example.com", "source": source, **more}


def test_an_alert_and_its_severity_follow(tmp_path: Path) -> None:
    """A strong statement that has ended makes no later alert urgent."""
    active = list_of(
        tmp_path,
        _entry("alpha", tier="indicator", nature="distribution", confidence=90, tlp="red",
               valid_until="2026-01-10T00:00:00Z"),
        _entry("beta", tier="clue", nature="access", confidence=20, tlp="green"),
    )  # fmt: skip
    judging = judge_of(mapping_of({"path": "note", "role": "free_text"}, timestamp="at"))
    told = []
    for at in ("2026-01-09T23:59:59Z", "2026-01-10T00:00:00Z"):
        alert = only_alert(judged({"note": "old.heron@example.com", "at": at}, active, judging))
        match = alert["matches"][0]
        names = [source["name"] for source in match["sources"]]
        told.append((alert["severity"], match["tier"], match["confidence"], match["tlp"], names))
        assert alert["severity_reasons"][0] == f"tier {match['tier']}: +{40 if names[1:] else 20}"
    assert told == [
        ("critical", "indicator", 90, "red", ["alpha", "beta"]),
        ("medium", "clue", 20, "green", ["beta"]),
    ]
