"""What tests ask of a broker: topics, records in, records out, offsets.

Every function opens its own client and closes it before it returns, so none outlives a test.
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient, NewTopic, RecordsToDelete
from aiokafka.admin.config_resource import ConfigResource, ConfigResourceType
from aiokafka.errors import for_code

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Mapping, Sequence

    from aiokafka import ConsumerRecord

DEADLINE_SECONDS = 30.0
Outcome = Literal["commit", "abort"]
Isolation = Literal["read_committed", "read_uncommitted"]


@dataclass(frozen=True, slots=True)
class Record:
    """A record to be produced; without a partition, the key decides it (or chance does)."""

    value: bytes | None
    key: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()
    partition: int | None = None
    timestamp_ms: int | None = None


@asynccontextmanager
async def administrator(bootstrap: str) -> AsyncIterator[AIOKafkaAdminClient]:
    """A started admin client, closed at the end."""
    client = AIOKafkaAdminClient(bootstrap_servers=bootstrap)
    try:
        await client.start()
        yield client
    finally:
        await client.close()


@asynccontextmanager
async def producer(bootstrap: str, **options: object) -> AsyncIterator[AIOKafkaProducer]:
    """A started aiokafka producer (`acks=all` unless told), stopped at the end."""
    client = AIOKafkaProducer(bootstrap_servers=bootstrap, **({"acks": "all"} | options))
    try:
        await client.start()
        yield client
    finally:
        await client.stop()


@asynccontextmanager
async def consumer(
    bootstrap: str, *topics: str, **options: object
) -> AsyncIterator[AIOKafkaConsumer]:
    """A started aiokafka consumer that commits only when told, stopped at the end."""
    defaults: dict[str, object] = {"enable_auto_commit": False, "auto_offset_reset": "earliest"}
    client = AIOKafkaConsumer(*topics, bootstrap_servers=bootstrap, **(defaults | options))
    try:
        await client.start()
        yield client
    finally:
        await client.stop()


async def create_topics(
    bootstrap: str, *names: str, partitions: int = 1, configs: Mapping[str, str] | None = None
) -> None:
    """Creates topics with one replica and returns once each partition has a leader.

    Args:
        bootstrap: the broker's host:port.
        names: the topics.
        partitions: how many each gets.
        configs: topic settings, such as `{"max.message.bytes": "2000"}`.

    Raises:
        aiokafka.errors.KafkaError: a topic exists, or the broker refuses a setting.
    """
    async with administrator(bootstrap) as client, asyncio.timeout(DEADLINE_SECONDS):
        new = [NewTopic(name, partitions, 1, topic_configs=dict(configs or {})) for name in names]
        answer = await client.create_topics(new)
        for name, code, *message in answer.topic_errors:
            if code:
                raise for_code(code)(f"{name}: {message}")
        # The broker announces nothing, so it is asked.
        while not _led(await client.describe_topics(list(names))):  # noqa: ASYNC110
            await asyncio.sleep(0.02)


async def delete_topics(bootstrap: str, *names: str) -> None:
    """Deletes topics; one that does not exist is no error."""
    async with administrator(bootstrap) as client:
        await client.delete_topics(list(names))


async def produce(
    bootstrap: str,
    topic: str,
    records: Iterable[Record],
    *,
    transaction: Outcome | None = None,
    **options: object,
) -> None:
    """Produces records in order and returns once each is acknowledged by all replicas.

    Args:
        bootstrap: the broker's host:port.
        topic: where to.
        records: what; a plain `Record(value)` will do.
        transaction: write them in one transaction, which is then committed or aborted.
        options: more for the producer, such as `max_request_size`.
    """
    if transaction:
        options["transactional_id"] = f"tx-{topic}"
    async with producer(bootstrap, linger_ms=5, **options) as client:
        if transaction:
            await client.begin_transaction()
        await send_all(client, topic, records)
        if transaction:
            await (
                client.commit_transaction()
                if transaction == "commit"
                else client.abort_transaction()
            )


async def read(
    bootstrap: str, topic: str, *, isolation: Isolation = "read_uncommitted"
) -> list[ConsumerRecord]:
    """Every record that the topic holds now, by partition and offset.

    Raises:
        TimeoutError: the end was not reached in 30 s.
    """
    async with consumer(bootstrap, isolation_level=isolation) as client:
        places = await _places(client, topic)
        client.assign(places)
        await client.seek_to_beginning(*places)
        ends = await client.end_offsets(places)
        records: list[ConsumerRecord] = []
        async with asyncio.timeout(DEADLINE_SECONDS):
            while not await _reached(client, ends):
                for batch in (await client.getmany(timeout_ms=100)).values():
                    records += [record for record in batch if record.offset < ends[_place(record)]]
    return sorted(records, key=lambda record: (record.partition, record.offset))


async def end_offsets(
    bootstrap: str, topic: str, *, isolation: Isolation = "read_uncommitted"
) -> dict[int, int]:
    """Partition → the offset that its next record would get (the last stable one, if committed)."""
    async with consumer(bootstrap, isolation_level=isolation) as client:
        ends = await client.end_offsets(await _places(client, topic))
    return {place.partition: offset for place, offset in ends.items()}


async def committed(bootstrap: str, group: str, topic: str) -> dict[int, int]:
    """Partition → the offset that the group goes on from; a partition never committed is absent."""
    async with consumer(bootstrap, group_id=group) as client, asyncio.timeout(DEADLINE_SECONDS):
        places = await _places(client, topic)
        offsets = {place.partition: await client.committed(place) for place in places}
    return {partition: offset for partition, offset in offsets.items() if offset is not None}


async def topic_config(bootstrap: str, name: str) -> dict[str, str]:
    """A topic's settings as the broker states them."""
    async with administrator(bootstrap) as client:
        (answer,) = await client.describe_configs([ConfigResource(ConfigResourceType.TOPIC, name)])
    return {entry[0]: entry[1] for entry in answer.resources[0][4]}


