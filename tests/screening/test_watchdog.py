"""What makes the watchdog act: records that wait all the time, and nothing less."""

from __future__ import annotations

from aiokafka import TopicPartition
from hypothesis import given
from hypothesis import strategies as st

from screening.watchdog import Suspicion

ONE, OTHER = TopicPartition("t", 0), TopicPartition("t", 1)
LOOKS = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), max_size=30)


def looked(looks: list[tuple[int, int]]) -> list[float]:
    """For how long the partition had waited at each look, one a second; (position, end) each."""
    suspicion, waited = Suspicion(), []
    for second, (position, end) in enumerate(looks):
        unmoved = suspicion.still({ONE: position, OTHER: second})
        behind = {tp for tp, at in unmoved.items() if tp == ONE and end > at}
        waited.append(suspicion.note(behind, float(second)).get(ONE, 0.0))
    return waited


def test_rest_is_no_waiting() -> None:
    """However long nothing came: what comes then has not waited yet."""
    assert looked([(5, 5)] * 100 + [(5, 9)]) == [0.0] * 101
    assert looked([(5, 5)] * 100 + [(5, 9)] * 3)[-3:] == [0.0, 1.0, 2.0]


def test_one_partition_does_not_excuse_another() -> None:
    """The other one moves all the time."""
    assert looked([(5, 9)] * 5) == [0.0, 0.0, 1.0, 2.0, 3.0]


@given(LOOKS)
def test_who_waits_had_records_and_stood_still_all_the_time(looks: list[tuple[int, int]]) -> None:
    """By the looks themselves: an oracle that counts backwards."""
    for at, waited in enumerate(looked(looks)):
        back = 0
        while (
            back < at
            and looks[at - back][0] == looks[at - back - 1][0]
            and (looks[at - back][1] > looks[at - back][0])
        ):
            back += 1
        assert waited == max(0, back - 1)
