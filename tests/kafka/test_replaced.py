"""A transactions topic that is deleted and made again under its name: offsets mean nothing then."""

from __future__ import annotations

from typing import TYPE_CHECKING

import aiokafka
from aiokafka.structs import OffsetAndMetadata

from tests.kafka import admin, payments
from tests.kafka.auditing import verify
from tests.kafka.conftest import PARTITIONS
from tests.kafka.process import Service, alerts, caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka.conftest import Topics


async def test_nothing_of_the_new_topic_is_passed_over(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """The service did not see it happen, and the position that it holds exists in the new one."""
    old, old_hits = payments.stream(40, every=1, prefix="old")
    new, new_hits = payments.stream(120, every=1, prefix="new")
    await admin.produce(bootstrap, topics.transactions, old)
    async with Service(bootstrap, topics, snapshot, tmp_path) as service:
        await until(lambda: caught_up(bootstrap, topics))
        service.freeze()
        await _replace(bootstrap, topics)
        await admin.produce(bootstrap, topics.transactions, new)
        service.thaw()
        await until(lambda: _has_alerts(bootstrap, topics, old_hits | new_hits))
        await until(lambda: caught_up(bootstrap, topics))
        assert await service.ready()
    proof = await verify(bootstrap, topics)
    assert proof.status == 0
    assert "deleted and made anew" in proof.out


async def test_a_position_in_a_topic_that_is_gone_is_none_in_the_new_one(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """A commit that comes when the old topic is gone already lands in the new one."""
    records, hits = payments.stream(40, every=1)
    await admin.produce(bootstrap, topics.transactions, records)
    positions = {
        aiokafka.TopicPartition(topics.transactions, number): OffsetAndMetadata(10, "1" * 32)
        for number in range(PARTITIONS)
    }
    consumer = aiokafka.AIOKafkaConsumer(bootstrap_servers=bootstrap, group_id=topics.group)
    await consumer.start()
    consumer.assign(list(positions))
    await consumer.commit(positions)
    await consumer.stop()
    async with Service(bootstrap, topics, snapshot, tmp_path):
        await until(lambda: _has_alerts(bootstrap, topics, hits))
        await until(lambda: caught_up(bootstrap, topics))
    assert (await verify(bootstrap, topics)).status == 0


async def _replace(bootstrap: str, topics: Topics) -> None:
    await admin.delete_topics(bootstrap, topics.transactions)
    await admin.create_topics(bootstrap, topics.transactions, partitions=PARTITIONS)


async def _has_alerts(bootstrap: str, topics: Topics, hits: set[payments.Hit]) -> bool:
    return payments.hits_in(await alerts(bootstrap, topics)) == hits
