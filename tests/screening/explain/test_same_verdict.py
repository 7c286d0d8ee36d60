"""The verdict of an explanation is that of `scan`, to the last byte, on whatever a file holds."""

from __future__ import annotations

import io
import json
import random
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from feeds.compile import load
from screening import mapping
from screening.batch.frames import frames
from screening.batch.scan import Scan
from screening.explain.record import Explainer
from screening.explain.sight import Sight
from tests.fuzz.mutate import mutated
from tests.fuzz.seeds import MOST_BYTES, seeds
from tests.kafka.payments import snapshot as planted_list
from tests.screening.support import LISTED, NOW, judge_of

if TYPE_CHECKING:
    from feeds.compile import ActiveList
    from screening.judge import Judge

MUTATED = 120


@pytest.fixture(scope="module")
def planted(tmp_path_factory: pytest.TempPathFactory) -> ActiveList:
    """The list of what the seeds hide."""
    return load(planted_list(tmp_path_factory.mktemp("explain")))


def scanned(judge: Judge, active: ActiveList, raw: bytes) -> tuple[list[Any], list[str], Any]:
    """The alerts of a file, the reasons of its rejects, and its counts, by `scan`."""
    alerts: list[bytes] = []
    rejects: list[bytes] = []
    scan = Scan(judge, active, NOW, NOW, alerts.append, rejects.append)
    scan.file("file", io.BytesIO(raw), MOST_BYTES)
    reasons = [json.loads(reject)["reason"] for reject in rejects]
    return [json.loads(alert) for alert in alerts], reasons, dict(scan.counts)


def explained(judge: Judge, active: ActiveList, raw: bytes) -> list[dict[str, Any]]:
    """Every record of the file, explained, as JSON gives it back."""
    explainer = Explainer(judge, active, NOW, NOW, Sight(is_revealed=True))
    cut = frames(io.BytesIO(raw), judge.mapping.model.formats, MOST_BYTES)
    records = [explainer.explained(frame, "file", n) for n, frame in enumerate(cut, 1)]
    return [orjson.loads(orjson.dumps(record)) for record in records]


def assert_same(judge: Judge, active: ActiveList, raw: bytes) -> None:
    """The same alerts, reasons and outcomes; and what is told agrees with the alert it tells of."""
    alerts, reasons, counts = scanned(judge, active, raw)
    records = explained(judge, active, raw)
    payments = [each for record in records for each in record["transactions"]]
    assert [each["alert"] for each in payments if each.get("alert")] == alerts
    assert [record["reason"] for record in records if record["reason"]] == reasons
    outcomes = [record["outcome"] for record in records]
    assert {name: outcomes.count(name) for name in outcomes} == counts
    for record in records:
        assert record["why"] or any(each["why"] for each in record["transactions"])
    for payment in payments:
        _agrees(payment)


def _agrees(payment: dict[str, Any]) -> None:
    """The live matches are the alert's, and each excerpt is what its field says."""
    if "matches" not in payment:
        return
    live = [each for each in payment["matches"] if each["decision"] == "live"]
    alert = payment["alert"]
    if payment["matches_total"] > len(payment["matches"]):
        return
    assert len(live) == (alert["matches_total"] if alert else 0)
    if alert and len(live) == len(alert["matches"]):
        assert sorted(map(_place, live)) == sorted(map(_place, alert["matches"]))
    texts = {field["path"]: field["text"] for field in payment["fields"]}
    for each in payment["matches"]:
        for part in each["parts"] or [each]:
            if part["field"] in texts:
                assert texts[part["field"]][part["start"] : part["end"]] == part["excerpt"]


def _place(each: dict[str, Any]) -> tuple[Any, ...]:
    names = ("type", "value", "field", "start", "end", "lane", "method", "excerpt")
    return tuple(each[name] for name in names)


def test_every_format_as_it_comes(planted: ActiveList) -> None:
    """Files and records in every shipped mapping, unchanged."""
    for seed in seeds():
        assert_same(seed.judge, planted, seed.raw)


def test_mutated_messages(planted: ActiveList) -> None:
    """However broken a message is."""
    chance, known = random.Random(11), [seed for seed in seeds() if len(seed.raw) < 20_000]
    raws = [seed.raw for seed in known]
    for _ in range(MUTATED):
        seed = chance.choice(known)
        assert_same(seed.judge, planted, mutated(chance, seed.raw, raws)[:20_000])


GENERIC = judge_of(mapping.load("generic"))
SHORT = judge_of(mapping.load("generic"), max_text_chars=1_024, max_matches=2)
_values = st.sampled_from([str(each["value"]) for each in LISTED])
_words = st.one_of(
    _values,
    _values.map(str.upper),
    _values.map(lambda value: value.replace("@", " (at) ").replace(".", " dot ")),
    _values.map(lambda value: value.replace("e", "3").replace("o", "0")),
    _values.map(" ".join),
    st.sampled_from(["rent", "ig:", "@", "call", "TFN 123 456 782", "\n", "\u200b", "x" * 700]),
    st.text(max_size=12),
)
_texts = st.lists(_words, max_size=5).map(" ".join)
_payments = st.fixed_dictionaries(
    {"id": st.sampled_from(["tx-1", "", 7, None])},
    optional={
        "timestamp": st.sampled_from(["2026-01-10T00:00:00Z", "2026-02-20", "no time", 1]),
        "customer_id": _texts,
        "description": _texts,
        "reference": _texts,
        "merchant": _texts,
        "note": _texts,
        "payer": st.fixed_dictionaries({"name": _texts, "account": _texts}),
        "payee": st.fixed_dictionaries({"proxy": _texts, "contact": st.lists(_texts)}),
        "device": st.fixed_dictionaries({"ip": _values}),
    },
)


@given(st.lists(_payments, min_size=1, max_size=3), st.sampled_from([GENERIC, SHORT]))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_generated_payments(
    active: ActiveList, payments: list[dict[str, Any]], judge: Judge
) -> None:
    """Listed values in every field, written in many ways, beside each other or alone."""
    assert_same(judge, active, b"\n".join(orjson.dumps(each) for each in payments))
