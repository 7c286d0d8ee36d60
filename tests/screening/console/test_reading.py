"""Whatever a record holds, it makes one row, and no reason repeats what is in it."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.bad_record import Reason
from screening.console import reading
from screening.console.rows import AlertRow, DeadLetterRow, ReceiptRow, Stranger
from screening.stream import messages
from tests.screening.console import made
from tests.screening.console.made import Record, receipt_record, record_of

if TYPE_CHECKING:
    from screening.alert import Alert

SECRET = "purple lantern"
ODD: list[Any] = [
    None, True, 0, -1, 1.5, 10**30, "", SECRET, [], {}, [SECRET], "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00+14:00", "2026-01-01T00:00:00", "\0", "e" * 300, float(2**63),
]  # fmt: skip


def mutated(value: Any, chance: random.Random) -> Any:
    """The same with one member, at any depth, odd or gone."""
    if isinstance(value, dict) and value and chance.random() < 0.9:
        name = chance.choice(list(value))
        rest = dict(value)
        if chance.random() < 0.2:
            del rest[name]
        else:
            rest[name] = mutated(value[name], chance)
        return rest
    if isinstance(value, list) and value and chance.random() < 0.8:
        at = chance.randrange(len(value))
        return [*value[:at], mutated(value[at], chance), *value[at + 1 :]]
    return chance.choice(ODD)


@settings(deadline=None, max_examples=300)
@given(value=st.none() | st.binary(max_size=60) | st.just(b"[" * 100_000))
@pytest.mark.parametrize("read", [reading.alert, reading.receipt, reading.dead_letter])
def test_any_bytes_make_a_stranger(read: reading.Reader, value: bytes | None) -> None:
    """On each topic."""
    row = read(Record("t", 0, 0, 5_000, value), made.ID)
    assert isinstance(row, Stranger)
    assert row.at == 5


def test_mutated_alerts_are_rows_or_strangers(alerts: list[Alert], store: Any) -> None:
    """Of one that is a row all is stored and shown; of one that is not the reason is plain."""
    chance, kinds = random.Random(11), set()
    for number in range(1_500):
        alert = mutated(chance.choice(alerts), chance)
        if isinstance(alert, dict) and chance.random() < 0.5:
            alert["alert_id"] = f"{number:032x}"
        record = Record(made.REVIEW, 0, number, 5_000, _dumped(alert))
        row = reading.alert(record, made.ID)
        kinds.add(type(row))
        if isinstance(row, Stranger):
            assert SECRET not in row.why
            assert row.why.startswith("no alert: ")
        store.write([made.chunk([row], number)], 0.0)
    assert kinds == {AlertRow, Stranger}


def test_mutated_receipts_are_rows_or_strangers(store: Any) -> None:
    """As for alerts."""
    chance, kinds = random.Random(12), set()
    base = orjson.loads(receipt_record(0).value or b"")
    for number in range(1_500):
        record = Record(made.AUDIT, 0, number, 5_000, _dumped(mutated(base, chance)))
        row = reading.receipt(record, made.ID)
        kinds.add(type(row))
        if isinstance(row, Stranger):
            assert SECRET not in row.why
        store.write([made.chunk([row], number, made.AUDIT)], 0.0)
    assert kinds == {ReceiptRow, Stranger}


def _dumped(value: Any) -> bytes:
    try:
        return orjson.dumps(value)
    except orjson.JSONEncodeError:
        return str(value).encode()


def test_an_alert_is_read_whole(alerts: list[Alert]) -> None:
    """Columns, facets and the record as it was."""
    alert = alerts[1]
    row = made.row_of(alert, 7)
    assert orjson.loads(row.record) == alert
    assert (row.alert_id, row.offset, row.mode) == (alert["alert_id"], 7, alert["mode"])
    assert row.facets == {
        ("indicator", "u1"), ("indicator", "d1"), ("type", "username"), ("type", "domain"),
        ("tier", "clue"),
    }  # fmt: skip
    assert row.amount == alert["transaction"]["amount"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("matches_total", 1 << 63),
        ("matches_total", -1),
        ("matches_total", "1"),
        ("matches_total", True),
        ("snapshot", {"serial": 1 << 63, "digest": "1" * 64, "created": "2026-03-01T12:00:00Z"}),
        ("detected_at", 1_772_366_400),
        ("mode", "deadly"),
        ("schema", "fresnel.alert/2"),
        ("matches", []),
    ],
)
def test_what_is_not_as_the_schema_says_is_no_alert(
    alerts: list[Alert], name: str, value: Any
) -> None:
    """Nothing is read with a guess; numbers are those that can be kept."""
    record = record_of(alerts[1] | {name: value}, 0)
    row = reading.alert(record, made.ID)
    assert isinstance(row, Stranger)
    assert name in row.why


def test_what_is_searched_holds_no_value(alerts: list[Alert]) -> None:
    """The index must not tell what the page masks."""
    for alert in alerts:
        text = made.row_of(alert).text
        assert alert["transaction"]["id"] in text
        assert all(match["indicator_id"] in text for match in alert["matches"])
        for match in alert["matches"]:
            assert match["value"].lower() not in text
            assert match["excerpt"].lower() not in text


@pytest.mark.parametrize("milliseconds", [-1, 0, 1 << 62])
def test_any_time_of_a_record_can_be_shown(alerts: list[Alert], milliseconds: int) -> None:
    """A producer may state any."""
    from screening.console.shown import time_of

    record = record_of(alerts[0], 0)._replace(timestamp=milliseconds)
    row = reading.alert(record, made.ID)
    assert isinstance(row, AlertRow)
    assert time_of(row.seen).endswith("Z")


def test_a_dead_letter_is_read_by_its_headers() -> None:
    """Nothing of its body is kept."""
    bad = Record("transactions", 3, 77, 9_000, SECRET.encode())
    sent = messages.dead_letter_message("dl", bad, Reason.NOT_JSON, 4)
    record = Record("dl", 1, 5, 10_000, sent.forms[0](), tuple(sent.headers))
    row = reading.dead_letter(record, made.ID)
    assert isinstance(row, DeadLetterRow)
    assert row[:9] == (made.ID, 1, 5, 10.0, "not_json", "transactions", 3, 77, len(SECRET))
    assert row.detail.startswith("carries the beginning of the record; its SHA-256 begins with")
    assert "purp" not in row.detail
