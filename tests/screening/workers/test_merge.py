"""What several workers say, put together: against sums made by hand."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.parser import text_string_to_metric_families

from screening.metrics import Metrics
from screening.stream.accounting import Outcome, Tally
from screening.workers import merge
from screening.workers.supervisor import pause

EVENTS = st.lists(
    st.one_of(
        st.tuples(st.just("count"), st.integers(1, 3), st.integers(0, 3), st.integers(1, 9)),
        st.tuples(st.just("hear"), st.integers(1, 3), st.just(0), st.just(0)),
        st.tuples(st.just("end"), st.integers(1, 3), st.just(0), st.just(0)),
    )
)


@given(EVENTS)
def test_counts_are_those_of_all_workers_ever(events: list[tuple[str, int, int, int]]) -> None:
    """Whoever ends in between: what was heard of them stays counted, and nothing counts twice."""
    tallies, workers = merge.Tallies(), {number: Metrics() for number in (1, 2, 3)}
    heard: dict[int, int] = dict.fromkeys(workers, 0)
    now: dict[int, int] = dict.fromkeys(workers, 0)
    past = 0
    for kind, number, partition, count in events:
        if kind == "count":
            tally = Tally()
            tally.outcomes[Outcome.CLEAR] += count
            workers[number].committed(partition, tally)
            now[number] += count
        elif kind == "hear":
            tallies.heard(number, workers[number].render(ready=True).decode())
            heard[number] = now[number]
        else:
            tallies.ended(number)
            past += heard[number]
            workers[number], heard[number], now[number] = Metrics(), 0, 0
        clear = _value(tallies, "fresnel_transactions_total", outcome="clear")
        assert (clear or 0) == past + sum(heard.values())


def test_histograms_add_up_and_stay_cumulative() -> None:
    """Every bucket, the sum and the count."""
    tallies = merge.Tallies()
    for number, seconds in ((1, 0.004), (2, 0.03), (2, 7.0)):
        metrics = Metrics()
        metrics.batch(seconds)
        tallies.heard(number, metrics.render(ready=True).decode())
        if number == 2:
            tallies.ended(number)
    assert _value(tallies, "fresnel_batch_seconds_count") == 3
    assert _value(tallies, "fresnel_batch_seconds_sum") == pytest.approx(7.034)
    buckets = {
        le: _value(tallies, "fresnel_batch_seconds_bucket", le=le) for le in ("0.005", "10.0")
    }
    assert buckets == {"0.005": 1, "10.0": 3}


def test_gauges_are_of_those_who_live() -> None:
    """Lag is each reader's own; of times the oldest is shown; an ended worker has none."""
    tallies = merge.Tallies()
    for number, lags in ((1, {0: 5, 1: 0}), (2, {2: 7}), (3, {3: 9})):
        metrics = Metrics()
        metrics.lag(lags)
        tallies.heard(number, metrics.render(ready=True).decode())
    tallies.ended(3)
    lag = {
        partition: _value(tallies, "fresnel_consumer_lag", partition=str(partition))
        for partition in range(4)
    }
    assert lag == {0: 5, 1: 0, 2: 7, 3: None}
    assert _value(tallies, "fresnel_ready") is None  # the supervisor says it


def test_a_list_that_is_not_everybodys_is_told() -> None:
    """The first worker's list, each one's serial, and a warning."""
    said = {
        1: {"serial": 4, "digest": "aa", "total": 9, "warnings": ["old"]},
        2: {"serial": 5, "digest": "bb", "total": 9, "warnings": []},
    }
    merged = merge.snapshot(said)
    assert (merged["serial"], merged["total"]) == (4, 9)
    assert merged["warnings"] == ["old", "workers screen by different lists"]
    assert [each["serial"] for each in merged["workers"]] == [4, 5]
    assert merge.snapshot({1: said[1]})["warnings"] == ["old"]


def test_the_worst_reload_is_told() -> None:
    """One that refused is not hidden by others that did not."""
    last = {name: {"result": name} for name in ("unchanged", "activated", "refused")}
    idle = {number: {"status": "idle", "last": each} for number, each in enumerate(last.values())}
    assert merge.reload(idle) == {"status": "idle", "last": last["refused"]}
    assert merge.reload({0: {"status": "idle", "last": None}}) == {"status": "idle", "last": None}
    busy = {"status": "running", "stage": "trying", "last": None}
    assert merge.reload({0: idle[0], 1: busy}) == busy | {"last": last["unchanged"]}


def test_accounts_add_up_and_name_the_reader_of_a_partition() -> None:
    """A partition that moved has counts at both, and the state of who reads it now."""
    workers = {
        1: _accounts("2026-01-02T00:00:00Z", {0: ("not assigned", 5, None), 1: ("reading", 2, 0)}),
        2: _accounts("2026-01-01T00:00:00Z", {0: ("reading", 3, 8)}),
    }
    merged = merge.accounting(workers)
    assert merged["since"] == "2026-01-01T00:00:00Z"
    assert merged["total"]["consumed"] == merged["total"]["clear"] == 10
    first, second = merged["partitions"]
    assert (first["partition"], first["state"], first["consumed"], first["lag"]) == (
        0,
        "reading",
        8,
        8,
    )
    assert (second["partition"], second["consumed"]) == (1, 2)
    assert merged["total"]["balanced"]


def test_pauses_double_up_to_a_minute() -> None:
    """From one second on."""
    assert [pause(count) for count in (1, 2, 3, 6, 7, 1_000)] == [1, 2, 4, 32, 60, 60]


def _accounts(since: str, parts: dict[int, tuple[str, int, int | None]]) -> dict[str, Any]:
    def counts(consumed: int) -> dict[str, Any]:
        none = {"flagged": 0, "dead_lettered": 0, "skipped": 0}
        return {"consumed": consumed, "clear": consumed, **none, "balanced": True}

    partitions = [
        {"partition": number, "state": state, "reason": None, "lag": lag, "receipt": None}
        | counts(consumed)
        for number, (state, consumed, lag) in parts.items()
    ]
    total = counts(sum(consumed for _, consumed, _ in parts.values()))
    return {"since": since, "total": total, "partitions": partitions}


def _value(tallies: merge.Tallies, name: str, **labels: str) -> float | None:
    for family in text_string_to_metric_families(tallies.render().decode()):
        for sample in family.samples:
            if sample.name == name and sample.labels == labels:
                return sample.value
    return None
