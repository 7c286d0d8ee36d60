"""The list: reloads in every quantity, refused ones, folders and channels that fail."""

from __future__ import annotations

import asyncio
import contextlib
from functools import partial
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpx

from feeds.snapshot import INDICATORS
from tests.chaos.catalogue import fault
from tests.chaos.proxy import Proxy
from tests.chaos.reloads import finished, new_list, refused, reloaded
from tests.chaos.timing import lasting
from tests.kafka.broker import free_port
from tests.kafka.release import Channel, served

if TYPE_CHECKING:
    from tests.chaos.member import Member
    from tests.chaos.scene import Scene
    from tests.chaos.worlds import World

STORM = 100
LITTLE_MEMORY = 48 << 20


@fault(
    "reload storm",
    "one at a time, others are answered 409; each record is judged by exactly one list",
    every=5,
)
async def storm(scene: Scene[World]) -> None:
    """A hundred calls for a reload, with new lists in between."""
    member = await scene.working()
    answers: list[int] = []
    for number in range(STORM):
        if number % 10 == 0:
            await new_list(scene, number + 2)
        answers.append((await member.post("/v1/reload")).status_code)
        await lasting(0.1)
    await finished(scene, member)
    await new_list(scene, STORM + 2)
    assert (await reloaded(scene, member))["serial"] == STORM + 2
    assert set(answers) <= {202, 409}, set(answers)
    scene.note(f"{answers.count(202)} reloads, {answers.count(409)} refused as one was running")
    scene.over()


@fault(
    "reload in a rebalance",
    "each range is judged by one list, on either member; nothing is lost",
    every=5,
)
async def in_rebalance(scene: Scene[World]) -> None:
    """New lists are taken while members come and go."""
    member = await scene.working()
    other = await scene.member()
    for number in range(scene.size.rounds):
        await new_list(scene, number + 2)
        await asyncio.gather(other.start(), member.post("/v1/reload"))
        await other.post("/v1/reload")
        await scene.until(partial(_has, other, 1))
        await asyncio.gather(other.terminate(), reloaded(scene, member))
    scene.over()


@fault(
    "snapshot folder vanishes",
    "a reload is refused and says why, the old list stays; back again, it is taken",
)
async def folder_gone(scene: Scene[World]) -> None:
    """Gone, empty, and back with a newer list."""
    member = await scene.working()
    aside = scene.folder / "aside"
    scene.snapshot.rename(aside)
    await refused(scene, member)
    scene.snapshot.mkdir()
    await refused(scene, member)
    scene.snapshot.rmdir()
    aside.rename(scene.snapshot)
    await new_list(scene, 2)
    assert (await reloaded(scene, member))["result"] == "activated"
    scene.over()


@fault("list damaged", "refused with a reason, the old list stays; nothing else happens")
async def damaged(scene: Scene[World]) -> None:
    """One bit of it is another."""
    member = await scene.working()
    await new_list(scene, 2)
    file = scene.snapshot / INDICATORS
    sound = file.read_bytes()
    for place in (0, len(sound) // 2, len(sound) - 1):
        raw = bytearray(sound)
        raw[place] ^= 1
        file.write_bytes(raw)
        await refused(scene, member)
    file.write_bytes(sound)
    assert (await reloaded(scene, member))["result"] == "activated"
    scene.over()


@fault(
    "too little memory to compile",
    "the preparing process fails alone and the reload is refused; screening goes on",
)
async def no_memory(scene: Scene[World]) -> None:
    """Its address space is limited to less than it needs."""
    member = await scene.working()
    assert await member.terminate() == 0
    limited = await scene.serve(PREPARE_MEMORY_LIMIT_BYTES=LITTLE_MEMORY)
    await new_list(scene, 2)
    await refused(scene, limited)
    await scene.commits_again()
    scene.over()


@fault(
    "release channel away",
    "a warning, the last good list stays, screening goes on; a restart needs no channel",
)
async def channel_away(scene: Scene[World]) -> None:
    """Its server is cut off, hangs, then works again."""
    async with _followed(scene) as (channel, proxy, member):
        await proxy.refuse()
        proxy.reset()
        await _warns(scene, member, "does not answer")
        await member.restart()
        await scene.commits_again()
        await proxy.accept()
        proxy.vanish()
        channel.publish(await new_list(scene, 2))
        await lasting(scene.size.pause / 2)
        await scene.commits_again()
        proxy.heal()
        scene.over()
        await scene.until(partial(_uses, member, 2))


@fault(
    "release altered on its way",
    "refused, the last good list stays; the next sound release is taken",
)
async def channel_altered(scene: Scene[World]) -> None:
    """A file of the release is another than was signed."""
    async with _followed(scene) as (channel, proxy, member):
        await proxy.refuse()
        proxy.reset()
        channel.publish(await new_list(scene, 2))
        for file in (channel.folder / "targets" / "2").glob("*.gz"):
            raw = bytearray(file.read_bytes())
            raw[len(raw) // 2] ^= 1
            file.write_bytes(raw)
        await proxy.accept()
        reason = await scene.until(partial(_refused_release, member))
        scene.note(f"refused: {scene.anonymous(reason)}")
        await scene.commits_again()
        channel.publish(await new_list(scene, 3))
        scene.over()
        await scene.until(partial(_uses, member, 3))


@contextlib.asynccontextmanager
async def _followed(scene: Scene[World]) -> Any:
    """A channel on a web server behind a proxy, and a service that follows it."""
    channel = Channel(scene.folder)
    channel.publish(scene.snapshot)
    with served(channel.folder) as url:  # which says on stderr when it is cut off
        async with Proxy(free_port(), urlsplit(url).port or 0) as proxy:
            member = await scene.working(
                SNAPSHOT=f"http://127.0.0.1:{proxy.port}",
                RELEASE__POLL_SECONDS=0.5,
                RELEASE__TIMEOUT_SECONDS=3,
                RELEASE__ROOT=channel.root,
            )
            yield channel, proxy, member


async def _warns(scene: Scene[World], member: Member, text: str) -> None:
    async def warned() -> bool:
        told = (await member.get("/v1/snapshot")).json()
        return any(text in each for each in told["warnings"])

    await scene.until(warned)
    scene.note(f"warns: the release channel {text}")


async def _refused_release(member: Member) -> str | None:
    last = (await member.get("/v1/snapshot")).json()["last_refused"]
    return str(last["reason"]) if last else None


async def _uses(member: Member, serial: int) -> bool:
    try:
        return bool((await member.get("/v1/snapshot")).json()["serial"] == serial)
    except httpx.TransportError:
        return False


async def _has(member: Member, count: int) -> bool:
    return await member.has_partitions() >= count
