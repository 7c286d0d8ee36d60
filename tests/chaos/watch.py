"""What is watched from outside while a fault goes on: the group's commits, and memory."""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from typing import TYPE_CHECKING

from confluent_kafka import Consumer, KafkaException, TopicPartition

from tests.chaos.timing import lasting

if TYPE_CHECKING:
    from tests.chaos.member import Member

BETWEEN_SECONDS = 0.1
MOST_PARTITIONS = 8
_ASK_SECONDS = 2.0


class Commits:
    """The committed offsets of a group, asked for ten times a second by an outsider."""

    def __init__(self, bootstrap: str, group: str, topic: str) -> None:
        """Prepares; the group need not be there yet."""
        given: dict[str, object] = {"bootstrap.servers": bootstrap, "group.id": group}
        given |= {"reconnect.backoff.max.ms": 500, "enable.auto.commit": False, "log_level": 0}
        self._consumer = Consumer(given)
        self._places = [TopicPartition(topic, number) for number in range(MOST_PARTITIONS)]
        self.offsets: dict[int, int] = {}
        self.moved_at: float | None = None
        self.moves = 0

    async def run(self) -> None:
        """Watches until cancelled."""
        try:
            while True:
                self._compare(await asyncio.to_thread(self._ask))
                await lasting(BETWEEN_SECONDS)
        finally:
            await asyncio.shield(asyncio.to_thread(self._consumer.close))

    def _compare(self, offsets: dict[int, int]) -> None:
        moved = [number for number, at in offsets.items() if at > self.offsets.get(number, 0)]
        self.offsets |= offsets
        if moved:
            self.moved_at = time.monotonic()
            self.moves += 1

    def _ask(self) -> dict[int, int]:
        with suppress(KafkaException):
            found = self._consumer.committed(self._places, timeout=_ASK_SECONDS)
            return {each.partition: each.offset for each in found if each.offset >= 0}
        return {}


class Memory:
    """The largest resident memory that any of some services has had, in MiB."""

    def __init__(self, members: list[Member]) -> None:
        """Watches whatever `members` holds at the time."""
        self._members = members
        self.largest = 0.0

    async def run(self) -> None:
        """Watches until cancelled."""
        while True:
            self.look()
            await lasting(BETWEEN_SECONDS)

    def look(self) -> None:
        """Looks once."""
        for each in self._members:
            self.largest = max(self.largest, each.peak_mib())
