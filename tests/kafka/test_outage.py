"""Kafka in trouble while the service runs: it waits, and nothing is lost or committed early."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

from tests.kafka import admin, payments
from tests.kafka.conftest import create
from tests.kafka.load import assert_complete, running_load
from tests.kafka.process import Service, alert_count, caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka.broker import Broker
    from tests.kafka.conftest import Topics

QUICK = {"KAFKA__REQUEST_TIMEOUT_MS": 2_000}


async def test_a_broker_that_crashes_is_waited_for(
    crashable: Broker, names: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """The broker is killed and started again under load: the stream goes on without loss."""
    address = crashable.bootstrap
    await create(address, names)
    async with Service(address, names, snapshot, tmp_path) as service:
        async with running_load(address, names) as load:
            await until(lambda: _more_than(20, address, names))
            await asyncio.to_thread(crashable.kill)
            await asyncio.to_thread(crashable.start)
            back = time.monotonic()
            before = await alert_count(address, names)
            await until(lambda: _more_than(before, address, names))
            print(f"alerts {time.monotonic() - back:.1f} s after the broker answered")
        await until(lambda: caught_up(address, names))
        await until(service.ready)
    await assert_complete(address, names, load.hits)


async def test_a_broker_that_hangs_stops_everything_unharmed(
    crashable: Broker, names: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """A broker that answers nothing makes the service unready; afterwards nothing is missing."""
    address = crashable.bootstrap
    await create(address, names)
    async with Service(address, names, snapshot, tmp_path, **QUICK) as service:
        async with running_load(address, names) as load:
            await until(lambda: _more_than(20, address, names))
            crashable.pause()
            try:
                await until(service.reasons, 30)
                assert await service.alive()
            finally:
                crashable.resume()
        await until(lambda: caught_up(address, names))
        await until(service.ready)
    await assert_complete(address, names, load.hits)


async def test_a_broker_that_is_gone_is_noticed_without_a_payment_in_sight(
    crashable: Broker, names: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """In an outage an idle service says so, connects anew, logs little; another leaves cleanly."""
    address = crashable.bootstrap
    await create(address, names)
    records, hits = payments.stream(40, every=1)
    impatient = {"KAFKA__REBALANCE_TIMEOUT_MS": 4_000}  # after that and a session it gives up
    async with (
        Service(address, names, snapshot, tmp_path, **impatient) as service,
        Service(address, names, snapshot, tmp_path) as leaving,
    ):
        await until(service.ready)
        await until(leaving.ready)
        await asyncio.to_thread(crashable.kill)
        before = service.log().count("\n")
        try:
            await until(lambda: _gives_reason(service, "no answer from Kafka"))
            assert await leaving.terminate() == 0
            await until(lambda: _gives_reason(service, "KafkaConnectionError"))
            assert service.log().count("\n") - before < 50
        finally:
            await asyncio.to_thread(crashable.start)
        await until(service.ready)
        await admin.produce(address, names.transactions, records)
        await until(lambda: caught_up(address, names))
        assert "client did not close" not in service.log()
    await assert_complete(address, names, hits)


async def test_nothing_is_committed_beyond_an_alert_that_could_not_be_sent(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """The review topic vanishes and comes back: till then the offsets stand still."""
    first, _ = payments.stream(200, every=10, prefix="first")
    second, hits = payments.stream(200, every=1, prefix="second")
    async with Service(bootstrap, topics, snapshot, tmp_path, **QUICK) as service:
        await admin.produce(bootstrap, topics.transactions, first)
        await until(lambda: caught_up(bootstrap, topics))
        before = await admin.committed(bootstrap, topics.group, topics.transactions)
        await admin.delete_topics(bootstrap, topics.review)
        await admin.produce(bootstrap, topics.transactions, second)
        await until(service.reasons)
        after = await admin.committed(bootstrap, topics.group, topics.transactions)
        assert after == before
        await admin.create_topics(bootstrap, topics.review)
        await until(lambda: caught_up(bootstrap, topics))
        await until(service.ready)
    await assert_complete(bootstrap, topics, hits)


async def _more_than(number: int, bootstrap: str, topics: Topics) -> bool:
    return await alert_count(bootstrap, topics) > number


async def _gives_reason(service: Service, expected: str) -> bool:
    return any(expected in reason for reason in (await service.reasons()).values())
