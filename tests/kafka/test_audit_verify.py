"""`fresnel audit verify` as a process, on a real broker: what it proves, and what it finds."""

from __future__ import annotations

import asyncio
import csv
import dataclasses
import io
import json
from typing import TYPE_CHECKING

import pytest

from screening.audit import receipt
from tests.kafka import admin, payments
from tests.kafka.admin import Record
from tests.kafka.auditing import Paper, settings_of, verify
from tests.kafka.process import Service, caught_up
from tests.kafka.waiting import until
from tests.screening.audit import paper
from tests.screening.command import fresnel

if TYPE_CHECKING:
    from pathlib import Path

    from screening.audit.receipt import Receipt
    from tests.kafka.conftest import Topics

SMALL = {"KAFKA__MAX_POLL_RECORDS": 50}


@pytest.fixture
def history(topics: Topics) -> Paper:
    """Three receipts of partition 0, offsets 0-29; two alerts in each and one dead letter."""
    made = Paper(topics)
    ids = [[paper.alert_id((n, each)) for each in (3, 7)] for n in range(3)]
    drafts = [
        paper.draft(made.chain(), n * 10, n * 10 + 9, ids=ids[n], dead_lettered=1) for n in range(3)
    ]
    made.receipts = paper.chained(drafts)
    made.alerts = [
        paper.alert(0, n * 10 + each, paper.alert_id((n, each)))
        for n in range(3)
        for each in (3, 7)
    ]
    made.dead = [(0, n * 10 + 5) for n in range(3)]
    return made


