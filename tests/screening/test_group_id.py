"""`group_id`, computed again here from issue 5 alone, and what it folds."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening import mapping
from tests.screening.support import judge_of, judged, mapping_of, only_alert, pay

if TYPE_CHECKING:
    from feeds.compile import ActiveList
    from screening.judge import Judge

LISTED = {
    "quiet.lantern@example.com": ("email", "quiet.lantern@example.com"),
    "VIOLET kettle  harbour": ("phrase", "violet kettle harbour"),
    "@copper.sparrow42": ("username", "copper.sparrow42"),
}
GENERIC = judge_of(mapping.load("generic"))


def expected(customer: Any, found: set[tuple[str, str]], day: str) -> str:
    """The rule in words: SHA-256 of canonical JSON, the first 32 digits."""
    whole = json.dumps([customer, sorted(found), day], ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    said=st.lists(st.sampled_from(sorted(LISTED)), min_size=1, max_size=5),
    customer=st.sampled_from(["C1", "Zoë", 77]),
    day=st.integers(1, 28),
    hour=st.integers(0, 23),
    number=st.integers(1, 99),
)
def test_it_is_customer_indicators_and_day(
    active: ActiveList, said: list[str], customer: object, day: int, hour: int, number: int
) -> None:
    """Places, order, repeats, hour, amount and transaction id have no part in it."""
    at = f"2026-01-{day:02}T{hour:02}:30:00Z"
    document = pay(" / ".join(said), id=number, timestamp=at, customer_id=customer, amount=number)
    alert = only_alert(judged(document, active, GENERIC))
    found = {LISTED[text] for text in said}
    assert alert["group_id"] == expected(str(customer), found, at[:10])


def test_the_day_is_utc(active: ActiveList, generic: Judge) -> None:
    """Eight in the morning in Sydney is the day before."""
    text, kind = next(iter(LISTED.items()))
    document = pay(text, customer_id="C1", timestamp="2026-01-05T08:00:00+11:00")
    alert = only_alert(judged(document, active, generic))
    assert alert["group_id"] == expected("C1", {kind}, "2026-01-04")


@pytest.mark.parametrize(
    ("mapped", "identity"), [({"id": "id"}, "tx-1"), ({}, ["file", 1])], ids=["id", "coordinates"]
)
def test_without_a_customer_the_transaction_stands_alone(
    active: ActiveList, mapped: dict[str, str], identity: object
) -> None:
    """Strangers' payments are not folded together."""
    judging = judge_of(mapping_of({"path": "note", "role": "free_text"}, timestamp="at", **mapped))
    text, kind = next(iter(LISTED.items()))
    document = {"id": "tx-1", "note": text, "at": "2026-01-05"}
    alert = only_alert(judged(document, active, judging))
    assert alert["group_id"] == expected([identity, None], {kind}, "2026-01-05")


def test_a_transaction_is_no_customer_of_that_name(active: ActiveList) -> None:
    """Nor are two payments of one message that share an id."""
    judging = judge_of(
        mapping_of({"path": "note", "role": "free_text"}, each="tx[*]", id="id", customer="by")
    )
    text = next(iter(LISTED))
    payments = [{"id": "77", "note": text}, {"id": "77", "note": text}, {"id": "1", "by": "77"}]
    payments[2]["note"] = text
    alerts = judged({"tx": payments}, active, judging).alerts
    assert len({alert["group_id"] for alert in alerts}) == 3
