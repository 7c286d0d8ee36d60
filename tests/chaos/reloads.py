"""New lists, and what becomes of a reload."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from tests.kafka import payments

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.member import Member
    from tests.chaos.scene import Scene


async def new_list(scene: Scene[Any], serial: int) -> Path:
    """Builds another list where the service reads its own, with the same matches."""
    extra = f"x,phrase,extra phrase {serial}"
    return await asyncio.to_thread(payments.snapshot, scene.folder, serial=serial, extra=extra)


async def reloaded(scene: Scene[Any], member: Member) -> dict[str, Any]:
    """Asks until a reload begins, and waits for its end."""

    async def begun() -> bool:
        return (await member.post("/v1/reload")).status_code == 202

    await scene.until(begun)
    return await finished(scene, member)


async def finished(scene: Scene[Any], member: Member) -> dict[str, Any]:
    """Waits until no reload runs; how the last one ended."""

    async def last() -> dict[str, Any] | None:
        answer = (await member.get("/v1/reload")).json()
        return dict(answer["last"]) if answer["status"] == "idle" else None

    return dict(await scene.until(last))


async def refused(scene: Scene[Any], member: Member) -> None:
    """Asks for a reload that is to be refused, and notes why it was."""
    last = await reloaded(scene, member)
    assert last["result"] == "refused", last
    scene.note(f"refused: {scene.anonymous(last['reason'])}")
    assert await member.is_ready()
