"""Merging against the design's sentence, written out naively."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import permutations
from typing import TYPE_CHECKING

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import entry, record
from tests.feeds.files import merge

if TYPE_CHECKING:
    from matcher.indicator import Indicator

TIERS = ["clue", "indicator"]
NATURES = ["access", "possession", "distribution", "suspected_activity", "unknown"]
LIGHTS = ["clear", "green", "amber", "amber+strict", "red"]
DAY = datetime(2026, 1, 1, tzinfo=UTC)
DAYS = st.none() | st.integers(0, 20).map(lambda n: DAY + timedelta(days=n))


@st.composite
def stated(draw: st.DrawFn) -> Indicator:
    """An entry as some feed states it, of one of three values."""
    days = [draw(DAYS) for _ in range(4)]
    confidence = draw(st.none() | st.integers(0, 100))
    values = {
        "id": draw(st.sampled_from(["", "i-1", "i-2", "i-3"])),
        "type": "email",
        "value": draw(st.sampled_from(["A@example.com", "a+x@example.com", "b@example.com"])),
        "tier": draw(st.sampled_from(TIERS)),
        "nature": draw(st.sampled_from(NATURES)),
        "confidence": "" if confidence is None else str(confidence),
        "tlp": draw(st.sampled_from(LIGHTS)),
        "labels": draw(st.sampled_from(["", "x", "x;y", "z"])),
        "platform": draw(st.sampled_from(["", "forum"])),
    }
    names = ("valid_from", "valid_until", "first_seen", "last_seen")
    times = {n: day.isoformat() for n, day in zip(names, days, strict=True) if day}
    return entry.to_indicator(values | times, draw(st.sampled_from(["feed-a", "feed-b"])))


@given(st.lists(stated(), min_size=1, max_size=6))
@settings(max_examples=250, deadline=None)
def test_merging_is_what_the_design_says(entries: list[Indicator]) -> None:
    """First id, strongest tier, nature by tier then confidence, highest, strictest, all sources."""
    merged = merge(entries)
    assert [each.value for each in merged] == sorted({each.value for each in entries})
    for one in merged:
        group = [each for each in entries if each.value == one.value]
        statements = [each.sources[0] for each in group]
        assert one.id == group[0].id
        assert set(one.sources) == set(statements)
        assert len(one.sources) == len(set(one.sources))
        assert one.tier == (
            "indicator" if any(s.tier == "indicator" for s in statements) else "clue"
        )
        strongest = [s for s in statements if s.tier == one.tier]
        best = max(-1 if s.confidence is None else s.confidence for s in strongest)
        sure = [s for s in strongest if (-1 if s.confidence is None else s.confidence) == best]
        assert one.nature == sure[0].nature
        given_ = [s.confidence for s in statements if s.confidence is not None]
        assert one.confidence == (max(given_) if given_ else None)
        assert one.tlp == max((s.tlp for s in statements), key=LIGHTS.index)
        assert set(one.labels) == {label for each in group for label in each.labels}
        for moment in (DAY + timedelta(hours=12 * n) for n in range(42)):
            assert set(one.sources_at(moment)) == {s for s in statements if holds(s, moment)}


def holds(source: object, moment: datetime) -> bool:
    begin, end = source.valid_from, source.valid_until  # type: ignore[attr-defined]
    return (begin is None or begin <= moment) and (end is None or moment < end)


@given(st.lists(stated(), min_size=1, max_size=4))
@settings(max_examples=100, deadline=None)
def test_what_is_merged_reads_back_from_its_line(entries: list[Indicator]) -> None:
    """A snapshot's line holds everything, and equal indicators have equal bytes."""
    for one in merge(entries):
        line = record.to_line(one)
        assert record.from_line(line) == one
        assert record.to_line(record.from_line(line)) == line
        assert line.count(b"\n") == 1


@given(st.lists(stated(), min_size=2, max_size=3))
@settings(max_examples=40, deadline=None)
def test_the_order_of_feeds_decides_ties_and_ids_alone(entries: list[Indicator]) -> None:
    """Tier, confidence, TLP and the set of sources do not depend on the order of feeds."""
    seen = {
        tuple((o.value, o.tier, o.confidence, o.tlp, frozenset(o.sources)) for o in merge(order))
        for order in permutations(entries)
    }
    assert len(seen) == 1
