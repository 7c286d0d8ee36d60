"""Asking another process to prepare a list (`feeds.prepare`), and hearing how it goes.

Law: whatever happens to that process, this one goes on: it refuses the list and says why.
"""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
from typing import TYPE_CHECKING

import orjson

from feeds.prepare import Ready
from feeds.snapshot import SnapshotError

if TYPE_CHECKING:
    from collections.abc import Callable

    from feeds.prepare import Request

COMMAND = (sys.executable, "-m", "feeds.prepare")
_MOST_OUTPUT = 1 << 20


class RefusedError(SnapshotError):
    """A list that was not prepared; `kind` is unreachable, expired or refused."""

    def __init__(self, reason: str, kind: str = "refused") -> None:
        """Say why."""
        super().__init__(reason)
        self.kind = kind


async def prepare(request: Request, seconds: float, told: Callable[[str], None]) -> Ready:
    """Have `request` answered within `seconds`; `told` hears of each stage.

    Raises:
        RefusedError: the list is refused, or the process died or took too long.
    """
    process = await asyncio.create_subprocess_exec(
        *COMMAND,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
        limit=_MOST_OUTPUT,
    )
    try:
        async with asyncio.timeout(seconds):
            return await _conversation(process, request, told)
    except TimeoutError:
        raise RefusedError(f"preparing the list took longer than {seconds:g} s") from None
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
        await process.wait()


async def _conversation(
    process: asyncio.subprocess.Process, request: Request, told: Callable[[str], None]
) -> Ready:
    assert process.stdin is not None
    assert process.stdout is not None
    with contextlib.suppress(BrokenPipeError, ConnectionResetError):
        process.stdin.write(request.model_dump_json().encode())
        await process.stdin.drain()
        process.stdin.close()
    async for line in process.stdout:
        said = orjson.loads(line)
        if "stage" in said:
            told(said["stage"])
        else:
            return _answer(said)
    raise _died(await process.wait())


def prepare_now(request: Request, seconds: float) -> Ready:
    """Have `request` answered within `seconds`, and wait for it: at start there is nothing to do.

    Raises:
        RefusedError: the list is refused, or the process died or took too long.
    """
    try:
        done = subprocess.run(  # noqa: S603  our own interpreter and module
            COMMAND,
            input=request.model_dump_json().encode(),
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise RefusedError(f"preparing the list took longer than {seconds:g} s") from None
    said = [orjson.loads(line) for line in done.stdout.splitlines()]
    if not said or "stage" in said[-1]:
        raise _died(done.returncode)
    return _answer(said[-1])


def _answer(said: dict[str, object]) -> Ready:
    if "ready" in said:
        return Ready.model_validate(said["ready"])
    raise RefusedError(str(said["refused"]), str(said["kind"]))


def _died(status: int) -> RefusedError:
    how = f"signal {-status}" if status < 0 else f"status {status}"
    return RefusedError(f"the process that prepared the list ended by itself ({how})")
