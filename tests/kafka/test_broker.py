"""The harness itself: what the other tests on a real broker rely on."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from aiokafka import TopicPartition
from aiokafka.errors import InvalidConfigurationError, TopicAlreadyExistsError

from tests.kafka import admin
from tests.kafka.admin import Record

if TYPE_CHECKING:
    from tests.kafka.broker import Broker
    from tests.kafka.conftest import Topics


async def test_records_come_back_as_they_were_produced(bootstrap: str, topics: Topics) -> None:
    """Value, key, headers, partition, timestamp and a tombstone survive, in order."""
    first = Record(b"one", b"k", (("h", b"\xff"),), partition=2, timestamp_ms=1_700_000_000_000)
    await admin.produce(bootstrap, topics.transactions, [first, Record(None, b"k", partition=2)])

    one, tombstone = await admin.read(bootstrap, topics.transactions)

    assert (one.value, one.key, one.headers) == (b"one", b"k", (("h", b"\xff"),))
    assert (one.partition, one.offset, one.timestamp) == (2, 0, 1_700_000_000_000)
    assert (tombstone.value, tombstone.offset) == (None, 1)
    assert await admin.end_offsets(bootstrap, topics.transactions) == {0: 0, 1: 0, 2: 2, 3: 0}


async def test_a_group_commits_and_goes_on_from_there(bootstrap: str, topics: Topics) -> None:
    """A second member reads what the first has not committed, and only that."""
    records = [Record(b"%d" % number, partition=0) for number in range(5)]
    await admin.produce(bootstrap, topics.transactions, records)
    assert await admin.committed(bootstrap, topics.group, topics.transactions) == {}

    async with admin.consumer(bootstrap, topics.transactions, group_id=topics.group) as first:
        await first.getone()
        await first.commit({TopicPartition(topics.transactions, 0): 3})
    async with admin.consumer(bootstrap, topics.transactions, group_id=topics.group) as second:
        following = await second.getone()

    assert following.value == b"3"
    assert await admin.committed(bootstrap, topics.group, topics.transactions) == {0: 3}


async def test_an_aborted_transaction_is_invisible_to_committed_reads(
    bootstrap: str, topics: Topics
) -> None:
    """Aborted records and markers occupy offsets; only an uncommitted read sees the records."""
    outcomes: list[admin.Outcome] = ["commit", "abort", "commit", "abort"]
    for value, outcome in zip((b"a", b"b", b"c", b"d"), outcomes, strict=True):
        record = Record(value, partition=1)
        await admin.produce(bootstrap, topics.transactions, [record], transaction=outcome)

    kept = await admin.read(bootstrap, topics.transactions, isolation="read_committed")
    everything = await admin.read(bootstrap, topics.transactions)

    assert [record.value for record in kept] == [b"a", b"c"]
    assert [record.value for record in everything] == [b"a", b"b", b"c", b"d"]
    assert (await admin.end_offsets(bootstrap, topics.transactions))[1] == 8


async def test_topics_are_refused_loudly(bootstrap: str, topics: Topics) -> None:
    """A topic that exists, or a setting that does not, is an error, not a silent miss."""
    with pytest.raises(TopicAlreadyExistsError):
        await admin.create_topics(bootstrap, topics.review)
    with pytest.raises(InvalidConfigurationError):
        await admin.create_topics(bootstrap, f"{topics.review}.x", configs={"no.such": "1"})


async def test_a_paused_broker_answers_again_after_resume(crashable: Broker, names: Topics) -> None:
    """A paused broker keeps its connections and answers nothing until it is resumed."""
    async with admin.administrator(crashable.bootstrap) as client:
        crashable.pause()
        try:
            with pytest.raises(TimeoutError):
                await asyncio.wait_for(client.list_topics(), 0.3)
        finally:
            crashable.resume()
    await admin.create_topics(crashable.bootstrap, names.transactions)
