"""Avro payments on real Kafka with a real schema registry, which is killed and comes back."""

from __future__ import annotations

import asyncio
import io
import json
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from importlib import resources
from typing import TYPE_CHECKING, Any

import fastavro
import pytest

from tests.kafka import admin, payments
from tests.kafka.admin import Record
from tests.kafka.load import assert_complete
from tests.kafka.process import Service, alerts, caught_up
from tests.kafka.registry import SchemaRegistry
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.kafka.conftest import Topics

OPTIONAL = ["null", "string"]
PARTY = {
    "type": "record",
    "name": "Party",
    "namespace": "org.example",
    "fields": [
        {"name": "name", "type": "string"},
        {"name": "account", "type": OPTIONAL, "default": None},
        {"name": "proxy", "type": OPTIONAL, "default": None},
    ],
}
FIELDS = [
    {"name": "id", "type": "string"},
    {"name": "timestamp", "type": {"type": "long", "logicalType": "timestamp-millis"}},
    {"name": "customer_id", "type": "string"},
    {
        "name": "amount",
        "type": {"type": "bytes", "logicalType": "decimal", "precision": 18, "scale": 2},
    },
    {"name": "currency", "type": {"type": "enum", "name": "Currency", "symbols": ["AUD"]}},
    {"name": "description", "type": "string"},
    {"name": "reference", "type": OPTIONAL},
    {"name": "payer", "type": "org.example.Party"},
    {"name": "payee", "type": "org.example.Party"},
    {"name": "merchant", "type": OPTIONAL},
    {
        "name": "device",
        "type": {
            "type": "record",
            "name": "Device",
            "fields": [{"name": "ip", "type": "string"}],
        },
    },
]
# The second version has a field in front of the others, and one behind: read by the first
# version's schema, its records would be nonsense.
ADDED = {"name": "channel", "type": OPTIONAL, "default": None}
LATER = {"name": "tags", "type": {"type": "map", "values": "string"}, "default": {}}
VERSIONS = [
    {"type": "record", "name": "Payment", "namespace": "org.example.payments", "fields": fields}
    for fields in (FIELDS, [ADDED, *FIELDS, LATER])
]
JSON_SCHEMA = {"$schema": "http://json-schema.org/draft-07/schema#", "type": "object"}
REFERENCES = [{"name": "org.example.Party", "subject": "party", "version": 1}]


@pytest.fixture
def schemas(own_broker: None) -> Iterator[SchemaRegistry]:
    """A registry that knows what the payments refer to, and the first version of them."""
    with SchemaRegistry() as running:
        running.register("party", PARTY)
        yield running


@pytest.fixture
def mapping(tmp_path: Path) -> Path:
    """The generic mapping, for Avro."""
    generic = resources.files("screening.mapping").joinpath("shipped", "generic.yaml")
    file = tmp_path / "avro.yaml"
    file.write_text(generic.read_text("utf-8").replace("format: json", "format: avro"), "utf-8")
    return file


def settings(schemas: SchemaRegistry, mapping: Path) -> dict[str, object]:
    """What the service needs beside Kafka."""
    return {
        "MAPPING": mapping,
        "REGISTRY__URL": schemas.url,
        "REGISTRY__TIMEOUT_SECONDS": 2,
        "STATE_DIR": mapping.parent / "state",
    }


def register(schemas: SchemaRegistry, version: int) -> int:
    """The id of a version of the payments' schema."""
    return schemas.register("payments-value", VERSIONS[version], REFERENCES)


def avro_of(number: int, version: int, made: dict[str, Any]) -> bytes:
    """A payment in the registry's wire format."""
    value = {**made, "channel": "mobile", "tags": {"k": "v"}}
    value["timestamp"] = datetime.fromisoformat(made["timestamp"])
    value["amount"] = Decimal(made["amount"])
    stream = io.BytesIO()
    schema = fastavro.parse_schema(VERSIONS[version], named_schemas=_named())
    fastavro.schemaless_writer(stream, schema, value)
    return b"\0" + number.to_bytes(4, "big") + stream.getvalue()


def _named() -> dict[str, Any]:
    named: dict[str, Any] = {}
    fastavro.parse_schema(PARTY, named_schemas=named)
    return named


def stream(
    count: int, prefix: str, versions: list[tuple[int, int]]
) -> tuple[list[Record], set[payments.Hit]]:
    """Records of the versions (id, version) in turn, and the hits among them."""
    records, hits = payments.stream(count, every=5, prefix=prefix)
    made = [
        replace(each, value=avro_of(*versions[n % len(versions)], json.loads(each.value or b"")))
        for n, each in enumerate(records)
    ]
    return made, hits


