"""What is not there yet: live, not ready with a reason, nothing committed; then it goes on."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

import pytest

from tests.kafka import admin, payments
from tests.kafka.conftest import PARTITIONS, create, delete
from tests.kafka.process import Service, alerts, caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.kafka.broker import Broker
    from tests.kafka.conftest import Topics


@pytest.fixture
async def cleaned(bootstrap: str, names: Topics) -> AsyncIterator[Topics]:
    """Names whose topics a test creates itself; they are deleted afterwards."""
    yield names
    await delete(bootstrap, names)


async def test_topics_to_write_to_are_waited_for(
    bootstrap: str, cleaned: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Without review or dead-letter topic nothing is read; with both everything is."""
    records, hits = payments.stream(400, every=10)
    await admin.create_topics(bootstrap, cleaned.transactions, partitions=PARTITIONS)
    await admin.produce(bootstrap, cleaned.transactions, records)
    async with Service(bootstrap, cleaned, snapshot, tmp_path) as service:
        for topic in (cleaned.review, cleaned.dead_letter):
            await until(partial(_gives_reason, service, f"topic {topic} not found"))
            assert await service.alive()
            assert await admin.committed(bootstrap, cleaned.group, cleaned.transactions) == {}
            await admin.create_topics(bootstrap, topic)
        await until(service.ready)
        await until(lambda: caught_up(bootstrap, cleaned))
    assert payments.hits_in(await alerts(bootstrap, cleaned)) == hits


async def test_the_topic_to_read_is_waited_for(
    bootstrap: str, cleaned: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Without the transactions topic the service is not ready and creates none; later it reads."""
    records, hits = payments.stream(400, every=10)
    await admin.create_topics(bootstrap, cleaned.review, cleaned.dead_letter)
    async with Service(bootstrap, cleaned, snapshot, tmp_path) as service:
        missing = f"topic {cleaned.transactions} not found"
        await until(lambda: _gives_reason(service, missing))
        assert await admin.end_offsets(bootstrap, cleaned.transactions) == {}
        await admin.create_topics(bootstrap, cleaned.transactions, partitions=PARTITIONS)
        await admin.produce(bootstrap, cleaned.transactions, records)
        await until(lambda: caught_up(bootstrap, cleaned))
        await until(service.ready)
    assert payments.hits_in(await alerts(bootstrap, cleaned)) == hits


async def test_a_broker_is_waited_for(
    crashable: Broker, names: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Started before its broker, the service lives, says why it is not ready, and then works."""
    records, hits = payments.stream(400, every=10)
    address = crashable.bootstrap
    await create(address, names)
    await asyncio.to_thread(crashable.kill)
    async with Service(address, names, snapshot, tmp_path) as service:
        await until(lambda: _gives_reason(service, "KafkaConnectionError"))
        assert await service.alive()
        await asyncio.to_thread(crashable.start)
        await until(service.ready)
        await admin.produce(address, names.transactions, records)
        await until(lambda: caught_up(address, names))
    assert payments.hits_in(await alerts(address, names)) == hits


async def _gives_reason(service: Service, expected: str) -> bool:
    return any(expected in reason for reason in (await service.reasons()).values())
