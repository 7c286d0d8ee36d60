"""What the consumer hands out: records, the offsets that they occupy, and where it stopped."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aiokafka import ConsumerRecord, TopicPartition


class Span(NamedTuple):
    """Offsets from `first` up to, not including, `end`."""

    first: int
    end: int


@dataclass(frozen=True, slots=True)
class Batch:
    """Records by partition, and the offsets that they and what lies between them occupy."""

    records: dict[TopicPartition, list[ConsumerRecord]]
    spans: dict[TopicPartition, Span]
    generation: int


class Stop(NamedTuple):
    """Why a partition is not read any further, and where it stands."""

    kind: str
    offset: int
    reason: str


def expired(tp: TopicPartition, offset: int) -> Stop:
    """The stop of a partition whose offset is gone from the topic."""
    return Stop(
        "expired_offset",
        offset,
        f"offset {offset} of partition {tp.partition} has expired; "
        "`fresnel serve --resume-at-earliest` goes on at the earliest that is there",
    )
