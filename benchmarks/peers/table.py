"""The table of a run, as Markdown."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from benchmarks.peers.summary import Line

_HEADS = (
    "contender",
    "CPU, µs a record",
    "against native",
    "later half, µs",
    "records a second",
    "against native",
    "core busy",
    "memory at most, MiB",
    "start-up, s",
    "its CPU, s",
    "records measured",
    "runs",
    "flagged",
)
_ERROR_CHARS = 200


def page(lines: Sequence[Line], facts: Mapping[str, object]) -> str:
    """The whole page: what was run, and a table a kind of text."""
    said = [f"- {name}: {value}" for name, value in facts.items()]
    parts = ["# Fresnel and its peers: the last run", "", *said, ""]
    for text in dict.fromkeys(line.text for line in lines):
        parts += [f"## {text.capitalize()} text", "", *_table([x for x in lines if x.text == text])]
    return "\n".join(parts).rstrip("\n") + "\n"


def _table(lines: Sequence[Line]) -> list[str]:
    measured = [_row(line) for line in lines if line.medians]
    failed = [
        f"{line.title} ({line.contender}): {_one_line(line.error)}" for line in lines if line.error
    ]
    rows = ["| " + " | ".join(_HEADS) + " |", "|---" + "|---:" * (len(_HEADS) - 1) + "|"]
    notes = [f"Failed: {each}\n" for each in failed]
    return [*rows, *measured, "", *notes]


def _row(line: Line) -> str:
    had = line.medians
    cells = (
        f"{line.title} ({line.contender})",
        f"{had['cpu_us']:.2f}",
        _ratio(line.cpu_ratio),
        f"{had['cpu_us_later']:.2f}",
        f"{had['records_per_second']:,.0f}",
        _ratio(line.speed_ratio),
        f"{had['busy']:.0%}",
        f"{had['peak_mib']:,.0f}",
        f"{had['startup_seconds']:.1f}",
        f"{had['startup_cpu_seconds']:.1f}",
        f"{had['records']:,.0f}",
        str(line.runs),
        line.flagged,
    )
    return "| " + " | ".join(cells) + " |"


def _ratio(value: float | None) -> str:
    return "" if value is None else f"{value:.2f}"


def _one_line(error: str) -> str:
    flat = " ".join(error.split())
    return flat if len(flat) <= _ERROR_CHARS else f"{flat[:_ERROR_CHARS]} …"
