"""What the rules look at."""

from __future__ import annotations

import subprocess
from pathlib import Path

ROOT = Path(__file__).parents[2]


def files() -> list[Path]:
    """Every file of the repository, committed or about to be."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    paths = (ROOT / name for name in listed.split("\0") if name)
    return sorted(path for path in paths if path.is_file())


def texts() -> dict[str, str]:
    """The text files by their name in the repository."""
    found = {}
    for path in files():
        content = path.read_bytes()
        if b"\0" not in content:
            found[str(path.relative_to(ROOT))] = content.decode(errors="replace")
    return found


def modules(*folders: str) -> list[Path]:
    """The Python modules below these folders."""
    return [path for path in files() if path.suffix == ".py" and _top(path) in folders]


def _top(path: Path) -> str:
    return path.relative_to(ROOT).parts[0]
