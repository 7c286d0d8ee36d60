"""The pipeline: where the stages meet, and the law of delivery is kept.

Law: poll → judge → publish, every acknowledgement awaited → commit. Nothing is committed
before all alerts and dead letters of its batch are acknowledged, and nothing is counted
before it is committed. After any failure that may pass: nothing committed, the client that
failed discarded, the same records again. Alerts that are sent twice share their `alert_id`.

One index serves a whole batch: a reload swaps between batches.
"""

from __future__ import annotations

import asyncio
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import structlog

from screening.bad_record import Reason
from screening.decode.registry import SchemaMissingError
from screening.decode.registry_client import RegistryUnavailableError
from screening.screen import Origin
from screening.stream import client
from screening.stream.accounting import Tally
from screening.stream.consume import Batch, CommitError, KafkaTrouble, LostPartitionsError
from screening.stream.publish import PublishError, alert_message, dead_letter_message
from screening.survey import Findings, Survey

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from aiokafka import ConsumerRecord

    from feeds.compile import ActiveList
    from screening.health import Health
    from screening.judge import Judge, Judgement
    from screening.metrics import Metrics
    from screening.screen import Policy
    from screening.settings import Settings
    from screening.stream.consume import TransactionSource
    from screening.stream.publish import Message, Publisher

