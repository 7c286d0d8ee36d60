"""What the brokers say there is of some topics: partitions, from where to where, of which id."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from screening.audit import topics
from screening.stream import topic_id

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiokafka import AIOKafkaConsumer, TopicPartition

    from screening.audit.topics import Extent


class Topic(NamedTuple):
    """A topic as it was last seen; its id is empty where the brokers know no ids."""

    topic_id: str
    extent: Extent


Sight = dict[str, Topic]
"""The topics that are there, by name."""


async def look(consumer: AIOKafkaConsumer, names: Iterable[str]) -> Sight:
    """What there is of these topics now; the caller limits the time.

    Raises:
        KafkaError: no broker tells.
    """
    found: Sight = {}
    for name in names:
        extent = await topics.extent(consumer, name)
        if extent.ends:
            found[name] = Topic(await topic_id.ask(consumer._client, name) or "", extent)
    return found


def places(sight: Sight, names: Iterable[str]) -> dict[TopicPartition, str]:
    """The partitions of some topics with their topics' ids."""
    return {
        place: sight[name].topic_id
        for name in names
        if name in sight
        for place in sight[name].extent.places()
    }


def end(sight: Sight, place: TopicPartition) -> int:
    """The end of a partition."""
    return sight[place.topic].extent.ends[place.partition]


def begin(sight: Sight, place: TopicPartition) -> int:
    """The first offset of a partition that is still there."""
    return sight[place.topic].extent.begins[place.partition]
