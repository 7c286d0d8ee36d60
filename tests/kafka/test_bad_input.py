"""Records that cannot be screened, and messages that a topic refuses: never a stall or a loss."""

from __future__ import annotations

import hashlib
import json
import random
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from tests.kafka import admin, payments
from tests.kafka.admin import Record
from tests.kafka.conftest import PARTITIONS, delete
from tests.kafka.process import Service, alerts, caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from aiokafka import ConsumerRecord

    from tests.kafka.conftest import Topics

MEGABYTE = 1 << 20
FAR_AHEAD = 10**15
BAD = {
    "not_json": [b"{not json", b"", b'{"id": "a"} {"id": "b"}', b'{"id": NaN}'],
    "not_utf8": [b'{"id": "\xff\xfe"}', b"\x00\xff"],
    "not_an_object": [b"[1, 2]", b"7", b"null", b'"text"'],
    "id_missing": [b"{}", b'{"id": null}'],
    "id_type": [b'{"id": 1.5}', b'{"id": true}', b'{"id": ["a"]}', b'{"id": 1e300}'],
    "id_empty": [b'{"id": ""}', b'{"id": "  "}'],
    "duplicate_key": [b'{"id": "a", "id": "b"}', b'{"id": "a", "amount" : 1, "amount" : 2}'],
    "too_deep": [b'{"id": "a", "description": ' + b"[" * 5_000 + b"]" * 5_000 + b"}"],
    "text_too_long": [json.dumps({"id": "a", "description": "x" * 70_000}).encode()],
    "too_large": [json.dumps({"id": "a", "description": "x" * 10 * MEGABYTE}).encode()],
}
RAW = {raw: reason for reason, all_raw in BAD.items() for raw in all_raw}


@pytest.fixture
async def roomy(bootstrap: str, names: Topics) -> AsyncIterator[Topics]:
    """Topics of which the transactions take records of 11 MB and of the year 33658."""
    room = {
        "max.message.bytes": str(11 * MEGABYTE),
        "message.timestamp.after.max.ms": str(FAR_AHEAD),
    }
    await admin.create_topics(bootstrap, names.transactions, partitions=PARTITIONS, configs=room)
    await admin.create_topics(bootstrap, names.review, names.dead_letter)
    yield names
    await delete(bootstrap, names)


