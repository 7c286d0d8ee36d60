"""A sample of a bank's own recent transactions: from files, or from the end of a topic.

Rule 1: nothing is written or committed, no group is joined, and no topic is made by asking.
Rule 2: of a topic only what it holds at the start is read, so reading ends.
"""

from __future__ import annotations

import asyncio
import sys
import time
from contextlib import ExitStack
from pathlib import Path
from typing import IO, TYPE_CHECKING

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from screening.batch.frames import frames
from screening.screen import Origin
from screening.stream import client

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from datetime import datetime

    from screening.settings import KafkaSettings

    Take = Callable[[bytes | None, Origin], None]

TOPIC = "topic:"
"""What a sample's name begins with when it is a topic."""

_POLL_MILLISECONDS = 200
_SILENCE_SECONDS = 30.0


class SampleError(client.ClientError):
    """A sample that cannot be had; the message says why in one line."""


def from_file(name: str, formats: Sequence[str], most_bytes: int, at: datetime, take: Take) -> None:
    """Give every record of a file in one of `formats` (`-` is standard input) to `take`.

    A record is given the time `at` as its own. Of one over `most_bytes` the beginning is given,
    and one byte too many.

    Raises:
        OSError: the file cannot be read.
    """
    at_ms = int(at.timestamp() * 1000)
    with ExitStack() as files:
        stream: IO[bytes] = sys.stdin.buffer
        if name != "-":
            stream = files.enter_context(Path(name).open("rb"))
        for frame in frames(stream, formats, most_bytes):
            take(frame.raw, Origin(at_ms, (Path(name).name, frame.line)))


async def from_topic(kafka: KafkaSettings, topic: str, most: int, take: Take) -> None:
    """Give the last records of a topic to `take`, at most `most` over all its partitions.

    The partitions share `most` evenly; what one does not hold the others give. Offsets are
    counted: where records were aborted, compacted or deleted, there are fewer. Only committed
    records are read. It ends when the topic gives nothing for 30 s, at the latest.

    Raises:
        SampleError: there is no such topic, it holds no record, or Kafka does not answer.
    """
    consumer = AIOKafkaConsumer(
        group_id=None,
        enable_auto_commit=False,
        auto_offset_reset="earliest",  # of a place that expires meanwhile: what is still there
        isolation_level="read_committed",
        fetch_max_bytes=kafka.fetch_max_bytes,
        **client.options(kafka),
    )
    try:
        async with asyncio.timeout(_SILENCE_SECONDS):
            await consumer.start()
            ends = await _place(consumer, topic, most)
        await _read(consumer, ends, take)
    except TimeoutError as error:
        raise SampleError(f"topic {topic}: no answer for {_SILENCE_SECONDS:.0f} s") from error
    except KafkaError as error:
        raise SampleError(f"topic {topic}: {client.describe(error)}") from error
    finally:
        await consumer.stop()


def shares(held: Mapping[TopicPartition, tuple[int, int]], most: int) -> dict[TopicPartition, int]:
    """Where to begin in each partition, of which the first offset and the end are `held`.

    `most` offsets are shared evenly; what a partition cannot give, larger ones do.
    """
    starts = {}
    by_size = sorted(held.items(), key=lambda item: item[1][1] - item[1][0])
    for number, (place, (first, end)) in enumerate(by_size):
        taken = min(end - first, most // (len(by_size) - number))
        starts[place] = end - taken
        most -= taken
    return starts


async def _place(consumer: AIOKafkaConsumer, topic: str, most: int) -> dict[TopicPartition, int]:
    """Go to where reading begins; the end of each partition that is to be read."""
    # All topics are asked for, and not this one: a broker may make a topic that is asked for.
    cluster = await consumer._client.fetch_all_metadata()
    places = [TopicPartition(topic, each) for each in cluster.partitions_for_topic(topic) or ()]
    if not places:
        raise SampleError(f"topic {topic}: not found")
    consumer.assign(places)
    consumer.pause(*places)
    firsts, ends = await consumer.beginning_offsets(places), await consumer.end_offsets(places)
    starts = shares({place: (firsts[place], ends[place]) for place in places}, most)
    reading = {place: end for place, end in ends.items() if starts[place] < end}
    if not reading:
        raise SampleError(f"topic {topic}: holds no record")
    for place in reading:
        consumer.seek(place, starts[place])
        consumer.resume(place)
    return reading


async def _read(consumer: AIOKafkaConsumer, ends: dict[TopicPartition, int], take: Take) -> None:
    """Give records to `take` until each partition's position is at its end."""
    positions: dict[TopicPartition, int] = {}
    heard = time.monotonic()
    while ends:
        async with asyncio.timeout(_SILENCE_SECONDS):
            batches = await consumer.getmany(timeout_ms=_POLL_MILLISECONDS, max_records=500)
            now = {place: await consumer.position(place) for place in ends}
        for place, records in batches.items():
            for record in records:
                if record.offset < ends.get(place, 0):
                    at = record.topic, record.partition, record.offset
                    take(record.value, Origin(record.timestamp, at, *at[1:]))
        if now != positions:
            positions, heard = now, time.monotonic()
        elif time.monotonic() - heard > _SILENCE_SECONDS:
            raise TimeoutError
        for place in [place for place in ends if now[place] >= ends[place]]:
            consumer.pause(place)
            del ends[place]
