"""The overview: complete only where receipts abut and reach the end."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.console.overview import chains, pace, standing
from screening.console.overview.chains import Gap, Place
from screening.console.overview.standing import Known
from screening.console.rows import Chunk, ReceiptRow
from screening.console.store import Store
from tests.screening.console import made

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screening.console.conftest import Running


def receipt(first: int, last: int, **more: Any) -> ReceiptRow:
    """A receipt of one partition."""
    given_ = {
        "grp": "fresnel", "writer": "one", "topic": "transactions", "topic_id": "t", "partition": 0,
        "first_offset": first, "last_offset": last, "clear": last - first + 1, "flagged": 0,
        "dead_lettered": 0, "skipped": 0, "transactions": 0, "shadow": 0, "suppressed": 0,
        "delay_seconds": None, "serial": 1, "digest": "d" * 64, "config_digest": "c" * 64,
        "software": "fresnel/0", "at": 1_000.0,
    } | more  # fmt: skip
    return ReceiptRow(**given_)


RANGES = st.lists(st.tuples(st.integers(0, 40), st.integers(0, 6)), min_size=1, max_size=12)


@given(ranges=RANGES)
def test_gaps_are_what_no_receipt_covers(
    tmp_path_factory: pytest.TempPathFactory, ranges: list[tuple[int, int]]
) -> None:
    """Whatever overlaps, and whichever order: as offsets that were marked one by one."""
    ordered = sorted((first, first + more) for first, more in ranges)
    store = Store(tmp_path_factory.mktemp("store"))
    rows = tuple((n, receipt(*each)) for n, each in enumerate(ordered))
    store.write([Chunk("audit", "t", 0, rows, len(rows))], 0)
    with store.reading() as connection:
        found = connection.execute("SELECT first_offset, last_offset FROM gaps").fetchall()
    covered = {offset for first, last in ordered for offset in range(first, last + 1)}
    marked = {offset for first, last in found for offset in range(first, last + 1)}
    assert marked == set(range(min(covered), max(covered) + 1)) - covered
    assert sum(last - first + 1 for first, last in found) == len(marked)
    store.close()


def test_a_receipt_that_comes_late_fills_its_gap(tmp_path: Path) -> None:
    """And one of a topic that was made anew begins a chain of its own."""
    store = Store(tmp_path)
    rows = [receipt(0, 9), receipt(20, 29), receipt(10, 19), receipt(90, 99, topic_id="u")]
    store.write([Chunk("audit", "t", 0, tuple(enumerate(rows)), 4)], 0)
    with store.reading() as connection:
        assert connection.execute("SELECT count(*) FROM gaps").fetchone() == (0,)
    store.close()


def known(**more: Any) -> Known:
    """A stream that is complete, with changes."""
    usual: dict[str, Any] = {
        "broker_ok": True, "is_current": True, "last_receipt_age": 1.0, "gaps": (),
        "places": [Place("transactions", 0, 100, 100)], "per_second": 50.0,
    }  # fmt: skip
    return Known(**(usual | more))


WAITS = [Place("transactions", 0, 10_000, 4_000)]


@pytest.mark.parametrize(
    ("more", "state", "said"),
    [
        ({}, "complete", "nothing went unscreened"),
        ({"places": [Place("transactions", 0, 101, 100)]}, "complete", "1 payment waits"),
        ({"places": WAITS}, "behind", "6,000 payments wait; at this rate that takes about 2 min"),
        ({"places": WAITS, "per_second": 0.0}, "behind", "6,000 payments wait."),
        ({"places": WAITS, "last_receipt_age": 3600.0}, "stalled", "nothing was screened for 60"),
        ({"places": WAITS, "last_receipt_age": None}, "stalled", "no receipt"),
        ({"places": [], "last_receipt_age": None}, "unknown", "No payment"),
        ({"broker_ok": False}, "unknown", "Kafka does not answer"),
        ({"broker_ok": None}, "unknown", "first time"),
        ({"is_current": False}, "unknown", "not read all"),
        ({"gaps": [Gap("transactions", 3, 5, 14, 0.0)]}, "gap", "10 offsets of transactions part"),
        ({"places": [Place("transactions", 0, None, 5)]}, "unknown", ""),
    ],
)
def test_one_sentence(more: dict[str, Any], state: str, said: str) -> None:
    """Each way that a stream may stand has its word and its sentence."""
    word, sentence = standing.standing(known(**more))
    assert word == state
    assert said in sentence


def test_places_of_another_topic_of_that_name_do_not_count() -> None:
    """A topic that was made anew is screened from its beginning."""
    heads = [receipt(0, 99), receipt(0, 4, topic_id="new"), receipt(0, 9, topic="other")]
    assert chains.places("transactions", heads, {0: 8, 1: 0, 2: 3}, "new") == [
        Place("transactions", 0, 8, 5),
        Place("transactions", 2, 3, 0),
    ]


def test_the_fleet_agrees_by_its_last_receipts() -> None:
    """A list that one replica has left behind does not count, nor one that is silent."""
    now = 10_000.0
    old, new = {"digest": "e" * 64}, {"digest": "d" * 64}
    rows = [
        receipt(0, 1, writer="a", at=now - 20, **old),
        receipt(2, 3, writer="a", at=now - 10, **new),
        receipt(0, 1, writer="b", at=now - 9, **new),
        receipt(0, 1, writer="c", at=now - 900, **old),
    ]
    assert pace.fleet_agrees(rows, now) is True
    assert pace.fleet_agrees([*rows, receipt(4, 5, writer="b", at=now - 1, **old)], now) is False
    assert pace.fleet_agrees([], now) is None
    assert [each["writer"] for each in pace.replicas(rows, now)] == ["a", "b", "c"]
    assert sum(point[1] for point in pace.series(rows, now)) == 8


def test_the_answer(console: Running) -> None:
    """Counts of today, by outcome; alerts of the day; what is not known is null."""
    now = time.time()
    rows = [receipt(0, 9, at=now, flagged=2, clear=8), receipt(12, 13, at=now)]
    chunk = Chunk(made.AUDIT, "a", 0, tuple(enumerate(rows)), 2)
    console.window.parts.store.write([chunk], 0)
    with console.client() as client:
        told = client.get("/v1/overview").json()
    assert told["state"] == "gap"
    assert "2 offsets of transactions partition 0, from 10" in told["state_reason"]
    assert told["outcomes"]["clear"] == 10
    assert told["outcomes"]["flagged"] == 2
    assert told["lag"]["records"] is None
    assert told["list"]["serial"] == 1
    assert [each["writer"] for each in told["replicas"]] == ["one"]
    assert told["fleet_agrees"] is True
    assert {each["kind"] for each in told["events"]} >= {"gap", "list"}
