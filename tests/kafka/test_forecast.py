"""A forecast's sample from the end of a topic: what is read, and that nothing is written."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import pytest
import typer
from aiokafka import AIOKafkaConsumer
from typer.testing import CliRunner

from screening import cli_compare
from screening.batch.sample import SampleError, from_topic
from screening.settings import KafkaSettings
from tests.kafka import admin, payments
from tests.kafka.admin import Record
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from screening.screen import Origin
    from tests.kafka.conftest import Topics

START_MS = 1_751_328_000_000  # 2025-07-01


def numbered(count: int, partition: int, **more: Any) -> list[Record]:
    """Records that say which they are, a millisecond apart."""
    return [
        Record(f"{partition}-{n}".encode(), partition=partition, timestamp_ms=START_MS + n, **more)
        for n in range(count)
    ]


async def sampled(bootstrap: str, topic: str, most: int) -> list[tuple[bytes | None, Origin]]:
    """What the sample gives, in order of partition and offset."""
    taken: list[tuple[bytes | None, Origin]] = []
    kafka = KafkaSettings(bootstrap_servers=bootstrap)
    await from_topic(kafka, topic, most, lambda raw, origin: taken.append((raw, origin)))
    return sorted(taken, key=lambda each: each[1].coordinates)


async def offsets(bootstrap: str, topic: str, most: int) -> dict[int, list[int]]:
    """The offsets that the sample gives, by partition."""
    found: dict[int, list[int]] = {}
    for _, origin in await sampled(bootstrap, topic, most):
        assert origin.coordinates == (topic, origin.partition, origin.offset)
        found.setdefault(origin.partition, []).append(origin.offset)
    return found


async def is_stable(bootstrap: str, topic: str) -> bool:
    """Whether readers of committed records see the end: a transaction's mark is written late."""
    ends = await admin.end_offsets(bootstrap, topic)
    return ends == await admin.end_offsets(bootstrap, topic, isolation="read_committed")


async def test_the_last_records_are_spread_over_the_partitions(
    bootstrap: str, topics: Topics
) -> None:
    """An empty partition, a small one and aborted records: even shares of offsets, no more."""
    topic = topics.transactions
    await admin.produce(bootstrap, topic, [*numbered(30, 0), *numbered(5, 1), *numbered(10, 3)])
    await admin.produce(bootstrap, topic, numbered(5, 3), transaction="abort")
    await until(lambda: is_stable(bootstrap, topic))
    # Of 24: none of 2, all five of 1, then 9 of the 16 offsets of 3 (three records, the aborted
    # ones and the mark that says so), and the rest of 0.
    expected = {0: list(range(20, 30)), 1: list(range(5)), 3: [7, 8, 9]}
    assert await offsets(bootstrap, topic, 24) == expected
    taken = await sampled(bootstrap, topic, 24)
    assert taken[0][0] == b"0-20"
    assert taken[0][1].recorded_ms == START_MS + 20
    everything = {0: list(range(30)), 1: list(range(5)), 3: list(range(10))}
    assert await offsets(bootstrap, topic, 10_000) == everything


async def test_what_retention_left_is_the_sample(bootstrap: str, topics: Topics) -> None:
    """Of a partition that begins late there are fewer records than asked for."""
    topic = topics.transactions
    await admin.produce(bootstrap, topic, [*numbered(30, 0), *numbered(30, 1)])
    await admin.delete_records(bootstrap, topic, {0: 25, 1: 30})
    assert await offsets(bootstrap, topic, 20) == {0: [25, 26, 27, 28, 29]}


async def test_what_is_not_committed_is_not_waited_for(bootstrap: str, topics: Topics) -> None:
    """An open transaction ends its partition for now, and what stands behind it waits too."""
    topic = topics.transactions
    await admin.produce(bootstrap, topic, [*numbered(4, 0), *numbered(4, 1)])
    async with (
        admin.producer(bootstrap, transactional_id=f"open-{topic}") as client,
        client.transaction(),
    ):
        await client.send_and_wait(topic, b"open", partition=0)
        await admin.produce(bootstrap, topic, [Record(b"behind", partition=0)])
        assert await offsets(bootstrap, topic, 100) == {0: [0, 1, 2, 3], 1: [0, 1, 2, 3]}
    await until(lambda: is_stable(bootstrap, topic))
    assert await offsets(bootstrap, topic, 100) == {0: [0, 1, 2, 3, 4, 5], 1: [0, 1, 2, 3]}


