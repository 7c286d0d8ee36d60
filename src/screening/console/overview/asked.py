"""What the overview asks of the store: few rows, by indices, whatever the retention."""

from __future__ import annotations

from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any

from screening.console.overview.chains import Gap
from screening.console.shown import time_of

if TYPE_CHECKING:
    import sqlite3
    from datetime import tzinfo

SEVERITIES = ("low", "medium", "high", "critical")
OUTCOMES = (
    "clear", "flagged", "dead_lettered", "skipped", "transactions", "shadow", "suppressed",
)  # fmt: skip
DAYS = 14
_HOUR = 3_600
_EVENTS, _GAPS = 20, 20


def midnight(now: float, zone: tzinfo) -> float:
    """When the day of `now` began in a zone, in seconds since 1970."""
    day = datetime.fromtimestamp(now, zone)
    return day.replace(hour=0, minute=0, second=0, microsecond=0).timestamp()


def outcomes(connection: sqlite3.Connection, group: str, since: float) -> dict[str, Any]:
    """Records by outcome, and transactions, since a time; counted to the quarter of an hour."""
    sums = ", ".join(f"coalesce(sum({name}), 0)" for name in OUTCOMES)
    found = connection.execute(
        f"SELECT {sums} FROM volumes WHERE grp = ? AND quarter >= ?", (group, since)
    ).fetchone()
    return {name: round(count) for name, count in zip(OUTCOMES, found, strict=True)} | {
        "since": time_of(since)
    }


def gaps(connection: sqlite3.Connection, group: str, topic_id: str | None) -> list[Gap]:
    """What was passed without a receipt, newest first; of a topic made anew only its own."""
    found = connection.execute(
        "SELECT topic, partition, first_offset, last_offset, at FROM gaps WHERE grp = ?"
        " AND (topic_id IS NULL OR topic_id = coalesce(?, topic_id)) ORDER BY at DESC LIMIT ?",
        (group, topic_id, _GAPS),
    )
    return [Gap(*row) for row in found]


def alerts_per_day(
    connection: sqlite3.Connection, now: float, zone: tzinfo
) -> list[dict[str, Any]]:
    """Alerts by severity on each of the last days in a zone, oldest first; those in shadow not."""
    since = midnight(now - (DAYS - 1) * 24 * _HOUR, zone)
    counts: Counter[tuple[str, str]] = Counter()
    rows = connection.execute(
        f"SELECT cast(at / {_HOUR / 4} AS INTEGER) AS quarter, severity, count(*) FROM alerts"
        " WHERE at >= ? AND mode != 'shadow' GROUP BY quarter, severity",
        (since,),
    )
    for quarter, severity, count in rows:
        day = datetime.fromtimestamp(quarter * _HOUR / 4, zone).date().isoformat()
        counts[day, severity] += count
    days = sorted({day for day, _ in counts})
    return [{"day": day} | {name: counts[day, name] for name in SEVERITIES} for day in days]


def dead_letters(connection: sqlite3.Connection) -> list[dict[str, Any]]:
    """Dead letters by reason, the most first."""
    rows = connection.execute(
        "SELECT reason, count(*), max(at) FROM dead_letters GROUP BY reason ORDER BY 2 DESC, 1"
    )
    return [
        {"reason": reason, "count": count, "last_at": time_of(at)} for reason, count, at in rows
    ]


def events(connection: sqlite3.Connection, found: list[Gap]) -> list[dict[str, str]]:
    """What happened lately, newest first: to the reading, to the list, to the receipts."""
    told = connection.execute(
        "SELECT at, kind, text FROM events ORDER BY at DESC LIMIT ?", (_EVENTS,)
    ).fetchall()
    told += [
        (at, "list", f"The list with serial {serial} went live")
        for at, serial in connection.execute(
            "SELECT min(at) AS first, serial FROM receipts GROUP BY digest"
            " ORDER BY first DESC LIMIT ?",
            (_EVENTS,),
        )
    ]
    told += [
        (gap.at, "gap", f"{gap.offsets:,} offsets of partition {gap.partition} without a receipt")
        for gap in found
    ]
    told.sort(reverse=True)
    return [{"at": time_of(at), "kind": kind, "text": text} for at, kind, text in told[:_EVENTS]]
