"""The alert budget, against an oracle that counts alerts one by one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.snapshot import Manifest
from screening.batch import budget
from screening.batch.counts import ListCounts
from screening.forecast import Forecast, Pair, Volume
from screening.judge import Judgement
from screening.judging.shadow import ShadowFile

KEYS = [("phrase", "blue otter"), ("phrase", "red heron"), ("email", "a@example.com")]
IDS = dict(zip(KEYS, ("1", "1", "2"), strict=True))
SOURCES = ["alpha", "beta", "gamma"]
RECORDS = 100
MATCHES = st.tuples(
    st.sampled_from(KEYS), st.sets(st.sampled_from(SOURCES), min_size=1).map(sorted)
)
ALERTS = st.lists(st.lists(MATCHES, min_size=1, max_size=4), min_size=3, max_size=12)
Match = tuple[tuple[str, str], list[str]]


def forecast_of(alerts: int) -> Forecast:
    """A forecast in which a record of the sample is a record a day."""
    manifest = Manifest.model_construct(serial=7)
    none: dict[str, Pair] = {}
    return Forecast(
        manifest, manifest, Volume("daily_volume", RECORDS), RECORDS, 0, RECORDS, None, None,
        Pair(0, alerts), none, 0, 0, 0, 0, none, none, none, (), 0,
    )  # fmt: skip


def counts_of(alerts: list[list[Match]]) -> ListCounts:
    """What is counted of alerts with these matches."""
    counts = ListCounts()
    for matches in alerts:
        listed = [
            {"type": key[0], "value": key[1], "indicator_id": IDS[key],
             "sources": [{"name": name} for name in names]}
            for key, names in matches
        ]  # fmt: skip
        counts.add(Judgement([{"severity": "low", "matches": listed}]))
    return counts


def above(alerts: list[list[Match]], most: int) -> list[dict[str, str]]:
    """What must be proposed, counted alert by alert."""
    by_key = [(sum(key in dict(matches) for matches in alerts), key) for key in KEYS]
    loud = {key for count, key in by_key if count > most}
    left = []
    for source in SOURCES:
        stated = [[key for key, names in matches if source in names] for matches in alerts]
        left.append((sum(not loud.issuperset(keys) for keys in stated), source))
    named: dict[object, dict[str, str]] = {
        key: {"indicator": "2"} if key[0] == "email" else {"type": key[0], "value": key[1]}
        for key in KEYS
    } | {source: {"source": source} for source in SOURCES}
    return [
        named[name]
        for group in (by_key, left)
        for count, name in sorted(group, key=lambda each: (-each[0], each[1]))
        if count > most
    ]


@settings(max_examples=500, deadline=None)
@given(ALERTS, st.integers(0, 5), st.randoms(use_true_random=False))
def test_exactly_what_is_above_is_proposed(
    alerts: list[list[Match]], most: int, random: Any
) -> None:
    """In one order, whichever order the sample has; and with it nothing is above any more."""
    told = budget.proposed(counts_of(alerts), forecast_of(len(alerts)), most, (), {"1"})
    named = [{n: each[n] for n in each if n not in ("reason", "owner")} for each in told]
    assert named == above(alerts, most)
    shuffled = [random.sample(matches, len(matches)) for matches in alerts]
    random.shuffle(shuffled)
    again = budget.proposed(counts_of(shuffled), forecast_of(len(alerts)), most, (), {"1"})
    assert again == told
    ShadowFile.model_validate({"approved_by": "A. Reviewer", "shadow": told})
    assert max(loudness(alerts, named).values(), default=0) <= most


def loudness(alerts: list[list[Match]], shadow: list[dict[str, str]]) -> Counter[object]:
    """The alerts of each indicator and source of which these entries leave something live."""
    heard: Counter[object] = Counter()
    for matches in alerts:
        live: set[object] = set()
        for key, names in matches:
            if {"type": key[0], "value": key[1]} in shadow or {"indicator": IDS[key]} in shadow:
                continue
            left = [name for name in names if {"source": name} not in shadow]
            live |= {*left, *([key] if left else [])}
        heard.update(live)
    return heard
