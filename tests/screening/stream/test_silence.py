"""Which partitions are silent, as time goes by."""

from __future__ import annotations

import pytest
from aiokafka import TopicPartition

from screening.stream import silence
from screening.stream.silence import Silence

ONE, TWO = TopicPartition("t", 1), TopicPartition("t", 2)


class Clock:
    """A clock that is set by hand."""

    now = 100.0


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """The clock of `silence`."""
    made = Clock()
    monkeypatch.setattr(silence.time, "monotonic", lambda: made.now)
    return made


def test_one_silent_partition_does_not_hide_behind_others(clock: Clock) -> None:
    """It is named after five seconds, and no more once it answers."""
    heard = Silence()
    for second in range(8):
        clock.now = 100.0 + second
        heard.note({ONE: second, TWO: 0})
    assert heard.trouble() == "no answer for partition 2 for over 5 s"
    assert heard.seconds() == 0
    heard.note({ONE: 8, TWO: 1})
    assert heard.trouble() is None


def test_silence_of_all_is_silence_of_kafka(clock: Clock) -> None:
    """And a partition that is given up, or begun anew, is not waited for."""
    heard = Silence()
    heard.note({ONE: 0, TWO: 0})
    clock.now += 6
    heard.note({ONE: 0, TWO: 0})
    assert heard.trouble() == "no answer from Kafka for over 5 s"
    assert heard.seconds() == 6
    heard.note({ONE: 0, TWO: 1})
    assert heard.trouble() == "no answer for partition 1 for over 5 s"
    heard.note({TWO: 1})
    assert heard.trouble() is None
    clock.now += 6
    heard.begin()
    assert heard.trouble() is None


def test_with_nothing_to_read_nothing_is_silent(clock: Clock) -> None:
    """All partitions may be stopped, or other members'."""
    heard = Silence()
    for _ in range(4):
        clock.now += 3
        heard.note({})
    assert heard.trouble() is None
