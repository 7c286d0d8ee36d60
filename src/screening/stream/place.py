"""Where each partition is read from: its committed offset; of a new group, the earliest one.

Law: no offset is skipped unsaid. The earliest offset of a new group is committed at once, so that
what expires before it is read is noticed. Only an operator's `--resume-at-earliest` goes on
behind an expired offset, and the log names what was passed over.
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

_log = structlog.get_logger(__name__)
Places = dict["TopicPartition", int]


async def find(
    consumer: AIOKafkaConsumer, kafka: KafkaSettings, *, resume_at_earliest: bool
) -> Places:
    """The place of each assigned partition.

    Raises:
        KafkaError: the group or the brokers do not tell.
    """
    assigned = consumer.assignment()
    # The consumer's own `committed` takes a coordinator that is not there for a group that is new.
    known = await group.committed(kafka, [tp.partition for tp in assigned])
    places = {tp: known[tp.partition].offset for tp in assigned if tp.partition in known}
    fresh = [tp for tp in assigned if tp not in places]
    begun: Places = await consumer.beginning_offsets(fresh)
    if resume_at_earliest:
        begun |= _passed_over(places, await consumer.beginning_offsets(list(places)))
    if begun:
        with suppress(CommitFailedError, IllegalStateError):  # another rebalance began
            await consumer.commit({tp: OffsetAndMetadata(at, "") for tp, at in begun.items()})
    return places | begun


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
