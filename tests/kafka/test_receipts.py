"""What the audit topic proves: every offset in a receipt, in one chain, whatever happens."""

from __future__ import annotations

import json
import random
from functools import partial
from itertools import pairwise
from typing import TYPE_CHECKING

from tests.kafka import admin, payments
from tests.kafka.admin import Record
from tests.kafka.load import assert_complete, running_load
from tests.kafka.process import Service, alerts, caught_up
from tests.kafka.receipts import (
    OUTCOMES,
    assert_alerts_belong,
    assert_chained,
    chains,
    holes,
    overlaps,
)
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka.conftest import Topics

SMALL = {"KAFKA__MAX_POLL_RECORDS": 50}


async def test_receipts_account_for_every_record(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Hits, clear ones, bad ones, tombstones and transactions: counted, covered, chained."""
    records, _ = payments.stream(2_000, every=10)
    odd = [Record(b"not json", partition=1), Record(None, key=b"k", partition=1)]
    await admin.produce(bootstrap, topics.transactions, records[:1_000])
    await admin.produce(bootstrap, topics.transactions, odd)
    await admin.produce(bootstrap, topics.transactions, records[1_000:], transaction="commit")
    async with Service(bootstrap, topics, snapshot, tmp_path, **SMALL) as service:
        await until(lambda: caught_up(bootstrap, topics))
        accounts = (await service.get("/v1/accounting")).json()
        counted = await service.metrics("fresnel_partition_records_total")
    found = await chains(bootstrap, topics)
    ends = await admin.end_offsets(bootstrap, topics.transactions)
    sent = await alerts(bootstrap, topics)
    total = dict.fromkeys(OUTCOMES, 0)
    for partition, receipts in found.items():
        assert_chained(receipts)
        assert not holes(receipts, 0, ends[partition])
        assert all(a["last_offset"] + 1 == b["first_offset"] for a, b in pairwise(receipts))
        assert_alerts_belong(receipts, sent)
        for outcome in OUTCOMES:
            here = sum(each[outcome] for each in receipts)
            labels = f'{{outcome="{outcome}",partition="{partition}"}}'
            assert counted.get(labels, 0) == here
            total[outcome] += here
    assert sum(total.values()) == 2_002
    assert (total["dead_lettered"], total["skipped"]) == (1, 1)
    assert total["flagged"] == len(sent)
    assert accounts["total"] == {"consumed": 2_002, **total, "balanced": True}
    assert {each["partition"]: each["state"] for each in accounts["partitions"]} == dict.fromkeys(
        range(4), "reading"
    )
    assert all(each["receipt"] == found[each["partition"]][-1] for each in accounts["partitions"])
    assert not any(hit[0] in json.dumps(found) for hit in payments.stream(20, every=10)[1])


async def test_a_chain_goes_on_through_crashes_and_other_members(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Killed, restarted, joined by another: no hole, one chain, and each alert in its receipt."""
    chance = random.Random(11)
    async with running_load(bootstrap, topics, every=5) as load:
        async with Service(bootstrap, topics, snapshot, tmp_path, **SMALL) as service:
            for _ in range(3):
                more = load.count + chance.randrange(300, 900)
                await until(partial(_has_screened, service, more - load.count))
                await service.kill()
                await service.start()
            await until(service.outcomes)
            async with Service(bootstrap, topics, snapshot, tmp_path, **SMALL) as other:
                await until(other.outcomes)
            await until(service.outcomes)
        async with Service(bootstrap, topics, snapshot, tmp_path, **SMALL):
            pass
    async with Service(bootstrap, topics, snapshot, tmp_path, **SMALL) as last:
        await until(lambda: caught_up(bootstrap, topics))
        await until(last.ready)
    await assert_complete(bootstrap, topics, load.hits)
    sent, ends = (
        await alerts(bootstrap, topics),
        await admin.end_offsets(bootstrap, topics.transactions),
    )
    found = await chains(bootstrap, topics)
    assert found.keys() == {0, 1, 2, 3}
    for partition, receipts in found.items():
        assert_chained(receipts)
        assert not holes(receipts, 0, ends[partition])
        assert_alerts_belong(receipts, sent)
    print("receipts that overlap:", {p: overlaps(each) for p, each in found.items()})


async def test_commits_are_gathered_under_load(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """A backlog in polls of 50 records makes far fewer receipts than polls."""
    records, _ = payments.stream(20_000, every=1_000)
    await admin.produce(bootstrap, topics.transactions, records)
    async with Service(bootstrap, topics, snapshot, tmp_path, **SMALL):
        await until(lambda: caught_up(bootstrap, topics))
    found = await chains(bootstrap, topics)
    assert sum(map(len, found.values())) < 20_000 / 50 / 2
    assert all(
        sum(each[outcome] for outcome in OUTCOMES) <= 5_050
        for receipts in found.values()
        for each in receipts
    )


async def test_a_chain_whose_receipts_have_expired_goes_on_from_the_commit(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """With the audit topic emptied, the next receipts still refer to the last ones."""
    await admin.produce(bootstrap, topics.transactions, payments.stream(40)[0])
    async with Service(bootstrap, topics, snapshot, tmp_path):
        await until(lambda: caught_up(bootstrap, topics))
    before = await chains(bootstrap, topics)
    await admin.delete_records(
        bootstrap, topics.audit, await admin.end_offsets(bootstrap, topics.audit)
    )
    await admin.produce(bootstrap, topics.transactions, payments.stream(40)[0])
    async with Service(bootstrap, topics, snapshot, tmp_path):
        await until(lambda: caught_up(bootstrap, topics))
    after = await chains(bootstrap, topics)
    assert after.keys() == before.keys()
    for partition, receipts in after.items():
        assert_chained(receipts, before[partition][-1]["digest"])


async def test_the_audit_topic_is_made_to_last(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """A missing audit topic is made, and its receipts never expire by themselves."""
    await admin.delete_topics(bootstrap, topics.audit)
    await until(lambda: _is_gone(bootstrap, topics.audit))
    await admin.produce(bootstrap, topics.transactions, payments.stream(40)[0])
    async with Service(bootstrap, topics, snapshot, tmp_path):
        await until(lambda: caught_up(bootstrap, topics))
    assert (await admin.topic_config(bootstrap, topics.audit))["retention.ms"] == "-1"
    assert len(await chains(bootstrap, topics)) == 4


async def _has_screened(service: Service, records: int) -> bool:
    return sum((await service.outcomes()).values()) >= records


async def _is_gone(bootstrap: str, topic: str) -> bool:
    return await admin.end_offsets(bootstrap, topic) == {}
