"""What is written to the store's tables, inside the caller's transaction (`store.py`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.console.rows import AlertRow, DeadLetterRow, ReceiptRow

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Iterable

    from screening.console.rows import Chunk

QUARTER_SECONDS = 900
_COUNTED = ("clear", "flagged", "dead_lettered", "skipped", "transactions", "shadow", "suppressed")
_ALERT = (
    "INSERT INTO alerts (alert_id, at, timestamp, seen, mode, severity, amount, currency, customer,"
    " source, topic, partition, offset, serial, digest, matches_total)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
    " ON CONFLICT (alert_id) DO UPDATE SET copies = copies + 1 RETURNING id, copies"
)
_RECEIPT = f"INSERT INTO receipts VALUES ({', '.join('?' * len(ReceiptRow._fields))})"
_VOLUME = (
    f"INSERT INTO volumes (grp, topic, quarter, {', '.join(_COUNTED)})"
    f" VALUES (?, ?, ?, {', '.join('?' * len(_COUNTED))}) ON CONFLICT DO UPDATE SET "
    + ", ".join(f"{name} = {name} + excluded.{name}" for name in _COUNTED)
)
_GAP = (
    "INSERT INTO gaps (grp, topic, partition, topic_id, first_offset, last_offset, at)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)
_FILLED = (
    "DELETE FROM gaps WHERE grp = ? AND topic = ? AND partition = ?"
    " AND first_offset >= ? AND last_offset <= ?"
)
_DEAD_LETTER = (
    f"INSERT OR IGNORE INTO dead_letters VALUES ({', '.join('?' * len(DeadLetterRow._fields))})"
)
_STRANGER = (
    "INSERT INTO strangers VALUES (?, 1, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET count = count + 1,"
    " at = excluded.at, partition = excluded.partition, offset = excluded.offset,"
    " why = excluded.why"
)


def take(
    connection: sqlite3.Connection, chunks: Iterable[Chunk], keep_since: float
) -> list[AlertRow]:
    """Write chunks and their positions; the alerts that were not there yet."""
    new: list[AlertRow] = []
    for chunk in chunks:
        begin = _begin(connection, chunk)
        for offset, row in chunk.rows:
            if offset < begin or row.at < keep_since:
                continue
            if isinstance(row, AlertRow):
                if _alert(connection, row):
                    new.append(row)
            elif isinstance(row, ReceiptRow):
                _receipt(connection, row)
            elif isinstance(row, DeadLetterRow):
                connection.execute(_DEAD_LETTER, row)
            else:
                place = chunk.topic, row.at, chunk.partition, offset, row.why
                connection.execute(_STRANGER, place)
        if chunk.next_offset > begin or begin == 0:
            position = chunk.topic, chunk.partition, chunk.topic_id, chunk.next_offset
            connection.execute("INSERT OR REPLACE INTO positions VALUES (?, ?, ?, ?)", position)
    return new


def _begin(connection: sqlite3.Connection, chunk: Chunk) -> int:
    """The first offset that was not taken yet; 0 in a topic that was made anew."""
    found = connection.execute(
        "SELECT next_offset FROM positions WHERE topic = ? AND partition = ? AND topic_id = ?",
        (chunk.topic, chunk.partition, chunk.topic_id),
    ).fetchone()
    return int(found[0]) if found else 0


def _alert(connection: sqlite3.Connection, row: AlertRow) -> bool:
    """Whether it was not there yet."""
    (given,) = connection.execute(_ALERT, row[: AlertRow._fields.index("record")]).fetchall()
    identity, copies = given
    if copies > 1:
        return False
    connection.execute("INSERT INTO records VALUES (?, ?)", (identity, row.record))
    connection.execute("INSERT INTO search (rowid, text) VALUES (?, ?)", (identity, row.text))
    connection.executemany(
        "INSERT INTO facets VALUES (?, ?, ?, ?)",
        [(kind, value, row.at, identity) for kind, value in row.facets],
    )
    return True


def _receipt(connection: sqlite3.Connection, row: ReceiptRow) -> None:
    """Keep it, and count what is new of it: a range that overlaps was counted up to the head."""
    connection.execute(_RECEIPT, row)
    chain = row.grp, row.topic, row.partition
    head = connection.execute(
        "SELECT topic_id, next_offset FROM heads WHERE grp = ? AND topic = ? AND partition = ?",
        chain,
    ).fetchone()
    known = head[1] if head and head[0] == row.topic_id else 0
    end = row.last_offset + 1
    if known and row.first_offset > known:
        gap = (*chain, row.topic_id, known, row.first_offset - 1, row.at)
        connection.execute(_GAP, gap)
    connection.execute(_FILLED, (*chain, row.first_offset, row.last_offset))
    if end <= known:
        return
    connection.execute(
        "INSERT OR REPLACE INTO heads VALUES (?, ?, ?, ?, ?, ?)",
        (*chain, row.topic_id, end, row.at),
    )
    share = (end - max(known, row.first_offset)) / (end - row.first_offset)
    quarter = int(row.at // QUARTER_SECONDS) * QUARTER_SECONDS
    counts = (getattr(row, name) * share for name in _COUNTED)
    connection.execute(_VOLUME, (row.grp, row.topic, quarter, *counts))


def remove_alerts(connection: sqlite3.Connection, before: float, most: int) -> int:
    """Remove up to `most` alerts that are older, the oldest first; how many there were."""
    found = connection.execute(
        "SELECT id FROM alerts WHERE at < ? ORDER BY at LIMIT ?", (before, most)
    ).fetchall()
    for table, key in (("alerts", "id"), ("records", "id"), ("facets", "id"), ("search", "rowid")):
        connection.executemany(f"DELETE FROM {table} WHERE {key} = ?", found)
    return len(found)


def remove_others(connection: sqlite3.Connection, before: float, receipts_before: float) -> None:
    """Remove what is older of all else; of receipts, all but the last of each chain."""
    for table in ("dead_letters", "events", "gaps", "strangers"):
        connection.execute(f"DELETE FROM {table} WHERE at < ?", (before,))
    connection.execute("DELETE FROM volumes WHERE quarter < ?", (before,))
    connection.execute(
        "DELETE FROM receipts WHERE at < ? AND NOT EXISTS (SELECT 1 FROM heads WHERE"
        " heads.grp = receipts.grp AND heads.topic = receipts.topic"
        " AND heads.partition = receipts.partition AND next_offset = last_offset + 1"
        " AND heads.topic_id IS receipts.topic_id)",
        (receipts_before,),
    )
