"""Which partitions the brokers have not answered for, and for how long."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from aiokafka.errors import KafkaTimeoutError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiokafka import TopicPartition

LONG_SECONDS = 5.0
"""A fetch is answered within half a second, also when there is nothing new."""


class Silence:
    """When each partition that is read was last answered for."""

    def __init__(self) -> None:
        """Begin to listen now."""
        self._answers: dict[TopicPartition, Any] = {}
        self._heard: dict[TopicPartition, float] = {}
        self._anything = time.monotonic()

    def begin(self) -> None:
        """Begin anew: what was before is no silence."""
        self._answers.clear()
        self._heard.clear()
        self._anything = time.monotonic()

    def note(self, answers: Mapping[TopicPartition, Any]) -> None:
        """Note where the partitions that are read stand; a change is an answer."""
        now = time.monotonic()
        for tp in self._heard.keys() - answers.keys():
            del self._heard[tp]
        for tp, answer in answers.items():
            if tp not in self._heard or answer != self._answers.get(tp):
                self._heard[tp] = self._anything = now
        if not answers:
            self._anything = now
        self._answers = dict(answers)

    def limit(self, seconds: float) -> None:
        """Make sure that some partition was answered for within `seconds`.

        Raises:
            KafkaTimeoutError: none was.
        """
        if self.seconds() > seconds:
            raise KafkaTimeoutError(f"no answer for over {seconds:.0f} s")

    def seconds(self) -> float:
        """How long no partition at all has been answered for."""
        return time.monotonic() - self._anything

    def trouble(self) -> str | None:
        """What an operator should know of it, in one line, or None."""
        if self.seconds() > LONG_SECONDS:
            return f"no answer from Kafka for over {LONG_SECONDS:.0f} s"
        now = time.monotonic()
        silent = sorted(tp.partition for tp, at in self._heard.items() if now - at > LONG_SECONDS)
        if silent:
            numbers = ", ".join(map(str, silent))
            return f"no answer for partition {numbers} for over {LONG_SECONDS:.0f} s"
        return None
