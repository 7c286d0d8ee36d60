"""A large list goes live while payments stream: how long the event loop stands still.

The real service on a real Kafka, inside this process so that every gap of its loop is seen: a
task sleeps a millisecond at a time and notes how late it wakes. The topic is filled first, with
more than the reload takes to read, so the service works at its limit all the while; the other
list is prepared by the service's own child process on the other core, which the broker shares.
"""

from __future__ import annotations

import asyncio
import socket
import time
from contextlib import suppress
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson
import uvloop
from aiokafka import AIOKafkaConsumer, TopicPartition

from benchmarks import stream
from screening import service, settings
from screening.settings import HttpSettings, KafkaSettings
from screening.stream.accounting import Outcome
from tests.kafka.broker import Broker

if TYPE_CHECKING:
    from pathlib import Path

    from matcher.automaton import Engine
    from screening.service import Service

BEAT_SECONDS = 0.001
SETTLE_SECONDS = 10.0


@dataclass
class Gaps:
    """How late the loop woke, in seconds, by what was going on."""

    phase: str = "start"
    found: dict[str, list[float]] = field(default_factory=dict)

    async def watch(self) -> None:
        """Note every gap until cancelled."""
        while True:
            due = time.perf_counter() + BEAT_SECONDS
            await asyncio.sleep(BEAT_SECONDS)
            self.found.setdefault(self.phase, []).append(time.perf_counter() - due)

    def figures(self, phase: str) -> tuple[float, float]:
        """The 99th percentile and the longest gap of a phase, in milliseconds."""
        gaps = sorted(self.found[phase])
        return round(gaps[len(gaps) * 99 // 100] * 1000, 1), round(gaps[-1] * 1000, 1)


def run(
    lists: tuple[Path, Path], records: list[bytes], times: int, engine: Engine, state: Path
) -> dict[str, object]:
    """Reload from the first list to the second under load; the figures by name.

    `records` are sent `times` times. The lists are snapshot folders of serial 1 and 2; the
    first is replaced by the second where it is.
    """
    with Broker() as broker:
        asyncio.run(stream.fill(broker.bootstrap, records * times))
        given = settings.load(
            kafka=KafkaSettings(bootstrap_servers=broker.bootstrap, max_poll_records=1_000),
            http=HttpSettings(port=_free_port()),
            snapshot=str(lists[0]),
            state_dir=state,
            engine=engine,
        )
        return uvloop.run(_measured(given, lists, len(records) * times))


async def _measured(
    given: settings.Settings, lists: tuple[Path, Path], expected: int
) -> dict[str, object]:
    running, gaps, stop = service.build(given), Gaps(), asyncio.Event()
    tasks = [asyncio.create_task(running.run(stop)), asyncio.create_task(gaps.watch())]
    await _until_read(running, 1)
    gaps.phase = "screening"
    await asyncio.sleep(SETTLE_SECONDS)
    lists[0].rename(lists[0].with_name("first"))
    lists[1].rename(lists[0])
    gaps.phase, began = "reload", time.monotonic()
    running.reloader.start()
    last = await running.reloader.finished()
    seconds = time.monotonic() - began
    read_meanwhile = _read(running)
    await asyncio.sleep(2)
    gaps.phase = "after"
    await _until_read(running, expected)
    stop.set()
    await tasks[0]
    tasks[1].cancel()
    with suppress(asyncio.CancelledError):
        await tasks[1]
    assert last is not None
    assert last.result == "activated", last.reason
    assert read_meanwhile < expected, "the load ended before the reload did"
    return {
        "screening p99/max ms": gaps.figures("screening"),
        "reload p99/max ms": gaps.figures("reload"),
        "reload s": round(seconds, 1),
        "records": _read(running),
        "flagged": _count(running, Outcome.FLAGGED),
        "alerts by list": await _alerts(given.kafka),
    }


async def _alerts(kafka: KafkaSettings) -> dict[int, int]:
    """Different alerts on the review topic, by the serial that judged them."""
    found: dict[int, set[str]] = {}
    consumer = AIOKafkaConsumer(
        bootstrap_servers=kafka.bootstrap_servers, auto_offset_reset="earliest"
    )
    await consumer.start()
    places = [TopicPartition(kafka.review_topic, number) for number in range(stream.PARTITIONS)]
    consumer.assign(places)
    for place, end in (await consumer.end_offsets(places)).items():
        while await consumer.position(place) < end:
            for batch in (await consumer.getmany(place, timeout_ms=500)).values():
                for each in batch:
                    alert = orjson.loads(each.value)
                    key = f"{place.partition} {alert['transaction']['offset']}"
                    source = f"{alert['transaction']['partition']} {key}"
                    found.setdefault(alert["snapshot"]["serial"], set()).add(source)
    await consumer.stop()
    return {serial: len(ids) for serial, ids in sorted(found.items())}


def _count(running: Service, outcome: Outcome) -> int:
    labels = {"outcome": str(outcome)}
    value = running.metrics.registry.get_sample_value("fresnel_transactions_total", labels)
    return int(value or 0)


def _read(running: Service) -> int:
    return sum(_count(running, outcome) for outcome in Outcome)


async def _until_read(running: Service, count: int) -> None:
    while _read(running) < count:  # noqa: ASYNC110  the counters have no event
        await asyncio.sleep(0.05)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
