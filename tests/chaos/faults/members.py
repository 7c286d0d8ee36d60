"""Members of one group that come, go and die under load."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import TYPE_CHECKING

from tests.chaos.catalogue import fault
from tests.chaos.timing import lasting

if TYPE_CHECKING:
    from tests.chaos.member import Member
    from tests.chaos.scene import Scene
    from tests.chaos.worlds import Plain, World

SMALL = 200
TURN_SECONDS = 5.0


@fault(
    "a member joins and leaves every 5 s",
    "partitions are handed over with nothing in hand: no repeats, no loss",
    every=5,
    KAFKA__MAX_POLL_RECORDS=SMALL,
)
async def joins_and_leaves(scene: Scene[World]) -> None:
    """A second member starts, takes its share, and is told to stop."""
    await scene.working()
    other = await scene.member()
    for _ in range(scene.size.rounds):
        await other.start()
        await scene.until(partial(_has, other, 1))
        await lasting(min(TURN_SECONDS, scene.size.pause / 2))
        assert await other.terminate() == 0
    scene.over()


@fault(
    "a member is killed every 5 s",
    "its partitions go to the others after its session; repeats share their ids",
    every=5,
    KAFKA__MAX_POLL_RECORDS=SMALL,
)
async def killed(scene: Scene[World]) -> None:
    """A second member starts, takes its share, and gets SIGKILL."""
    await scene.working()
    other = await scene.member()
    for _ in range(scene.size.rounds):
        await other.start()
        await scene.until(partial(_has, other, 1))
        await lasting(min(TURN_SECONDS, scene.size.pause / 2))
        await other.kill()
        scene.kills += 1
    scene.over()


@fault(
    "rebalances over a slow link",
    "handing over waits for acknowledgements within its budget; late commits are dropped",
    every=5,
    KAFKA__MAX_POLL_RECORDS=SMALL,
)
async def slow(scene: Scene[Plain]) -> None:
    """Members come and go while every answer takes its time."""
    await scene.working()
    scene.world.proxy.delay, scene.world.proxy.jitter = 0.15, 0.15
    try:
        other = await scene.member()
        for _ in range(max(2, scene.size.rounds // 2)):
            await other.start()
            await scene.until(partial(_has, other, 1))
            assert await other.terminate() == 0
    finally:
        scene.world.proxy.heal()
    scene.over()


@fault(
    "more members than partitions",
    "one has none and is ready all the same; when others leave it takes over",
    every=5,
)
async def crowd(scene: Scene[World]) -> None:
    """Five members of a group with four partitions, started at once; then four leave."""
    crowd = [await scene.member() for _ in range(5)]
    await asyncio.gather(*[each.start() for each in crowd])
    await scene.commits_again()
    await scene.until(partial(_spread, crowd))
    for each in crowd:
        await scene.until(each.is_ready)
    await lasting(scene.size.pause / 4)
    statuses = await asyncio.gather(*[each.terminate() for each in crowd[:4]])
    assert not any(statuses), statuses
    scene.over()
    await scene.until(partial(_has, crowd[4], 4))


@fault(
    "static member restarted",
    "with an instance id of its own it comes back within its session to the same partitions",
    KAFKA__SESSION_TIMEOUT_MS=20_000,
)
async def static(scene: Scene[World]) -> None:
    """Two static members; one is killed and started again."""
    await scene.working(KAFKA__GROUP_INSTANCE_ID="first")
    other = await scene.serve(KAFKA__GROUP_INSTANCE_ID="second")
    await scene.until(partial(_has, other, 2))
    for _ in range(max(2, scene.size.rounds // 3)):
        await other.kill()
        scene.kills += 1
        await other.start()
        await scene.until(partial(_has, other, 2))
    scene.over()


async def _has(member: Member, count: int) -> bool:
    return await member.has_partitions() >= count


async def _spread(crowd: list[Member]) -> bool:
    return sorted([await each.has_partitions() for each in crowd]) == [0, 1, 1, 1, 1]
