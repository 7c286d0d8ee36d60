"""A large lag: records that wait when the service starts, worked off with flat memory."""

from __future__ import annotations

import asyncio
import json
import time
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from confluent_kafka import Producer

from tests.chaos.timing import lasting
from tests.kafka import admin
from tests.kafka.conftest import PARTITIONS
from tests.kafka.receipts import OUTCOMES, chains

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.member import Member
    from tests.chaos.scene import Scene
    from tests.chaos.worlds import World

SAMPLE_SECONDS = 1.0
HIT_EVERY = 1_000
_SMALL = b'{"id":"lag-%07d","amount":"12.50","currency":"AUD","description":"%s"}'
_CLEAR, _HIT = b"lunch and coffee", b"for quiet.lantern@example.com"
_SETTINGS = {"acks": "1", "linger.ms": 50, "compression.type": "lz4", "log_level": 0}


@dataclass
class Lag:
    """What came of it."""

    form: str
    records: int
    seconds: float
    early_mib: float
    late_mib: float
    largest_mib: float
    proven: bool
    series_mib: list[float]


async def run(scene: Scene[World]) -> Lag:
    """Writes the backlog, then starts the service and watches its memory until all is done."""
    count = scene.size.backlog
    await scene.create_topics()
    await asyncio.to_thread(_write, scene.world.direct, scene.topics.transactions, count)
    began = time.monotonic()
    member = await scene.serve()
    samples = await _samples(scene, member, count)
    seconds = time.monotonic() - began
    scene.memory.look()
    proven = await _is_proven(scene, count)
    return Lag(
        scene.size.name,
        count,
        round(seconds, 1),
        samples[len(samples) // 10],
        samples[-1],
        round(scene.memory.largest, 1),
        proven,
        samples[:: max(1, len(samples) // 60)],
    )


def save(path: Path, lag: Lag) -> None:
    """Keeps what came of it."""
    path.write_text(json.dumps(asdict(lag)) + "\n", "utf-8")


def load(path: Path) -> Lag | None:
    """What was kept, if anything."""
    return Lag(**json.loads(path.read_text("utf-8"))) if path.exists() else None


def _write(bootstrap: str, topic: str, count: int) -> None:
    producer = Producer({"bootstrap.servers": bootstrap} | _SETTINGS)
    for number in range(count):
        text = _HIT if number % HIT_EVERY == 0 else _CLEAR
        while True:
            try:
                producer.produce(topic, _SMALL % (number, text), partition=number % PARTITIONS)
                break
            except BufferError:
                producer.poll(0.1)
        if number % 10_000 == 0:
            producer.poll(0)
    while producer.flush(1.0):
        pass


async def _samples(scene: Scene[World], member: Member, count: int) -> list[float]:
    """Its memory, once a second, until everything is committed."""
    samples: list[float] = []
    while sum(scene.commits.offsets.values()) < count:
        assert member.running, "the service ended"
        samples.append(round(member.now_mib(), 1))
        await lasting(SAMPLE_SECONDS)
    return [*samples, round(member.now_mib(), 1)]


async def _is_proven(scene: Scene[World], count: int) -> bool:
    """Whether the receipts abut from first to last offset, count each record, and each hit."""
    totals = dict.fromkeys(OUTCOMES, 0)
    for chain in (await chains(scene.world.direct, scene.topics)).values():
        at = 0
        for each in chain:
            if each["first_offset"] != at:
                return False
            at = each["last_offset"] + 1
            for outcome in OUTCOMES:
                totals[outcome] += each[outcome]
    flagged = -(-count // HIT_EVERY)
    alerts = sum((await admin.end_offsets(scene.world.direct, scene.topics.review)).values())
    wanted = {"clear": count - flagged, "flagged": flagged, "dead_lettered": 0, "skipped": 0}
    return totals == wanted and alerts == flagged
