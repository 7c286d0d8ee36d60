"""What a record of a topic is in the console's store: one row each. Pure.

Law: a record that is not what its topic is for makes no row; nothing it holds ends the reading.
"""

from __future__ import annotations

from typing import NamedTuple


class ReceiptRow(NamedTuple):
    """A screening receipt (`screening.audit.receipt`); `at` is in seconds since 1970.

    `grp` is the consumer group, `digest` that of the snapshot. Of a chain (grp, topic, topic_id,
    partition) ranges abut where all is well, and overlap after a crash.
    """

    grp: str
    writer: str
    topic: str
    topic_id: str | None
    partition: int
    first_offset: int
    last_offset: int
    clear: int
    flagged: int
    dead_lettered: int
    skipped: int
    transactions: int
    shadow: int
    suppressed: int
    delay_seconds: float | None
    serial: int
    digest: str
    config_digest: str
    software: str
    at: float


class DeadLetterRow(NamedTuple):
    """A dead letter as its headers tell of it; `partition` and `offset` are its own place.

    `at` is when it was written, in seconds since 1970; `bytes` the record's length. `detail` says
    what is there of the record, never what is in it.
    """

    topic_id: str
    partition: int
    offset: int
    at: float
    reason: str
    source_topic: str
    source_partition: int
    source_offset: int
    bytes: int
    detail: str


class AlertRow(NamedTuple):
    """An alert; `at` is when it was detected, `timestamp` the payment's time, `seen` the record's.

    All three are seconds since 1970. `record` is the alert's JSON as it was read, `text` what is
    searched: nothing that is masked is in it. `facets` are (kind, value) pairs, each once: the
    kinds are `FACETS` and `INDICATOR`.
    """

    alert_id: str
    at: float
    timestamp: float
    seen: float
    mode: str
    severity: str
    amount: str | None
    currency: str | None
    customer: str | None
    source: str
    topic: str
    partition: int
    offset: int
    serial: int
    digest: str
    matches_total: int
    record: bytes
    text: str
    facets: frozenset[tuple[str, str]]


FACETS = ("type", "tier", "platform", "region")
"""Kinds of facets that alerts are filtered by, which their matches state."""

INDICATOR = "indicator"
"""The kind of facet that an indicator's id is."""


class Event(NamedTuple):
    """Something to tell about the reading itself; `at` in seconds since 1970."""

    at: float
    kind: str
    text: str


class Stranger(NamedTuple):
    """A record that is not what its topic is for, and why; the reason quotes nothing of it."""

    at: float
    why: str


Row = AlertRow | ReceiptRow | DeadLetterRow | Stranger


class Chunk(NamedTuple):
    """What was read of one partition: rows by their offsets, in order, and where to go on."""

    topic: str
    topic_id: str
    partition: int
    rows: tuple[tuple[int, Row], ...]
    next_offset: int
