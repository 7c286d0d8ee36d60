"""Where reading begins, and what happens when that place is gone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.kafka import admin, payments
from tests.kafka.process import Service, alerts, caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka.conftest import Topics

WHAT_TO_DO = "; `fresnel serve --resume-at-earliest` goes on at the earliest that is there"


async def test_a_new_group_begins_at_the_earliest_record(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """What is still there when the group first reads is read, though older ones are gone."""
    old, _ = payments.stream(40, every=1, prefix="old")
    there, hits = payments.stream(40, every=1, prefix="there")
    await admin.produce(bootstrap, topics.transactions, old)
    await admin.delete_records(bootstrap, topics.transactions, dict.fromkeys(range(4), 10))
    await admin.produce(bootstrap, topics.transactions, there)
    async with Service(bootstrap, topics, snapshot, tmp_path) as service:
        await until(lambda: caught_up(bootstrap, topics))
        assert await service.ready()
    assert payments.hits_in(await alerts(bootstrap, topics)) == hits


async def test_an_expired_offset_stops_its_partition_and_says_so(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Records that expired unread are never passed over; the other partitions go on."""
    records, hits = payments.stream(80, every=1)
    await admin.produce(bootstrap, topics.transactions, records)
    await admin.commit(bootstrap, topics.group, topics.transactions, dict.fromkeys(range(4), 5))
    await admin.delete_records(bootstrap, topics.transactions, {2: 10})
    expected = {hit for number, hit in enumerate(sorted(hits)) if number >= 20 and number % 4 != 2}
    async with Service(bootstrap, topics, snapshot, tmp_path) as service:
        await until(lambda: _committed_is({0: 20, 1: 20, 2: 5, 3: 20}, bootstrap, topics))
        reasons = await until(service.reasons)
        assert reasons == {"consumer": f"offset 5 of partition 2 has expired{WHAT_TO_DO}"}
        more, more_hits = payments.stream(4, every=1, prefix="u")
        await admin.produce(bootstrap, topics.transactions, more)
        await until(lambda: _committed_is({0: 21, 1: 21, 2: 5, 3: 21}, bootstrap, topics))
        assert await service.reasons() == reasons
    expected |= {hit for number, hit in enumerate(sorted(more_hits)) if number != 2}
    assert payments.hits_in(await alerts(bootstrap, topics)) == expected


async def test_a_partition_that_was_empty_at_first_cannot_lose_records_unnoticed(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """What arrives and expires while the service is away is missed loudly, not silently."""
    async with Service(bootstrap, topics, snapshot, tmp_path) as service:
        await until(lambda: caught_up(bootstrap, topics))
        assert await service.terminate() == 0
        records, _ = payments.stream(40, every=1)
        await admin.produce(bootstrap, topics.transactions, records)
        await admin.delete_records(bootstrap, topics.transactions, {1: 10})
        await service.start()
        reasons = await until(lambda: _expired(service))
        assert reasons == f"offset 0 of partition 1 has expired{WHAT_TO_DO}"


async def _expired(service: Service) -> str | None:
    reason = (await service.reasons()).get("consumer", "")
    return reason if "expired" in reason else None


async def _committed_is(offsets: dict[int, int], bootstrap: str, topics: Topics) -> bool:
    return await admin.committed(bootstrap, topics.group, topics.transactions) == offsets
