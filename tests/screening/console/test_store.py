"""The store: once and whole, whatever is read again, and no longer than it is to be kept."""

from __future__ import annotations

import sqlite3
import stat
from collections import Counter
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.console import reading, writing
from screening.console.rows import AlertRow, Event, ReceiptRow, Stranger
from screening.console.store import Position, Store, StoreError
from tests.screening.console import made
from tests.screening.console.made import chunk, row_of

if TYPE_CHECKING:
    from pathlib import Path

    from screening.alert import Alert

OTHER = "b" * 32
READ = st.lists(st.tuples(st.integers(0, 30), st.integers(0, 12), st.booleans()), max_size=12)


def count(store: Store, table: str) -> int:
    """Rows of a table."""
    with store.reading() as connection:
        return int(connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0])  # noqa: S608


def pages(store: Store) -> int:
    """The size of the file."""
    with store.reading() as connection:
        return int(connection.execute("PRAGMA page_count").fetchone()[0])


def copies(store: Store) -> dict[str, int]:
    """How many copies of each alert were read."""
    with store.reading() as connection:
        return dict(connection.execute("SELECT alert_id, copies FROM alerts"))


@settings(deadline=None, max_examples=60, suppress_health_check=list(HealthCheck))
@given(read=READ)
def test_whatever_is_read_again_is_counted_once(
    tmp_path_factory: pytest.TempPathFactory, alerts: list[Alert], read: list[tuple[int, int, bool]]
) -> None:
    """Pieces of two topics of one name, read in any order and overlapping, as in a plain model."""
    records = [alerts[number % 8] for number in range(48)]
    expected: Counter[str] = Counter()
    known: tuple[str, int] = ("", 0)
    store = Store(tmp_path_factory.mktemp("store"))
    for first, length, is_other in read:
        identity = OTHER if is_other else made.ID
        begin = known[1] if known[0] == identity else 0
        last = first + length
        taken = [records[at]["alert_id"] for at in range(max(first, begin), last)]
        rows = [row_of(record, at) for at, record in enumerate(records)][first:last]
        new = store.write([chunk(rows, first, identity=identity)], 0.0)
        assert {row.alert_id for row in new} == set(taken) - expected.keys()
        expected.update(taken)
        if last > begin or begin == 0:
            known = (identity, last)
        assert copies(store) == dict(expected)
        assert store.positions() == {(made.REVIEW, 0): Position(*known)}
    assert count(store, "records") == count(store, "search") == len(expected)
    store.close()


