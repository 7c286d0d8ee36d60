"""What is written to Kafka: alerts, dead letters and receipts, each with its key and headers.

A message has ever smaller forms, for a topic may refuse the whole one as too large.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

import orjson

from screening import SOFTWARE, alert
from screening.audit.receipt import SCHEMA, canonical

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiokafka import ConsumerRecord

    from screening.alert import Alert
    from screening.audit.receipt import Chain, Receipt
    from screening.bad_record import Reason

Headers = list[tuple[str, bytes]]
MAX_KEY_BYTES = 1_024
"""No topic may refuse a message for its key: a longer one is left out of a dead letter, and that of
an alert is its digest."""


class Message(NamedTuple):
    """One message and ever smaller forms of its body, made only when they are needed."""

    topic: str
    key: bytes | None
    headers: Headers
    forms: tuple[Callable[[], bytes], ...]


def alert_message(topic: str, found: Alert) -> Message:
    """An alert for a topic, keyed by customer, with CloudEvents headers."""
    transaction = found["transaction"]
    headers = [
        ("ce_specversion", b"1.0"),
        ("ce_id", found["alert_id"].encode()),
        ("ce_type", alert.SCHEMA.encode()),
        ("ce_source", transaction["source"].encode()),
        ("ce_time", found["detected_at"].encode()),
        ("content-type", b"application/json"),
    ]
    return Message(
        topic,
        _key(transaction["customer"] or transaction["id"]),
        headers,
        (lambda: orjson.dumps(found), lambda: orjson.dumps(alert.compact(found))),
    )


def _key(text: str | None) -> bytes | None:
    if text is None:
        return None
    key = text.encode()
    return key if len(key) <= MAX_KEY_BYTES else hashlib.sha256(key).hexdigest().encode()


def dead_letter_message(
    topic: str, record: ConsumerRecord, reason: Reason, max_bytes: int
) -> Message:
    """A record that could not be screened: its raw bytes, why, and where it stands."""
    raw: bytes = record.value
    headers = [
        ("reason", reason.encode()),
        ("original_topic", record.topic.encode()),
        ("original_partition", str(record.partition).encode()),
        ("original_offset", str(record.offset).encode()),
        ("original_timestamp", str(record.timestamp).encode()),
        ("original_length", str(len(raw)).encode()),
        ("original_sha256", hashlib.sha256(raw).hexdigest().encode()),
        ("software", SOFTWARE.encode()),
    ]
    key = record.key if record.key is not None and len(record.key) <= MAX_KEY_BYTES else None
    return Message(
        topic,
        key,
        headers,
        (lambda: raw[:max_bytes], lambda: raw[: max_bytes // 10], lambda: b""),
    )


def receipt_message(topic: str, chain: Chain, receipt: Receipt) -> Message:
    """A sealed receipt, keyed so that its chain stays in one partition."""
    headers = [("schema", SCHEMA.encode()), ("content-type", b"application/json")]
    return Message(topic, chain.key, headers, (lambda: canonical(receipt),))