_log = structlog.get_logger(__name__)
_SLICE_SECONDS = 0.01
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
        self._survey = Survey(judge.mapping, settings.mapping_sample_every)
        metrics.surveying(self._survey.paths)
        self._backoff = _FIRST_BACKOFF
        self._closing: set[asyncio.Task[None]] = set()

    @property
    def policy(self) -> Policy:
        """What decides the verdicts."""
        return self._judge.policy

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; the batch in hand is finished and committed first."""
        self._health.report("kafka", "not connected yet")
        while not stop.is_set():
            try:
                await _unless(stop, self._connect())
                while not stop.is_set():
                    await self._step()
            except (RegistryUnavailableError, *KafkaTrouble) as error:
                await self._recover(error, stop)
        await self._close(self._source)
        await self._close(self._publisher)

    async def _connect(self) -> None:
        await self._publisher.start()
        await self._source.start()

    async def _recover(self, error: BaseException, stop: asyncio.Event) -> None:
        """Say what is wrong, discard the Kafka client that failed, and wait a while."""
        is_registry = isinstance(error, RegistryUnavailableError)
        part, why = ("registry", str(error)) if is_registry else ("kafka", client.describe(error))
        self._health.report(part, why)
        _log.warning(f"{part} failed, trying again", error=why, seconds=self._backoff)
        if is_registry:
            self._health.report("kafka", None)
        elif isinstance(error, PublishError):
            await self._close(self._publisher)
        elif not isinstance(error, CommitError) or self._backoff > _FIRST_BACKOFF:
            # One commit may be late; after two in a row the client may have lost its coordinator
            # for good, and a fresh one finds it.
            await self._close(self._source)
        await _pause(stop, self._backoff)
        self._backoff = min(self._backoff * 2, _LONGEST_BACKOFF)

    async def _close(self, either: Publisher | TransactionSource) -> None:
        """Close within the time there is; a client that needs longer goes on by itself.

        Cut short, it would go on with its heartbeats and hold its partitions for nobody.
        """
        closing = asyncio.create_task(either.stop())
        self._closing.add(closing)
        closing.add_done_callback(self._closing.discard)
        done, _ = await asyncio.wait({closing}, timeout=self._settings.drain_seconds / 4)
        cut = not done or closing.cancelled()
        error = TimeoutError() if cut else closing.exception()
        if error is not None:
            _log.warning("kafka client did not close", error=client.describe(error))

    async def _step(self) -> None:
        batch = await self._source.poll()
        self._health.report("consumer", self._source.trouble())
        if batch is None:
            self._health.report("kafka", None)
            lags = self._source.lags()
            self._metrics.lag(lags)
            if not any(lags.values()):  # no record waits for a schema, or others have it
                self._health.report("registry", None)
            return
        try:
            await self._process(batch)
            self._health.report("kafka", None)
            self._health.report("registry", None)
            self._backoff = _FIRST_BACKOFF
        except LostPartitionsError:
            _log.info("partitions lost before the commit; the batch is dropped")
            self._source.rewind()
        except (PublishError, CommitError, RegistryUnavailableError):
            self._source.rewind()
            raise
        finally:
            self._source.done()

    async def _process(self, batch: Batch) -> None:
        started = time.perf_counter()
        judged = await self._judge_all(batch, self._active())
        await self._publish(judged)
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
        self._metrics.surveyed(await self._look(judged))

    async def _look(self, judged: Judged) -> Findings:
        """Compare the sample's records with the mapping, giving way after each."""
        findings = Findings()
        for record, judgement in judged:
            if self._survey.picks(record.partition, record.offset) and judgement.reason is None:
                self._survey.look(record.value, findings)
                await asyncio.sleep(0)
        return findings

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
                while True:
                    try:
                        judgement = self._judge.judge(
                            record.value, origin, active, mode="live", now=now
                        )
                        break
                    except SchemaMissingError as missing:
                        await asyncio.to_thread(missing.fetch)
                judged.append((record, judgement))
                if time.perf_counter() > due:
                    await asyncio.sleep(0)
                    due = time.perf_counter() + _SLICE_SECONDS
        return judged

    async def _publish(self, judged: Judged) -> None:
        """Publish all that was found; records whose alert no topic takes are dead letters then."""
        messages: list[Message] = []
        owners: list[tuple[int, int]] = []
        for place, (record, judgement) in enumerate(judged):
            found = self._messages(record, judgement)
            messages += found
            owners += [(place, number) for number in range(len(found))]
        refused = await self._publisher.publish(messages) if messages else ()
        unsent: dict[int, set[int]] = {}
        for place, number in (owners[each] for each in refused):
            unsent.setdefault(place, set()).add(number)
        if unsent:
            await self._bury(judged, unsent)

    async def _bury(self, judged: Judged, unsent: dict[int, set[int]]) -> None:
        """Dead-letter records some of whose messages were refused in every form."""
        for place, numbers in unsent.items():
            record, each = judged[place]
            judged[place] = record, _without(each, numbers)
        letters = [self._dead_letter(*judged[place]) for place in sorted(unsent)]
        if await self._publisher.publish(letters):
            topic = self._settings.kafka.dead_letter_topic
            raise PublishError(f"topic {topic} refuses a dead letter without a body as too large")

    def _messages(self, record: ConsumerRecord, judgement: Judgement) -> list[Message]:
        kafka = self._settings.kafka
        messages = [alert_message(kafka.review_topic, each) for each in judgement.alerts]
        if kafka.shadow_topic is not None:
            messages += [alert_message(kafka.shadow_topic, e) for e in judgement.shadow_alerts]
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


def _without(judgement: Judgement, refused: set[int]) -> Judgement:
    """A judgement without the alerts that no topic takes; these are numbered as they are sent."""
    live = len(judgement.alerts)
    return judgement._replace(
        alerts=[each for n, each in enumerate(judgement.alerts) if n not in refused],
        shadow_alerts=[
            each for n, each in enumerate(judgement.shadow_alerts, live) if n not in refused
        ],
        reason=judgement.reason or Reason.ALERT_TOO_LARGE,
    )


async def _unless(stop: asyncio.Event, work: Coroutine[None, None, None]) -> None:
    """Do `work`, but leave it off when `stop` is set."""
    working, stopping = asyncio.create_task(work), asyncio.create_task(stop.wait())
    try:
        await asyncio.wait({working, stopping}, return_when=asyncio.FIRST_COMPLETED)
    finally:
        stopping.cancel()
        if not working.done():
            working.cancel()
        await asyncio.wait({working, stopping})
    if not working.cancelled():
        working.result()


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    try:
        await asyncio.wait_for(stop.wait(), seconds)
    except TimeoutError:
        return
