"""The service itself: killed at each stage, stopped, stalled, gone silent."""

from __future__ import annotations

import random
import signal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from tests.chaos.catalogue import fault
from tests.chaos.launch import STAGES
from tests.chaos.timing import lasting

if TYPE_CHECKING:
    from tests.chaos.catalogue import Cause
    from tests.chaos.member import Member
    from tests.chaos.scene import Scene
    from tests.chaos.worlds import World

WATCHDOG = {"WATCHDOG_SECONDS": 12}


def _killing(stage: str) -> Cause:
    async def kill(scene: Scene[World]) -> None:
        """Killed there again and again, each time after another number of passages."""
        chance = random.Random(stage)
        for _ in range(scene.size.kills):
            after = str(chance.randrange(1, 6))
            member = await scene.member(sabotage=["--at", stage, "--after", after])
            member.launch()
            status = await member.ends()
            assert status == -signal.SIGKILL, f"left with {status}: {member.log()[-300:]}"
            scene.kills += 1
        scene.note(f"killed {scene.kills} times")
        scene.over()

    return kill


for each, meaning in STAGES.items():
    fault(
        f"killed: {each}",
        f"SIGKILL when {meaning}: restarted, it loses nothing and repeats share their ids",
        every=5,
        KAFKA__MAX_POLL_RECORDS=200,
    )(_killing(each))


@fault(
    "killed at random",
    "SIGKILL at any moment under load: restarted, it loses nothing",
    every=5,
    KAFKA__MAX_POLL_RECORDS=200,
)
async def killed_at_random(scene: Scene[World]) -> None:
    """At moments that have nothing to do with its stages."""
    chance = random.Random(3)
    member = await scene.member()
    for _ in range(scene.size.kills):
        await member.start()
        await lasting(chance.uniform(0.0, 3.0))
        await member.kill()
        scene.kills += 1
    scene.note(f"killed {scene.kills} times")
    scene.over()


@fault(
    "told to stop and started again",
    "SIGTERM under load: drains in 25 s, leaves with status 0, repeats nothing",
    every=5,
)
async def rolled(scene: Scene[World]) -> None:
    """As in a deployment, again and again."""
    member = await scene.working()
    for _ in range(scene.size.rounds):
        assert await member.terminate() == 0
        await member.start()
        await scene.commits_again()
    scene.over()


@fault(
    "stopped, and awake again",
    "a zombie: another member took over; what it still commits is refused, its alerts repeat ids",
    every=5,
)
async def zombie(scene: Scene[World]) -> None:
    """SIGSTOP to one of two members, and SIGCONT when the other has long had its partitions."""
    frozen = await scene.working()
    other = await scene.serve()
    await scene.until(partial(_has, other, 2))
    await scene.until(partial(_has, frozen, 2))
    frozen.freeze()
    await scene.until(partial(_has, other, 4))
    await scene.commits_again()
    await lasting(scene.size.pause)
    frozen.thaw()
    scene.over()
    await scene.until(partial(_has, frozen, 2))


def _stopping(stage: str) -> Cause:
    async def stop(scene: Scene[World]) -> None:
        """It stops itself at that stage; another takes over and commits; then it wakes."""
        frozen = await scene.serve(sabotage=["--at", stage, "--after", "4", "--do", "stop"])
        await scene.until(partial(_is_stopped, frozen.pid))
        other = await scene.serve()
        await scene.until(partial(_has, other, 4))
        await scene.commits_again()
        frozen.thaw()
        scene.over()
        await scene.until(partial(_has, frozen, 1))
        assert await frozen.alive()

    return stop


for each in ("acknowledged", "receipt sent", "before commit"):
    fault(
        f"stopped with work in hand: {each}",
        "a zombie that wakes with a batch in hand cannot commit it, and breaks no chain",
        every=5,
    )(_stopping(each))


@fault(
    "stopped alone",
    "no other member is there: awake again, it joins anew and goes on",
    every=5,
)
async def stopped_alone(scene: Scene[World]) -> None:
    """SIGSTOP for far longer than the session lasts."""
    member = await scene.working()
    member.freeze()
    await lasting(scene.size.pause)
    member.thaw()
    scene.over()


@fault(
    "event loop stalled",
    "longer than the session: partitions are lost and given back, nothing twice but ids",
    **WATCHDOG,
)
async def stalled(scene: Scene[World]) -> None:
    """A call blocks the loop for longer than the group waits for a heartbeat."""
    sabotage = ["--at", "screened", "--after", "5", "--do", "stall", "--seconds", "6"]
    member = await scene.serve(sabotage=sabotage)
    pid = member.pid
    await scene.commits_again()
    await scene.until(partial(_has_stalled, member))
    scene.over()
    await scene.commits_again()
    assert member.pid == pid, "it left, though the stall was short"


@fault(
    "event loop stuck",
    "longer than the watchdog waits: the process leaves with status 70 and is started again",
    **WATCHDOG,
)
async def stuck(scene: Scene[World]) -> None:
    """A call never comes back."""
    sabotage = ["--at", "screened", "--after", "5", "--do", "stall", "--seconds", "3600"]
    await _leaves(scene, sabotage, "the event loop has not turned")


@fault(
    "interpreter held in C",
    "no thread of it goes on, the watchdog's neither: the session ends, then it joins anew",
    **WATCHDOG,
)
async def held(scene: Scene[World]) -> None:
    """A C call keeps the interpreter's lock for longer than the session."""
    sabotage = ["--at", "screened", "--after", "5", "--do", "hold", "--seconds", "6"]
    member = await scene.serve(sabotage=sabotage)
    await scene.commits_again()
    await scene.until(partial(_has_stalled, member))
    scene.over()


@fault(
    "client gone silent",
    "brokers answer others, records wait, nothing moves: the watchdog leaves with a reason",
    **WATCHDOG,
)
async def mute(scene: Scene[World]) -> None:
    """The client's fetching task ends, and nothing else."""
    sabotage = ["--at", "committed", "--after", "3", "--do", "mute"]
    await _leaves(scene, sabotage, "nothing was screened for")


async def _leaves(scene: Scene[World], sabotage: list[str], reason: str) -> None:
    """Waits until the watchdog ends it for a reason, and starts another."""
    member = await scene.serve(sabotage=sabotage)
    status = await member.ends(180.0)
    assert status == 70, f"left with {status}"
    assert reason in member.log()
    scene.note(f"left with status 70: {reason}")
    scene.over()
    await scene.serve()


async def _has(member: Member, count: int) -> bool:
    return await member.has_partitions() >= count


async def _has_stalled(member: Member) -> bool:
    """Whether it measured a stall of its loop longer than the session."""
    try:
        stalls = await member.metrics("fresnel_loop_stall_seconds_sum")
    except httpx.TransportError:
        return False
    return sum(stalls.values()) > 5.0


def _is_stopped(pid: int | None) -> bool:
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] == "T"