def test_a_write_that_fails_leaves_nothing(
    store: Store, alerts: list[Alert], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither rows nor the position behind them."""
    written = writing._alert
    left = iter([True, True, False])

    def failing(connection: sqlite3.Connection, row: AlertRow) -> bool:
        if not next(left):
            raise sqlite3.OperationalError("disk full")
        return written(connection, row)

    monkeypatch.setattr(writing, "_alert", failing)
    with pytest.raises(sqlite3.OperationalError):
        made.keep(store, alerts)
    assert count(store, "alerts") == 0
    assert store.positions() == {}
    monkeypatch.undo()
    made.keep(store, alerts)
    assert count(store, "alerts") == len(alerts)


def test_what_is_old_is_removed_and_not_taken(store: Store, alerts: list[Alert]) -> None:
    """By the time of detection; nothing of it is left in any table."""
    rows = [row_of(alert, nth) for nth, alert in enumerate(alerts)]
    store.write([chunk(rows)], rows[10].at)
    assert count(store, "alerts") == len(alerts) - 10
    assert store.expire(rows[25].at, 0.0) == 15
    with store.reading() as connection:
        oldest = connection.execute("SELECT min(at) FROM alerts").fetchone()[0]
        assert oldest == rows[25].at
        for table, key in (("facets", "id"), ("records", "id"), ("search", "rowid")):
            left = f"SELECT 1 FROM {table} WHERE {key} NOT IN (SELECT id FROM alerts)"  # noqa: S608
            assert connection.execute(left).fetchall() == []
    assert store.positions()[made.REVIEW, 0].next_offset == len(alerts)


def test_more_than_one_step_is_removed(
    store: Store, alerts: list[Alert], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Little by little, until all is gone."""
    monkeypatch.setattr("screening.console.store._AT_ONCE", 7)
    made.keep(store, alerts)
    before = pages(store)
    assert store.expire(10.0**11, 0.0) == len(alerts)
    assert pages(store) < before - 10  # their room is given back
    assert count(store, "alerts") == count(store, "facets") == count(store, "search") == 0


def receipts(store: Store, *ranges: tuple[int, int]) -> None:
    """Receipts of these ranges, the outcomes in proportion."""
    rows = []
    for nth, (first, last) in enumerate(ranges):
        size = last - first + 1
        more = {"first_offset": first, "last_offset": last, "clear": size, "flagged": 0}
        record = made.receipt_record(nth, **more)
        row = reading.receipt(record, made.ID)
        assert isinstance(row, ReceiptRow)
        rows.append(row)
    store.write([chunk(rows, topic=made.AUDIT)], 0.0)


def test_receipts_that_overlap_are_counted_once(store: Store) -> None:
    """A crash screens a range again; volumes have each offset once, heads the last receipt."""
    receipts(store, (0, 99), (50, 149), (50, 149), (0, 20), (150, 199))
    with store.reading() as connection:
        assert connection.execute("SELECT sum(clear) FROM volumes").fetchone()[0] == 200
    (head,) = store.heads()
    assert (head.first_offset, head.last_offset) == (150, 199)
    assert len(store.receipts(0.0)) == 5
    assert store.receipts(head.at + 1) == []


def test_the_last_receipt_of_a_chain_stays(store: Store) -> None:
    """However old it is: it says how far screening came."""
    receipts(store, (0, 99), (100, 199))
    store.expire(0.0, 10.0**11)
    assert [row.last_offset for row in store.receipts(0.0)] == [199]
    assert [row.last_offset for row in store.heads()] == [199]
    with store.reading() as connection:
        assert connection.execute("SELECT sum(clear) FROM volumes").fetchone()[0] == 200


def test_strangers_are_counted_by_topic(store: Store) -> None:
    """With the last one's place and reason."""
    rows = [Stranger(5.0, "no alert: not JSON"), Stranger(6.0, "no alert: empty")]
    store.write([chunk(rows, 7)], 0.0)
    with store.reading() as connection:
        found = connection.execute("SELECT * FROM strangers").fetchall()
    assert found == [(made.REVIEW, 2, 6.0, 0, 8, "no alert: empty")]


def test_the_files_are_their_owners_alone(tmp_path: Path, alerts: list[Alert]) -> None:
    """The folder and every file in it, while it is open."""
    opened = Store(tmp_path / "state")
    made.keep(opened, alerts)
    folder = tmp_path / "state" / "console"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert {stat.S_IMODE(each.stat().st_mode) for each in folder.iterdir()} == {0o600}
    assert len(list(folder.iterdir())) >= 3
    opened.close()


def test_a_second_console_is_refused(store: Store) -> None:
    """One process has a store; afterwards another may."""
    state = store.path.parent.parent
    with pytest.raises(StoreError, match="another console has it"):
        Store(state)


def test_a_damaged_file_is_said(tmp_path: Path) -> None:
    """With the file's name and what to do; the lock is given back."""
    opened = Store(tmp_path)
    opened.close()
    opened.path.write_bytes(b"no database at all" * 1_000)
    for _ in range(2):
        with pytest.raises(StoreError, match=r"console\.db: damaged .*: remove it"):
            Store(tmp_path)


def test_a_store_of_another_version_is_made_anew(tmp_path: Path, alerts: list[Alert]) -> None:
    """The topics are the record; what is here is read again."""
    opened = Store(tmp_path)
    made.keep(opened, alerts)
    opened.close()
    with sqlite3.connect(opened.path) as connection:
        connection.execute("PRAGMA user_version = 99")
    connection.close()
    again = Store(tmp_path)
    assert count(again, "alerts") == 0
    assert again.positions() == {}
    again.close()


def test_views_cannot_write(store: Store) -> None:
    """Nor can they when asked to."""
    with (
        store.reading() as connection,
        pytest.raises(sqlite3.OperationalError, match="readonly"),
    ):
        connection.execute("DELETE FROM alerts")


def test_events_are_kept(store: Store) -> None:
    """In order."""
    store.tell(Event(5.0, "broker", "Kafka answers again"))
    with store.reading() as connection:
        assert connection.execute("SELECT * FROM events").fetchall() == [
            (5.0, "broker", "Kafka answers again")
        ]
