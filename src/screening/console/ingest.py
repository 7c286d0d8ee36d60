"""Reading the review, shadow, audit and dead-letter topics into the store.

Rule 1: no group is joined and nothing is committed: where to go on is in the store, written with
what was read.
Rule 2: nothing that a broker, a topic or a record does ends the reading. What fails is said in the
state, and tried again with a new client; the views go on with what is in the store.
Rule 3: parsing and writing are done in a thread, so that the views answer meanwhile.
"""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from aiokafka.errors import KafkaError

from screening.console import reading, resume, sight
from screening.console.rows import Event
from screening.console.store import Position
from screening.console.taking import Taker
from screening.stream import client

if TYPE_CHECKING:
    from collections.abc import Mapping

    from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition

    from screening.console.parts import Parts
    from screening.console.reading import Reader
    from screening.console.sight import Sight

_log = structlog.get_logger(__name__)
_LOOK_SECONDS, _PAUSE_SECONDS, _ANSWER_SECONDS = 2.0, 1.0, 10.0
_POLL_MILLISECONDS, _AT_ONCE = 200, 500


async def run(parts: Parts, stop: asyncio.Event) -> None:
    """Read until `stop` is set."""
    ingest = Ingest(parts)
    while not stop.is_set():
        await ingest.attempt(stop)
        await _pause(stop, _PAUSE_SECONDS)


async def _pause(stop: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(stop.wait(), seconds)


class Ingest:
    """The reading of one console."""

    def __init__(self, parts: Parts) -> None:
        """Prepare; nothing connects before an attempt."""
        self._state, self._store = parts.ingest, parts.store
        self._kafka = kafka = parts.settings.kafka
        self._readers: dict[str, Reader] = {
            kafka.review_topic: reading.alert,
            kafka.audit_topic: reading.receipt,
            kafka.dead_letter_topic: reading.dead_letter,
        }
        if kafka.shadow_topic is not None:
            self._readers[kafka.shadow_topic] = reading.alert
        self._taker = Taker(parts, self._readers)
        self._sight: Sight = {}
        self._assigned: dict[TopicPartition, str] = {}
        self._known: dict[tuple[str, int], Position] = {}

    async def attempt(self, stop: asyncio.Event) -> None:
        """Read with one client until `stop` is set or it fails."""
        consumer: AIOKafkaConsumer | None = None
        try:
            consumer = client.free_consumer(
                self._kafka, isolation_level="read_committed", max_poll_records=_AT_ONCE
            )
            async with asyncio.timeout(_ANSWER_SECONDS):
                await consumer.start()
            await self._read(consumer, stop)
        except sqlite3.Error as error:
            self._state.store_error = f"the store cannot be written ({type(error).__name__})"
            _log.exception("the store cannot be written")
        except client.KafkaTrouble as error:
            await self._lost(error)
        finally:
            if consumer is not None:
                with suppress(KafkaError, OSError):
                    await client.stop(consumer)

    async def _read(self, consumer: AIOKafkaConsumer, stop: asyncio.Event) -> None:
        self._known = await asyncio.to_thread(self._store.positions)
        self._assigned = {}
        due = time.monotonic()
        while not stop.is_set():
            if time.monotonic() >= due:
                async with asyncio.timeout(_ANSWER_SECONDS):
                    await self._look(consumer)
                due = time.monotonic() + _LOOK_SECONDS
            if not self._assigned:  # a client would wait for ever
                await _pause(stop, _LOOK_SECONDS)
                continue
            batches = await consumer.getmany(timeout_ms=_POLL_MILLISECONDS)
            async with asyncio.timeout(_ANSWER_SECONDS):
                ahead = {place: await consumer.position(place) for place in self._assigned}
            await self._take(batches, ahead)

    async def _look(self, consumer: AIOKafkaConsumer) -> None:
        """Ask what there is, and read all of it."""
        names = (self._kafka.transactions_topic, *self._readers)
        self._sight = seen = await sight.look(consumer, names)
        now, state = time.time(), self._state
        await self._tell(state.answered(now))
        screened = seen.get(self._kafka.transactions_topic)
        state.ends = dict(screened.extent.ends) if screened else {}
        state.topic_id = screened.topic_id if screened else None
        state.ends_at = now
        state.missing = tuple(name for name in names if name not in seen)
        wanted = sight.places(seen, self._readers)
        if wanted != self._assigned:
            await self._assign(consumer, wanted)
        self._measure()

    async def _assign(
        self, consumer: AIOKafkaConsumer, wanted: Mapping[TopicPartition, str]
    ) -> None:
        consumer.assign(list(wanted))
        for place, identity in wanted.items():
            known = self._known.get(place)
            begin, end = sight.begin(self._sight, place), sight.end(self._sight, place)
            found = resume.start(known, identity, begin, end)
            if found.remark is not None:
                text = f"{place.topic} partition {place.partition} {found.remark}"
                await self._tell(Event(time.time(), "topic", text))
            consumer.seek(place, found.offset)
            self._known[place] = Position(identity, found.offset)
        self._assigned = dict(wanted)

    async def _take(
        self,
        batches: Mapping[TopicPartition, list[ConsumerRecord]],
        ahead: Mapping[TopicPartition, int],
    ) -> None:
        moved = {place: at for place, at in ahead.items() if at > self._known[place].next_offset}
        if not moved:
            return
        read = [
            (place, self._assigned[place], batches.get(place, []), moved[place]) for place in moved
        ]
        await self._taker.take(read)
        for place, at in moved.items():
            self._known[place] = Position(self._assigned[place], at)
        self._state.store_error = None
        self._measure()

    def _measure(self) -> None:
        """Say how many records are not read yet."""
        behind = dict.fromkeys(self._readers, 0)
        for place in self._assigned:
            left = sight.end(self._sight, place) - self._known[place].next_offset
            behind[place.topic] += max(0, left)
        self._state.behind = behind

    async def _lost(self, error: BaseException) -> None:
        said = client.describe(error)
        text = "no answer in time" if isinstance(error, TimeoutError) else said
        event = self._state.lost(time.time(), text)
        if event is not None:
            _log.warning("kafka lost", error=text)
        await self._tell(event)

    async def _tell(self, event: Event | None) -> None:
        if event is not None:
            with suppress(sqlite3.Error):
                await asyncio.to_thread(self._store.tell, event)