async def test_a_partition_that_ends_in_aborted_records_alone(
    bootstrap: str, topics: Topics
) -> None:
    """There is nothing to give, and reading ends all the same."""
    topic = topics.transactions
    await admin.produce(bootstrap, topic, numbered(40, 2), transaction="abort")
    await until(lambda: is_stable(bootstrap, topic))
    assert await offsets(bootstrap, topic, 10) == {}


async def test_a_topic_without_records_or_that_is_missing(bootstrap: str, names: Topics) -> None:
    """Each is one clear line, and asking makes no topic."""
    with pytest.raises(SampleError, match=rf"^topic {names.transactions}: not found$"):
        await sampled(bootstrap, names.transactions, 10)
    async with admin.administrator(bootstrap) as client:
        assert names.transactions not in await client.list_topics()
    await admin.create_topics(bootstrap, names.review)
    with pytest.raises(SampleError, match="holds no record"):
        await sampled(bootstrap, names.review, 10)
    await admin.delete_topics(bootstrap, names.review)


async def test_what_comes_meanwhile_is_left(
    bootstrap: str, topics: Topics, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading goes to the end as of its start, in no group, however fast records come."""
    topic = topics.transactions
    await admin.produce(bootstrap, topic, [*numbered(6, 0), *numbered(3, 1)])
    asked = AIOKafkaConsumer.end_offsets

    async def then_more(self: AIOKafkaConsumer, places: list[Any]) -> dict[Any, int]:
        assert self._group_id is None
        ends: dict[Any, int] = await asked(self, places)
        await admin.produce(bootstrap, topic, [*numbered(50, 0), *numbered(50, 2)])
        return ends

    monkeypatch.setattr(AIOKafkaConsumer, "end_offsets", then_more)
    assert await offsets(bootstrap, topic, 6) == {0: [3, 4, 5], 1: [0, 1, 2]}


async def groups(bootstrap: str) -> set[Any]:
    """Every consumer group that the broker knows."""
    async with admin.administrator(bootstrap) as client:
        return set(await client.list_consumer_groups())


async def test_a_forecast_of_a_topic(bootstrap: str, topics: Topics, tmp_path: Path) -> None:
    """Exact counts from the command; no group, no offset and no record is left behind."""
    topic = topics.transactions
    (tmp_path / "new").mkdir()
    old = payments.snapshot(tmp_path)
    new = payments.snapshot(tmp_path / "new", serial=2, extra="b-1,phrase,lunch and coffee\n")
    records, hits = payments.stream(200, every=20)
    await admin.produce(bootstrap, topic, [*records, Record(None, b"k", partition=1)])
    ends, known = await admin.end_offsets(bootstrap, topic), await groups(bootstrap)
    told = await asyncio.to_thread(
        forecast, bootstrap, "--snapshot", new, "--against", old, "--sample", f"topic:{topic}"
    )
    assert told["sample"]["records"] == 200
    assert told["sample"]["tombstones"] == 1
    assert told["alerts"]["old"]["sample"] == len(hits) == 10
    lunches = sum(b"lunch and coffee" in record.value for record in records if record.value)
    noisiest = {each["id"]: each for each in told["noisiest"]}
    assert noisiest["b-1"]["alerts"]["new"]["sample"] == lunches
    assert noisiest["b-1"]["is_new"]
    assert told["appear"]["sample"] == 190
    assert told["disappear"]["sample"] == 0
    assert await admin.end_offsets(bootstrap, topic) == ends
    assert await admin.end_offsets(bootstrap, topics.review) == {0: 0}
    assert await groups(bootstrap) == known


def forecast(bootstrap: str, *arguments: object) -> dict[str, Any]:
    """The command's JSON."""
    app = typer.Typer()
    cli_compare.register(app)
    ran = CliRunner(env={"FRESNEL_KAFKA__BOOTSTRAP_SERVERS": bootstrap}).invoke(
        app, ["forecast", *map(str, arguments), "--json"], catch_exceptions=False
    )
    assert ran.exit_code == 0
    told: dict[str, Any] = json.loads(ran.stdout)
    return told
