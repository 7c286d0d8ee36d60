"""What a run leaves: lines of history, the page of the last run, and its plot."""

from __future__ import annotations

import importlib.util
import os
import platform
import subprocess
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from benchmarks.peers import plot, table
from benchmarks.peers.summary import public

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.peers.rounds import Outcome
    from benchmarks.peers.summary import Line

FOLDER = Path(__file__).parent.parent / "results"


def machine() -> str:
    """What was measured on, without its name."""
    text = Path("/proc/cpuinfo").read_text("utf-8")
    models = [line for line in text.splitlines() if line.startswith("model name")]
    model = models[0].partition(":")[2].strip() if models else platform.machine()
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") >> 30
    return f"{os.cpu_count()} cores of {model}, {memory} GiB, Python {platform.python_version()}"


def commit() -> str:
    """The commit that was measured, `-dirty` with changes; empty outside a repository."""
    command = ["git", "describe", "--always", "--dirty"]
    said = subprocess.run(command, cwd=FOLDER.parent, capture_output=True, text=True, check=False)
    return said.stdout.strip()


def write(
    folder: Path, facts: Mapping[str, object], lines: Sequence[Line], outcomes: Sequence[Outcome]
) -> list[Path]:
    """Appends to peers.jsonl, writes peers.md and, where matplotlib is installed, the plots."""
    folder.mkdir(parents=True, exist_ok=True)
    history, page = folder / "peers.jsonl", folder / "peers.md"
    entry = {"facts": facts, "lines": lines, "runs": [_run(each) for each in outcomes]}
    with history.open("ab") as stream:
        stream.write(orjson.dumps(entry, default=asdict) + b"\n")
    page.write_text(table.page(lines, facts), "utf-8")
    drawn = plot.draw(lines, folder) if importlib.util.find_spec("matplotlib") else []
    return [history, page, *drawn]


def _run(outcome: Outcome) -> dict[str, object]:
    """A run, its figures cut to what can be believed."""
    figures = (
        {k: round(v, 3) for k, v in asdict(outcome.figures).items()} if outcome.figures else {}
    )
    return {
        "contender": outcome.contender,
        "text": outcome.text,
        "round": outcome.round,
        "flagged": str(outcome.verdict or ""),
        "error": public(outcome.error),
        **figures,
    }
