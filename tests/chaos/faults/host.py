"""The host: its clock, its disk, and the files that the service reads while it runs."""

from __future__ import annotations

import asyncio
import os
import shutil
import subprocess
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from screening.http import tokens
from screening.http.tokens import Scope
from tests.chaos.catalogue import fault
from tests.chaos.reloads import new_list, refused, reloaded
from tests.chaos.timing import lasting

if TYPE_CHECKING:
    from tests.chaos.catalogue import Cause
    from tests.chaos.scene import Scene
    from tests.chaos.worlds import World

DISK_BYTES = 4 << 20


@cache
def _clock_library() -> str | None:
    """libfaketime, installed by Debian's package where that may be done."""
    if not _libraries() and os.geteuid() == 0 and shutil.which("apt-get"):
        command = ["apt-get", "install", "--quiet", "--yes", "--no-install-recommends"]
        subprocess.run([*command, "libfaketime"], capture_output=True, check=False)
    return next(iter(_libraries()), None)


def _libraries() -> list[str]:
    return [str(path) for path in Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1")]


def _no_clock() -> str | None:
    return None if _clock_library() else "libfaketime is not installed here"


def _no_disk() -> str | None:
    if os.geteuid() == 0 and shutil.which("mount"):
        return None
    return "a small disk needs the right to mount one"


def _jumping(offset: str, *, waits: bool) -> Cause:
    async def jump(scene: Scene[World]) -> None:
        """The clock of the service's host jumps under load, and is put right again."""
        clock = scene.folder / "clock"
        clock.write_text("+0\n")
        first = await scene.working()  # libfaketime breaks the sleep of the process that compiles
        assert await first.terminate() == 0
        member = await scene.working(
            environment={
                "LD_PRELOAD": _clock_library() or "",
                "FAKETIME_TIMESTAMP_FILE": str(clock),
                "FAKETIME_NO_CACHE": "1",
                "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                "NO_FAKE_STAT": "1",
            }
        )
        clock.write_text(f"{offset}\n")
        if waits:
            await scene.explains(member, "kafka")
            await scene.stands_still(scene.size.pause / 2)
        else:
            await lasting(scene.size.pause / 2)
            await scene.commits_again()
            scene.note("went on committing")
        clock.write_text("+0\n")
        scene.over()

    return jump


fault(
    "clock a day slow",
    "waits and time-outs do not follow the clock: it goes on; times in alerts are what it says",
    lacks=_no_clock,
    every=5,
)(_jumping("-1d", waits=False))

fault(
    "clock a day fast",
    "brokers refuse messages dated tomorrow: not ready with a reason, nothing committed",
    lacks=_no_clock,
    every=5,
)(_jumping("+1d", waits=True))


@fault(
    "disk full on the state folder",
    "the reload is refused, the list in use stays; with room again the next one is taken",
    lacks=_no_disk,
)
async def disk_full(scene: Scene[World]) -> None:
    """A small disk of its own, filled to the last byte."""
    disk = scene.folder / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(disk)]
    await asyncio.to_thread(subprocess.run, command, check=True)
    scene.finally_(asyncio.to_thread, subprocess.run, ["umount", "--lazy", str(disk)])
    member = await scene.working(STATE_DIR=disk / "state")
    filler = disk / "filler"
    await asyncio.to_thread(_fill, filler)
    await new_list(scene, 2)
    await refused(scene, member)
    await scene.commits_again()
    filler.unlink()
    assert (await reloaded(scene, member))["result"] == "activated"
    scene.over()


@fault(
    "tokens changed while it runs",
    "a revoked token is refused at once, a new one holds, a broken file permits nothing",
)
async def tokens_changed(scene: Scene[World]) -> None:
    """The tokens file is replaced, broken, and mended; screening does not notice."""
    file = scene.folder / "tokens.yaml"
    first = _token(file, "first")
    member = await scene.working(HTTP__TOKENS_FILE=file)
    address = f"{member.address}/v1/snapshot"
    assert await _asked(address, first) == 200
    assert await _asked(address, "another") == 401
    file.unlink()
    second = _token(file, "second")
    assert [await _asked(address, each) for each in (first, second)] == [401, 200]
    sound = file.read_text()
    file.write_text("tokens: [broken")
    assert await _asked(address, second) == 401
    await scene.commits_again()
    file.write_text(sound)
    assert await _asked(address, second) == 200
    member.authorise(second)
    scene.over()


def _fill(path: Path) -> None:
    with path.open("wb", buffering=0) as file:
        try:
            while file.write(bytes(4_096)):
                pass
        except OSError:
            return


def _token(file: Path, name: str) -> str:
    secret, entry = tokens.create(name, [Scope.SCREEN, Scope.RELOAD])
    tokens.append(file, entry)
    return secret


async def _asked(address: str, secret: str) -> int:
    async with httpx.AsyncClient(trust_env=False) as client:
        answer = await client.get(address, headers={"Authorization": f"Bearer {secret}"})
    return answer.status_code
