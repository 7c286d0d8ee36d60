"""Records in: a member of the consumer group that never loses its place.

Rule 1: `next` is where each assigned partition goes on; only a commit moves it. Whatever goes
wrong in between, `rewind` returns there, and the records come again.
Rule 2: what is committed is the consumer's *position*, for control and aborted records occupy
offsets too.
Rule 3: partitions are given up only between batches: a rebalance waits for the batch in hand,
within its budget, and a commit that comes too late is dropped, not retried.
Rule 4: no offset is ever skipped. A new group begins at the earliest one and commits that at
once, so what expires before it is read is noticed; an expired offset stops its partition and
says so.
Rule 5: only `poll` decides where partitions are read from. aiokafka logs what a rebalance
listener raises and goes on, so the listener does nothing that can fail.
"""

from __future__ import annotations

import asyncio
import time
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import (
    CommitFailedError,
    IllegalStateError,
    KafkaError,
    KafkaTimeoutError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
)
from aiokafka.structs import OffsetAndMetadata

from screening.stream import client

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiokafka import ConsumerRecord

    from screening.settings import KafkaSettings

_log = structlog.get_logger(__name__)
_POLL_MILLISECONDS = 200
_POLL_SECONDS = 1.0
_COMMIT_SECONDS = 10.0
_SILENCE_SECONDS = 5.0


class CommitError(client.ClientError):
    """It is not known whether the positions were committed: `rewind`, and do the batch again."""


class LostPartitionsError(Exception):
    """The partitions were given to another member before the batch could be committed."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Records by partition, and every partition's position behind them."""

    records: dict[TopicPartition, list[ConsumerRecord]]
    positions: dict[TopicPartition, int]
    generation: int


