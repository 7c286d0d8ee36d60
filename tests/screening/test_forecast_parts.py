"""The parts of a forecast alone: figures, the volume of a day, shares of partitions."""

from __future__ import annotations

import pytest
from aiokafka import TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from screening.batch.counts import Counted, Part
from screening.batch.sample import shares
from screening.batch.volume import volume
from screening.forecast_view import number, plain

HOUR_MS = 3_600_000


def test_what_is_not_printable_is_replaced() -> None:
    """Names that a feed chose cannot steer a terminal."""
    assert str(plain("a\x1b[31m\u202eb[red]")) == "a\ufffd[31m\ufffdb[red]"


def test_figures_have_as_many_places_as_mean_something() -> None:
    """From thousandths to millions."""
    shown = [number(value) for value in (0, 0.01234, 1, 99.94, 1234567.8, -52.66)]
    assert shown == ["0.0", "0.012", "1.0", "99.9", "1,234,568", "-52.7"]


def counted(*parts: tuple[int, float, float]) -> Counted:
    """Counts of partitions of so many records between two times in hours."""
    made = Counted(records=sum(part[0] for part in parts))
    for number_, (records, first, last) in enumerate(parts):
        made.parts[number_] = Part(records)
        for hour in (first, last):
            made.note(number_, int(hour * HOUR_MS))
    return made


def test_each_partition_counts_over_its_own_span() -> None:
    """A quiet partition reaches farther back, and does not make the busy one look quiet."""
    assert volume(counted((100, 20, 22), (100, 2, 22)), None).records_per_day == pytest.approx(
        100 * 12 + 100 * 1.2
    )
    busy = volume(counted((100, 21.5, 22), (100, 2, 22)), None)
    assert busy.reason == "the share of a partition spans less than an hour"
    almost_empty = volume(counted((1000, 2, 22), (1, 21, 21)), None)
    assert almost_empty.records_per_day == pytest.approx(1001 * 1.2)
    assert volume(Counted(records=1, parts={None: Part(1)}), None).reason


@given(
    st.lists(st.tuples(st.integers(0, 50), st.integers(0, 60)), min_size=1, max_size=8),
    st.integers(1, 300),
)
def test_partitions_share_evenly(held: list[tuple[int, int]], most: int) -> None:
    """All is taken, or as many as asked for; one gives less only when it has no more."""
    ranges = {TopicPartition("t", n): (first, first + size) for n, (first, size) in enumerate(held)}
    starts = shares(ranges, most)
    taken = {place: end - starts[place] for place, (_, end) in ranges.items()}
    sizes = {place: end - first for place, (first, end) in ranges.items()}
    assert sum(taken.values()) == min(most, sum(sizes.values()))
    assert all(0 <= taken[place] <= sizes[place] for place in ranges)
    largest = max(taken.values())
    assert all(taken[place] in (sizes[place], largest, largest - 1) for place in ranges)
