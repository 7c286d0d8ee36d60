"""The network between the service and its broker: cut, half-open, slow, lossy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.chaos.catalogue import fault
from tests.chaos.timing import lasting

if TYPE_CHECKING:
    from tests.chaos.scene import Scene
    from tests.chaos.worlds import Plain


@fault(
    "network cut",
    "not ready with a reason, nothing committed; resumes when the network is back",
)
async def cut(scene: Scene[Plain]) -> None:
    """Open connections are reset, new ones refused."""
    member = await scene.working()
    await scene.world.proxy.refuse()
    scene.world.proxy.reset()
    try:
        await scene.explains(member, "kafka")
        await scene.stands_still(scene.size.pause / 2)
    finally:
        await scene.world.proxy.accept()
    scene.over()


@fault(
    "black hole",
    "time-outs, not ready with a reason, bounded memory, nothing committed; then it resumes",
)
async def black_hole(scene: Scene[Plain]) -> None:
    """Every byte is lost, both ways; connections open and stay open."""
    member = await scene.working()
    scene.world.proxy.vanish()
    try:
        await scene.explains(member, "")
        await scene.stands_still(scene.size.pause)
    finally:
        scene.world.proxy.heal()
    scene.over()


@fault(
    "answers lost",
    "what was written and not heard to be is sent again, under the same ids",
    every=4,
)
async def answers_lost(scene: Scene[Plain]) -> None:
    """Requests reach the broker, answers do not come back."""
    member = await scene.working()
    scene.world.proxy.answers_vanish = True
    try:
        await scene.explains(member, "")
        await lasting(scene.size.pause / 2)
    finally:
        scene.world.proxy.heal()
    scene.over()


@fault(
    "requests lost",
    "the same as a black hole; nothing is committed",
)
async def requests_lost(scene: Scene[Plain]) -> None:
    """Requests vanish on their way to the broker."""
    member = await scene.working()
    scene.world.proxy.requests_vanish = True
    try:
        await scene.explains(member, "")
        await scene.stands_still(scene.size.pause / 2)
    finally:
        scene.world.proxy.heal()
    scene.over()


@fault(
    "half-open connections",
    "noticed within the request time-out; new connections are made and work goes on",
)
async def half_open(scene: Scene[Plain]) -> None:
    """The far end forgets every open connection without a word; new ones work."""
    await scene.working()
    for _ in range(max(1, scene.size.rounds // 3)):
        scene.world.proxy.forget()
        await scene.commits_again()
    scene.world.proxy.forget()
    scene.over()


@fault("connections reset at random", "reconnects each time; repeats share their ids", every=4)
async def resets(scene: Scene[Plain]) -> None:
    """Every open connection is reset, again and again."""
    await scene.working()
    for _ in range(scene.size.rounds * 2):
        scene.world.proxy.reset()
        await lasting(0.7)
    scene.over()


@fault(
    "slow link",
    "throughput falls, nothing else does: it goes on committing",
)
async def slow(scene: Scene[Plain]) -> None:
    """200 ms each way, up to 200 more, and half a megabyte a second."""
    proxy = scene.world.proxy
    await scene.working()
    proxy.delay, proxy.jitter, proxy.bandwidth = 0.2, 0.2, 500_000.0
    try:
        await lasting(scene.size.pause)
        await scene.commits_again()
        scene.note("went on committing")
    finally:
        proxy.heal()
    scene.over()


@fault(
    "lossy link",
    "retransmissions delay it and cost it connections; it goes on committing",
)
async def lossy(scene: Scene[Plain]) -> None:
    """One chunk in ten waits, as after a lost segment, and now and then all reset.

    It waits a third of the session here; a usual one is longer than any retransmission takes.
    """
    proxy = scene.world.proxy
    await scene.working()
    proxy.stall_share, proxy.stall_seconds, proxy.jitter = 0.1, 0.7, 0.05
    try:
        for _ in range(scene.size.rounds):
            await lasting(scene.size.pause / scene.size.rounds)
            proxy.reset()
        await scene.commits_again()
        scene.note("went on committing")
    finally:
        proxy.heal()
    scene.over()


@fault(
    "latency beyond the request time-out",
    "each request fails, nothing is committed past unsent alerts; then it resumes",
)
async def late(scene: Scene[Plain]) -> None:
    """Every answer comes later than the service waits for it."""
    member = await scene.working()
    scene.world.proxy.delay = 7.0
    try:
        await scene.explains(member, "")
        await lasting(scene.size.pause)
    finally:
        scene.world.proxy.heal()
        scene.world.proxy.reset()
    scene.over()
