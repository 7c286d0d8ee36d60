"""The product's own proofs: its accounts while it runs, and `fresnel audit verify` afterwards."""

from __future__ import annotations

import asyncio
import subprocess
from functools import cache
from typing import TYPE_CHECKING, Any

from tests.chaos.member import Member
from tests.kafka.process import COMMAND
from tests.kafka.receipts import OUTCOMES

if TYPE_CHECKING:
    from tests.chaos.scene import Scene

VERIFY_SECONDS = 300.0


async def accounts(scene: Scene[Any]) -> list[str]:
    """What is wrong with the accounts of the services that run: /v1/accounting, the metric."""
    said: list[str] = []
    for each in [each for each in scene.members if each.running]:
        said += await _of(each)
    return said


async def _of(member: Member) -> list[str]:
    stated = await member.accounting()
    counted = await member.metrics("fresnel_partition_records_total")
    said = [
        f"accounts do not balance: {part}"
        for part in (stated["total"], *stated["partitions"])
        if part["consumed"] != sum(part[outcome] for outcome in OUTCOMES)
    ]
    for part in stated["partitions"]:
        for outcome in OUTCOMES:
            label = f'{{outcome="{outcome}",partition="{part["partition"]}"}}'
            if counted.get(label, 0) != part[outcome]:
                said.append(f"partition {part['partition']}: {outcome} differs from the metric")
    return said


async def verify(scene: Scene[Any]) -> list[str]:
    """What `fresnel audit verify` finds, where it must find nothing."""
    if scene.verdict is None:
        return []
    if not has_verify():
        scene.note("no `fresnel audit verify` in this version")
        return []
    command = [str(COMMAND), "audit", "verify"]
    ended = await asyncio.to_thread(
        subprocess.run,
        command,
        env=_environment(scene),
        capture_output=True,
        text=True,
        timeout=VERIFY_SECONDS,
        check=False,
    )
    (scene.folder / "verify.txt").write_text(ended.stdout + ended.stderr)
    if ended.returncode == scene.verdict:
        return []
    last = (ended.stdout + ended.stderr).strip().splitlines()[-3:]
    return [f"`audit verify` left with {ended.returncode}, not {scene.verdict}: {' / '.join(last)}"]


def _environment(scene: Scene[Any]) -> dict[str, str]:
    """An auditor's: the service's topics, and rights of their own."""
    place = (scene.world.direct, scene.topics, scene.snapshot, scene.folder)
    return Member(*place).environment


@cache
def has_verify() -> bool:
    """Whether the product has the command yet."""
    asked = subprocess.run([COMMAND, "audit", "verify", "--help"], capture_output=True, check=False)
    return asked.returncode == 0
