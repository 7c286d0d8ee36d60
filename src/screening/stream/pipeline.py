"""The pipeline: where the stages meet, and the law of delivery is kept.

Law: poll → judge → publish, every acknowledgement awaited → commit. Nothing is committed
before all alerts and dead letters of its batch are acknowledged, and nothing is counted
before it is committed. After any failure that may pass: nothing committed, clients discarded,
the same records again. Alerts that are sent twice share their `alert_id`.

One index serves a whole batch: a reload swaps between batches.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from screening.bad_record import Reason
from screening.screen import Origin
from screening.stream.accounting import Tally
from screening.stream.consume import Batch, KafkaTrouble, LostPartitionsError
from screening.stream.publish import PublishError, alert_message, dead_letter_message

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiokafka import ConsumerRecord

    from feeds.compile import ActiveList
    from screening.health import Health
    from screening.judge import Judge, Judgement
    from screening.metrics import Metrics
    from screening.settings import Settings
    from screening.stream.consume import TransactionSource
    from screening.stream.publish import Message, Publisher

_log = structlog.get_logger(__name__)
_SLICE_SECONDS = 0.02
_FIRST_BACKOFF, _LONGEST_BACKOFF = 0.25, 10.0

Judged = list[tuple["ConsumerRecord", "Judgement"]]


class Pipeline:
    """Screens the stream until it is told to stop."""

    def __init__(
        self,
        settings: Settings,
        source: TransactionSource,
        publisher: Publisher,
        judge: Judge,
        active: Callable[[], ActiveList],
        health: Health,
        metrics: Metrics,
    ) -> None:
        """Wire the stages; `active` gives the list that the next batch is judged by."""
        self._settings = settings
        self._source = source
        self._publisher = publisher
        self._judge = judge
        self._active = active
        self._health = health
        self._metrics = metrics

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; the batch in hand is finished and committed first."""
        backoff = _FIRST_BACKOFF
        self._health.report("kafka", "not connected yet")
        while not stop.is_set():
            try:
                await self._connect()
                backoff = _FIRST_BACKOFF
                while not stop.is_set():
                    await self._step()
            except KafkaTrouble as error:
                self._health.report("kafka", describe(error))
                _log.warning("kafka failed, trying again", error=describe(error), seconds=backoff)
                await self._close(self._publisher)
                if not isinstance(error, PublishError):
                    await self._close(self._source)
                await _pause(stop, backoff)
                backoff = min(backoff * 2, _LONGEST_BACKOFF)
        await self._close(self._source)
        await self._close(self._publisher)

    async def _connect(self) -> None:
        await self._publisher.start()
        await self._source.start()
        self._health.report("kafka", None)

    async def _close(self, client: Publisher | TransactionSource) -> None:
        try:
            await asyncio.wait_for(client.stop(), self._settings.drain_seconds / 4)
        except KafkaTrouble as error:
            _log.warning("kafka client did not close", error=describe(error))

    async def _step(self) -> None:
        batch = await self._source.poll()
        self._health.report("consumer", self._source.trouble())
        if batch is None:
            self._metrics.lag(self._source.lags())
            return
        try:
            await self._process(batch)
        except LostPartitionsError:
            _log.info("partitions lost before the commit; the batch is dropped")
            self._source.rewind()
        except PublishError:
            self._source.rewind()
            raise
        finally:
            self._source.done()

    async def _process(self, batch: Batch) -> None:
        started = time.perf_counter()
        judged = await self._judge_all(batch, self._active())
        judged = await self._publish(judged)
        acknowledged = time.time()
        tally = Tally()
        for _, judgement in judged:
            tally.add(judgement)
        await self._source.commit(batch)
        self._metrics.committed(tally, time.perf_counter() - started)
        self._metrics.latencies(
            acknowledged - record.timestamp / 1000 for record, each in judged if each.alerts
        )
        self._metrics.lag(self._source.lags())

    async def _judge_all(self, batch: Batch, active: ActiveList) -> Judged:
        """Judge the records in order, giving way to heartbeats and probes every few of them."""
        judged: Judged = []
        now = datetime.now(UTC)
        due = time.perf_counter() + _SLICE_SECONDS
        for records in batch.records.values():
            for record in records:
                origin = Origin(
                    record.timestamp,
                    (record.topic, record.partition, record.offset),
                    record.partition,
                    record.offset,
                )
                judgement = self._judge.judge(record.value, origin, active, mode="live", now=now)
                judged.append((record, judgement))
                if time.perf_counter() > due:
                    await asyncio.sleep(0)
                    due = time.perf_counter() + _SLICE_SECONDS
        return judged

    async def _publish(self, judged: Judged) -> Judged:
        """Publish all that was found; records whose alert no topic takes are dead letters then."""
        messages: list[Message] = []
        owners: list[int] = []
        for place, (record, judgement) in enumerate(judged):
            for each in self._messages(record, judgement):
                messages.append(each)
                owners.append(place)
        if not messages:
            return judged
        refused = {owners[number] for number in await self._publisher.publish(messages)}
        if refused:
            return await self._bury(judged, refused)
        return judged

    async def _bury(self, judged: Judged, refused: set[int]) -> Judged:
        buried = [
            (record, each._replace(reason=each.reason or Reason.ALERT_TOO_LARGE))
            if place in refused
            else (record, each)
            for place, (record, each) in enumerate(judged)
        ]
        letters = [self._dead_letter(*buried[place]) for place in sorted(refused)]
        await self._publisher.publish(letters)
        return buried

    def _messages(self, record: ConsumerRecord, judgement: Judgement) -> list[Message]:
        topic = self._settings.kafka.review_topic
        messages = [alert_message(topic, alert) for alert in judgement.alerts]
        if judgement.reason is not None:
            messages.append(self._dead_letter(record, judgement))
        return messages

    def _dead_letter(self, record: ConsumerRecord, judgement: Judgement) -> Message:
        assert judgement.reason is not None
        return dead_letter_message(
            self._settings.kafka.dead_letter_topic,
            record,
            judgement.reason,
            self._settings.dead_letter_max_bytes,
        )


def describe(error: BaseException) -> str:
    """What an operator may read of a client's error: its kind, and its text where it has one."""
    text = str(error).strip()
    name = type(error).__name__
    return text if text.startswith(name) else f"{name}: {text}" if text else name


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
