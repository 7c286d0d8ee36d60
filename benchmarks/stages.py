"""Where the time goes: nanoseconds a record of each stage, so that the next improvement is obvious.

Each stage is timed by itself on the same records, pass after pass in turn, in this process; minima
are printed, for what disturbs a pass only makes it longer. Fetching is aiokafka's, from a real
broker. The stages of the notable few are given by such a record, and spread over all of them.
"""

from __future__ import annotations

import asyncio
import gc
import time
from collections import deque
from datetime import UTC, datetime
from itertools import repeat
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from aiokafka import AIOKafkaConsumer

from benchmarks import stream
from screening.decode.json_format import is_doubtful
from screening.screen import Origin
from screening.stream.judging import GLANCED
from tests.kafka.broker import Broker

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feeds.compile import ActiveList
    from screening.judge import Judge

PASSES = 5


class Stage(NamedTuple):
    """What one stage costs a record that goes through it, and what share of the records does."""

    name: str
    nanoseconds: float
    share: float

    @property
    def spread(self) -> float:
        """Nanoseconds, spread over all records."""
        return self.nanoseconds * self.share


class _Record(NamedTuple):
    value: bytes
    timestamp: int


def run(judge: Judge, active: ActiveList, raws: list[bytes]) -> list[Stage]:
    """The stages of `serve`, in order, for a stream of these records."""
    gc.freeze()
    records = [_Record(raw, int(time.time() * 1000)) for raw in raws]
    documents = [orjson.loads(raw) for raw in raws]
    notable = _notable(judge, active, records)
    tree = judge.mapping.glance or ()
    stages = [("fetch", asyncio.run(_fetching(raws)), 1.0)]
    every: dict[str, Callable[[], object]] = {
        "decode (orjson)": lambda: _each(map(orjson.loads, raws)),
        "repeated keys": lambda: _each(map(is_doubtful, raws, documents)),
        "sieve": lambda: _each(map(active.index.may_hold_in, documents, repeat(tree))),
        "glance: the three above, id and time": lambda: _notable(judge, active, records),
    }
    stages += [(name, ns / len(raws), 1.0) for name, ns in _times(every).items()]
    few = _few(judge, active, records, notable)
    share = len(notable) / len(raws)
    stages += [(name, ns / max(len(notable), 1), share) for name, ns in _times(few).items()]
    return [Stage(*each) for each in stages]


def _few(
    judge: Judge, active: ActiveList, records: list[_Record], notable: list[int]
) -> dict[str, Callable[[], object]]:
    """What is done to the notable records alone."""
    now = datetime.now(UTC)
    documents = [orjson.loads(records[n].value) for n in notable]
    mapped = [list(judge.mapping.transactions(each)) for each in documents]
    fields: list[Any] = [each.fields for found in mapped for each in found]  # type: ignore[union-attr]

    def judged() -> None:
        for n in notable:
            origin = Origin(records[n].timestamp, ("transactions", 0, n), 0, n)
            judge.judge(records[n].value, origin, active, mode="live", now=now)

    return {
        "notable: map": lambda: [list(judge.mapping.transactions(each)) for each in documents],
        "notable: normalise, look up, search": lambda: [active.index.match(e) for e in fields],
        "notable: all of it, alerts made": judged,
    }


def _each(made: Iterable[object]) -> None:
    """Make each, and keep none: memory that is used again costs less than new."""
    deque(made, maxlen=0)


def _times(stages: dict[str, Callable[[], object]]) -> dict[str, float]:
    """The shortest CPU time of each, in nanoseconds."""
    best = dict.fromkeys(stages, float("inf"))
    for _ in range(PASSES):
        for name, stage in stages.items():
            started = time.process_time_ns()
            stage()
            best[name] = min(best[name], time.process_time_ns() - started)
    return best


def _notable(judge: Judge, active: ActiveList, records: list[_Record]) -> list[int]:
    return [
        place
        for first in range(0, len(records), GLANCED)
        for place in judge.notable(records, first, min(first + GLANCED, len(records)), active)
    ]


async def _fetching(raws: list[bytes]) -> float:
    """Nanoseconds of CPU a record to have aiokafka fetch them, and nothing else."""
    with Broker() as broker:
        await stream.fill(broker.bootstrap, raws)
        consumer = AIOKafkaConsumer(
            stream.TOPICS[0],
            bootstrap_servers=broker.bootstrap,
            auto_offset_reset="earliest",
            isolation_level="read_committed",
        )
        await consumer.start()
        taken, started = 0, 0
        try:
            while taken < len(raws):
                batch = await consumer.getmany(timeout_ms=200, max_records=2_000)
                if batch and not started:
                    started = time.process_time_ns()  # joining is not fetching
                taken += sum(map(len, batch.values()))
            return (time.process_time_ns() - started) / len(raws)
        finally:
            await consumer.stop()
