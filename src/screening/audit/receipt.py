"""A screening receipt: what became of one range of offsets, chained to the receipt before it.

Law: the ranges of a chain abut. `first_offset` is the position before the range and
`last_offset` the committed position - 1, so offsets of control and aborted records are covered.
Law: a receipt is acknowledged before its range is committed. After a crash in between the range
is screened again and a second receipt overlaps the first; nothing is ever missing.
Law: a receipt holds no value of a customer or an indicator.

A chain runs per (group, topic, partition): `previous` is the `digest` of the receipt before it,
or null where a chain starts. It has no key: whoever stores a chain's last digest elsewhere can
prove later that nothing before it was changed.
"""

from __future__ import annotations

import hashlib
from datetime import datetime
from typing import TYPE_CHECKING, Annotated, Any, Literal, NamedTuple

import orjson
from pydantic import BaseModel, ConfigDict, Field

if TYPE_CHECKING:
    from collections.abc import Iterable

SCHEMA = "fresnel.receipt/1"

Receipt = dict[str, Any]
Count = Annotated[int, Field(ge=0)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]


class Chain(NamedTuple):
    """Whose receipts follow one another."""

    group: str
    topic: str
    partition: int

    @property
    def key(self) -> bytes:
        """The Kafka key of the chain's receipts: it keeps them in one partition, in order."""
        return f"{self.group}/{self.topic}/{self.partition}".encode()


class SnapshotModel(BaseModel):
    """The snapshot that judged the range."""

    model_config = ConfigDict(extra="allow")

    serial: int
    digest: Digest


class ReceiptModel(BaseModel):
    """One receipt; unknown fields may be added."""

    model_config = ConfigDict(extra="allow")

    schema_: Annotated[Literal["fresnel.receipt/1"], Field(alias="schema")]
    group: str
    writer: Annotated[str, Field(description="the process that wrote it")]
    topic: str
    topic_id: Annotated[
        str | None,
        Field(None, description="Kafka's id of the topic; another one: it was made anew"),
    ]
    partition: Count
    first_offset: Count
    last_offset: Count
    clear: Count
    flagged: Count
    dead_lettered: Count
    skipped: Count
    transactions: Annotated[int, Field(ge=0, description="payments in the records")]
    shadow: Annotated[int, Field(ge=0, description="payments with a match in shadow")]
    suppressed: Annotated[int, Field(ge=0, description="payments with a match allow-listed")]
    alerts: Annotated[int, Field(ge=0, description="distinct ids of live alerts")]
    alerts_digest: Annotated[Digest, Field(description="of their sorted ids")]
    delay_seconds: Annotated[
        float | None,
        Field(description="longest time from a record's timestamp to its screening acknowledged"),
    ]
    snapshot: SnapshotModel
    config_digest: Digest
    software: str
    at: datetime
    previous: Annotated[Digest | None, Field(description="digest of the receipt before")]
    digest: Annotated[Digest, Field(description="of this receipt without it")]


def json_schema() -> dict[str, Any]:
    """The JSON Schema of a receipt; `docs/receipt.schema.json` is this, committed."""
    return ReceiptModel.model_json_schema(mode="serialization")


def canonical(value: object) -> bytes:
    """Canonical JSON: sorted keys, no white space, UTF-8."""
    return orjson.dumps(value, option=orjson.OPT_SORT_KEYS)


def alerts_digest(alert_ids: Iterable[str]) -> str:
    """SHA-256 in hex over the canonical JSON list of the sorted, distinct ids."""
    return hashlib.sha256(canonical(sorted(set(alert_ids)))).hexdigest()


def digest(receipt: Receipt) -> str:
    """SHA-256 in hex over the canonical JSON of the receipt without its `digest`."""
    return hashlib.sha256(
        canonical({name: value for name, value in receipt.items() if name != "digest"})
    ).hexdigest()


def sealed(receipt: Receipt, previous: str | None) -> Receipt:
    """The receipt with its place in the chain."""
    placed = {"schema": SCHEMA, **receipt, "previous": previous}
    return {**placed, "digest": digest(placed)}
