"""The pipeline: where the stages meet, and the law of delivery is kept.

Law: poll → judge → deliver, every acknowledgement awaited → receipt acknowledged → commit.
Nothing is committed before all alerts and dead letters of its range are acknowledged and a
receipt says what became of it, and nothing is counted before it is committed. After any failure
that may pass: nothing committed, the client that failed discarded, the same records again.
Alerts that are sent twice share their `alert_id`.

One index serves a whole range: a reload swaps between ranges.
"""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import structlog
from aiokafka.structs import OffsetAndMetadata

from screening.decode.registry_client import RegistryUnavailableError
from screening.stream import client, group
from screening.stream.accounting import Accounts
from screening.stream.audit import Auditor
from screening.stream.client import CommitError, KafkaTrouble, LostPartitionsError
from screening.stream.delivery import Delivery
from screening.stream.ledger import Ledger
from screening.stream.publish import PublishError
from screening.stream.silence import LONG_SECONDS
from screening.survey import Findings, Survey

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from feeds.compile import ActiveList
    from screening.health import Health
    from screening.metrics import Metrics
    from screening.screen import Policy
    from screening.settings import Settings
    from screening.stream.batch import Batch
    from screening.stream.consume import TransactionSource
    from screening.stream.judging import BatchJudge, JudgedBatch
    from screening.stream.publish import Publisher

_log = structlog.get_logger(__name__)
_NO_ANSWER = f"nothing acknowledged for over {LONG_SECONDS:.0f} s"
_FIRST_BACKOFF, _LONGEST_BACKOFF = 0.25, 10.0


class Pipeline:
    """Screens the stream until it is told to stop."""

    def __init__(
        self,
        settings: Settings,
        source: TransactionSource,
        publisher: Publisher,
        judge: BatchJudge,
        active: Callable[[], ActiveList],
        health: Health,
        metrics: Metrics,
    ) -> None:
        """Wire the stages; `active` gives the list that the next range is judged by."""
        self._settings = settings
        self._source = source
        self._publisher = publisher
        self._active = active
        self._health = health
        self._metrics = metrics
        self._judge = judge
        self._delivery = Delivery(settings, publisher)
        kafka = settings.kafka
        self._auditor = Auditor(kafka, publisher, judge.policy.config_digest, kafka.group_id)
        self._ledger = Ledger()
        self._survey = Survey(judge.mapping, settings.mapping_sample_every)
        metrics.surveying(self._survey.paths)
        self._backoff = _FIRST_BACKOFF
        self._closing: set[asyncio.Task[None]] = set()
        self.policy: Policy = judge.policy
        self.accounts = Accounts(source)

    async def run(self, stop: asyncio.Event) -> None:
        """Work until `stop` is set; what is in hand is finished and committed first."""
        self._health.report("kafka", "not connected yet")
        while not stop.is_set():
            try:
                await _unless(stop, self._connect())
                while not stop.is_set():
                    await self._step()
                await self._guarded(self._settle())
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
        self._metrics.stopped({tp.partition: s.kind for tp, s in self._source.stopped.items()})
        if batch is not None:
            await self._guarded(self._process(batch))
        else:
            self._rest()
        if self._ledger.is_due() or self._source.is_giving_up:
            await self._guarded(self._settle())

    def _rest(self) -> None:
        """There is nothing to read now."""
        self._health.report("kafka", None)
        lags = self._source.lags()
        self._metrics.lag(lags)
        if not any(lags.values()):  # no record waits for a schema, or others have it
            self._health.report("registry", None)

    async def _guarded(self, work: Coroutine[None, None, None]) -> None:
        """Do `work`; when it fails, all that is not committed comes again."""
        try:
            await work
        except LostPartitionsError:
            _log.info("partitions lost before the commit; what was in hand is dropped")
            self._drop()
        except BaseException:
            self._drop()
            raise

    def _drop(self) -> None:
        self._ledger.clear()
        self._judge.limits.forget()
        self._source.rewind()
        self._source.done()

    async def _process(self, batch: Batch) -> None:
        """Judge and deliver a batch, and enter it for the next commit."""
        started = time.perf_counter()
        active = self._active()
        if self._ledger.ranges and not self._ledger.fits(batch.generation, active):
            await self._settle()
        judged = await self._judge.judge(batch, active)
        with self._health.overdue("kafka", _NO_ANSWER, LONG_SECONDS):
            await self._delivery.send(judged.records.values())
        acknowledged = time.time()
        self._ledger.add(judged, active, acknowledged)
        if judged.generation == self._source.generation:
            for tp, stop in judged.stops.items():
                self._source.halt(tp, stop)
        self._metrics.batch(time.perf_counter() - started)
        self._metrics.latencies(
            acknowledged - record.timestamp / 1000
            for records in judged.records.values()
            for record, each in records.found()
            if each.alerts
        )
        self._metrics.surveyed(await self._look(judged))

    async def _settle(self) -> None:
        """Write the receipts of all that is open, commit it, and count it."""
        ledger = self._ledger
        if not ledger.ranges:
            self._source.done()
            return
        topic_id = await self._source.check(ledger.generation)
        with self._health.overdue("kafka", _NO_ANSWER, LONG_SECONDS):
            receipts = await self._auditor.write(ledger, topic_id)
            await self._source.commit(
                {
                    tp: OffsetAndMetadata(each.end, group.note(receipts[tp]["digest"], topic_id))
                    for tp, each in ledger.ranges.items()
                }
            )
        for tp, each in ledger.ranges.items():
            self._metrics.committed(tp.partition, each.tally)
            self.accounts.committed(tp, each, receipts[tp])
        ledger.clear()
        self._source.done()
        self._metrics.lag(self._source.lags())
        self._health.report("kafka", None)
        self._health.report("registry", None)
        self._backoff = _FIRST_BACKOFF

    async def _look(self, judged: JudgedBatch) -> Findings:
        """Compare the sample's records with the mapping, giving way after each."""
        findings = Findings()
        for each in judged.records.values():
            for place in self._survey.sample(each.records):
                if each.judgement(place).reason is None:
                    self._survey.look(each.records[place].value, findings)
                    await asyncio.sleep(0)
        return findings


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
