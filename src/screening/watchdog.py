"""The watchdog: a process that cannot do its work, and cannot say why, leaves.

It acts only without a known reason. A broker that is away, a registry that is down, a stopped
partition: the service says so, stays, and tries again. But a client that has gone silent while
the brokers answer others, or an event loop that no longer turns, is cured by a restart alone; and
leaving at once is safe, for nothing unfinished is committed.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from typing import TYPE_CHECKING

import structlog

from screening.stream import client

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Mapping

    from aiokafka import TopicPartition

    from screening.health import Health
    from screening.settings import KafkaSettings
    from screening.stream.consume import TransactionSource

_log = structlog.get_logger(__name__)
_PROBE_SECONDS = 20.0
_LOOKS = 6
_KNOWN = ("kafka", "registry")
EXIT_STATUS = 70
"""EX_SOFTWARE of sysexits.h."""


def leave(reason: str) -> None:
    """End the process now, with a line that says why."""
    _log.critical("watchdog", reason=reason)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(EXIT_STATUS)


class Suspicion:
    """Since when each partition has had records and stood still. Pure: the caller has the clock."""

    def __init__(self) -> None:
        """Begin with none."""
        self._positions: dict[TopicPartition, int] = {}
        self._since: dict[TopicPartition, float] = {}

    def still(self, positions: Mapping[TopicPartition, int]) -> dict[TopicPartition, int]:
        """Those that stand where they stood when this was asked last."""
        unmoved = {tp: at for tp, at in positions.items() if self._positions.get(tp) == at}
        self._positions = dict(positions)
        self._since = {tp: at for tp, at in self._since.items() if tp in unmoved}
        return unmoved

    def note(self, behind: Collection[TopicPartition], now: float) -> dict[TopicPartition, float]:
        """For how many seconds each of `behind`, which have records now, has had some.

        What had none in between begins anew: it was at rest, and its records are new.
        """
        self._since = {tp: self._since.get(tp, now) for tp in behind}
        return {tp: now - since for tp, since in self._since.items()}


class Watchdog:
    """Watches that the committed positions move while there is something to read."""

    def __init__(
        self,
        kafka: KafkaSettings,
        source: TransactionSource,
        health: Health,
        seconds: float,
        leave: Callable[[str], None] = leave,
    ) -> None:
        """Act when a partition had records and has not moved for `seconds`."""
        self._kafka = kafka
        self._source = source
        self._health = health
        self._seconds = seconds
        self._leave = leave
        self._suspicion = Suspicion()

    async def run(self) -> None:
        """Watch until cancelled."""
        while True:
            await asyncio.sleep(self._seconds / _LOOKS)
            is_known = any(part in self._health.reasons for part in _KNOWN)
            unmoved = self._suspicion.still({} if is_known else self._source.positions())
            behind = await self._behind(unmoved) if unmoved else set()
            waiting = self._suspicion.note(behind, time.monotonic())
            late = sorted(tp.partition for tp, how in waiting.items() if how >= self._seconds)
            if late:
                self._leave(
                    f"partition {', '.join(map(str, late))} has records, the brokers answer, "
                    f"and nothing was screened for {self._seconds:.0f} s"
                )

    async def _behind(self, positions: dict[TopicPartition, int]) -> set[TopicPartition]:
        """Those with committed records behind their position, as a client of its own sees it."""
        consumer = client.free_consumer(self._kafka, isolation_level="read_committed")
        try:
            async with asyncio.timeout(_PROBE_SECONDS):
                await consumer.start()
                ends = await consumer.end_offsets(list(positions))
        except client.KafkaTrouble:
            return set()  # a reason that the service comes to know by itself
        finally:
            await client.stop(consumer)
        now = self._source.positions()
        return {tp for tp, at in positions.items() if ends[tp] > at and now.get(tp) == at}


class LoopGuard(threading.Thread):
    """Sees from outside whether the event loop turns.

    It counts its own waits, not the time: a process that was suspended is given its turn first.
    """

    _WAITS = 24

    def __init__(self, seconds: float, leave: Callable[[str], None] = leave) -> None:
        """Act when there was no `beat` for `seconds`."""
        super().__init__(name="loop guard", daemon=True)
        self._seconds = seconds
        self._leave = leave
        self._beaten = threading.Event()
        self._over = threading.Event()

    def beat(self) -> None:
        """The loop turns."""
        self._beaten.set()

    def end(self) -> None:
        """Watch no longer."""
        self._over.set()

    def run(self) -> None:
        """Watch until `end`."""
        missed = 0
        while not self._over.wait(self._seconds / self._WAITS):
            missed = 0 if self._beaten.is_set() else missed + 1
            self._beaten.clear()
            if missed >= self._WAITS:
                self._leave(f"the event loop has not turned for {self._seconds:.0f} s")
                return
