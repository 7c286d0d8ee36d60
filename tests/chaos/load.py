"""Payments that keep coming, seeded, through whatever happens to the brokers.

Written by librdkafka, which keeps trying for ever; what it gives up is handed to it again. A
record may so be on the topic twice, like any other: both must be screened, under one alert id.
"""

from __future__ import annotations

import asyncio
import random
import time
from collections import deque
from typing import TYPE_CHECKING

from confluent_kafka import KafkaError, KafkaException, Producer

from tests.chaos.timing import lasting
from tests.kafka import payments

if TYPE_CHECKING:
    from collections.abc import Iterable

    from confluent_kafka import Message

    from tests.kafka.admin import Record

TICK_SECONDS = 0.05
MOST_WAITING = 20_000
_SETTINGS = {
    "acks": "all",
    "linger.ms": 5,
    "message.timeout.ms": 0,
    "reconnect.backoff.max.ms": 500,
    "message.max.bytes": 12_000_000,
    "topic.metadata.refresh.interval.ms": 1_000,
    "log_level": 0,
}


class Load:
    """Writes payments at a rate, and knows every hit among them."""

    def __init__(
        self, bootstrap: str, topic: str, *, rate: int, every: int, partitions: int, seed: int
    ) -> None:
        """Prepares `rate` payments a second, about one in `every` a hit."""
        self._topic = topic
        self.rate = rate
        self.every = every
        self.partitions = partitions
        self._chance = random.Random(seed)
        self._prefix = f"s{seed}"
        self._producer = Producer({"bootstrap.servers": bootstrap} | _SETTINGS)
        self._again: deque[tuple[bytes | None, dict[str, object]]] = deque()
        self._task: asyncio.Task[None] | None = None
        self._others = 0
        self.count = 0
        self.hits: set[payments.Hit] = set()

    def start(self) -> None:
        """Begins to write."""
        self._task = asyncio.create_task(self._run())

    async def pause(self) -> None:
        """Stops for now, without waiting for what was sent."""
        task, self._task = self._task, None
        if task is not None:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def finish(self, total: int = 0) -> None:
        """Adds what is missing to `total` payments and returns when all are acknowledged."""
        await self.pause()
        while self.count < total:
            self.add(min(500, total - self.count))
            await self._give_way()
        await self.flush()

    async def flush(self) -> None:
        """Returns when all that was sent is acknowledged."""
        while await asyncio.to_thread(self._producer.flush, 0.2) or self._again:
            self._send_again()

    def add(self, count: int) -> None:
        """Sends so many payments now."""
        for _ in range(count):
            self._send(self._payment())
        self._producer.poll(0)

    def put(self, records: Iterable[Record]) -> None:
        """Sends other records, in their order."""
        for record in records:
            self._send(record)
        self._producer.poll(0)

    async def _run(self) -> None:
        began, sent = time.monotonic(), 0
        while True:
            due = int((time.monotonic() - began) * self.rate) - sent
            if len(self._producer) < MOST_WAITING:
                self.add(due)
            sent += due
            self._send_again()
            await lasting(TICK_SECONDS)

    async def _give_way(self) -> None:
        while len(self._producer) > MOST_WAITING:
            await asyncio.to_thread(self._producer.poll, 0.1)
            self._send_again()
        await asyncio.sleep(0)

    def large(self, partition: int, size: int, *, counts: bool = True) -> Record:
        """A payment with a hit and a long reference; whether its alert is to be expected."""
        name = f"{self._prefix}-large-{self._others}"
        self._others += 1
        made, hit = payments.planted(name, payments.PLANTS[0])
        if counts:
            self.hits.add(hit)
        noise = "".join(self._chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=size))
        return payments.record(made | {"reference": noise}, partition=partition)

    def clear(self, partition: int) -> Record:
        """A payment without a hit, to be sent by `put`."""
        self._others += 1
        return payments.record(payments.payment(f"{self._prefix}-clear-{self._others}"), partition)

    def _payment(self) -> Record:
        name = f"{self._prefix}-{self.count:07}"
        self.count += 1
        made = payments.payment(name)
        if self._chance.randrange(self.every) == 0:
            made, hit = payments.planted(name, self._chance.choice(payments.PLANTS))
            self.hits.add(hit)
        made["customer_id"] = f"C{self.count % 97:05}"
        return payments.record(made, partition=self._chance.randrange(self.partitions))

    def _send(self, record: Record) -> None:
        given: dict[str, object] = {"key": record.key, "headers": list(record.headers)}
        if record.partition is not None:
            given["partition"] = record.partition
        if record.timestamp_ms is not None:
            given["timestamp"] = record.timestamp_ms
        self._hand_over(record.value, given)

    def _hand_over(self, value: bytes | None, given: dict[str, object]) -> None:
        def heard(error: KafkaError | None, _: Message) -> None:
            if error is not None:
                self._again.append((value, given))

        try:
            self._producer.produce(self._topic, value, on_delivery=heard, **given)
        except KafkaException as error:
            if error.args[0].code() != KafkaError._UNKNOWN_PARTITION:
                raise
            self._again.append((value, given))  # it is too new to be known

    def _send_again(self) -> None:
        self._producer.poll(0)
        for _ in range(len(self._again)):
            self._hand_over(*self._again.popleft())
