"""The broker's side of a run: the corpus on its topic, review topics, committed offsets."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from confluent_kafka import Consumer, ConsumerGroupTopicPartitions, Producer, TopicPartition
from confluent_kafka.admin import AdminClient
from confluent_kafka.cimpl import NewTopic

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from benchmarks.peers.verdict import Place

_DEADLINE_SECONDS = 60.0
_BATCH_BYTES = 1 << 20
_POLL_SECONDS = 0.05


@dataclass(frozen=True, slots=True)
class Corpus:
    """Payments on a topic: how many, their mean length, and where those stand that are hits."""

    topic: str
    partitions: int
    records: int
    mean_bytes: float
    truth: dict[str, Place]


class Topics:
    """A broker's topics and groups."""

    def __init__(self, bootstrap: str) -> None:
        """Prepares clients; nothing is sent yet."""
        self.bootstrap = bootstrap
        self._client: dict[str, str | int | float | bool] = {
            "bootstrap.servers": bootstrap,
            "log_level": 0,
        }
        self._admin = AdminClient(self._client)

    def create(self, name: str, partitions: int = 1) -> None:
        """Makes a topic and waits until it is there."""
        self._admin.create_topics([NewTopic(name, partitions, 1)])[name].result(_DEADLINE_SECONDS)

    def fill(self, topic: str, partitions: int, known: Iterable[tuple[str, bytes, bool]]) -> Corpus:
        """Writes records (id, value, whether it is a hit) over the partitions in turn.

        lz4, in large batches, so that the producer's habits cost no consumer anything.
        """
        self.create(topic, partitions)
        producer = Producer(
            self._client
            | {
                "compression.type": "lz4",
                "batch.size": _BATCH_BYTES,
                "linger.ms": 200,
                "enable.idempotence": True,  # each once, and in order
                "message.max.bytes": 2 * _BATCH_BYTES,
                "queue.buffering.max.kbytes": 1 << 18,
            }
        )
        count = size = 0
        truth: dict[str, Place] = {}
        for number, (name, value, is_hit) in enumerate(known):
            place = number % partitions, number // partitions
            _send(producer, topic, value, place[0])
            if is_hit:
                truth[name] = place
            count, size = count + 1, size + len(value)
        if producer.flush(_DEADLINE_SECONDS):
            raise RuntimeError("the corpus could not be written")
        return Corpus(topic, partitions, count, size / count, truth)

    def committed(self, group: str) -> dict[int, int]:
        """Partition → the offset that the group goes on from."""
        asked = [ConsumerGroupTopicPartitions(group)]
        (future,) = self._admin.list_consumer_group_offsets(asked).values()
        places = future.result(_DEADLINE_SECONDS).topic_partitions
        return {each.partition: each.offset for each in places if each.offset >= 0}

    def commits(self, group: str) -> Iterator[int | None]:
        """How many records the group has committed, when that changes; else None, for ever."""
        before = 0
        while True:
            count = sum(self.committed(group).values())
            yield count if count > before else None
            before = count
            time.sleep(_POLL_SECONDS)

    def values(self, topic: str) -> list[bytes]:
        """Every value on a topic of one partition."""
        consumer = Consumer(self._client | {"group.id": "reader", "enable.auto.commit": False})
        try:
            place = TopicPartition(topic, 0, 0)
            _, end = consumer.get_watermark_offsets(place, timeout=_DEADLINE_SECONDS)
            consumer.assign([place])
            return list(_read(consumer, end))
        finally:
            consumer.close()


def _send(producer: Producer, topic: str, value: bytes, partition: int) -> None:
    while True:
        try:
            producer.produce(topic, value, partition=partition)
        except BufferError:
            producer.poll(0.1)
        else:
            return


def _read(consumer: Consumer, end: int) -> Iterator[bytes]:
    at, ends = 0, time.monotonic() + _DEADLINE_SECONDS
    while at < end:
        message = consumer.poll(1.0)
        if message is not None and message.error() is None:
            at = (message.offset() or 0) + 1
            yield message.value() or b""
        elif time.monotonic() > ends:
            raise TimeoutError("a review topic could not be read to its end")
