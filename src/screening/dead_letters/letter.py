"""A dead letter as its headers tell of it; the body is looked at only when it is needed."""

from __future__ import annotations

import hashlib
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from aiokafka import ConsumerRecord

_DIGITS = 18
_SHA256_DIGITS = 64


class Body(StrEnum):
    """How much of the record a dead letter carries."""

    WHOLE = "whole"
    CUT = "cut"
    EMPTY = "empty"


class Coordinates(NamedTuple):
    """Where a record stands."""

    topic: str
    partition: int
    offset: int


class Letter(NamedTuple):
    """One dead letter: where it stands itself, and what it says of its record."""

    place: Coordinates
    at_ms: int
    reason: str
    original: Coordinates
    recorded_ms: int
    length: int
    sha256: str
    software: str
    body: Body

    def is_its_record(self, raw: bytes | None) -> bool:
        """Whether these are the record's bytes: by length and digest."""
        return (
            raw is not None
            and len(raw) == self.length
            and hashlib.sha256(raw).hexdigest() == self.sha256
        )


def read(record: ConsumerRecord) -> Letter | None:
    """The dead letter that a message is, or None for what is no dead letter of ours."""
    headers = {name: value or b"" for name, value in record.headers}
    raw: bytes = record.value or b""
    try:
        original = Coordinates(
            headers["original_topic"].decode(),
            _number(headers["original_partition"]),
            _number(headers["original_offset"]),
        )
        length = _number(headers["original_length"])
        sha256 = headers["original_sha256"].decode()
        reason, software = headers["reason"].decode(), headers["software"].decode()
        recorded_ms = int(headers["original_timestamp"].decode()[:_DIGITS])
    except (KeyError, ValueError):
        return None
    if len(sha256) != _SHA256_DIGITS or not reason.isidentifier():
        return None
    body = Body.WHOLE if len(raw) == length else Body.CUT if raw else Body.EMPTY
    place = Coordinates(record.topic, record.partition, record.offset)
    at_ms = record.timestamp
    return Letter(place, at_ms, reason, original, recorded_ms, length, sha256, software, body)


def _number(value: bytes) -> int:
    if not value.isdigit() or len(value) > _DIGITS:
        raise ValueError
    return int(value)
