"""Three brokers, three replicas: leaders and coordinators that change or are gone."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from confluent_kafka import ElectionType

from tests.chaos.catalogue import fault
from tests.chaos.timing import lasting
from tests.chaos.worlds import Cluster

if TYPE_CHECKING:
    from tests.chaos.scene import Scene


@fault(
    "leader killed",
    "another replica leads: resumes within 30 s without the broker that is gone",
    world=Cluster,
)
async def leader_killed(scene: Scene[Cluster]) -> None:
    """SIGKILL to the broker that leads the first partition; it comes back much later."""
    await scene.working()
    node = (await _leaders(scene))[0]
    await asyncio.to_thread(scene.world.nodes[node].kill)
    scene.finally_(asyncio.to_thread, scene.world.nodes[node].start)
    scene.over()


@fault(
    "leaders move back",
    "clients follow a change of leaders without any broker being down",
    world=Cluster,
)
async def leaders_move(scene: Scene[Cluster]) -> None:
    """After a restart, the preferred leaders are elected anew, under load."""
    await scene.working()
    before = await _leaders(scene)
    for _ in range(max(1, scene.size.rounds // 3)):
        node = scene.world.nodes[before[0]]
        await asyncio.to_thread(node.stop)
        await asyncio.to_thread(node.start)
        await scene.until(lambda: _elected(scene, before))
    scene.note("preferred leaders elected")
    scene.over()


@fault(
    "coordinator killed",
    "the group finds its new coordinator, keeps its offsets, and goes on",
    world=Cluster,
)
async def coordinator_killed(scene: Scene[Cluster]) -> None:
    """SIGKILL to the broker that coordinates the group; it comes back much later."""
    await scene.working()
    node = await scene.world.coordinator(scene.topics.group)
    await asyncio.to_thread(scene.world.nodes[node].kill)
    scene.finally_(asyncio.to_thread, scene.world.nodes[node].start)
    scene.over()


@fault("brokers restarted in turn", "as in an upgrade: nothing is lost", world=Cluster)
async def rolled(scene: Scene[Cluster]) -> None:
    """Each broker is told to stop and started again, one after the other."""
    await scene.working()
    for node in scene.world.nodes.values():
        await asyncio.to_thread(node.stop)
        await asyncio.to_thread(node.start)
        await scene.until(lambda: _in_sync(scene))
    scene.over()


@fault(
    "too few replicas",
    "two of three brokers are down: writes are refused, nothing is committed; then it resumes",
    world=Cluster,
)
async def too_few(scene: Scene[Cluster]) -> None:
    """SIGKILL to two brokers: neither quorum nor enough replicas are left."""
    member = await scene.working()
    nodes = list(scene.world.nodes.values())[:2]
    await asyncio.gather(*[asyncio.to_thread(node.kill) for node in nodes])
    try:
        await scene.explains(member, "")
        await lasting(scene.size.pause / 2)
    finally:
        await asyncio.gather(*[asyncio.to_thread(node.start) for node in nodes])
    await scene.until(lambda: _in_sync(scene))
    scene.over()


async def _leaders(scene: Scene[Cluster]) -> list[int]:
    return await asyncio.to_thread(scene.world.leaders, scene.topics.transactions)


async def _elected(scene: Scene[Cluster], wanted: list[int]) -> bool:
    """Asks for the preferred leaders; whether they lead."""
    future = scene.world.admin.elect_leaders(ElectionType.PREFERRED)
    await asyncio.to_thread(future.result, 30)
    return await _leaders(scene) == wanted


async def _in_sync(scene: Scene[Cluster]) -> bool:
    known = await asyncio.to_thread(scene.world.admin.list_topics, timeout=30)
    return all(
        len(part.isrs) == 3 for topic in known.topics.values() for part in topic.partitions.values()
    )