async def delete_records(bootstrap: str, topic: str, before: Mapping[int, int]) -> None:
    """Deletes each partition's records below an offset, as retention would."""
    places = {TopicPartition(topic, partition): offset for partition, offset in before.items()}
    async with administrator(bootstrap) as client:
        await client.delete_records(
            {place: RecordsToDelete(before_offset=offset) for place, offset in places.items()}
        )


async def commit(bootstrap: str, group: str, topic: str, offsets: Mapping[int, int]) -> None:
    """Commits offsets for a group that has no members."""
    async with consumer(bootstrap, group_id=group) as client:
        places = {TopicPartition(topic, partition): at for partition, at in offsets.items()}
        client.assign(list(places))
        await client.commit(places)


async def send_all(client: AIOKafkaProducer, topic: str, records: Iterable[Record]) -> None:
    """Sends records in order and returns once each is acknowledged."""
    await asyncio.gather(*[await _send(client, topic, record) for record in records])


async def _send(client: AIOKafkaProducer, topic: str, record: Record) -> asyncio.Future[object]:
    acknowledgement: asyncio.Future[object] = await client.send(
        topic,
        record.value,
        key=record.key,
        partition=record.partition,
        timestamp_ms=record.timestamp_ms,
        headers=list(record.headers),
    )
    return acknowledgement


async def _places(client: AIOKafkaConsumer, topic: str) -> list[TopicPartition]:
    """The topic's partitions, asked for without subscribing: that would join the group."""
    cluster = await client._client.fetch_all_metadata()
    partitions = cluster.partitions_for_topic(topic) or ()
    await client._client.set_topics([topic])
    return [TopicPartition(topic, partition) for partition in sorted(partitions)]


async def _reached(client: AIOKafkaConsumer, ends: Mapping[TopicPartition, int]) -> bool:
    return all([await client.position(place) >= end for place, end in ends.items()])


def _place(record: ConsumerRecord) -> TopicPartition:
    return TopicPartition(record.topic, record.partition)


def _led(topics: Sequence[Mapping[str, Any]]) -> bool:
    """Whether the broker knows every topic and a leader for each partition."""
    return all(
        topic["error_code"] == 0
        and all(partition["leader"] >= 0 for partition in topic["partitions"])
        for topic in topics
    )
