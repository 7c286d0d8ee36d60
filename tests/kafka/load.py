"""Payments that keep coming while a test does something to the service."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

from tests.kafka import admin, payments
from tests.kafka.process import alerts

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.kafka.conftest import Topics

CHUNK = 100


class Load:
    """What was produced so far: how many records, and every hit among them."""

    def __init__(self, every: int) -> None:
        self._every = every
        self.count = 0
        self.hits: set[payments.Hit] = set()

    async def run(self, bootstrap: str, topic: str, stop: asyncio.Event) -> None:
        """Writes chunk after chunk, each acknowledged before the next, until `stop`."""
        async with admin.producer(bootstrap, linger_ms=20) as client:
            while not stop.is_set():
                records, hits = payments.stream(
                    CHUNK, every=self._every, prefix=f"load-{self.count}"
                )
                self.hits |= hits
                await admin.send_all(client, topic, records)
                self.count += CHUNK


@asynccontextmanager
async def running_load(bootstrap: str, topics: Topics, every: int = 10) -> AsyncIterator[Load]:
    """Load, every so-many-th a hit, until the end of the context; all is acknowledged there."""
    load, stop = Load(every), asyncio.Event()
    task = asyncio.create_task(load.run(bootstrap, topics.transactions, stop))
    try:
        yield load
    finally:
        stop.set()
        await task


async def assert_complete(bootstrap: str, topics: Topics, hits: set[payments.Hit]) -> None:
    """Each hit has its alert, nothing else has one, and repeats share their `alert_id`."""
    found = await alerts(bootstrap, topics)
    ids = {(alert["transaction"]["id"], alert["alert_id"]) for alert in found}
    assert payments.hits_in(found) == hits
    assert len(ids) == len(hits)
    print(f"{len(hits)} hits, {len(found) - len(ids)} repeats")
