"""Questions about the alerts in the store, one connection each."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from screening.console import cursor
from screening.console.filters import Where
from screening.console.rows import FACETS, INDICATOR

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterator

    from screening.console.filters import Filters
    from screening.console.store import Store

RECENT = 5
_PAGE = 500


class Stored(NamedTuple):
    """An alert as it is stored: its record, and where it stands in lists."""

    number: int
    at: float
    record: bytes


class Seen(NamedTuple):
    """What is known of an alert beside its record; times in seconds since 1970."""

    first: float
    copies: int
    topic: str
    partition: int
    offset: int


class Past(NamedTuple):
    """How often something was in alerts, and the newest of them."""

    alerts: int
    first: float
    last: float
    recent: list[Stored]


def page(
    connection: sqlite3.Connection, filters: Filters, before: str | None, limit: int
) -> tuple[list[Stored], str | None]:
    """Alerts of a selection, newest first, and the cursor of the next page, None at the end.

    Raises:
        CursorError: `before` is no cursor.
    """
    where = Where(filters)
    if before is not None:
        where.add("(at, alerts.id) < (?, ?)", *cursor.parse(before))
    found = connection.execute(
        "SELECT alerts.id, at, record FROM"
        f" (SELECT id, at FROM alerts{where.sql} ORDER BY at DESC, id DESC LIMIT ?) AS alerts"
        " JOIN records USING (id) ORDER BY at DESC, alerts.id DESC",
        (*where.bound, limit + 1),
    )
    rows = [Stored(*row) for row in found]
    if len(rows) <= limit:
        return rows, None
    last = rows[limit - 1]
    return rows[:limit], cursor.render(last.at, last.number)


def every(store: Store, filters: Filters) -> Iterator[Stored]:
    """All alerts of a selection, newest first; nothing is held while they are looked at."""
    before = None
    while True:
        with store.reading() as connection:
            rows, before = page(connection, filters, before, _PAGE)
        yield from rows
        if before is None:
            return


def total(connection: sqlite3.Connection, filters: Filters) -> int:
    """How many alerts a selection has."""
    where = Where(filters)
    return int(
        connection.execute(f"SELECT count(*) FROM alerts{where.sql}", where.bound).fetchone()[0]
    )


def facets(connection: sqlite3.Connection) -> dict[str, list[tuple[str, int]]]:
    """The values of each filter with the number of their alerts, most first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for name in ("severity", "mode"):
        found[name] = connection.execute(
            f"SELECT {name}, count(*) FROM alerts GROUP BY 1 ORDER BY 2 DESC, 1"
        ).fetchall()
    for kind in FACETS:
        found[kind] = connection.execute(
            "SELECT value, count(*) FROM facets WHERE kind = ? GROUP BY 1 ORDER BY 2 DESC, 1",
            (kind,),
        ).fetchall()
    return found


def one(connection: sqlite3.Connection, alert_id: str) -> tuple[Stored, Seen] | None:
    """An alert, or None where there is none of this id."""
    row = connection.execute(
        "SELECT alerts.id, at, record, seen, copies, topic, partition, offset"
        " FROM alerts JOIN records USING (id) WHERE alert_id = ?",
        (alert_id,),
    ).fetchone()
    return None if row is None else (Stored(*row[:3]), Seen(*row[3:]))


def of_indicator(connection: sqlite3.Connection, indicator_id: str) -> Past:
    """The alerts that an indicator is in."""
    return _past(connection, "facets", "kind = ? AND value = ?", (INDICATOR, indicator_id))


def of_customer(connection: sqlite3.Connection, customer: str) -> Past:
    """The alerts of a customer."""
    return _past(connection, "alerts", "customer = ?", (customer,))


def _past(
    connection: sqlite3.Connection, table: str, condition: str, bound: tuple[str, ...]
) -> Past:
    count, first, last = connection.execute(
        f"SELECT count(*), min(at), max(at) FROM {table} WHERE {condition}", bound
    ).fetchone()
    found = connection.execute(
        f"SELECT id, at, record FROM (SELECT id, at FROM {table} WHERE {condition}"
        f" ORDER BY at DESC, id DESC LIMIT {RECENT}) JOIN records USING (id)"
        " ORDER BY at DESC, id DESC",
        bound,
    )
    return Past(count, first or 0.0, last or 0.0, [Stored(*row) for row in found])
