"""Screening dead letters again, after what was wrong is mended.

Rule 1: a record is screened under its original coordinates and time, so its alerts have the ids
that a first screening would have given them, however often it is replayed.
Rule 2: its alerts are acknowledged before its receipt. A receipt covers the one original offset;
the chain is that of the group with `.replay` behind it, so the stream's own chain stays whole.
Rule 3: what cannot be screened still, or not all of it, stays open: no receipt, and no dead letter
beside the first. What its other payments give is sent.
Rule 4: nothing is committed, and nothing is written to the transactions topic.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

from aiokafka import TopicPartition

from screening.screen import Origin
from screening.stream.accounting import Outcome, outcome
from screening.stream.batch import Span
from screening.stream.judging import Judged, JudgedBatch
from screening.stream.ledger import Ledger

if TYPE_CHECKING:
    from feeds.compile import ActiveList
    from screening.dead_letters.letter import Letter
    from screening.judge import Judge, Judgement
    from screening.stream.audit import Auditor
    from screening.stream.delivery import Delivery

GONE = "cut, and its original is gone"


class Original(NamedTuple):
    """A record as it once came; the parts of one that delivery and receipts look at."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    key: bytes | None
    value: bytes


class Result(NamedTuple):
    """What became of one dead letter: its outcome now, or why it stays open."""

    letter: Letter
    outcome: Outcome | None
    reason: str | None


class Replay:
    """Screens dead letters again, one after the other."""

    def __init__(
        self, judge: Judge, active: ActiveList, delivery: Delivery | None, auditor: Auditor | None
    ) -> None:
        """Bind the parts; without `delivery` and `auditor` nothing is written."""
        self._judge = judge
        self._active = active
        self._delivery = delivery
        self._auditor = auditor

    async def one(self, letter: Letter, raw: bytes | None) -> Result:
        """Screen one again; `raw` None where its bytes are gone.

        Raises:
            PublishError: what it gave may not be written; it can be replayed again.
            RegistryUnavailableError: it needs a schema that cannot be had now.
        """
        if raw is None:
            return Result(letter, None, GONE)
        record = Original(*letter.original, letter.recorded_ms, None, raw)
        judgement = self._judged(record)
        judged = Judged([record], {0: judgement._replace(reason=None)})
        if self._delivery is not None:
            await self._delivery.send([judged])
        reason = judgement.reason or judged.notable[0].reason
        if reason is not None:
            return Result(letter, None, str(reason))
        if self._auditor is not None:
            await self._auditor.write(self._ledger(record, judgement))
        return Result(letter, outcome(judgement), None)

    def _judged(self, record: Original) -> Judgement:
        place = (record.topic, record.partition, record.offset)
        origin = Origin(record.timestamp, place, record.partition, record.offset)
        now = datetime.now(UTC)
        return self._judge.judge(record.value, origin, self._active, mode="live", now=now)

    def _ledger(self, record: Original, judgement: Judgement) -> Ledger:
        ledger = Ledger()
        place = TopicPartition(record.topic, record.partition)
        span = Span(record.offset, record.offset + 1)
        judged = JudgedBatch({place: Judged([record], {0: judgement})}, {place: span}, {}, 0)
        ledger.add(judged, self._active, time.time())
        return ledger
