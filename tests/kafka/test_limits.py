"""A bad upstream stops its partition alone, and an operator lets it go on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.kafka import admin, payments
from tests.kafka.admin import Record
from tests.kafka.process import Service, alerts, caught_up
from tests.kafka.receipts import chains, holes
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka.conftest import Topics

BAD = Record(b"{", partition=2)


async def test_a_partition_of_bad_records_stops_at_its_limit_and_others_go_on(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Of 300 bad records 100 are dead letters; accepted, the rest follow, and nothing is lost."""
    records, hits = payments.stream(400, every=10)
    await admin.produce(bootstrap, topics.transactions, [BAD] * 300)
    await admin.produce(bootstrap, topics.transactions, records)
    async with Service(bootstrap, topics, snapshot, tmp_path) as service:
        await until(lambda: _is_stopped(service, 2))
        await until(lambda: _others_are_done(bootstrap, topics))
        assert await service.alive()
        reason = (await service.reasons())["consumer"]
        assert reason == (
            "partition 2 stopped at offset 100: 100 dead letters in a row; "
            "`fresnel serve --accept-dead-letters 2` goes on all the same"
        )
        assert await service.metrics("fresnel_partition_stopped") == {
            '{kind="dead_letter_limit",partition="2"}': 1
        }
        async with Service(bootstrap, topics, snapshot, tmp_path) as other:  # a rebalance
            await until(lambda: _has_partitions(other))
        more = [record for record in records if record.partition != 2]
        await admin.produce(bootstrap, topics.transactions, more)
        await until(lambda: _others_are_done(bootstrap, topics))
        await until(lambda: _is_stopped(service, 2))
    assert len(await admin.read(bootstrap, topics.dead_letter)) == 100
    async with Service(
        bootstrap, topics, snapshot, tmp_path, options=["--accept-dead-letters", "2"]
    ) as service:
        await until(lambda: caught_up(bootstrap, topics))
        await until(service.ready)
    assert len(await admin.read(bootstrap, topics.dead_letter)) == 300
    assert payments.hits_in(await alerts(bootstrap, topics)) == hits
    for partition, receipts in (await chains(bootstrap, topics)).items():
        ends = await admin.end_offsets(bootstrap, topics.transactions)
        assert not holes(receipts, 0, ends[partition])


async def test_bad_records_among_good_ones_reach_the_share(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Every other record bad: the 500th among 1,000 stops the partition."""
    good = Record(payments.stream(4)[0][0].value, partition=2)
    await admin.produce(bootstrap, topics.transactions, [good, BAD] * 700)
    async with Service(bootstrap, topics, snapshot, tmp_path) as service:
        await until(lambda: _is_stopped(service, 2))
        assert "offset 1000: 500 dead letters among 1000 records" in str(await service.reasons())
        await until(lambda: _committed(bootstrap, topics, {2: 1000}))
    assert len(await admin.read(bootstrap, topics.dead_letter)) == 500


async def test_expired_offsets_are_passed_over_only_when_told(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """The partition stops and says what to do; told so, it goes on and the hole is on record."""
    records, _ = payments.stream(400, every=10)
    await admin.produce(bootstrap, topics.transactions, records)
    async with Service(bootstrap, topics, snapshot, tmp_path):
        await until(lambda: caught_up(bootstrap, topics))
    await admin.produce(bootstrap, topics.transactions, records)
    await admin.delete_records(bootstrap, topics.transactions, {3: 150})
    async with Service(bootstrap, topics, snapshot, tmp_path) as service:
        await until(lambda: _is_stopped(service, 3))
        reason = (await service.reasons())["consumer"]
        assert "offset 100 of partition 3 has expired" in reason
        assert "--resume-at-earliest" in reason
    async with Service(
        bootstrap, topics, snapshot, tmp_path, options=["--resume-at-earliest"]
    ) as service:
        await until(lambda: caught_up(bootstrap, topics))
        await until(service.ready)
        assert '"first_offset": 100, "last_offset": 149' in service.log()
    found = await chains(bootstrap, topics)
    assert holes(found[3], 0, 200) == set(range(100, 150))


async def _is_stopped(service: Service, partition: int) -> bool:
    reason = (await service.reasons()).get("consumer", "")
    return f"partition {partition}" in reason


async def _has_partitions(service: Service) -> bool:
    return bool(await service.metrics("fresnel_consumer_lag"))


async def _others_are_done(bootstrap: str, topics: Topics) -> bool:
    ends = await admin.end_offsets(bootstrap, topics.transactions)
    done = await admin.committed(bootstrap, topics.group, topics.transactions)
    return done == ends | {2: 100}


async def _committed(bootstrap: str, topics: Topics, wanted: dict[int, int]) -> bool:
    found = await admin.committed(bootstrap, topics.group, topics.transactions)
    return wanted.items() <= found.items()
