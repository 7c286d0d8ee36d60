"""The process that prepares a list may die: the service says so and goes on."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
import signal
import sys
from pathlib import Path

import pytest

from feeds.prepare import Request
from feeds.snapshot import INDICATORS
from screening import preparation
from screening.preparation import RefusedError, prepare, prepare_now
from tests.kafka.waiting import until
from tests.screening.support import LISTED, snapshot_of


@pytest.fixture
def request_(tmp_path: Path) -> Request:
    """To prepare a folder's list."""
    return Request(state=tmp_path / "state", folder=snapshot_of(tmp_path, LISTED))


async def test_it_tells_each_stage_and_what_is_ready(request_: Request) -> None:
    """Verified, compiled, tried; a second time nothing is compiled again."""
    stages: list[str] = []
    ready = await prepare(request_, 60, stages.append)
    assert stages == ["verifying", "compiling", "writing", "trying"]
    assert ready.folder == request_.folder
    assert ready.expires is None
    stages.clear()
    assert await prepare(request_, 60, stages.append) == ready
    assert stages == ["trying"]
    assert prepare_now(request_, 60) == ready


async def test_a_bad_list_is_refused_with_its_reason(request_: Request) -> None:
    """The reason is the snapshot's own line."""
    assert request_.folder is not None
    (request_.folder / INDICATORS).write_bytes(b"x")
    for _ in range(2):
        with pytest.raises(RefusedError, match=r"indicators\.jsonl\.gz: not the \d+ bytes"):
            await prepare(request_, 60, lambda _: None)
        with pytest.raises(RefusedError, match=r"indicators\.jsonl\.gz: not the \d+ bytes"):
            prepare_now(request_, 60)


@pytest.mark.parametrize(
    ("code", "reason"),
    [
        (
            "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
            r"ended by itself \(signal 9\)",
        ),
        ("import sys; sys.exit(3)", r"ended by itself \(status 3\)"),
        ('print(\'{"stage": "compiling"}\')', r"ended by itself \(status 0\)"),
        ("import signal; signal.pause()", "longer than 0.5 s"),
    ],
)
async def test_a_process_that_dies_or_hangs_is_a_refusal(
    request_: Request, monkeypatch: pytest.MonkeyPatch, code: str, reason: str
) -> None:
    """Killed, failed, silent or stuck: one line, and nothing of it stays."""
    monkeypatch.setattr(preparation, "COMMAND", (sys.executable, "-c", code))
    seconds = 0.5 if "pause" in code else 60
    with pytest.raises(RefusedError, match=reason):
        await prepare(request_, seconds, lambda _: None)
    with pytest.raises(RefusedError, match=reason):
        prepare_now(request_, seconds)


async def test_a_process_without_memory_is_a_refusal(request_: Request) -> None:
    """Its limit is its own; this process has another."""
    tight = request_.model_copy(update={"memory_limit_bytes": 1 << 20})
    with pytest.raises(RefusedError, match=r"memory|ended by itself"):
        await prepare(tight, 60, lambda _: None)
    assert await prepare(request_, 60, lambda _: None)


async def test_one_at_a_time_and_a_killed_one_gives_way(request_: Request) -> None:
    """While one prepares others wait; the lock of a dead one is free, and its half is not used."""
    request_.state.mkdir()
    half = request_.state / "compiled" / ".half"
    half.mkdir(parents=True)
    with (request_.state / "lock").open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        waiting = asyncio.create_task(prepare(request_, 60, lambda _: None))
        await until(lambda: _preparing() != [])
        os.kill(_preparing()[0], signal.SIGKILL)
        with pytest.raises(RefusedError, match="signal 9"):
            await waiting
    assert await prepare(request_, 60, lambda _: None)


def _preparing() -> list[int]:
    """The children of this process that prepare a list."""
    mine = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            parent = int((process / "stat").read_text().rpartition(")")[2].split()[1])
            if parent == os.getpid() and "feeds.prepare" in (process / "cmdline").read_text():
                mine.append(int(process.name))
    return mine
