"""Topics read once, from beginning to end, as they stood when reading began.

Rule 1: no group is joined, nothing is committed or written, and no topic is made by asking.
Rule 2: reading ends at the end that was there at the start, or with an error when a topic gives
nothing for 30 s.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING, NamedTuple

from aiokafka import TopicPartition

from screening.audit.retention import Kept
from screening.stream import client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Set

    from aiokafka import AIOKafkaConsumer, ConsumerRecord

    Told = Callable[[str, int], None]

SILENCE_SECONDS = 30.0
_POLL_MILLISECONDS = 200
_TOLD_EVERY = 1_000


class AuditError(client.ClientError):
    """Evidence that cannot be read; the message says why in one line."""


class Extent(NamedTuple):
    """What a topic holds: the first offset of each partition, and where it ends."""

    topic: str
    begins: dict[int, int]
    ends: dict[int, int]

    def places(self) -> list[TopicPartition]:
        """Its partitions."""
        return [TopicPartition(self.topic, each) for each in sorted(self.ends)]


async def extent(consumer: AIOKafkaConsumer, topic: str) -> Extent:
    """What a topic holds now; no partition where there is no such topic.

    Raises:
        KafkaError: no broker tells.
    """
    # All topics are asked for, and not this one: a broker may make a topic that is asked for.
    cluster = await consumer._client.fetch_all_metadata()
    places = [TopicPartition(topic, each) for each in cluster.partitions_for_topic(topic) or ()]
    begins = await consumer.beginning_offsets(places)
    ends = await consumer.end_offsets(places)
    return Extent(
        topic,
        {each.partition: offset for each, offset in begins.items()},
        {each.partition: offset for each, offset in ends.items()},
    )


async def since(consumer: AIOKafkaConsumer, whole: Extent, moment_ms: int) -> Extent:
    """The part of a topic that holds all that was written at a time or later, by its index."""
    places = whole.places()
    found = await consumer.offsets_for_times(dict.fromkeys(places, max(0, moment_ms)))
    begins = {
        each.partition: whole.ends[each.partition] if at is None else at.offset
        for each, at in found.items()
    }
    return whole._replace(begins=begins)


async def kept(consumer: AIOKafkaConsumer, whole: Extent) -> list[Kept]:
    """What each partition still holds, with the time of its oldest message."""
    places = dict.fromkeys(whole.places(), 0)
    oldest = await consumer.offsets_for_times(places) if places else {}
    return [
        Kept(whole.begins[each.partition], None if found is None else found.timestamp)
        for each, found in oldest.items()
    ]


async def records(
    consumer: AIOKafkaConsumer, part: Extent, told: Told, enough: Set[int] = frozenset()
) -> AsyncIterator[ConsumerRecord]:
    """Every message of a part of a topic, each partition in order.

    Reading of a partition ends early, more or less, when the caller puts it into `enough`.

    Raises:
        AuditError: nothing comes any more.
        KafkaError: a broker refuses.
    """
    open_ = {
        TopicPartition(part.topic, each): end
        for each, end in part.ends.items()
        if part.begins[each] < end
    }
    count = 0
    told(part.topic, count)
    if not open_:
        return
    consumer.assign(list(open_))
    for place in open_:
        consumer.seek(place, part.begins[place.partition])
    watch = _Watch(part.topic)
    while open_:
        for place, batch in (await consumer.getmany(timeout_ms=_POLL_MILLISECONDS)).items():
            for record in batch:
                if record.offset < open_.get(place, 0):
                    yield record
                    count += 1
                    if count % _TOLD_EVERY == 0:
                        told(part.topic, count)
        positions = {place: await _position(consumer, place, part.topic) for place in open_}
        watch.see(positions)
        for place, position in positions.items():
            if position >= open_[place] or place.partition in enough:
                consumer.pause(place)
                del open_[place]


class _Watch:
    """Ends a reading that does not go on."""

    def __init__(self, topic: str) -> None:
        self._topic = topic
        self._positions: dict[TopicPartition, int] = {}
        self._moved = time.monotonic()

    def see(self, positions: dict[TopicPartition, int]) -> None:
        now = time.monotonic()
        if positions != self._positions:
            self._positions, self._moved = positions, now
        elif now - self._moved > SILENCE_SECONDS:
            raise AuditError(f"topic {self._topic}: no answer for {SILENCE_SECONDS:.0f} s")


async def _position(consumer: AIOKafkaConsumer, place: TopicPartition, topic: str) -> int:
    try:
        async with asyncio.timeout(SILENCE_SECONDS):
            return int(await consumer.position(place))
    except TimeoutError:
        raise AuditError(f"topic {topic}: no answer for {SILENCE_SECONDS:.0f} s") from None
