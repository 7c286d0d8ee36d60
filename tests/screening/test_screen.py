"""Screening: validity, shadow, what an alert says, and in which order."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from screening import mapping
from screening.bad_record import Reason
from screening.screen import Origin
from tests.screening.support import (
    NOW,
    judge_of,
    judged,
    list_of,
    listed_ids,
    mapping_of,
    only_alert,
    pay,
)

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList
    from screening.judge import Judge

EMAIL = "quiet.lantern@example.com"


def test_nothing_listed_is_clear(active: ActiveList, generic: Judge) -> None:
    """No match, no alert, no reason."""
    judgement = judged(pay("rent march"), active, generic)
    assert (judgement.alerts, judgement.reason, judgement.transactions) == ([], None, 1)


@pytest.mark.parametrize(
    ("at", "flagged"),
    [
        ("2025-12-31T23:59:59.999Z", False),
        ("2026-01-01T00:00:00Z", True),
        ("2026-01-31T23:59:59.999Z", True),
        ("2026-02-01T00:00:00Z", False),
        ("2026-02-01T10:59:59+11:00", True),
        (None, False),
    ],
)
def test_validity_is_judged_at_the_transactions_time(
    active: ActiveList, generic: Judge, at: str | None, flagged: bool
) -> None:
    """Whatever the time of screening; the end is exclusive."""
    judgement = judged(pay("past.beacon@example.com", timestamp=at), active, generic)
    assert bool(judgement.alerts) is flagged


@pytest.mark.parametrize(
    ("at", "sources"),
    [("2026-01-05T00:00:00Z", ["alpha", "beta"]), ("2026-02-05T00:00:00Z", ["beta"])],
)
def test_only_valid_sources_are_listed(
    active: ActiveList, generic: Judge, at: str, sources: list[str]
) -> None:
    """An indicator is valid while any source is; the others are not named."""
    alert = only_alert(judged(pay("twice.listed@example.com", timestamp=at), active, generic))
    assert [source["name"] for source in alert["matches"][0]["sources"]] == sources


def test_names_are_shadow_only(active: ActiveList, generic: Judge) -> None:
    """A name alone is counted and makes no alert; beside another match it is not listed."""
    payee = {"name": "Robin Placeholder"}
    alone = judged(pay("rent", payee=payee), active, generic)
    assert (alone.alerts, alone.shadow, alone.reason) == ([], 1, None)
    beside = judged(pay(EMAIL, payee=payee), active, generic)
    alert = only_alert(beside)
    assert (listed_ids(alert), alert["matches_total"], beside.shadow) == (["e1"], 1, 1)


def test_an_alert_says_what_the_list_says(active: ActiveList, generic: Judge) -> None:
    """Each fact of the indicator and of the place is there."""
    match = only_alert(judged(pay(f"é😀 {EMAIL}!"), active, generic))["matches"][0]
    expected = {
        "indicator_id": "e1", "type": "email", "tier": "indicator", "nature": "distribution",
        "confidence": 90, "tlp": "amber", "platform": "example-chat", "region": "AU-NSW",
        "labels": ["synthetic", "sample"], "field": "description", "role": "free_text",
        "lane": "canonical", "start": 3, "end": 28, "excerpt": EMAIL, "value": EMAIL,
    }  # fmt: skip
    assert {name: match[name] for name in expected} == expected
    assert match["sources"] == [
        {
            "name": "alpha", "id": "e1", "tier": "indicator", "nature": "distribution",
            "confidence": 90, "tlp": "amber", "valid_from": None, "valid_until": None,
        }
    ]  # fmt: skip


def test_matches_are_listed_in_order(active: ActiveList, generic: Judge) -> None:
    """By field, start, type and value, whatever the order in which they were found."""
    alert = only_alert(
        judged(
            pay(
                f"violet kettle harbour {EMAIL} teal-anchor.example.org",
                device={"ip": "192.0.2.44"},
                payer={"account": "062-000 12345678"},
                payee={"contact": EMAIL},
            ),
            active,
            generic,
        )
    )
    keys = [(m["field"], m["start"], m["type"], m["value"]) for m in alert["matches"]]
    assert keys == sorted(keys)
    assert len(keys) == alert["matches_total"] == 6


def test_every_excerpt_is_in_the_transaction(active: ActiveList, generic: Judge) -> None:
    """`original[start:end] == excerpt` in every field."""
    document = pay(
        "pay VIOLET  kettle\u200b harbour @copper.sparrow42",
        reference=f"x {EMAIL}",
        payee={"proxy": "copper.sparrow42", "contact": f" {EMAIL} "},
    )
    alert = only_alert(judged(document, active, generic))
    originals = {"description": document["description"], "reference": document["reference"]}
    originals |= {f"payee.{name}": text for name, text in document["payee"].items()}
    assert len(alert["matches"]) == 5
    for match in alert["matches"]:
        assert originals[match["field"]][match["start"] : match["end"]] == match["excerpt"]


@pytest.mark.parametrize(("most", "listed"), [(1, 1), (3, 3), (100, 5)])
def test_only_the_first_matches_are_listed(active: ActiveList, most: int, listed: int) -> None:
    """`FRESNEL_MAX_MATCHES` bounds the list, `matches_total` tells how many there are."""
    judging = judge_of(mapping.load("generic"), max_matches=most)
    alert = only_alert(judged(pay(" ".join([EMAIL] * 5)), active, judging))
    assert (len(alert["matches"]), alert["matches_total"]) == (listed, 5)
    assert [m["start"] for m in alert["matches"]] == [0, 26, 52, 78, 104][:listed]


def test_amount_is_always_text(active: ActiveList, generic: Judge) -> None:
    """The source text, else the shortest decimal that reads back."""
    for given, shown in [
        ('"1.50"', "1.50"),
        ("1.50", "1.5"),
        ("7", "7"),
        ("18446744073709551615", "18446744073709551615"),
        ("1e22", "10000000000000000000000"),
        ("0.000001", "0.000001"),
        ("null", None),
        ("true", None),
    ]:
        raw = f'{{"id":"1","amount":{given},"description":"{EMAIL}"}}'.encode()
        assert only_alert(judged(raw, active, generic))["transaction"]["amount"] == shown


def test_the_transaction_is_told(active: ActiveList, generic: Judge) -> None:
    """Id, customer, currency, coordinates and every screened field are in the alert."""
    document = pay(EMAIL, customer_id=42, currency="AUD", reference="r 7", payee={"name": "Ko"})
    transaction = only_alert(judged(document, active, generic))["transaction"]
    assert transaction == {
        "id": "1", "source": "transactions", "partition": None, "offset": None,
        "timestamp": "2026-03-01T12:00:00Z", "timestamp_source": "transaction",
        "customer": "42", "amount": None, "currency": "AUD",
        "fields": {"description": EMAIL, "reference": "r 7", "payee.name": "Ko"},
    }  # fmt: skip


def test_context_is_told_masked(active: ActiveList) -> None:
    """Facts are carried as they are, but no card number and nothing nested."""
    judging = judge_of(
        mapping_of(
            {"path": "note", "role": "free_text"},
            context={"country": "c", "new": "n", "card": "p", "count": "k", "tree": "t"},
        )
    )
    document = {"note": EMAIL, "c": "AU", "n": True, "p": 4111111111111111, "k": 3, "t": {"a": 1}}
    assert only_alert(judged(document, active, judging))["transaction"]["context"] == {
        "country": "AU", "new": True, "card": "•" * 16, "count": 3, "tree": None,
    }  # fmt: skip


def test_a_straddling_match_has_parts(active: ActiveList) -> None:
    """The outer four equal the first part; the law of excerpts holds for each."""
    lines = ["to violet", "kettle", "harbour now"]
    judging = judge_of(mapping_of({"path": "lines[*]", "role": "free_text", "join": True}))
    (match,) = only_alert(judged({"lines": lines}, active, judging))["matches"]
    assert [(p["field"], p["start"], p["end"]) for p in match["parts"]] == [
        ("lines[0]", 3, 9), ("lines[1]", 0, 6), ("lines[2]", 0, 7),
    ]  # fmt: skip
    for line, part in zip(lines, match["parts"], strict=True):
        assert line[part["start"] : part["end"]] == part["excerpt"]
    assert {name: match[name] for name in match["parts"][0]} == match["parts"][0]


def test_items_of_one_record_are_judged_alone(active: ActiveList) -> None:
    """Each item has its own alert; a bad one beside them makes the record a dead letter too."""
    judging = judge_of(mapping_of({"path": "note", "role": "free_text"}, each="Tx[*]", id="id"))
    document = {"Tx": [{"id": "1", "note": EMAIL}, {"note": EMAIL}, {"id": 3, "note": EMAIL}]}
    judgement = judged(document, active, judging)
    told = [(a["transaction"]["id"], a["matches"][0]["field"]) for a in judgement.alerts]
    assert told == [("1", "Tx[0].note"), ("3", "Tx[2].note")]
    assert (judgement.reason, judgement.transactions) == (Reason.ID_MISSING, 2)


def test_the_list_decides_alone(tmp_path: Path, generic: Judge) -> None:
    """Another list, another verdict; the alert names the one that judged."""
    other = list_of(tmp_path, {"id": "x", "type": "phrase", "value": "rent march"})
    alert = only_alert(judged(pay("rent march"), other, generic))
    assert alert["snapshot"] == {
        "serial": 1,
        "digest": other.manifest.digest,
        "created": "2026-03-01T12:00:00Z",
    }


def test_the_source_and_digest_are_the_settings(active: ActiveList) -> None:
    """`FRESNEL_SOURCE` names the stream; the digest follows what decides a verdict, only that."""
    reader = mapping.load("generic")
    plain = judge_of(reader)
    named = judge_of(reader, source="cards")
    assert only_alert(judged(pay(EMAIL), active, named))["transaction"]["source"] == "cards"
    digest = plain.policy.config_digest
    assert judge_of(reader, engine="pyahocorasick").policy.config_digest == digest
    assert judge_of(reader, drain_seconds=1.0).policy.config_digest == digest
    assert judge_of(reader, max_matches=7).policy.config_digest != digest


@pytest.mark.parametrize("most", [64, 1 << 20])
def test_large_records_are_refused_unread(active: ActiveList, most: int) -> None:
    """`FRESNEL_MAX_RECORD_BYTES` itself is allowed, one more is not."""
    judging = judge_of(mapping.load("generic"), max_record_bytes=most)
    raw = json.dumps({"id": "1"}).encode()
    assert judged(raw.ljust(most), active, judging).reason is None
    assert judged(raw.ljust(most + 1), active, judging).reason is Reason.TOO_LARGE


def test_screening_does_not_depend_on_the_clock(active: ActiveList, generic: Judge) -> None:
    """Only `detected_at` tells when it was judged."""
    origin = Origin(int(NOW.timestamp() * 1000), ("file", 1))
    raw = json.dumps(pay(EMAIL)).encode()
    one, two = (
        generic.judge(raw, origin, active, mode="live", now=NOW + timedelta(days=days)).alerts[0]
        for days in (0, 4000)
    )
    assert one.pop("detected_at") != two.pop("detected_at")
    assert one == two
