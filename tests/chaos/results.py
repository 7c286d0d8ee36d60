"""What came of each fault: one JSON line each, so that a run can be gone on with."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from pathlib import Path

Outcome = Literal["held", "broken", "not run"]


@dataclass
class Result:
    """One fault's result."""

    fault: str
    group: str
    expects: str
    form: str
    outcome: Outcome = "held"
    seen: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    records: int = 0
    hits: int = 0
    alerts: int = 0
    duplicates: int = 0
    dead_letters: int = 0
    receipts: int = 0
    overlaps: int = 0
    forks: int = 0
    kills: int = 0
    recovery_seconds: float | None = None
    largest_mib: float = 0.0
    seconds: float = 0.0
    at: str = ""


def load(path: Path) -> dict[str, Result]:
    """The last result of each fault in a file; none where there is no file."""
    if not path.exists():
        return {}
    lines = path.read_text("utf-8").splitlines()
    return {each["fault"]: Result(**each) for each in map(json.loads, lines)}


def add(path: Path, result: Result) -> None:
    """Adds a result to a file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8") as file:
        file.write(json.dumps(asdict(result)) + "\n")
