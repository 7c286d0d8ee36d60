"""One alert with what else is known of it: its history, its place, the list that judged it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from screening.console import alerts_query, shown
from screening.console.masking import masked_alert
from screening.console.snapshots import known_digests

if TYPE_CHECKING:
    import sqlite3

    from screening.alert import Alert
    from screening.console.alerts_query import Past, Stored
    from screening.console.parts import Parts
    from screening.console.shown import Shown

MOST_INDICATORS = 20
"""Indicators of an alert whose history is told."""


def found(parts: Parts, alert_id: str) -> Alert | None:
    """An alert as it was read, or None where there is none of this id."""
    with parts.store.reading() as connection:
        row = alerts_query.one(connection, alert_id)
    return None if row is None else orjson.loads(row[0].record)


def detail(parts: Parts, alert_id: str, *, revealed: bool) -> Shown | None:
    """An alert in full, values masked unless `revealed`; None where there is none of this id."""
    with parts.store.reading() as connection:
        row = alerts_query.one(connection, alert_id)
        if row is None:
            return None
        stored, seen = row
        alert: Alert = orjson.loads(stored.record)
        history = _history(connection, alert)
    return {
        "alert": alert if revealed else masked_alert(alert),
        "revealed": revealed,
        "seen": {"first": shown.time_of(seen.first), "copies": seen.copies},
        "review_record": {
            "topic": seen.topic,
            "partition": seen.partition,
            "offset": seen.offset,
        },
        "history": history,
        "snapshot": _snapshot(parts, alert["snapshot"]),
    }


def _history(connection: sqlite3.Connection, alert: Alert) -> dict[str, Any]:
    indicators = list(dict.fromkeys(match["indicator_id"] for match in alert["matches"]))
    customer = alert["transaction"]["customer"]
    return {
        "indicators": [
            {"indicator_id": each, **_past(alerts_query.of_indicator(connection, each))}
            for each in indicators[:MOST_INDICATORS]
        ],
        "customer": customer and _past(alerts_query.of_customer(connection, customer)),
    }


def _past(past: Past) -> Shown:
    return {
        "alerts": past.alerts,
        "first": shown.time_of(past.first),
        "last": shown.time_of(past.last),
        "recent": [_row(each) for each in past.recent],
    }


def _row(stored: Stored) -> Shown:
    return shown.row(orjson.loads(stored.record))


def _snapshot(parts: Parts, snapshot: dict[str, Any]) -> Shown:
    known = snapshot["digest"] in known_digests(parts)
    return {name: snapshot[name] for name in ("serial", "digest", "created")} | {"known": known}
