"""A message of the audit topic, as an auditor reads it.

Law: only the key says whose chain a message belongs to; of one with a key of ours everything
else is examined and nothing is believed.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
from pydantic import ValidationError

from screening.audit import receipt
from screening.audit.findings import Fault
from screening.audit.ranges import Range
from screening.audit.receipt import Chain, ReceiptModel

if TYPE_CHECKING:
    from collections.abc import Iterable

REPLAY = ".replay"
"""Ends the group of the chains of dead letters that were screened again."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Place(NamedTuple):
    """Where a message stands on the audit topic."""

    partition: int
    offset: int

    def __str__(self) -> str:
        return f"audit topic partition {self.partition} offset {self.offset}"


class Message(NamedTuple):
    """A message of the audit topic."""

    place: Place
    timestamp_ms: int
    key: bytes | None
    value: bytes | None


class Entry(NamedTuple):
    """A receipt; `at` is in microseconds since 1970, `is_sound`: its digest is its own."""

    place: Place
    at: int
    chain: Chain
    receipt: ReceiptModel
    is_sound: bool

    @property
    def range(self) -> Range:
        """The offsets that it speaks of."""
        return Range(self.receipt.first_offset, self.receipt.last_offset)


class Unread(NamedTuple):
    """A message that is under the key of a chain and no receipt of it."""

    place: Place
    at: int
    chain: Chain
    fault: Fault
    why: str


def microseconds(moment: datetime) -> int:
    """Since 1970.

    Raises:
        TypeError: the moment has no offset from UTC.
    """
    return (moment - _EPOCH) // _MICROSECOND


class Entries:
    """Reads the messages of a group's chains of one topic, and of the group's replays."""

    def __init__(self, group: str, topic: str) -> None:
        """Know the chains by their keys."""
        self._topic = topic
        self._groups = {
            Chain(each, topic, 0).key.removesuffix(b"0"): each for each in (group, group + REPLAY)
        }

    def read(self, message: Message) -> Entry | Unread | None:
        """What a message says; None when it belongs to no chain of ours."""
        chain = self._chain(message.key or b"")
        if chain is None:
            return None
        try:
            values, model = _parsed(message.value or b"", chain)
        except _NoReceiptError as error:
            at = message.timestamp_ms * 1000
            return Unread(message.place, at, chain, error.fault, error.why)
        is_sound = receipt.digest(values) == model.digest
        return Entry(message.place, microseconds(model.at), chain, model, is_sound)

    def _chain(self, key: bytes) -> Chain | None:
        prefix, slash, number = key.rpartition(b"/")
        group = self._groups.get(prefix + slash)
        if group is None or not number.isdigit() or len(number) > 10:
            return None
        chain = Chain(group, self._topic, int(number))
        return chain if chain.key == key else None


class _NoReceiptError(Exception):
    def __init__(self, fault: Fault, why: str) -> None:
        super().__init__(why)
        self.fault, self.why = fault, why


def _parsed(value: bytes, chain: Chain) -> tuple[dict[str, Any], ReceiptModel]:
    """The receipt as it is written, for its digest, and as what it means."""
    try:
        values = orjson.loads(value)
    except orjson.JSONDecodeError:
        raise _NoReceiptError(Fault.UNREADABLE, "no receipt: not JSON") from None
    if not isinstance(values, dict):
        raise _NoReceiptError(Fault.UNREADABLE, "no receipt: not an object")
    if values.get("schema") != receipt.SCHEMA:
        raise _NoReceiptError(Fault.UNKNOWN_SCHEMA, "unknown schema")
    try:
        model = ReceiptModel.model_validate_json(value, strict=True)
    except ValidationError as error:
        raise _wrong(str(each["loc"][0]) for each in error.errors(include_input=False)) from None
    if model.at.tzinfo is None:
        raise _wrong(["at"])
    if (model.group, model.topic, model.partition) != chain:
        raise _NoReceiptError(Fault.MISPLACED, "it states another chain than its key")
    return values, model


def _wrong(fields: Iterable[str]) -> _NoReceiptError:
    why = f"no receipt: wrong or missing: {', '.join(sorted(set(fields)))}"
    return _NoReceiptError(Fault.UNREADABLE, why)