async def test_a_registry_that_dies_costs_nothing(
    bootstrap: str,
    topics: Topics,
    snapshot: Path,
    tmp_path: Path,
    schemas: SchemaRegistry,
    mapping: Path,
) -> None:
    """A new schema is in flight when it is killed: its records wait, and then all are screened."""
    old = (register(schemas, 0), 0)
    first, hits = stream(100, "first", [old])
    async with Service(bootstrap, topics, snapshot, tmp_path, **settings(schemas, mapping)) as at:
        await admin.produce(bootstrap, topics.transactions, first)
        await until(lambda: caught_up(bootstrap, topics))
        new = (register(schemas, 1), 1)
        await asyncio.to_thread(schemas.kill)
        known, more = stream(100, "known", [old])
        await admin.produce(bootstrap, topics.transactions, known)
        await until(lambda: caught_up(bootstrap, topics))
        assert await at.ready()
        mixed, others = stream(200, "mixed", [old, new])
        await admin.produce(bootstrap, topics.transactions, mixed)
        await until(lambda: _waits_for(at, new[0]))
        assert await at.alive()
        assert not await caught_up(bootstrap, topics)
        await asyncio.to_thread(schemas.start)
        await until(lambda: caught_up(bootstrap, topics))
        await until(at.ready)
        assert await at.outcomes() == {"flagged": 80, "clear": 320}
        assert at.log().count("kafka failed") == 0
    await assert_complete(bootstrap, topics, hits | more | others)
    assert await admin.read(bootstrap, topics.dead_letter) == []
    assert all(each["transaction"]["amount"] == "12.50" for each in await alerts(bootstrap, topics))


async def test_a_start_without_the_registry(
    bootstrap: str,
    topics: Topics,
    snapshot: Path,
    tmp_path: Path,
    schemas: SchemaRegistry,
    mapping: Path,
) -> None:
    """With the schemas of an earlier run it screens; without, it says so and waits."""
    old, new = (register(schemas, 0), 0), (register(schemas, 1), 1)
    first, hits = stream(100, "first", [old])
    given = settings(schemas, mapping)
    async with Service(bootstrap, topics, snapshot, tmp_path, **given) as at:
        await admin.produce(bootstrap, topics.transactions, first)
        await until(lambda: caught_up(bootstrap, topics))
        assert await at.terminate() == 0
    await asyncio.to_thread(schemas.kill)
    second, more = stream(100, "second", [old])
    async with Service(bootstrap, topics, snapshot, tmp_path, **given) as at:
        await admin.produce(bootstrap, topics.transactions, second)
        await until(lambda: caught_up(bootstrap, topics))
        await until(at.ready)
        assert await at.terminate() == 0
    third, others = stream(100, "third", [new])
    async with Service(
        bootstrap, topics, snapshot, tmp_path, **given | {"STATE_DIR": tmp_path / "empty"}
    ) as at:
        await admin.produce(bootstrap, topics.transactions, third)
        await until(lambda: _waits_for(at, new[0]))
        await asyncio.to_thread(schemas.start)
        await until(lambda: caught_up(bootstrap, topics))
        await until(at.ready)
    await assert_complete(bootstrap, topics, hits | more | others)
    assert await admin.read(bootstrap, topics.dead_letter) == []


async def test_records_that_no_schema_reads_are_dead_lettered(
    bootstrap: str,
    topics: Topics,
    snapshot: Path,
    tmp_path: Path,
    schemas: SchemaRegistry,
    mapping: Path,
) -> None:
    """An id that the registry does not know, a schema that is not Avro, a body that is cut."""
    old = (register(schemas, 0), 0)
    good, hits = stream(40, "good", [old])
    whole = good[0].value or b""
    other = schemas.register("other", JSON_SCHEMA, kind="JSON")
    bad = {
        b"\0\0\x0f\x42\x40" + whole[5:]: "unknown_schema",
        b"\0" + other.to_bytes(4, "big") + whole[5:]: "unknown_schema",
        whole[:-1]: "not_avro",
        whole + b"\0": "not_avro",
        b'{"id": "a"}': "not_avro",
    }
    records = [*good[:20], *(Record(raw, partition=0) for raw in bad), *good[20:]]
    async with Service(bootstrap, topics, snapshot, tmp_path, **settings(schemas, mapping)) as at:
        await admin.produce(bootstrap, topics.transactions, records)
        await until(lambda: caught_up(bootstrap, topics))
        await until(at.ready)
    letters = await admin.read(bootstrap, topics.dead_letter)
    assert {each.value: dict(each.headers)["reason"].decode() for each in letters} == bad
    await assert_complete(bootstrap, topics, hits)


async def _waits_for(service: Service, number: int) -> bool:
    reason = (await service.reasons()).get("registry", "")
    return f"schema {number}: cannot connect" in reason
