"""Building a snapshot of millions of indicators: time, and the most memory that it takes."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path


def run(feed: Path, out: Path, serial: int) -> dict[str, float]:
    """Build `out` from `feed` in a process of its own; seconds, and MiB at most."""
    command = str(Path(sys.executable).with_name("fresnel"))
    arguments = ["snapshot", "build", "--feed", str(feed), "--out", str(out)]
    began = time.monotonic()
    child = os.posix_spawn(
        command,
        [command, *arguments, "--serial", str(serial)],
        os.environ,
        file_actions=[(os.POSIX_SPAWN_OPEN, 1, os.devnull, os.O_WRONLY, 0)],
    )
    _, status, usage = os.wait4(child, 0)
    if status:
        raise RuntimeError("the build failed: its message is above")
    return {"seconds": round(time.monotonic() - began, 1), "MiB": usage.ru_maxrss >> 10}
