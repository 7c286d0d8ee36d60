"""What the system knows of a process: CPU time of all its threads, and its memory at most."""

from __future__ import annotations

import os
import time
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Sample:
    """A process when it had taken `count` records; `at` is of the monotonic clock."""

    at: float
    count: int
    cpu_seconds: float
    peak_bytes: int


def take(pid: int, count: int) -> Sample:
    """A sample of a process that has not been waited for yet.

    Raises:
        FileNotFoundError: there is no such process.
    """
    folder = Path(f"/proc/{pid}")
    cpu = cpu_seconds((folder / "stat").read_text("utf-8"))
    return Sample(time.monotonic(), count, cpu, peak_bytes((folder / "status").read_text("utf-8")))


def cpu_seconds(stat: str) -> float:
    """User and system time in /proc/PID/stat: of all threads, ended ones too, but no children."""
    fields = stat.rpartition(")")[2].split()  # the name before it may hold anything
    return (int(fields[11]) + int(fields[12])) / _TICKS


def peak_bytes(status: str) -> int:
    """Resident memory at most, in /proc/PID/status; 0 of a process that has ended."""
    for line in status.splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) << 10
    return 0
