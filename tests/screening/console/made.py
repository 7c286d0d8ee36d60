"""Alerts for the console's tests: judged in earnest from made-up payments, as records of topics."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from screening import mapping
from screening.alert import render_time
from screening.audit import receipt
from screening.console import reading
from screening.console.rows import AlertRow, Chunk
from tests.screening.support import NOW, judge_of, judged, pay

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feeds.compile import ActiveList
    from screening.alert import Alert
    from screening.console.rows import Row
    from screening.console.store import Store

REVIEW, AUDIT, LETTERS = "transactions.review", "transactions.audit", "transactions.dead-letter"
ID = "a" * 32
TEXTS = (
    "rent to quiet.lantern@example.com, thanks",
    "ig: copper.sparrow42 and teal-anchor.example.org",
    "call about violet kettle harbour",
    "062-000 12345678 invoice",
)


class Record(NamedTuple):
    """What aiokafka gives, as far as it is read."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    value: bytes | None
    headers: tuple[tuple[str, bytes], ...] = ()
    key: bytes | None = None


def alert_of(active: ActiveList, text: str, **more: Any) -> Alert:
    """The alert of a payment with this description."""
    found = judged(pay(text, **more), active, judge_of(mapping.load("generic")))
    (alert,) = found.alerts
    return orjson.loads(orjson.dumps(alert))


def several(active: ActiveList, count: int) -> list[Alert]:
    """Alerts that differ, the oldest first, a minute apart."""
    found = []
    for number in range(count):
        alert = alert_of(
            active,
            TEXTS[number % len(TEXTS)],
            id=f"tx-{number:04}",
            customer_id=f"C{number % 7:05}",
            amount=f"{number}.50",
            currency="AUD",
            merchant="CORNER CAFE" if number % 2 else "BOOK NOOK",
        )
        alert["detected_at"] = render_time(NOW + timedelta(minutes=number))
        alert["mode"] = "shadow" if number % 5 == 0 else "live"
        found.append(alert)
    return found


def record_of(alert: Alert, offset: int, topic: str = REVIEW) -> Record:
    """An alert as a record of the review topic."""
    return Record(topic, 0, offset, int(NOW.timestamp() * 1000), orjson.dumps(alert))


def row_of(alert: Alert, offset: int = 0) -> AlertRow:
    """An alert as a row of the store."""
    row = reading.alert(record_of(alert, offset), ID)
    assert isinstance(row, AlertRow)
    return row


def chunk(rows: Iterable[Row], first: int = 0, topic: str = REVIEW, identity: str = ID) -> Chunk:
    """Rows one after the other, from an offset on."""
    placed = tuple(enumerate(rows, first))
    return Chunk(topic, identity, 0, placed, first + len(placed))


def keep(store: Store, alerts: Iterable[Alert]) -> None:
    """Write alerts as if they were all that the review topic holds."""
    store.write([chunk(row_of(alert, nth) for nth, alert in enumerate(alerts))], 0.0)


def receipt_record(offset: int, **more: Any) -> Record:
    """A receipt as a record of the audit topic."""
    given = {
        "group": "fresnel", "writer": "w", "topic": "transactions", "topic_id": ID,
        "partition": 0, "first_offset": 0, "last_offset": 99, "clear": 90, "flagged": 5,
        "dead_lettered": 3, "skipped": 2, "transactions": 95, "shadow": 1, "suppressed": 0,
        "alerts": 5, "alerts_digest": "0" * 64, "delay_seconds": 0.5,
        "snapshot": {"serial": 1, "digest": "1" * 64}, "config_digest": "2" * 64,
        "software": "fresnel/0", "at": render_time(NOW),
    }  # fmt: skip
    value = receipt.canonical(receipt.sealed(given | more, None))
    return Record(AUDIT, 0, offset, int(NOW.timestamp() * 1000), value)
