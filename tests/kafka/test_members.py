"""Members of one group that come and go under load: nothing is lost between them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.kafka import admin
from tests.kafka.load import assert_complete, running_load
from tests.kafka.process import Service, caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka.conftest import Topics

SMALL = {"KAFKA__MAX_POLL_RECORDS": 50}


async def test_members_come_and_go_without_loss(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """A second member joins, works, leaves; a third is killed: every hit has its alert."""
    async with Service(bootstrap, topics, snapshot, tmp_path, **SMALL) as first:
        async with running_load(bootstrap, topics) as load:
            await until(first.outcomes)
            for leave in ("terminate", "kill"):
                async with Service(bootstrap, topics, snapshot, tmp_path, **SMALL) as other:
                    await until(other.outcomes)  # it has partitions, and commits
                    assert await partitions(first) | await partitions(other) == {0, 1, 2, 3}
                    await getattr(other, leave)()
                    await until(lambda: _has_all(first))
        await until(lambda: caught_up(bootstrap, topics))
        assert await first.ready()
    await assert_complete(bootstrap, topics, load.hits)


async def test_a_member_that_was_frozen_cannot_disturb_its_successor(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """A member that stood still while another took over goes on without undoing or losing any."""
    async with (
        Service(bootstrap, topics, snapshot, tmp_path, **SMALL) as frozen,
        Service(bootstrap, topics, snapshot, tmp_path, **SMALL) as other,
    ):
        async with running_load(bootstrap, topics) as load:
            await until(frozen.outcomes)
            await until(other.outcomes)
            frozen.freeze()
            await until(lambda: _has_all(other))
            taken = await admin.committed(bootstrap, topics.group, topics.transactions)
            await until(lambda: _beyond(taken, bootstrap, topics))
            frozen.thaw()
            await until(lambda: _has_some(frozen))
        await until(lambda: caught_up(bootstrap, topics))
    await assert_complete(bootstrap, topics, load.hits)


async def partitions(member: Service) -> set[int]:
    """The partitions that a member has."""
    lags = await member.metrics("fresnel_consumer_lag")
    return {int(label.split('"')[1]) for label in lags}


async def _has_some(member: Service) -> bool:
    return 0 < len(await partitions(member)) < 4


async def _beyond(offsets: dict[int, int], bootstrap: str, topics: Topics) -> bool:
    now = await admin.committed(bootstrap, topics.group, topics.transactions)
    return all(now[partition] > offset for partition, offset in offsets.items())


async def _has_all(member: Service) -> bool:
    return await partitions(member) == {0, 1, 2, 3}
