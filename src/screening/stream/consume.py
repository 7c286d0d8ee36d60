"""Records in: a member of the consumer group that never loses its place.

Rule 1: `next` is where each assigned partition goes on; only a commit moves it. Whatever goes
wrong in between, `rewind` returns there, and the records come again.
Rule 2: what is committed is the consumer's *position*, for control and aborted records occupy
offsets too.
Rule 3: partitions are given up only between batches: a rebalance waits for the batch in hand,
within its budget, and a commit that comes too late is dropped, not retried.
Rule 4: no offset is ever skipped. A new group begins at the earliest one; an offset that has
expired stops its partition and says so.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

import structlog
from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition
from aiokafka.errors import (
    CommitFailedError,
    IllegalStateError,
    KafkaError,
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
_COMMIT_SECONDS = 15.0


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
        self.joined = False
        self.stopped: dict[TopicPartition, str] = {}

    async def start(self) -> None:
        """Connect and join the group; nothing to do when that is done.

        Raises:
            KafkaError, OSError: no broker answers, or it refuses.
        """
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
            await consumer.stop()
            raise
        self._consumer = consumer
        consumer.subscribe([kafka.transactions_topic], listener=self)

    async def stop(self) -> None:
        """Leave the group; harmless when not started."""
        consumer, self._consumer = self._consumer, None
        self.joined = False
        self._idle.set()
        if consumer is not None:
            await consumer.stop()

    def trouble(self) -> str | None:
        """Why no records can come, in one line for an operator, or None."""
        if self._consumer is None or not self.joined:
            return "consumer group not joined"
        if not self._consumer.partitions_for_topic(self._kafka.transactions_topic):
            return f"topic {self._kafka.transactions_topic} not found"
        return next(iter(self.stopped.values()), None)

    def lags(self) -> dict[int, int]:
        """Records between each partition's position and its end, as last fetched."""
        assert self._consumer is not None
        ends = {tp: self._consumer.highwater(tp) for tp in self._next}
        return {tp.partition: max(0, e - self._next[tp]) for tp, e in ends.items() if e is not None}

    async def poll(self) -> Batch | None:
        """The next records, or None if none came in a moment. Call `done` with what it gave.

        Raises:
            KafkaError: the client failed; `rewind` before going on.
        """
        assert self._consumer is not None
        try:
            records = await self._consumer.getmany(
                timeout_ms=_POLL_MILLISECONDS, max_records=self._kafka.max_poll_records
            )
        except OffsetOutOfRangeError as error:
            self._stop_expired(error.args[0])
            return None
        except NoOffsetForPartitionError:
            # Raised if the listener could not place the partition; it is placed again.
            await self._place(self._consumer.assignment())
            return None
        # getmany returns without giving up the loop: its records fit this very assignment.
        positions = {tp: await self._consumer.position(tp) for tp in self._next}
        moved = {tp: at for tp, at in positions.items() if at != self._next[tp]}
        if not moved:
            return None
        self._idle.clear()
        return Batch(records, moved, self._generation)

    async def commit(self, batch: Batch) -> None:
        """Commit the batch's positions: all its alerts and dead letters are acknowledged.

        Raises:
            LostPartitionsError: another member has the partitions; drop the batch.
            KafkaError, TimeoutError: unknown whether it was committed; `rewind`.
        """
        assert self._consumer is not None
        if batch.generation != self._generation:
            raise LostPartitionsError
        offsets = {tp: OffsetAndMetadata(at, "") for tp, at in batch.positions.items()}
        try:
            await asyncio.wait_for(self._consumer.commit(offsets), _COMMIT_SECONDS)
        except (CommitFailedError, IllegalStateError) as error:
            raise LostPartitionsError from error
        if batch.generation == self._generation:
            self._next.update(batch.positions)

    def done(self) -> None:
        """The batch in hand is committed or dropped: partitions may be given up now."""
        self._idle.set()

    def rewind(self) -> None:
        """Go back to where each partition goes on; nothing since then counts."""
        if self._consumer is not None:
            for tp in self._consumer.assignment() & self._next.keys():
                self._consumer.seek(tp, self._next[tp])

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Let the batch in hand be committed, then fence whatever comes later."""
        budget = self._kafka.rebalance_timeout_ms / 1000 / 2
        try:
            await asyncio.wait_for(self._idle.wait(), budget)
        except TimeoutError:
            _log.warning("rebalance did not wait for the batch in hand", budget_seconds=budget)
        self._generation += 1
        self._next.clear()
        self.stopped.clear()
        _log.info("partitions revoked", partitions=sorted(tp.partition for tp in revoked))

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Place every partition at its committed offset, or at the earliest of a new group."""
        await self._place(assigned)
        self.joined = True
        _log.info("partitions assigned", partitions=sorted(tp.partition for tp in assigned))

    async def _place(self, partitions: Iterable[TopicPartition]) -> None:
        assert self._consumer is not None
        places: dict[TopicPartition, int] = {}
        for tp in partitions:
            committed = await self._consumer.committed(tp)
            if committed is not None:
                places[tp] = committed
        fresh = [tp for tp in partitions if tp not in places]
        if fresh:
            places |= await self._consumer.beginning_offsets(fresh)
        for tp, offset in places.items():
            self._consumer.seek(tp, offset)
        self._next.update(places)

    def _stop_expired(self, offsets: dict[TopicPartition, int]) -> None:
        assert self._consumer is not None
        for tp, offset in offsets.items():
            reason = f"offset {offset} of partition {tp.partition} has expired"
            self.stopped[tp] = reason
            self._consumer.pause(tp)
            _log.error("partition stopped", partition=tp.partition, reason=reason)
        self.rewind()


KafkaTrouble = (KafkaError, OSError, TimeoutError)
"""What may pass: wait, and try again with fresh clients."""
