"""Where each partition is read from: its committed offset; of a new group, the earliest one.

Law: no offset is skipped unsaid. The earliest offset of a new group is committed at once, so that
what expires before it is read is noticed. Only an operator's `--resume-at-earliest` goes on
behind an expired offset, and the log names what was passed over.
Law: a position counts in the topic that it was committed in. Of another one that took its name
everything is read; what the old one still held is gone, and the log says so.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import structlog
from aiokafka.errors import CommitFailedError, IllegalStateError
from aiokafka.structs import OffsetAndMetadata

from screening.stream import group

if TYPE_CHECKING:
    from aiokafka import AIOKafkaConsumer, TopicPartition

    from screening.settings import KafkaSettings
    from screening.stream.group import Committed
    from screening.stream.topic_id import TopicIdentity

_log = structlog.get_logger(__name__)
Places = dict["TopicPartition", int]


async def find(
    consumer: AIOKafkaConsumer, kafka: KafkaSettings, identity: TopicIdentity, *, resume: bool
) -> Places:
    """The place of each assigned partition in the topic that there is now; `identity` learns it.

    `resume`: go on at the earliest offset where the committed one has expired.

    Raises:
        KafkaError: the group or the brokers do not tell.
    """
    assigned = consumer.assignment()
    # Asked first: a topic made between this and the positions is noticed before a commit.
    topic_id = await identity.learn(consumer._client)
    # The consumer's own `committed` takes a coordinator that is not there for a group that is new.
    known = await group.committed(kafka, [tp.partition for tp in assigned])
    known = {n: each for n, each in known.items() if not _is_replaced(n, each, topic_id)}
    places = {tp: known[tp.partition].offset for tp in assigned if tp.partition in known}
    fresh = [tp for tp in assigned if tp not in places]
    begun: Places = await consumer.beginning_offsets(fresh)
    if resume:
        begun |= _passed_over(places, await consumer.beginning_offsets(list(places)))
    if begun:
        with suppress(CommitFailedError, IllegalStateError):  # another rebalance began
            text = group.note(None, topic_id)
            await consumer.commit({tp: OffsetAndMetadata(at, text) for tp, at in begun.items()})
    return places | begun


def _is_replaced(partition: int, committed: Committed, topic_id: str | None) -> bool:
    """Whether the position was committed in a topic that had the name before."""
    if None in (committed.topic_id, topic_id) or committed.topic_id == topic_id:
        return False
    _log.error(
        "transactions topic was deleted and made again: what the old one still held was never "
        "screened; the new one is read from its beginning",
        partition=partition,
        first_offset=committed.offset,
    )
    return True


def _passed_over(places: Places, earliest: Places) -> Places:
    """The earliest offsets of the partitions whose own has expired."""
    expired = {tp: at for tp, at in earliest.items() if at > places[tp]}
    for tp, at in expired.items():
        _log.error(
            "expired offsets passed over: these records were never screened",
            partition=tp.partition,
            first_offset=places[tp],
            last_offset=at - 1,
        )
    return expired
