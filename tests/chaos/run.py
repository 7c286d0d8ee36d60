"""Runs faults one after the other; one that fails never stops the next."""

from __future__ import annotations

import asyncio
import shutil
import time
import traceback
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from tests.chaos import auditor, proof
from tests.chaos.results import Result
from tests.chaos.scene import Scene

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Iterable
    from pathlib import Path

    from tests.chaos.catalogue import Fault, Size
    from tests.chaos.worlds import World

MOST_SECONDS = 1_500.0
SEED = 6


async def run_all(
    faults: Iterable[Fault], size: Size, folder: Path
) -> AsyncGenerator[Result, None]:
    """Runs faults, each in the world it wants; a world stays while the next fault wants it too."""
    world: World | None = None
    try:
        for each in faults:
            if lack := each.lacks():
                yield _begun(each, size, outcome="not run", problems=[lack])
                continue
            if type(world) is not each.world:
                world = await _next(world, each, folder)
            result = await run_one(each, world, size, folder)
            yield result
            if result.outcome == "broken":  # it may have left its world broken too
                await _close(world)
                world = None
    finally:
        await _close(world)


async def run_one(fault: Fault, world: World, size: Size, folder: Path) -> Result:
    """Runs one fault and proves what must hold after it."""
    result = _begun(fault, size)
    place = folder / fault.slug
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    began = time.monotonic()
    scene = Scene(fault, world, size, place, SEED)
    try:
        async with asyncio.timeout(MOST_SECONDS), scene:
            await fault.cause(scene)
            await _prove(scene, result)
    except Exception as error:
        result.problems.append(_said(error))
        (place / "error.txt").write_text(traceback.format_exc())
    result.seen = scene.seen
    result.kills = scene.kills
    result.recovery_seconds = None if scene.recovery is None else round(scene.recovery, 1)
    result.largest_mib = round(scene.memory.largest, 1)
    result.seconds = round(time.monotonic() - began, 1)
    result.outcome = "broken" if result.problems else "held"
    return result


async def _prove(scene: Scene[Any], result: Result) -> None:
    await scene.complete()
    result.problems += await auditor.accounts(scene)
    result.problems += await scene.leave()
    found = await proof.gather(scene)
    for name, value in proof.figures(scene, found)._asdict().items():
        setattr(result, name, value)
    result.problems += proof.problems(scene, found)
    result.problems += await auditor.verify(scene)


def _begun(fault: Fault, size: Size, **given: object) -> Result:
    now = datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    group = fault.cause.__module__.rpartition(".")[2]
    return Result(fault.name, group, fault.expects, size.name, at=now, **given)


async def _next(world: World | None, fault: Fault, folder: Path) -> World:
    await _close(world)
    place = folder / "world"
    shutil.rmtree(place, ignore_errors=True)
    place.mkdir(parents=True)
    return await fault.world(place).__aenter__()


async def _close(world: World | None) -> None:
    if world is not None:
        await world.close()


def _said(error: BaseException) -> str:
    text = str(error).strip().splitlines()
    return f"{type(error).__name__}: {text[0][:300] if text else ''}"
