"""A client that goes silent, a loop that hangs: the process leaves; known reasons: it stays."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from feeds.compile import load
from screening import judge, mapping
from screening.health import Health
from screening.metrics import Metrics
from screening.settings import KafkaSettings, Settings
from screening.stream.consume import TransactionSource
from screening.stream.judging import BatchJudge
from screening.stream.limits import DeadLetterLimits
from screening.stream.pipeline import Pipeline
from screening.stream.publish import Publisher
from screening.watchdog import EXIT_STATUS, Watchdog
from tests.kafka import admin, payments
from tests.kafka.conftest import create
from tests.kafka.process import caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from feeds.compile import ActiveList
    from tests.kafka.broker import Broker
    from tests.kafka.conftest import Topics

SECONDS = 2.0


class Running:
    """A pipeline in this process, its watchdog, and what that said when it would have left."""

    def __init__(self, settings: Settings, active: ActiveList) -> None:
        self.health = Health()
        self.source = TransactionSource(settings.kafka)
        judging = judge.from_settings(settings, mapping.load("generic"))
        self.pipeline = Pipeline(
            settings,
            self.source,
            Publisher(settings.kafka),
            BatchJudge(judging, DeadLetterLimits()),
            lambda: active,
            self.health,
            Metrics(),
        )
        self.said: list[str] = []
        self.watchdog = Watchdog(
            settings.kafka, self.source, self.health, SECONDS, self.said.append
        )
        self.stop = asyncio.Event()


@pytest.fixture
async def running(bootstrap: str, topics: Topics, snapshot: Path) -> AsyncIterator[Running]:
    """A pipeline with a watchdog on the session's broker."""
    async with asynccontextmanager(run)(bootstrap, topics, load(snapshot)) as made:
        yield made


async def run(bootstrap: str, topics: Topics, active: ActiveList) -> AsyncIterator[Running]:
    """Run a pipeline and its watchdog until the generator is closed."""
    kafka = KafkaSettings(
        bootstrap_servers=bootstrap,
        group_id=topics.group,
        transactions_topic=topics.transactions,
        review_topic=topics.review,
        dead_letter_topic=topics.dead_letter,
        audit_topic=topics.audit,
        request_timeout_ms=2_000,
    )
    made = Running(Settings(kafka=kafka), active)
    tasks = [
        asyncio.create_task(made.pipeline.run(made.stop)),
        asyncio.create_task(made.watchdog.run()),
    ]
    yield made
    made.stop.set()
    await tasks[0]
    tasks[1].cancel()


async def test_a_fetcher_that_died_is_noticed(
    bootstrap: str, topics: Topics, running: Running
) -> None:
    """The client is alive and fetches nothing, while a fresh client sees records."""
    await admin.produce(bootstrap, topics.transactions, payments.stream(40)[0])
    await until(lambda: caught_up(bootstrap, topics))
    consumer = running.source._consumer
    assert consumer is not None
    consumer._fetcher._fetch_task.cancel()
    await until(consumer._fetcher._fetch_task.done)
    await admin.produce(bootstrap, topics.transactions, payments.stream(4)[0])
    await until(lambda: caught_up(bootstrap, topics))  # by the fetch that was under way
    await admin.produce(bootstrap, topics.transactions, payments.stream(4)[0])
    await until(lambda: running.said)
    assert running.said[0] == (
        "partition 0, 1, 2, 3 has records, the brokers answer, and nothing was screened for 2 s"
    )


async def test_a_stream_at_rest_is_left_alone(
    bootstrap: str, topics: Topics, running: Running
) -> None:
    """No records, an open transaction, an aborted one: nothing to screen, nothing said."""
    await admin.produce(bootstrap, topics.transactions, payments.stream(40)[0])
    await until(lambda: caught_up(bootstrap, topics))
    records = payments.stream(40)[0]
    async with admin.producer(bootstrap, transactional_id=f"tx-{topics.group}") as client:
        await client.begin_transaction()
        await admin.send_all(client, topics.transactions, records)
        await _watched_for(running, 3 * SECONDS)
        await client.abort_transaction()
    await _watched_for(running, 2 * SECONDS)
    assert not running.said


async def test_a_broker_that_is_away_is_a_known_reason(
    crashable: Broker, names: Topics, snapshot: Path
) -> None:
    """However long it is away; the service says so instead of leaving."""
    await create(crashable.bootstrap, names)
    async with asynccontextmanager(run)(crashable.bootstrap, names, load(snapshot)) as running:
        await admin.produce(crashable.bootstrap, names.transactions, payments.stream(40)[0])
        await until(lambda: caught_up(crashable.bootstrap, names))
        crashable.pause()
        try:
            await until(lambda: running.health.reasons)
            await _watched_for(running, 4 * SECONDS)
        finally:
            crashable.resume()
        assert not running.said


def test_a_loop_that_hangs_ends_the_process(tmp_path: Path) -> None:
    """The thread beside it leaves with a reason and a status that is not 0."""
    program = (
        "import asyncio\n"
        "from screening.watchdog import LoopGuard\n"
        "async def main():\n"
        "    guard = LoopGuard(0.5)\n"
        "    guard.start()\n"
        "    guard.beat()\n"
        "    while True: pass\n"
        "asyncio.run(main())\n"
    )
    ended = subprocess.run(
        [sys.executable, "-c", program],
        env=dict(os.environ),
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert ended.returncode == EXIT_STATUS
    assert "the event loop has not turned" in ended.stdout + ended.stderr


async def _watched_for(running: Running, seconds: float) -> None:
    """Let the watchdog's own clock go on for so long; it is time itself that is tested."""
    loop = asyncio.get_running_loop()
    end = loop.time() + seconds
    await until(lambda: loop.time() > end or running.said, seconds + 10)