async def test_what_the_service_did_is_proven(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Hits, bad ones, tombstones, aborted ones, a crash: proven, with evidence and heads."""
    stream, _ = payments.stream(2_000, every=10)
    odd = [Record(b"not json", partition=1), Record(None, key=b"k", partition=1)]
    await admin.produce(bootstrap, topics.transactions, stream[:1_000])
    await admin.produce(bootstrap, topics.transactions, odd, transaction="abort")
    await admin.produce(bootstrap, topics.transactions, odd)
    async with Service(bootstrap, topics, snapshot, tmp_path, **SMALL) as service:
        await until(service.outcomes)
        await service.kill()
        await service.start()
        await admin.produce(bootstrap, topics.transactions, stream[1_000:])
        await until(lambda: caught_up(bootstrap, topics))
        whole = await verify(bootstrap, topics, "--format", "json")
    assert whole.status == 0
    said = json.loads(whole.out)
    assert said["verdict"] == "proven"
    ends = await admin.end_offsets(bootstrap, topics.transactions)
    assert {
        each["partition"]: (each["first_offset"], each["last_offset"] + 1, each["committed"])
        for each in said["chains"]
    } == {partition: (0, end, end) for partition, end in ends.items()}
    evidence = await verify(bootstrap, topics, "--format", "csv")
    lines = list(csv.DictReader(io.StringIO(evidence.out)))
    assert sum(int(each["receipts"]) for each in said["chains"]) == len(lines)
    assert sum(int(each["dead_lettered"]) for each in lines) == 1
    assert {each["alerts_verdict"] for each in lines} == {"equal"}
    heads = [option for each in said["heads"] for option in ("--head", each["digest"])]
    assert (await verify(bootstrap, topics, *heads)).status == 0
    unknown = await verify(bootstrap, topics, "--head", "0" * 64)
    assert unknown.status == 1
    assert f"head {'0' * 64} is in no chain read" in unknown.out


async def test_a_replay_has_a_proof_of_its_own(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """A record that was too large is screened again: both chains are proven, with its alert."""
    large = json.loads(payments.stream(50)[0][25].value or b"")
    large["note"] = "x" * 5_000
    records = [*payments.stream(40, every=10)[0], payments.record(large, partition=0)]
    await admin.produce(bootstrap, topics.transactions, records)
    async with Service(bootstrap, topics, snapshot, tmp_path, MAX_RECORD_BYTES=4_000):
        await until(lambda: caught_up(bootstrap, topics))
    given = settings_of(bootstrap, topics) | {"SNAPSHOT": snapshot}
    again = await asyncio.to_thread(fresnel, "dead-letter", "replay", "--all", **given)
    assert again.status == 0, again.err
    ran = await verify(bootstrap, topics, "--format", "json")
    assert ran.status == 0
    chains = {each["group"]: each for each in json.loads(ran.out)["chains"] if each["receipts"]}
    replay = chains[f"{topics.group}.replay"]
    assert (replay["receipts"], replay["partition"], replay["first_offset"]) == (1, 0, 10)


async def test_a_history_on_paper_is_proven(bootstrap: str, history: Paper) -> None:
    """What the other tests change is sound, with a lag and messages of others around it."""
    topics = history.topics
    await history.write(bootstrap)
    await admin.produce(bootstrap, topics.transactions, [Record(b"{}", partition=0)] * 5)
    await admin.produce(bootstrap, topics.audit, [Record(b"?", b"other/topic/0"), Record(b"?")])
    await admin.produce(bootstrap, topics.review, [Record(b"?")])
    ran = await verify(bootstrap, topics)
    assert ran.status == 0
    assert "verdict: proven" in ran.out
    assert "partition 0: not screened yet (lag): offsets 30-34" in ran.out
    assert "partition 2: nothing screened yet" in ran.out
    assert "passed over: audit topic: 2 of other chains" in ran.out
    assert "passed over: review topic: 1 no alert of ours" in ran.out
    assert history.receipts[-1]["digest"] in ran.out


async def test_a_hole_is_found(bootstrap: str, history: Paper) -> None:
    """A receipt that is not there leaves exactly its range, and a broken chain."""
    del history.receipts[1]
    await history.write(bootstrap)
    ran = await verify(bootstrap, history.topics)
    assert ran.status == 1
    where = f"NOT PROVEN group {history.topics.group}, partition 0"
    assert f"{where}, offsets 10-19: no receipt covers this" in ran.out
    assert (
        f"{where}, offsets 20-29, audit topic partition 0 offset 1: the chain is broken" in ran.out
    )
    assert "verdict: not proven" in ran.out


async def test_a_partition_without_receipts_is_found(bootstrap: str, history: Paper) -> None:
    """Committed, but there is no evidence at all."""
    await history.write(bootstrap)
    topics = history.topics
    await admin.produce(bootstrap, topics.transactions, [Record(b"{}", partition=3)] * 8)
    await admin.commit(bootstrap, topics.group, topics.transactions, {3: 8})
    ran = await verify(bootstrap, topics)
    assert ran.status == 1
    assert "partition 3, offsets 0-7: committed, and there is no receipt at all" in ran.out


async def test_an_altered_receipt_is_found(bootstrap: str, history: Paper) -> None:
    """Altered as it is, and altered with a new digest: named either way."""
    history.receipts[1]["clear"] -= 1
    await history.write(bootstrap)
    ran = await verify(bootstrap, history.topics)
    assert ran.status == 1
    assert "offsets 10-19, audit topic partition 0 offset 1: the receipt was altered" in ran.out


async def test_a_forged_receipt_is_found(bootstrap: str, history: Paper) -> None:
    """Sealed anew after a change; and one that hangs nowhere, under the chain's key."""
    changed = {**history.receipts[1], "writer": "nobody"}
    del changed["digest"]
    history.receipts[1] = receipt.sealed(changed, changed["previous"])
    forged = receipt.sealed(paper.draft(history.chain(), 30, 39), "0" * 64)
    history.receipts.append(forged)
    await history.write(bootstrap, commit=40)
    other = history.record(paper.chained([paper.draft(history.chain(1), 40, 49)])[0])
    await admin.produce(
        bootstrap,
        history.topics.audit,
        [Record(other.value, history.chain(0).key), Record(None, history.chain(0).key)],
    )
    ran = await verify(bootstrap, history.topics)
    assert ran.status == 1
    assert "offsets 20-29, audit topic partition 0 offset 2: the chain is broken" in ran.out
    assert "offsets 30-39, audit topic partition 0 offset 3: the chain is broken" in ran.out
    assert "audit topic partition 0 offset 4: it states another chain than its key" in ran.out
    assert "audit topic partition 0 offset 5: no receipt: not JSON" in ran.out


async def test_a_missing_alert_is_found(bootstrap: str, history: Paper) -> None:
    """Of one receipt an alert is gone, of another it was exchanged, a third has one too many."""
    history.alerts[0]["alert_id"] = paper.alert_id("another")
    del history.alerts[2]
    history.alerts.append(paper.alert(0, 25, paper.alert_id("more")))
    await history.write(bootstrap)
    ran = await verify(bootstrap, history.topics)
    assert ran.status == 1
    stated = "alerts missing or changed: the receipt states 2, the review topic has"
    assert f"offsets 0-9, audit topic partition 0 offset 0: {stated} 2 with other ids" in ran.out
    assert f"offsets 10-19, audit topic partition 0 offset 1: {stated} 1" in ran.out
    assert f"offsets 20-29, audit topic partition 0 offset 2: {stated} 3" in ran.out


async def test_what_has_expired_is_said(bootstrap: str, history: Paper) -> None:
    """Retention took a receipt, an alert and a dead letter: shown, and the rest is proven."""
    await history.write(bootstrap)
    topics = history.topics
    for topic in (topics.audit, topics.review, topics.dead_letter):
        await admin.delete_records(bootstrap, topic, {0: 3 if topic == topics.review else 2})
    ran = await verify(bootstrap, topics)
    assert ran.status == 0
    assert "the chain goes back before what was read; its first receipt: offsets 20-29" in ran.out


async def test_receipts_of_expired_alerts_cannot_be_compared(
    bootstrap: str, history: Paper
) -> None:
    """Neither alerts nor dead letters are missed when retention took them."""
    await history.write(bootstrap)
    topics = history.topics
    await admin.delete_records(bootstrap, topics.review, {0: 3})
    await admin.delete_records(bootstrap, topics.dead_letter, {0: 1})
    ran = await verify(bootstrap, topics)
    assert ran.status == 0
    assert "the review topic's retention: offsets 0-19 (2 times)" in ran.out
    assert "the dead-letter topic's retention: offsets 0-9" in ran.out


async def test_missing_dead_letters_are_found(bootstrap: str, history: Paper) -> None:
    """A receipt says one, and the topic has none of that range."""
    history.dead[1] = (1, 15)
    await history.write(bootstrap)
    ran = await verify(bootstrap, history.topics)
    assert ran.status == 1
    assert "dead letters missing: the receipt states 1, the topic has 0" in ran.out


async def test_a_period_is_cut_out_of_the_chain(bootstrap: str, history: Paper) -> None:
    """--since and --until choose receipts by their time; a fault outside is not looked at."""
    history.receipts[0]["clear"] -= 1
    await history.write(bootstrap)
    topics = history.topics
    ran = await verify(bootstrap, topics, "--since", paper.at(19), "--until", paper.at(29))
    assert ran.status == 0
    lines = (await verify(bootstrap, topics, "--since", paper.at(19), "--format", "csv")).out
    assert [line.split(",")[4:6] for line in lines.splitlines()[1:]] == [["10", "19"], ["20", "29"]]
    assert (await verify(bootstrap, topics, "--until", paper.at(19))).status == 1


async def test_a_period_of_a_long_chain_is_found_by_its_times(
    bootstrap: str, history: Paper
) -> None:
    """Only what was written since is read, and an hour before; what goes before is said."""
    await history.write(bootstrap)
    topics, now = history.topics, history.topics.audit + ".dated"
    await admin.create_topics(bootstrap, now, partitions=2)
    start = int(paper.START.timestamp() * 1000)
    dated = [
        dataclasses.replace(history.record(each), timestamp_ms=start + hours * 3_600_000)
        for hours, each in enumerate(_dated(history))
    ]
    await admin.produce(bootstrap, now, dated)
    where = {"KAFKA__AUDIT_TOPIC": now}
    since = paper.at(7_200)
    ran = await verify(bootstrap, topics, "--since", since, "--format", "json", **where)
    (chain, *_) = json.loads(ran.out)["chains"]
    assert ran.status == 0
    assert (chain["receipts"], chain["first_offset"]) == (1, 20)
    assert {"goes_back_before"} <= {each["notice"] for each in chain["notices"]}
    none = await verify(bootstrap, topics, "--since", paper.at(20_000), **where)
    assert none.status == 0
    assert "partition 0: no receipt in the period" in none.out
    assert "verdict: nothing to prove" in none.out
    await admin.delete_topics(bootstrap, now)


def _dated(history: Paper) -> list[Receipt]:
    """The same chain, an hour between its receipts."""
    drafts = [
        {name: value for name, value in each.items() if name not in {"digest", "previous"}}
        | {"at": paper.at(hours * 3_600)}
        for hours, each in enumerate(history.receipts)
    ]
    return paper.chained(drafts)
