"""The limits of dead letters against a plain count of the same records."""

from __future__ import annotations

from aiokafka import TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from screening.stream.limits import DeadLetterLimit, DeadLetterLimits

RUNS = st.lists(st.tuples(st.booleans(), st.integers(1, 130)), max_size=40)


def stops_at(bad: list[bool]) -> int | None:
    """The number of the record that is one too many, counted the plain way."""
    for number, is_bad in enumerate(bad):
        in_row = bad[max(0, number - 99) : number + 1]
        window = bad[max(0, number - 999) : number + 1]
        if is_bad and ((len(in_row) == 100 and all(in_row)) or sum(window) >= 500):
            return number
    return None


@given(RUNS)
def test_it_stops_where_a_plain_count_does(runs: list[tuple[bool, int]]) -> None:
    """Whatever the order of good and bad records."""
    bad = [is_bad for is_bad, length in runs for _ in range(length)]
    limit = DeadLetterLimit()
    found = next((n for n, is_bad in enumerate(bad) if is_bad and limit.reached(n)), None)
    assert found == stops_at(bad)


def test_every_other_record_reaches_the_share() -> None:
    """500 among 1,000, and it says so."""
    limit = DeadLetterLimit()
    assert not any(limit.reached(number) for number in range(0, 998, 2))
    assert limit.reached(998)
    assert limit.reason == "500 dead letters among 1000 records"


def test_an_accepted_partition_has_no_limit() -> None:
    """The others have, each its own."""
    limits = DeadLetterLimits([2])
    one, two = TopicPartition("t", 1), TopicPartition("t", 2)
    assert limits.of(two) is None
    limit = limits.of(one)
    assert limit is not None
    assert limits.of(one) is limit
    limits.judged(one, 7)
    assert (limits.count(one), limits.count(two)) == (7, 0)
    limits.forget()
    assert limits.count(one) == 0
    assert limits.of(one) is not limit
