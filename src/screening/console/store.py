"""The console's store: one SQLite file, a bounded copy of what the topics say.

Rule 1: rows and the positions behind them are written in one transaction, and what lies before a
position is passed over: each record is counted once, however often it is read.
Rule 2: one process has a store; whoever reads it waits for no writer (write-ahead log).
Rule 3: what is older than the retention is not taken, and is removed; the file is its
owner's alone.
"""

from __future__ import annotations

import contextlib
import fcntl
import os
import sqlite3
import threading
from typing import TYPE_CHECKING, NamedTuple

from screening.console import writing
from screening.console.rows import AlertRow, Event, ReceiptRow
from screening.console.schema import TABLES, VERSION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from screening.console.rows import Chunk

FOLDER, FILE = "console", "console.db"
_LOCK = "console.lock"
_AT_ONCE = 2_000


class StoreError(Exception):
    """A store that cannot be used; the message names the file and what to do."""


class Position(NamedTuple):
    """Where to go on in a partition of a topic of this id."""

    topic_id: str
    next_offset: int


class Store:
    """The store in a state folder."""

    def __init__(self, state: Path) -> None:
        """Open it, made if it is missing, and anew if it is of another version.

        Raises:
            StoreError: another console has it, or it is damaged.
            OSError: it cannot be made.
        """
        self.path = state / FOLDER / FILE
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock = _lock(self.path.with_name(_LOCK))
        self._own = threading.local()
        self._readers: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        try:
            self._writer = _opened(self.path)
        except sqlite3.DatabaseError as error:
            os.close(self._lock)
            raise StoreError(
                f"{self.path}: damaged ({error}): remove it, and the topics are read again"
            ) from error

    def close(self) -> None:
        """Give the file up; nothing reads or writes any more."""
        with self._guard:
            for each in (*self._readers, self._writer):
                each.close()
        os.close(self._lock)

    def write(self, chunks: Iterable[Chunk], keep_since: float) -> list[AlertRow]:
        """Take what was read, all of it or nothing; the alerts that are new, in order.

        What is older than `keep_since` is passed over.
        """
        with self._guard, self._writer as connection:
            connection.execute("BEGIN IMMEDIATE")
            return writing.take(connection, chunks, keep_since)

    def tell(self, event: Event) -> None:
        """Keep an event."""
        with self._guard, self._writer as connection:
            connection.execute("INSERT INTO events VALUES (?, ?, ?)", event)

    def expire(self, keep_since: float, receipts_since: float) -> int:
        """Remove what is older, a little at a time, and give its room back; how many alerts."""
        count = 0
        while True:
            with self._guard, self._writer as connection:
                connection.execute("BEGIN IMMEDIATE")
                removed = writing.remove_alerts(connection, keep_since, _AT_ONCE)
            count += removed
            if removed < _AT_ONCE:
                break
        with self._guard, self._writer as connection:
            connection.execute("BEGIN IMMEDIATE")
            writing.remove_others(connection, keep_since, receipts_since)
        with self._guard:  # `execute` would give back a single page
            self._writer.executescript("PRAGMA incremental_vacuum;")
        return count

    @contextlib.contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """This thread's connection, which cannot write."""
        connection = getattr(self._own, "connection", None)
        if connection is None:
            connection = self._own.connection = _reader(self.path)
            self._readers.append(connection)
        yield connection

    def positions(self) -> dict[tuple[str, int], Position]:
        """Where to go on, by topic and partition."""
        with self.reading() as connection:
            found = connection.execute("SELECT * FROM positions").fetchall()
        return {(topic, number): Position(*rest) for topic, number, *rest in found}

    def receipts(self, since: float) -> list[ReceiptRow]:
        """The receipts since a time, oldest first; those of the last day are kept."""
        with self.reading() as connection:
            found = connection.execute(
                "SELECT * FROM receipts WHERE at >= ? ORDER BY at, rowid", (since,)
            )
            return [ReceiptRow(*row) for row in found]

    def heads(self) -> list[ReceiptRow]:
        """The last receipt of each chain, however old."""
        with self.reading() as connection:
            found = connection.execute(
                "SELECT receipts.* FROM heads JOIN receipts USING (grp, topic, partition) WHERE "
                "last_offset + 1 = next_offset AND receipts.topic_id IS heads.topic_id"
            )
            last = {(row[0], row[2], row[4]): ReceiptRow(*row) for row in found}
        return list(last.values())


def _lock(path: Path) -> int:
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        os.close(descriptor)
        raise StoreError(f"{path.with_name(FILE)}: another console has it") from None
    return descriptor


def _opened(path: Path) -> sqlite3.Connection:
    """The connection that writes; the tables are there."""
    connection = _writer(path)
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version not in (0, VERSION):
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            path.with_name(path.name + suffix).unlink(missing_ok=True)
        connection, version = _writer(path), 0
    if version == 0:
        connection.executescript(f"BEGIN; {TABLES} PRAGMA user_version = {VERSION}; COMMIT;")
    return connection


def _writer(path: Path) -> sqlite3.Connection:
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC | os.O_NOFOLLOW, 0o600))
    connection = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
    connection.executescript(
        "PRAGMA auto_vacuum = INCREMENTAL; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;"
    )
    return connection


def _reader(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(
        f"file:{path}?mode=ro", uri=True, isolation_level=None, check_same_thread=False
    )
    connection.execute("PRAGMA mmap_size = 268435456")
    return connection
