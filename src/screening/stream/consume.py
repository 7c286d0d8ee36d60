"""Records in: a member of the consumer group that never loses its place.

Rule 1: `commit` alone moves the place to which `rewind` returns; whatever goes wrong in between,
the records come again from there.
Rule 2: what is committed is the consumer's *position*, for control and aborted records occupy
offsets too.
Rule 3: partitions are given up only when nothing of them is in hand: a rebalance waits until all
that was handed out is committed, within its budget, and a commit that comes too late is dropped,
not retried.
Rule 4: no offset is ever skipped (`place`); an expired offset stops its partition and says so.
Rule 5: only `poll` decides where partitions are read from. aiokafka logs what a rebalance
listener raises and goes on, so the listener does nothing that can fail.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import structlog
from aiokafka import ConsumerRebalanceListener
from aiokafka.errors import (
    CommitFailedError,
    IllegalStateError,
    KafkaError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
)

from screening.stream import client, place
from screening.stream.batch import Batch, Span, expired
from screening.stream.silence import Silence
from screening.stream.topic_id import TopicIdentity

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
    from aiokafka.structs import OffsetAndMetadata

    from screening.settings import KafkaSettings
    from screening.stream.batch import Stop

_log = structlog.get_logger(__name__)
_POLL_MILLISECONDS = 200
_POLL_SECONDS = 0.5
_COMMIT_SECONDS = 10.0


class TransactionSource(ConsumerRebalanceListener):  # type: ignore[misc]  # aiokafka is untyped
    """The transactions topic, as this member of the group sees it."""

    def __init__(self, kafka: KafkaSettings, *, resume_at_earliest: bool = False) -> None:
        """Prepare; nothing connects before `start`."""
        self._kafka = kafka
        self._resume_at_earliest = resume_at_earliest
        self._consumer: AIOKafkaConsumer | None = None
        self._committed: dict[TopicPartition, int] = {}
        self._read: dict[TopicPartition, int] = {}
        self._halts: dict[TopicPartition, Stop] = {}
        self._idle = asyncio.Event()
        self._idle.set()
        self._silence = Silence()
        self._settled = False  # between an assignment and the next revocation
        self._identity = TopicIdentity(kafka.transactions_topic)
        self.generation = 0
        self.joined = False
        self.stopped: dict[TopicPartition, Stop] = {}

    async def start(self) -> None:
        """Connect and join the group; nothing to do when that is done.

        Raises:
            KafkaError, OSError: no broker answers, or it refuses.
        """
        self._silence.begin()
        if self._consumer is not None:
            return
        consumer = client.group_consumer(self._kafka)
        try:
            await consumer.start()
        except BaseException:
            await client.stop(consumer)
            raise
        self._consumer = consumer
        self._settled = False
        self._fence()
        consumer.subscribe([self._kafka.transactions_topic], listener=self)

    async def stop(self) -> None:
        """Leave the group; harmless when not started."""
        consumer, self._consumer = self._consumer, None
        self.joined = False
        self._idle.set()
        if consumer is not None:
            await client.stop(consumer)

    def trouble(self) -> str | None:
        """Why no records can come, in one line for an operator, or None."""
        if self._consumer is None or not self.joined:
            return "consumer group not joined"
        if not self._consumer.partitions_for_topic(self._kafka.transactions_topic):
            return f"topic {self._kafka.transactions_topic} not found"
        if self.stopped:
            return "; ".join(self.stopped[tp].reason for tp in sorted(self.stopped))
        return self._silence.trouble()

    @property
    def is_giving_up(self) -> bool:
        """Whether a rebalance waits for what is in hand to be committed."""
        return not self._settled and not self._idle.is_set()

    def positions(self) -> dict[TopicPartition, int]:
        """The committed offset of each partition that is read."""
        return {tp: at for tp, at in self._committed.items() if tp not in self.stopped}

    def lags(self) -> dict[int, int]:
        """Records between each partition's committed offset and its end, as last fetched."""
        if self._consumer is None:
            return {}
        mine = self._committed.keys() & self._consumer.assignment()
        ends = {tp: self._consumer.highwater(tp) for tp in mine}
        committed = self._committed
        return {tp.partition: max(0, e - committed[tp]) for tp, e in ends.items() if e is not None}

    async def poll(self) -> Batch | None:
        """The next records, or None if none came in a moment.

        What it gave is in hand until `done`.

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
        if self._read.keys() != self._consumer.assignment():
            await self._place()  # and what came too early comes again
            return None
        # getmany returns without giving up the loop: its records fit this very assignment.
        spans: dict[TopicPartition, Span] = {}
        for tp, at in list(self._read.items()):
            position = await self._consumer.position(tp)
            if position != at:
                spans[tp] = Span(at, position)
        if not spans:
            return None
        self._read.update({tp: span.end for tp, span in spans.items()})
        self._idle.clear()
        return Batch(records, spans, self.generation)

    async def check(self, generation: int) -> str | None:
        """Make sure that what was handed out in `generation` is in hand; gives the topic's id.

        Raises:
            LostPartitionsError: it is not; drop it.
        """
        assert self._consumer is not None
        known, brokers = self._identity.id, self._consumer._client
        if generation == self.generation and await self._identity.is_replaced(brokers):
            _log.error("transactions topic was deleted and made again; its place is sought")
            self._fence()
        if generation != self.generation:
            raise client.LostPartitionsError
        return known

    async def commit(self, places: Mapping[TopicPartition, OffsetAndMetadata]) -> None:
        """Commit positions; all that lies before them is acknowledged.

        Raises:
            LostPartitionsError: another member has the partitions; drop what is in hand.
            CommitError: unknown whether it was committed; `rewind`.
        """
        assert self._consumer is not None
        generation = self.generation
        try:
            async with asyncio.timeout(_COMMIT_SECONDS):
                await self._consumer.commit(places)
        except (CommitFailedError, IllegalStateError) as error:
            raise client.LostPartitionsError from error
        except (KafkaError, OSError, TimeoutError) as error:
            raise client.CommitError(f"commit failed: {client.describe(error)}") from error
        if generation == self.generation:
            self._committed.update({tp: each.offset for tp, each in places.items()})

    def halt(self, tp: TopicPartition, stop: Stop) -> None:
        """Stop a partition at an offset that was handed out last; the others go on."""
        self._halts[tp] = stop
        self._read[tp] = stop.offset
        self._stop(tp, stop).seek(tp, stop.offset)

    def _stop(self, tp: TopicPartition, stop: Stop) -> AIOKafkaConsumer:
        assert self._consumer is not None
        self.stopped[tp] = stop
        self._consumer.pause(tp)
        _log.error("partition stopped", partition=tp.partition, reason=stop.reason)
        return self._consumer

    def done(self) -> None:
        """All that was handed out is committed or dropped: partitions may be given up now."""
        self._idle.set()

    def rewind(self) -> None:
        """Go back to what is committed; nothing that was handed out since then counts."""
        self._read = dict(self._committed)
        self._silence.begin()
        for tp, stop in list(self.stopped.items()):
            if self._read.get(tp) != stop.offset:  # it may stop there again, or elsewhere
                del self.stopped[tp]
                self._halts.pop(tp, None)
                if self._consumer is not None and tp in self._consumer.assignment():
                    self._consumer.resume(tp)
        self._seek()

    async def on_partitions_revoked(self, revoked: Iterable[TopicPartition]) -> None:
        """Let what is in hand be committed, then fence whatever comes later."""
        self._settled = False
        budget = self._kafka.rebalance_timeout_ms / 1000 / 2
        try:
            await asyncio.wait_for(self._idle.wait(), budget)
        except TimeoutError:
            _log.warning("rebalance did not wait for what was in hand", budget_seconds=budget)
        self._fence()
        _log.info("partitions revoked", partitions=sorted(tp.partition for tp in revoked))

    async def on_partitions_assigned(self, assigned: Iterable[TopicPartition]) -> None:
        """Let the next `poll` find their places."""
        self._fence()
        self._settled = self.joined = True
        _log.info("partitions assigned", partitions=sorted(tp.partition for tp in assigned))

    def _seek(self) -> None:
        if self._consumer is not None:
            for tp in self._consumer.assignment() & self._read.keys():
                self._consumer.seek(tp, self._read[tp])

    def _fence(self) -> None:
        self.generation += 1
        self._committed.clear()
        self._read.clear()
        self.stopped.clear()

    async def _place(self) -> None:
        """Find the place of each partition and go there; a halted one stays where it is.

        Raises:
            KafkaError: the brokers do not tell.
        """
        assert self._consumer is not None
        generation = self.generation
        try:
            async with asyncio.timeout(_COMMIT_SECONDS):
                places = await place.find(
                    self._consumer, self._kafka, self._identity, resume=self._resume_at_earliest
                )
        except (KafkaError, OSError, TimeoutError):
            if generation == self.generation:
                raise
            return
        if generation == self.generation:
            self._committed.update(places)
            self.rewind()
            for tp in [tp for tp, stop in self._halts.items() if places.get(tp) == stop.offset]:
                self.halt(tp, self._halts[tp])

    def _listen(self) -> None:
        """Note whether the brokers still answer fetches.

        Raises:
            KafkaTimeoutError: they have not for longer than any rebalance takes.
        """
        consumer = self._consumer
        assert consumer is not None
        if self._settled and self._read.keys() == consumer.assignment():
            reading = self._read.keys() - self.stopped.keys()
            self._silence.note(
                {tp: (consumer.last_poll_timestamp(tp), self._read[tp]) for tp in reading}
            )
        longest = self._kafka.rebalance_timeout_ms + self._kafka.session_timeout_ms
        self._silence.limit(longest / 1000)

    def _stop_expired(self, offsets: dict[TopicPartition, int]) -> None:
        for tp, offset in offsets.items():
            if tp in self._read:  # else heard from an assignment that is over
                self._stop(tp, expired(tp, offset))
        self._seek()  # what came with the error comes again