async def test_bad_records_are_dead_lettered_and_their_neighbours_unharmed(
    bootstrap: str, roomy: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Each bad record ends on the dead-letter topic with its bytes and coordinates, no other."""
    good, hits = payments.stream(len(RAW) + 1, every=2, partitions=1)
    bad = [Record(raw, b"key", partition=0) for raw in RAW]
    mixed = [each for pair in zip(good, bad, strict=False) for each in pair] + good[-1:]
    tombstone = Record(None, b"key", partition=0)
    async with Service(bootstrap, roomy, snapshot, tmp_path) as service:
        await admin.produce(
            bootstrap, roomy.transactions, [*mixed, tombstone], max_request_size=11 * MEGABYTE
        )
        await until(lambda: caught_up(bootstrap, roomy))
        outcomes = await until(service.outcomes)
        counted = await service.metrics("fresnel_dead_letters_total")
    letters = await admin.read(bootstrap, roomy.dead_letter)
    sources = {each.offset: each for each in await admin.read(bootstrap, roomy.transactions)}

    assert payments.hits_in(await alerts(bootstrap, roomy)) == hits
    assert outcomes == {
        "clear": len(good) - len(hits),
        "flagged": len(hits),
        "dead_lettered": len(bad),
        "skipped": 1,
    }
    assert counted == {f'{{reason="{reason}"}}': len(each) for reason, each in BAD.items()}
    assert sorted(_check_letter(each, sources, roomy) for each in letters) == sorted(RAW.values())


async def test_a_record_time_beyond_belief_harms_nothing(
    bootstrap: str, roomy: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Producers choose the record's time: one that no calendar has is screened like any other."""
    records, hits = payments.stream(12, every=1)
    made, hit = payments.planted("timeless", payments.PLANTS[0])
    records.append(Record(json.dumps(made | {"timestamp": None}).encode()))
    strange = [replace(record, timestamp_ms=FAR_AHEAD) for record in records]
    async with Service(bootstrap, roomy, snapshot, tmp_path) as service:
        await admin.produce(bootstrap, roomy.transactions, strange)
        await until(lambda: caught_up(bootstrap, roomy))
        assert await service.outcomes() == {"flagged": 13}
    assert payments.hits_in(await alerts(bootstrap, roomy)) == {*hits, hit}


async def test_a_dead_letter_carries_no_more_than_it_may(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Above FRESNEL_DEAD_LETTER_MAX_BYTES bytes are cut; length and digest are true."""
    raw = b"{not json" + b"." * 5_000
    async with Service(bootstrap, topics, snapshot, tmp_path, DEAD_LETTER_MAX_BYTES=1_000):
        await admin.produce(bootstrap, topics.transactions, [Record(raw)])
        await until(lambda: caught_up(bootstrap, topics))
    (letter,) = await admin.read(bootstrap, topics.dead_letter)

    assert letter.value == raw[:1_000]
    assert _headers(letter)["original_length"] == b"5009"
    assert _headers(letter)["original_sha256"] == hashlib.sha256(raw).hexdigest().encode()


@pytest.mark.parametrize(
    ("review_bytes", "letter_bytes"), [(2_500, 1 << 20), (600, 1 << 20), (600, 1_000)]
)
async def test_a_topic_that_takes_little_gets_a_smaller_form(
    bootstrap: str,
    names: Topics,
    snapshot: Path,
    tmp_path: Path,
    review_bytes: int,
    letter_bytes: int,
) -> None:
    """A large alert goes compact, else its record is dead-lettered; small alerts stay whole."""
    await admin.create_topics(bootstrap, names.transactions)
    limits = {names.review: review_bytes, names.dead_letter: letter_bytes}
    for topic, limit in limits.items():
        await admin.create_topics(bootstrap, topic, configs={"max.message.bytes": str(limit)})
    small, small_hits = payments.stream(40, every=1, partitions=1)
    large, hit = _large_payment()
    records = [Record(each.value, partition=0) for each in small]  # without a key of their own
    records.insert(20, Record(large, partition=0))
    async with Service(bootstrap, names, snapshot, tmp_path) as service:
        await admin.produce(bootstrap, names.transactions, records)
        await until(lambda: caught_up(bootstrap, names))
        outcomes = await until(service.outcomes)
        counted = sum((await service.metrics("fresnel_alerts_total")).values())
        assert await service.ready()
    found = {each["transaction"]["id"]: each for each in await alerts(bootstrap, names)}
    letters = await admin.read(bootstrap, names.dead_letter)

    assert counted == len(found)
    assert outcomes == {
        name: count
        for name, count in (("flagged", len(found)), ("dead_lettered", len(letters)))
        if count
    }
    assert len(found) + len(letters) == len(records)
    assert {_headers(each)["reason"] for each in letters} <= {b"alert_too_large"}
    if review_bytes == 2_500:
        assert payments.hits_in(found.values()) == {*small_hits, hit}
        assert [each["transaction"]["id"] for each in found.values() if "compact" in each] == [
            "large"
        ]
    elif letter_bytes == 1_000:
        assert len(letters) == len(records)
        assert {each.value for each in letters} >= {b""}
    else:
        assert {each.value for each in letters} == {each.value for each in records}


async def test_a_dead_letter_that_no_topic_takes_stops_the_stream_loudly(
    bootstrap: str, names: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Rather than lose a record, the service commits nothing and says which topic refuses."""
    tiny = {"max.message.bytes": "100"}
    await admin.create_topics(bootstrap, names.transactions, names.review)
    await admin.create_topics(bootstrap, names.dead_letter, configs=tiny)
    async with Service(bootstrap, names, snapshot, tmp_path) as service:
        await admin.produce(bootstrap, names.transactions, [Record(b"{not json")])
        await until(lambda: _is_refused(service, names.dead_letter))
        assert await admin.committed(bootstrap, names.group, names.transactions) == {0: 0}


async def _is_refused(service: Service, topic: str) -> bool:
    return f"topic {topic} refuses" in (await service.reasons()).get("kafka", "")


def _large_payment() -> tuple[bytes, payments.Hit]:
    chance = random.Random(3)
    noise = "".join(chance.choices("abcdefghijklmnopqrstuvwxyz0123456789", k=6_000))
    made, hit = payments.planted("large", payments.PLANTS[0])
    return json.dumps(made | {"reference": noise}).encode(), hit


def _check_letter(
    letter: ConsumerRecord, sources: dict[int, ConsumerRecord], topics: Topics
) -> str:
    """Compares a dead letter with the record it is about; its reason."""
    headers = _headers(letter)
    source = sources[int(headers["original_offset"])]
    assert headers["original_topic"] == topics.transactions.encode()
    assert headers["original_partition"] == b"0"
    assert headers["original_timestamp"] == str(source.timestamp).encode()
    assert headers["original_length"] == str(len(source.value)).encode()
    assert headers["original_sha256"] == hashlib.sha256(source.value).hexdigest().encode()
    assert letter.value == source.value[:900_000]
    assert letter.key == source.key
    assert headers["reason"] == RAW[source.value].encode()
    return RAW[source.value]


def _headers(record: ConsumerRecord) -> dict[str, bytes]:
    return dict(record.headers)
