"""Open ranges: what is acknowledged and not committed yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from aiokafka import TopicPartition

from screening.bad_record import Reason
from screening.judge import TOMBSTONE, Judgement
from screening.stream import ledger
from screening.stream.accounting import Outcome
from screening.stream.batch import Span
from screening.stream.judging import Judged, JudgedBatch
from screening.stream.ledger import Ledger

if TYPE_CHECKING:
    import pytest

ONE, TWO = TopicPartition("t", 1), TopicPartition("t", 2)


class Record(NamedTuple):
    """What the ledger reads of a record."""

    timestamp: int


def judged(*found: Judgement, at: int = 1_000) -> Judged:
    """These judgements of records with a time."""
    return Judged([Record(at) for _ in found], dict(enumerate(found)))  # type: ignore[misc]


def batch(first: int, end: int, records: Judged) -> JudgedBatch:
    """A batch of partition 1."""
    return JudgedBatch({ONE: records}, {ONE: Span(first, end)}, {}, 5)


def alert(name: str) -> dict[str, Any]:
    """What the ledger reads of an alert."""
    return {"alert_id": name, "severity": "low", "mode": "live"}


def test_batches_of_a_partition_make_one_range(monkeypatch: pytest.MonkeyPatch) -> None:
    """Offsets without records are covered; ids are kept once; the longest delay counts."""
    monkeypatch.setattr(ledger.time, "monotonic", lambda: 100.0)
    active: Any = object()
    open_ = Ledger()
    open_.add(batch(10, 13, judged(Judgement([alert("b"), alert("a")]), TOMBSTONE)), active, 3.0)
    open_.add(batch(13, 20, judged(Judgement([], Reason.NOT_JSON), at=2_500)), active, 4.0)
    open_.add(JudgedBatch({}, {TWO: Span(7, 9)}, {}, 5), active, 5.0)
    found = open_.ranges[ONE]
    assert (found.first, found.end, found.records) == (10, 20, 3)
    assert found.alert_ids == {"a", "b"}
    assert found.delay == 2.0
    assert found.tally.outcomes == {
        Outcome.FLAGGED: 1,
        Outcome.SKIPPED: 1,
        Outcome.DEAD_LETTERED: 1,
    }
    empty = open_.ranges[TWO]
    assert (empty.first, empty.end, empty.records, empty.delay) == (7, 9, 0, None)
    assert open_.fits(5, active)
    assert not open_.fits(6, active)
    assert not open_.fits(5, object())  # type: ignore[arg-type]


def test_a_quiet_stream_is_due_at_once_and_a_busy_one_each_second(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """Or as soon as a partition has 5,000 records."""
    now = 100.0
    monkeypatch.setattr(ledger.time, "monotonic", lambda: now)
    open_, active = Ledger(), object()
    assert not open_.is_due()
    open_.add(batch(0, 1, judged(Judgement([]))), active, 1.0)  # type: ignore[arg-type]
    assert open_.is_due()
    open_.clear()
    assert not open_.is_due()
    open_.add(batch(1, 2, judged(Judgement([]))), active, 1.0)  # type: ignore[arg-type]
    assert not open_.is_due()
    now = 101.0
    assert open_.is_due()
    now = 100.5
    many = judged(*[Judgement([])] * 4_999)
    open_.add(batch(2, 5_001, many), active, 1.0)  # type: ignore[arg-type]
    assert open_.is_due()
