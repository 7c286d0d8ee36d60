"""What was read of the topics goes into the store, and what is new of it to who is looking."""

from __future__ import annotations

import asyncio
import time
from typing import TYPE_CHECKING

import orjson
import structlog

from screening.console import reading, shown
from screening.console.rows import Chunk, Event, Stranger

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from aiokafka import ConsumerRecord, TopicPartition

    from screening.console.parts import Parts
    from screening.console.reading import Reader
    from screening.console.rows import Row
    from screening.console.shown import Shown

    Read = tuple[TopicPartition, str, list[ConsumerRecord], int]

_log = structlog.get_logger(__name__)
DAY_SECONDS = 86_400
_TOLD_SECONDS = 60.0


class Taker:
    """Takes records into one store."""

    def __init__(self, parts: Parts, readers: Mapping[str, Reader]) -> None:
        """Read each topic's records as `readers` say."""
        self._store, self._live, self._readers = parts.store, parts.live, readers
        self._kept_seconds = parts.settings.console.retention_days * DAY_SECONDS
        self._told: dict[str, float] = {}

    async def take(self, read: Sequence[Read]) -> None:
        """Keep records of partitions with their topics' ids, and each one's next offset.

        Raises:
            sqlite3.Error: nothing of them is kept.
        """
        self._live.publish(await asyncio.to_thread(self._take, read, self._live.is_heard))

    def _take(self, read: Sequence[Read], is_heard: bool) -> list[Shown]:
        chunks = [self._chunk(*each) for each in read]
        new = self._store.write(chunks, time.time() - self._kept_seconds)
        for chunk in chunks:
            self._tell_of_strangers(chunk)
        return [shown.row(orjson.loads(each.record)) for each in new] if is_heard else []

    def _chunk(
        self, place: TopicPartition, identity: str, records: list[ConsumerRecord], ahead: int
    ) -> Chunk:
        reader = self._readers[place.topic]
        rows = tuple((record.offset, _row(reader, record, identity)) for record in records)
        return Chunk(place.topic, identity, place.partition, rows, ahead)

    def _tell_of_strangers(self, chunk: Chunk) -> None:
        """An event for those of a topic, one a minute at most: all are counted in the store."""
        found = [(offset, row.why) for offset, row in chunk.rows if isinstance(row, Stranger)]
        now = time.time()
        if not found or self._told.get(chunk.topic, 0.0) + _TOLD_SECONDS > now:
            return
        self._told[chunk.topic] = now
        offset, why = found[0]
        place = f"{chunk.topic} partition {chunk.partition} offset {offset}"
        self._store.tell(Event(now, "stranger", f"{place} was passed over: {why}"))


def _row(reader: Reader, record: ConsumerRecord, identity: str) -> Row:
    """What a record is; what breaks its reader in a way nobody thought of is passed over too."""
    try:
        return reader(record, identity)
    except Exception as error:
        _log.exception("a record cannot be read", topic=record.topic, offset=record.offset)
        return Stranger(reading.seconds(record.timestamp), f"unreadable ({type(error).__name__})")