class TransactionSource(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka is untyped
    """The transactions topic, as this member of the group sees it."""

    def __init__(self, kafka: KafkaSettings) -> None:
        """Prepare; nothing connects before `start`."""
        self._kafka = kafka
        self._consumer: AIOKafkaConsumer | None = None
        self._next: dict[TopicPartition, int] = {}
        self._generation = 0
        self._idle = asyncio.Event()
        self._idle.set()
        self._answers: dict[TopicPartition, int | None] = {}
        self._heard = time.monotonic()
        self._settled = False  # between an assignment and the next revocation
        self.joined = False
        self.stopped: dict[TopicPartition, str] = {}

    async def start(self) -> None:
        """Connect and join the group; nothing to do when that is done.

        Raises:
            KafkaError, OSError: no broker answers, or it refuses.
        """
        self._heard = time.monotonic()
        if self._consumer is not None:
            return
        kafka = self._kafka
        consumer = AIOKafkaConsumer(
            group_id=kafka.group_id,
            group_instance_id=kafka.group_instance_id,
            enable_auto_commit=False,
            auto_offset_reset="none",
            isolation_level="read_committed",
            session_timeout_ms=kafka.session_timeout_ms,
            heartbeat_interval_ms=kafka.heartbeat_interval_ms,
            rebalance_timeout_ms=kafka.rebalance_timeout_ms,
            fetch_max_bytes=kafka.fetch_max_bytes,
            **client.options(kafka),
        )
        try:
            await consumer.start()
        except BaseException:
            await _stop(consumer)
            raise
        self._consumer = consumer
        self._settled = False
        self._fence()
        consumer.subscribe([kafka.transactions_topic], listener=self)

    async def stop(self) -> None:
        """Leave the group; harmless when not started."""
        consumer, self._consumer = self._consumer, None
        self.joined = False
        self._idle.set()
        if consumer is not None:
            await _stop(consumer)

    def trouble(self) -> str | None:
        """Why no records can come, in one line for an operator, or None."""
        if self._consumer is None or not self.joined:
            return "consumer group not joined"
        if not self._consumer.partitions_for_topic(self._kafka.transactions_topic):
            return f"topic {self._kafka.transactions_topic} not found"
        if self.stopped:
            return next(iter(self.stopped.values()))
        if time.monotonic() - self._heard > _SILENCE_SECONDS:
            return f"no answer from Kafka for over {_SILENCE_SECONDS:.0f} s"
        return None

    def lags(self) -> dict[int, int]:
        """Records between each partition's position and its end, as last fetched."""
        assert self._consumer is not None
        mine = self._next.keys() & self._consumer.assignment()
        ends = {tp: self._consumer.highwater(tp) for tp in mine}
        return {tp.partition: max(0, e - self._next[tp]) for tp, e in ends.items() if e is not None}

    async def poll(self) -> Batch | None:
        """The next records, or None if none came in a moment. Call `done` with what it gave.

        Raises:
            KafkaError: the client failed; `rewind` before going on.
        """
        assert self._consumer is not None
        records: dict[TopicPartition, list[ConsumerRecord]] = {}
        try:
            async with asyncio.timeout(_POLL_SECONDS):  # getmany waits for ever in a rebalance
                records = await self._consumer.getmany(
                    timeout_ms=_POLL_MILLISECONDS, max_records=self._kafka.max_poll_records
                )
        except OffsetOutOfRangeError as error:
            self._stop_expired(error.args[0])
        except NoOffsetForPartitionError:
            pass  # it has not been placed yet
        except TimeoutError:
            self._listen()
            return None
        self._listen()
        if not self._settled:
            return None  # in a rebalance nothing is ours; what came will come again
        if self._next.keys() != self._consumer.assignment():
            await self._place()  # and what came too early comes again
            return None
        # getmany returns without giving up the loop: its records fit this very assignment.
        positions = {tp: await self._consumer.position(tp) for tp in list(self._next)}
        moved = {tp: at for tp, at in positions.items() if at != self._next[tp]}
        if not moved:
            return None
        self._idle.clear()
        return Batch(records, moved, self._generation)

    async def commit(self, batch: Batch) -> None:
        """Commit the batch's positions: all its alerts and dead letters are acknowledged.

        Raises:
            LostPartitionsError: another member has the partitions; drop the batch.
            CommitError: unknown whether it was committed; `rewind`.
        """
        assert self._consumer is not None
        if batch.generation != self._generation:
            raise LostPartitionsError
        try:
            async with asyncio.timeout(_COMMIT_SECONDS):
                await self._consumer.commit(_offsets(batch.positions))
        except (CommitFailedError, IllegalStateError) as error:
            raise LostPartitionsError from error
        except (KafkaError, OSError, TimeoutError) as error:
            raise CommitError(f"commit failed: {client.describe(error)}") from error
        if batch.generation == self._generation:
            self._next.update(batch.positions)

    def done(self) -> None:
        """The batch in hand is committed or dropped: partitions may be given up now."""
        self._idle.set()
        self._heard = time.monotonic()

    def rewind(self) -> None:
        """Go back to where each partition goes on; nothing since then counts."""
        if self._consumer is not None:
            for tp in self._consumer.assignment() & self._next.keys():
                self._consumer.seek(tp, self._next[tp])

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Let the batch in hand be committed, then fence whatever comes later."""
        self._settled = False
        budget = self._kafka.rebalance_timeout_ms / 1000 / 2
        try:
            await asyncio.wait_for(self._idle.wait(), budget)
        except TimeoutError:
            _log.warning("rebalance did not wait for the batch in hand", budget_seconds=budget)
        self._fence()
        _log.info("partitions revoked", partitions=sorted(tp.partition for tp in revoked))

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Let the next `poll` find their places."""
        self._fence()
        self._settled = self.joined = True
        _log.info("partitions assigned", partitions=sorted(tp.partition for tp in assigned))

    def _fence(self) -> None:
        self._generation += 1
        self._next.clear()
        self.stopped.clear()

    async def _place(self) -> None:
        """Go to each partition's committed offset; of a new group, to the earliest."""
        assert self._consumer is not None
        generation = self._generation
        places: dict[TopicPartition, int] = {}
        fresh: list[TopicPartition] = []
        async with asyncio.timeout(_COMMIT_SECONDS):
            for tp in self._consumer.assignment():
                committed = await self._consumer.committed(tp)
                if committed is None:
                    fresh.append(tp)
                else:
                    places[tp] = committed
            earliest = await self._consumer.beginning_offsets(fresh)
            if earliest:
                with suppress(CommitFailedError, IllegalStateError):  # another rebalance began
                    await self._consumer.commit(_offsets(earliest))
        if generation == self._generation:
            self._next.update(places | earliest)
            self.rewind()

    def _listen(self) -> None:
        """Note whether the brokers still answer fetches.

        Raises:
            KafkaTimeoutError: they have not for longer than any rebalance takes.
        """
        assert self._consumer is not None
        if self._settled and self._next.keys() == self._consumer.assignment():
            reading = self._next.keys() - self.stopped.keys()
            answers = {tp: self._consumer.last_poll_timestamp(tp) for tp in reading}
            if not reading or answers != self._answers:
                self._answers, self._heard = answers, time.monotonic()
        longest = (self._kafka.rebalance_timeout_ms + self._kafka.session_timeout_ms) / 1000
        if time.monotonic() - self._heard > longest:
            raise KafkaTimeoutError(f"no answer for over {longest:.0f} s")

    def _stop_expired(self, offsets: dict[TopicPartition, int]) -> None:
        assert self._consumer is not None
        for tp, offset in offsets.items():
            if tp not in self._next:  # heard from an assignment that is over
                continue
            reason = f"offset {offset} of partition {tp.partition} has expired"
            self.stopped[tp] = reason
            self._consumer.pause(tp)
            _log.error("partition stopped", partition=tp.partition, reason=reason)
        self.rewind()


async def _stop(consumer: AIOKafkaConsumer) -> None:
    """Stop a consumer to the end, also in an outage, its connections too."""
    try:
        await consumer.stop()
    except asyncio.CancelledError:
        # aiokafka awaits fetches that it cancelled; one about to be tried again passes that on.
        task = asyncio.current_task()
        if task is None or task.cancelling():
            raise
        await consumer._client.close()


def _offsets(places: dict[TopicPartition, int]) -> dict[TopicPartition, OffsetAndMetadata]:
    return {tp: OffsetAndMetadata(at, "") for tp, at in places.items()}


KafkaTrouble = (KafkaError, OSError, TimeoutError)
"""What may pass: wait, and try again with fresh clients."""
