"""How much memory may still be taken."""

from __future__ import annotations

from pathlib import Path

_MEMINFO = Path("/proc/meminfo")
_GROUP = Path("/sys/fs/cgroup")


def available(meminfo: Path = _MEMINFO, group: Path = _GROUP) -> int | None:
    """Bytes that may still be taken: the machine's, or less in a container; None if unknown."""
    found = [each for each in (_machine(meminfo), _container(group)) if each is not None]
    return min(found, default=None)


def _machine(meminfo: Path) -> int | None:
    try:
        lines = meminfo.read_text("ascii").splitlines()
        free = next(line for line in lines if line.startswith("MemAvailable:"))
        return int(free.split()[1]) << 10
    except (OSError, ValueError, StopIteration):
        return None


def _container(group: Path) -> int | None:
    """By cgroup v2; memory that is only a copy of a file counts as free."""
    try:
        most = int((group / "memory.max").read_text("ascii"))
        taken = int((group / "memory.current").read_text("ascii"))
        stat = dict(
            line.split() for line in (group / "memory.stat").read_text("ascii").splitlines()
        )
        return most - taken + int(stat.get("inactive_file", 0))
    except (OSError, ValueError):  # none, or `max`: without a limit
        return None
