"""A record of one of the four topics as a row of the store. Pure.

Law: whatever a record holds, it makes one row; what is not as its topic's schema says is a
`Stranger`, and the reason names the field, never its content.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

import orjson
from pydantic import BaseModel, ValidationError

from matcher.text import caseless
from screening.alert import AlertModel
from screening.audit.receipt import ReceiptModel
from screening.console.masking import masked_alert
from screening.console.rows import FACETS, INDICATOR, AlertRow, DeadLetterRow, ReceiptRow, Stranger
from screening.dead_letters import letter
from screening.dead_letters.letter import Body

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from typing import TypeVar

    from aiokafka import ConsumerRecord

    from screening.alert import Alert
    from screening.console.rows import Row

    Model = TypeVar("Model", bound=BaseModel)
    Reader = Callable[[ConsumerRecord, str], Row]

MOST_SEARCHED = 65_536
"""Characters of an alert that are searched."""

_MOST = (1 << 63) - 1
_LAST_SECOND = 253_402_300_799.0  # of the year 9999
_CARRIED = {
    Body.WHOLE: "carries the whole record",
    Body.CUT: "carries the beginning of the record",
    Body.EMPTY: "carries nothing of the record",
}


class _OddError(Exception):
    """Why a record is no row."""


def alert(record: ConsumerRecord, topic_id: str) -> AlertRow | Stranger:
    """An alert of the review or the shadow topic."""
    del topic_id
    try:
        return _alert(record)
    except _OddError as error:
        return Stranger(seconds(record.timestamp), f"no alert: {error}")


def receipt(record: ConsumerRecord, topic_id: str) -> ReceiptRow | Stranger:
    """A receipt of the audit topic."""
    del topic_id
    try:
        return _receipt(record)
    except _OddError as error:
        return Stranger(seconds(record.timestamp), f"no receipt: {error}")


def dead_letter(record: ConsumerRecord, topic_id: str) -> DeadLetterRow | Stranger:
    """A dead letter, by its headers."""
    found = letter.read(record)
    if found is None:
        return Stranger(seconds(record.timestamp), "no dead letter: headers wrong or missing")
    return DeadLetterRow(
        topic_id,
        record.partition,
        record.offset,
        seconds(record.timestamp),
        found.reason,
        *found.original,
        found.length,
        f"{_CARRIED[found.body]}; its SHA-256 begins with {found.sha256[:12]}",
    )


def _alert(record: ConsumerRecord) -> AlertRow:
    raw: bytes = record.value or b""
    model = _read(AlertModel, raw)
    given: Alert = orjson.loads(raw)
    transaction, snapshot = model.transaction, model.snapshot
    return AlertRow(
        model.alert_id,
        _seconds(model.detected_at),
        _seconds(transaction.timestamp),
        seconds(record.timestamp),
        model.mode,
        model.severity,
        transaction.amount,
        transaction.currency,
        transaction.customer,
        transaction.source,
        record.topic,
        record.partition,
        record.offset,
        _bounded("snapshot.serial", snapshot.serial),
        snapshot.digest,
        _bounded("matches_total", model.matches_total),
        raw,
        _searched(given),
        _facets(model),
    )


def _facets(model: AlertModel) -> frozenset[tuple[str, str]]:
    found = {(INDICATOR, match.indicator_id) for match in model.matches}
    for kind in FACETS:
        values = (getattr(match, kind) for match in model.matches)
        found.update((kind, str(value)) for value in values if value is not None)
    return frozenset(found)


def _searched(given: Alert) -> str:
    """Payment and alert id, indicator ids, and texts without what is masked, folded together."""
    shown = masked_alert(given)
    ids = dict.fromkeys(match["indicator_id"] for match in shown["matches"])
    transaction = shown["transaction"]
    texts = [transaction["id"] or "", shown["alert_id"], *ids, *transaction["fields"].values()]
    return folded("\n".join(texts)[:MOST_SEARCHED])


def folded(text: str) -> str:
    """A text as it is searched, and searched for: without a difference of case or width."""
    return caseless(text).replace("\0", " ")


def _receipt(record: ConsumerRecord) -> ReceiptRow:
    model = _read(ReceiptModel, record.value or b"")
    if model.last_offset < model.first_offset:
        raise _OddError("last_offset: before first_offset")
    values: dict[str, Any] = {name: getattr(model, name, None) for name in ReceiptRow._fields}
    values |= {"grp": model.group, "at": _seconds(model.at)}
    values |= {"serial": model.snapshot.serial, "digest": model.snapshot.digest}
    for name, value in values.items():
        if isinstance(value, int):
            _bounded(name, value)
    return ReceiptRow(**values)


def _read(kind: type[Model], raw: bytes) -> Model:
    """The record as a model.

    Raises:
        _OddError: it is not as the model says.
    """
    if not raw:
        raise _OddError("empty")
    try:
        return kind.model_validate_json(raw, strict=True)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        if first["type"] == "json_invalid":
            raise _OddError("not JSON") from None
        known = (str(part) for part in first["loc"] if isinstance(part, str))
        place = next(known, "")
        is_ours = place == "schema" or place in kind.model_fields
        raise _OddError(f"{place if is_ours else 'the record'}: wrong or missing") from None


def seconds(milliseconds: int) -> float:
    """Kafka's time in seconds, as far as it is one: a producer may write any number."""
    return min(max(milliseconds / 1000, 0.0), _LAST_SECOND)


def _seconds(moment: datetime) -> float:
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return min(max(aware.timestamp(), 0.0), _LAST_SECOND)


def _bounded(name: str, number: int) -> int:
    if not 0 <= number <= _MOST:
        raise _OddError(f"{name}: out of range")
    return number
