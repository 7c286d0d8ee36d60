"""Reading for dead letters: the inventory, one body, and an original while it is retained."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from aiokafka import TopicPartition
from aiokafka.errors import KafkaError

from screening.audit import topics
from screening.audit.topics import AuditError
from screening.dead_letters.inventory import Inventory
from screening.stream import client

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from aiokafka import AIOKafkaConsumer, ConsumerRecord

    from screening.audit.topics import Told
    from screening.dead_letters.letter import Coordinates, Letter
    from screening.settings import KafkaSettings

_OPEN_SECONDS = 60.0
_READ_SECONDS = 30.0


class DeadLetterError(client.ClientError):
    """Dead letters cannot be read or screened again; the message says why in one line."""


@asynccontextmanager
async def reading(kafka: KafkaSettings) -> AsyncIterator[AIOKafkaConsumer]:
    """A consumer without a group; the client's failures come out as ours.

    Raises:
        DeadLetterError: no broker answers, or it refuses.
    """
    consumer = client.free_consumer(kafka)
    try:
        async with asyncio.timeout(_OPEN_SECONDS):
            await consumer.start()
        yield consumer
    except (KafkaError, TimeoutError, AuditError) as error:
        raise DeadLetterError(client.describe(error)) from error
    finally:
        await client.stop(consumer)


async def inventory(
    consumer: AIOKafkaConsumer, kafka: KafkaSettings, since_ms: int | None, told: Told
) -> Inventory:
    """The dead letters of the topic as of now, and which of them were screened again.

    Raises:
        DeadLetterError: there is no such topic.
    """
    found = Inventory()
    whole = await topics.extent(consumer, kafka.dead_letter_topic)
    if not whole.ends:
        raise DeadLetterError(f"topic {kafka.dead_letter_topic}: not found")
    part = whole if since_ms is None else await topics.since(consumer, whole, since_ms)
    async for record in topics.records(consumer, part, told):
        found.add(record)
    if found.entries:
        receipts = await topics.extent(consumer, kafka.audit_topic)
        oldest = min(entry.letter.at_ms for entry in found.entries.values())
        later = await topics.since(consumer, receipts, oldest)
        async for record in topics.records(consumer, later, told):
            found.mark(kafka.group_id, record.value)
    return found


async def message(consumer: AIOKafkaConsumer, at: Coordinates) -> ConsumerRecord | None:
    """The message at these coordinates, or None where it is not there (any more)."""
    place = TopicPartition(at.topic, at.partition)
    extent = await topics.extent(consumer, at.topic)
    if not extent.begins.get(at.partition, 0) <= at.offset < extent.ends.get(at.partition, 0):
        return None
    consumer.assign([place])
    consumer.seek(place, at.offset)
    async with asyncio.timeout(_READ_SECONDS):
        record = await consumer.getone(place)
    return record if record.offset == at.offset else None


async def original(consumer: AIOKafkaConsumer, letter: Letter) -> bytes | None:
    """The record's own bytes, from the dead letter or its original place; None if both are gone."""
    for at in (letter.place, letter.original):
        record = await message(consumer, at)
        if record is not None and letter.is_its_record(record.value):
            raw: bytes = record.value
            return raw
    return None
