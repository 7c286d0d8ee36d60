"""A batch judged, in order, without ever holding the event loop for long."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from screening.decode.registry import SchemaMissingError
from screening.judge import CLEAR_PAYMENT
from screening.screen import Origin
from screening.stream.batch import Span, Stop

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiokafka import ConsumerRecord, TopicPartition

    from feeds.compile import ActiveList
    from screening.judge import Judge, Judgement
    from screening.mapping import Mapping
    from screening.screen import Policy
    from screening.stream.batch import Batch
    from screening.stream.limits import DeadLetterLimit, DeadLetterLimits

_SLICE_SECONDS = 0.01

GLANCED = 128
"""Records that are gone through at once: about half a millisecond's."""


@dataclass(slots=True)
class Judged:
    """The judged records of a partition, in order.

    `records` are aiokafka's, or what has the same fields. `notable` has judgements by place in
    them; of all others it is `CLEAR_PAYMENT`.
    """

    records: list[Any]
    notable: dict[int, Judgement]

    def judgement(self, place: int) -> Judgement:
        """The judgement of one of the records."""
        return self.notable.get(place, CLEAR_PAYMENT)

    def found(self) -> Iterator[tuple[ConsumerRecord, Judgement]]:
        """The notable records, in order, each with its judgement."""
        return ((self.records[place], each) for place, each in self.notable.items())


class JudgedBatch(NamedTuple):
    """What became of a batch; of a partition that stopped in it, only what lies before."""

    records: dict[TopicPartition, Judged]
    spans: dict[TopicPartition, Span]
    stops: dict[TopicPartition, Stop]
    generation: int


class BatchJudge:
    """Judges batches, one list a batch."""

    def __init__(self, judge: Judge, limits: DeadLetterLimits) -> None:
        """Bind what stays the same for every batch."""
        self._judge = judge
        self.limits = limits
        self._due = 0.0

    @property
    def mapping(self) -> Mapping:
        """What is read from a record."""
        return self._judge.mapping

    @property
    def policy(self) -> Policy:
        """What decides the verdicts."""
        return self._judge.policy

    async def judge(self, batch: Batch, active: ActiveList) -> JudgedBatch:
        """Judge every record, giving way to heartbeats and probes every few of them.

        Raises:
            RegistryUnavailableError: a record needs a schema that cannot be had now.
        """
        judged = JudgedBatch({}, dict(batch.spans), {}, batch.generation)
        now = datetime.now(UTC)
        self._due = time.perf_counter() + _SLICE_SECONDS
        for tp, records in batch.records.items():
            judged.records[tp] = Judged(records, {})
            limit = await self._partition(judged.records[tp], tp, active, now)
            self.limits.judged(tp, len(judged.records[tp].records))
            if limit is not None:
                _cut(judged, tp, limit)
        return judged

    async def _partition(
        self, judged: Judged, tp: TopicPartition, active: ActiveList, now: datetime
    ) -> DeadLetterLimit | None:
        """Judge a partition's records; the limit of dead letters if it was reached, and there."""
        limit, before, records = self.limits.of(tp), self.limits.count(tp), judged.records
        for first in range(0, len(records), GLANCED):
            last = min(first + GLANCED, len(records))
            for place in self._judge.notable(records, first, last, active):
                judgement = await self._one(records[place], active, now)
                if judgement is CLEAR_PAYMENT:
                    continue
                judged.notable[place] = judgement
                if judgement.reason is not None and limit and limit.reached(before + place):
                    judged.records = records[: place + 1]
                    return limit
                await self._give_way()
            await self._give_way()
        return None

    async def _give_way(self) -> None:
        if time.perf_counter() > self._due:
            await asyncio.sleep(0)
            self._due = time.perf_counter() + _SLICE_SECONDS

    async def _one(self, record: ConsumerRecord, active: ActiveList, now: datetime) -> Judgement:
        place = (record.topic, record.partition, record.offset)
        origin = Origin(record.timestamp, place, record.partition, record.offset)
        while True:
            try:
                return self._judge.judge(record.value, origin, active, mode="live", now=now)
            except SchemaMissingError as missing:
                await asyncio.to_thread(missing.fetch)


def _cut(judged: JudgedBatch, tp: TopicPartition, limit: DeadLetterLimit) -> None:
    """End a partition's span behind its last judged record, and say why."""
    at = judged.records[tp].records[-1].offset + 1
    judged.spans[tp] = Span(judged.spans[tp].first, at)
    judged.stops[tp] = Stop(
        "dead_letter_limit",
        at,
        f"partition {tp.partition} stopped at offset {at}: {limit.reason}; `fresnel serve "
        f"--accept-dead-letters {tp.partition}` goes on all the same",
    )
