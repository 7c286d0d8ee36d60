"""Where each chain of receipts goes on: the last receipt that its topic holds.

Read from the topic's end backwards, so that a receipt that was acknowledged but whose commit
was not (a crash in between) is found. The last 10,000 receipts of each partition are looked
through; a chain that was silent for longer goes on from the digest that was committed with its
offset.
"""

from __future__ import annotations

import asyncio
from contextlib import suppress
from typing import TYPE_CHECKING

import orjson
from aiokafka import TopicPartition
from aiokafka.errors import GroupAuthorizationFailedError

from screening.stream import client, group

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiokafka import AIOKafkaConsumer, ConsumerRecord

    from screening.audit.receipt import Chain
    from screening.settings import KafkaSettings

TAIL = 10_000
_SECONDS = 30.0
_CLOSE_SECONDS = 1.0


async def last_digests(kafka: KafkaSettings, chains: Iterable[Chain]) -> dict[Chain, str | None]:
    """The digest that the next receipt of each chain refers to; None where a chain starts.

    Raises:
        KafkaError, OSError, TimeoutError: the audit topic or the group cannot be read.
    """
    wanted = {chain.key: chain for chain in chains}
    async with asyncio.timeout(_SECONDS):
        found = await _from_topic(kafka, wanted)
        silent = [chain for chain in wanted.values() if chain not in found]
        return found | (await _from_commits(kafka, silent) if silent else {})


async def _from_topic(kafka: KafkaSettings, wanted: dict[bytes, Chain]) -> dict[Chain, str | None]:
    consumer = client.free_consumer(kafka)
    await consumer.start()
    newest: dict[Chain, tuple[int, int, str]] = {}
    try:
        for record in await _tail(consumer, kafka.audit_topic):
            chain = wanted.get(record.key or b"")
            digest = _digest(record.value) if chain is not None else None
            if chain is not None and digest is not None:
                place = (record.timestamp, record.offset, digest)
                newest[chain] = max(place, newest.get(chain, place))
    finally:
        with suppress(TimeoutError):  # a broker may leave the end of TLS unanswered for 30 s
            await asyncio.wait_for(client.stop(consumer), _CLOSE_SECONDS)
    return {chain: digest for chain, (_, _, digest) in newest.items()}


async def _tail(consumer: AIOKafkaConsumer, topic: str) -> list[ConsumerRecord]:
    """The last records of each partition of a topic, as of now."""
    known = await consumer._client.fetch_all_metadata()
    assigned = [TopicPartition(topic, n) for n in known.partitions_for_topic(topic) or ()]
    consumer.assign(assigned)
    begins = await consumer.beginning_offsets(assigned)
    ends = await consumer.end_offsets(assigned)
    open_ = {tp for tp in assigned if begins[tp] < ends[tp]}
    for tp in assigned:
        consumer.seek(tp, max(begins[tp], ends[tp] - TAIL))
    found: list[ConsumerRecord] = []
    while open_:
        for records in (await consumer.getmany(timeout_ms=200)).values():
            found += records
        open_ = {tp for tp in open_ if await consumer.position(tp) < ends[tp]}
    return found


async def _from_commits(kafka: KafkaSettings, chains: list[Chain]) -> dict[Chain, str | None]:
    try:
        found = await group.committed(kafka, [each.partition for each in chains], chains[0].group)
    except GroupAuthorizationFailedError:  # of replays: such a group commits nothing
        found = {}
    return {
        each: found[each.partition].digest if each.partition in found else None for each in chains
    }


def _digest(value: bytes | None) -> str | None:
    """The digest that a receipt states; None where the message is no receipt."""
    try:
        digest = orjson.loads(value or b"")["digest"]
    except (orjson.JSONDecodeError, KeyError, TypeError):
        return None
    return digest if isinstance(digest, str) else None
