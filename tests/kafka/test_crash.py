"""Killed or told to stop in the middle of its work: nothing is lost."""

from __future__ import annotations

import asyncio
import random
from functools import partial
from typing import TYPE_CHECKING

from tests.kafka import admin
from tests.kafka.conftest import create
from tests.kafka.load import assert_complete, running_load
from tests.kafka.process import Service, alert_count, alerts, caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka.broker import Broker
    from tests.kafka.conftest import Topics

ROUNDS = 3


async def test_killed_again_and_again_it_loses_nothing(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """After SIGKILLs at random moments under load each hit is alerted; repeats share an id."""
    chance = random.Random(7)
    async with (
        Service(bootstrap, topics, snapshot, tmp_path) as service,
        running_load(bootstrap, topics, every=4) as load,
    ):
        for _ in range(ROUNDS):
            enough = await alert_count(bootstrap, topics) + chance.randrange(1, 400)
            await until(partial(_more_than, enough, bootstrap, topics))
            await service.kill()
            await service.start()
        await until(service.ready)
    async with Service(bootstrap, topics, snapshot, tmp_path) as service:
        await until(lambda: caught_up(bootstrap, topics))
    await assert_complete(bootstrap, topics, load.hits)


async def test_told_to_stop_it_finishes_its_batch_and_leaves(
    crashable: Broker, names: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """On SIGTERM it is not ready first; then the batch is acknowledged, committed, exit 0."""
    address = crashable.bootstrap
    await create(address, names)
    async with Service(address, names, snapshot, tmp_path) as service:
        await until(service.ready)
        async with running_load(address, names):
            await until(lambda: _more_than(0, address, names))
            crashable.pause()  # the batch in hand cannot end now
            service.signal_to_stop()
            await until(lambda: _draining(service))
            crashable.resume()
        assert await service.terminate() == 0
    found = await alerts(address, names)
    committed = await admin.committed(address, names.group, names.transactions)

    places = [(each["transaction"]["partition"], each["transaction"]["offset"]) for each in found]
    assert len(set(places)) == len(places)
    assert all(offset < committed[partition] for partition, offset in places)


async def test_told_to_stop_without_a_broker_it_leaves_at_once(
    names: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """SIGTERM ends a service that never found a broker, with exit status 0."""
    async with Service("127.0.0.1:9", names, snapshot, tmp_path) as service:
        await until(service.reasons)
        assert await asyncio.wait_for(service.terminate(), 10) == 0


async def _draining(service: Service) -> bool:
    return (await service.reasons()).get("service") == "draining"


async def _more_than(number: int, bootstrap: str, topics: Topics) -> bool:
    return await alert_count(bootstrap, topics) > number
