"""One broker: absent, killed, restarted, hanging."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from tests.chaos.catalogue import fault
from tests.chaos.timing import lasting

if TYPE_CHECKING:
    from tests.chaos.scene import Scene
    from tests.chaos.worlds import Plain


@fault(
    "broker absent at the start",
    "the process lives, is not ready and says why, retries without a crash loop; then it works",
)
async def absent(scene: Scene[Plain]) -> None:
    """The service is started while the only broker is down."""
    await asyncio.to_thread(scene.world.broker.kill)
    member = await scene.serve()
    await scene.explains(member, "kafka")
    await lasting(scene.size.pause / 2)
    assert member.running
    await asyncio.to_thread(scene.world.broker.start)
    scene.over()


@fault(
    "broker killed",
    "waits, not ready, commits nothing beyond unsent alerts; resumes when the broker is back",
)
async def killed(scene: Scene[Plain]) -> None:
    """SIGKILL to the only broker, and a start some time later."""
    member = await scene.working()
    await asyncio.to_thread(scene.world.broker.kill)
    await scene.explains(member, "kafka")
    await lasting(scene.size.pause / 2)
    await asyncio.to_thread(scene.world.broker.start)
    scene.over()


@fault(
    "broker killed again and again",
    "no commit past unsent alerts, no client left behind, resumes each time",
)
async def killed_often(scene: Scene[Plain]) -> None:
    """SIGKILL and start in turns, with little time in between."""
    await scene.working()
    for _ in range(scene.size.rounds):
        await asyncio.to_thread(scene.world.broker.kill)
        await asyncio.to_thread(scene.world.broker.start)
        await scene.commits_again()
    scene.over()


@fault("broker restarted in order", "clients reconnect; nothing is lost")
async def restarted(scene: Scene[Plain]) -> None:
    """SIGTERM to the broker, which says good-bye to its clients, and a start."""
    await scene.working()
    await asyncio.to_thread(scene.world.broker.stop)
    await lasting(scene.size.pause / 4)
    await asyncio.to_thread(scene.world.broker.start)
    scene.over()


@fault(
    "broker hangs for 5 seconds",
    "requests wait or are tried again; the group membership may be lost, no record is",
)
async def hangs_briefly(scene: Scene[Plain]) -> None:
    """SIGSTOP and SIGCONT to the broker."""
    await scene.working()
    scene.world.broker.pause()
    try:
        await lasting(min(5.0, scene.size.pause))
    finally:
        scene.world.broker.resume()
    scene.over()


@fault(
    "broker hangs for a minute",
    "not ready with a reason, memory stays bounded, nothing committed; resumes by itself",
)
async def hangs(scene: Scene[Plain]) -> None:
    """SIGSTOP to the broker: connections stay open, nothing answers."""
    member = await scene.working()
    scene.world.broker.pause()
    try:
        await scene.explains(member, "")
        await lasting(scene.size.pause)
    finally:
        scene.world.broker.resume()
    scene.over()


@fault(
    "broker hangs again and again",
    "each time it goes on by itself, and memory does not grow from time to time",
)
async def hangs_often(scene: Scene[Plain]) -> None:
    """SIGSTOP for some seconds, in turns with some seconds of work."""
    await scene.working()
    for _ in range(scene.size.rounds):
        scene.world.broker.pause()
        try:
            await lasting(3.0)
        finally:
            scene.world.broker.resume()
        await scene.commits_again()
    scene.over()
