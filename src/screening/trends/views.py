"""A report for people at a terminal, and as CSV. Pure."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from rich.table import Table
from rich.text import Text

from screening import spreadsheet
from screening.lookup.masked import harmless

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.trends.report import Line, Report

NOT_SHOWN = "·"
TOTAL, OVERLAP, UNDATED = "total", "overlap", "undated"
_BLOCKS = " ▁▂▃▄▅▆▇█"
_BAR, _MOST_BARS, _MOST_SPARKS = 40, 40, 30
_TWICE, _HALF_PERCENT = 2, 0.005


def shown(report: Report) -> Iterator[Text | Table]:
    """The report at a terminal: the time line, the table, and what there is to know of it."""
    yield Text(_headline(report), style="bold")
    if report["periods"]:
        yield _time_line(report)
    if report["by"]:
        yield _table(report)
    for note in _notes(report):
        yield Text(note, style="dim")


def as_csv(report: Report) -> str:
    """A line for each row and period, then the totals; an empty count is one that is not shown."""
    text = io.StringIO()
    out = csv.writer(text, lineterminator="\n")
    out.writerow([*report["by"], "period", "count"])
    for key, line in _lines(report):
        counts = zip([each["key"] for each in report["periods"]], line["counts"], strict=True)
        for period, number in (*counts, (UNDATED, line["undated"]), (TOTAL, line["count"])):
            if period != UNDATED or number != 0:
                out.writerow([*map(spreadsheet.cell, key), period, number])
    return text.getvalue()


def _lines(report: Report) -> Iterator[tuple[list[str], dict[str, Any]]]:
    width = len(report["by"])
    for row in report["rows"]:
        yield row["key"], row
    if report["overlap"]:
        yield [OVERLAP] * width, report["overlap"]
    yield [TOTAL] * width, report["total"]


def _headline(report: Report) -> str:
    total = report["total"]["count"]
    what = "alerts" if report["of"] == "alerts" else "indicators"
    number = f"fewer than {report['least']}" if total is None else f"{total:,}"
    change = _change(report["total"]["change"])
    return f"{number} {what}" + (f"; {change}" if change else "")


def _time_line(report: Report) -> Table:
    counts = report["total"]["counts"][-_MOST_BARS:]
    most = max((each or 0 for each in counts), default=0) or 1
    grid = Table(box=None, show_header=True, pad_edge=False)
    grid.add_column(report["period"])
    grid.add_column("count", justify="right")
    grid.add_column("")
    rates = (report["total"]["rates"] or [None] * len(report["periods"]))[-_MOST_BARS:]
    if report["screened"]:
        grid.add_column("per million screened", justify="right")
    for period, number, rate in zip(report["periods"][-_MOST_BARS:], counts, rates, strict=True):
        bar = "" if number is None else "█" * round(_BAR * number / most)
        name = period["key"] if period["complete"] else f"{period['key']} so far"
        cells = [name, _number(number), bar]
        if report["screened"]:
            cells.append("" if rate is None else f"{rate * 1e6:,.1f}")
        grid.add_row(*map(Text, cells))
    return grid


def _table(report: Report) -> Table:
    table = Table(box=None, pad_edge=False)
    for by in report["by"]:
        table.add_column(by.replace("_", " "))
    table.add_column("count", justify="right")
    table.add_column("over time")
    table.add_column("change")
    for row in report["rows"]:
        names = [Text(harmless(name)) for name in row["name"]]
        change = row["state"] or _change(row["change"])
        table.add_row(*names, _number(row["count"]), _sparks(row["counts"]), change)
    return table


def _sparks(counts: Line) -> str:
    """A small time line; a count that is not shown is a dot."""
    recent = counts[-_MOST_SPARKS:]
    most = max((each or 0 for each in recent), default=0) or 1
    return "".join(
        NOT_SHOWN if each is None else _BLOCKS[-(-each * (len(_BLOCKS) - 1) // most)]
        for each in recent
    )


def _number(number: int | None) -> str:
    return NOT_SHOWN if number is None else f"{number:,}"


def _change(change: dict[str, Any] | None) -> str:
    """The change in words, with its interval; empty where it cannot be told."""
    if change is None or change["ratio"] is None:
        return ""
    low, high = change["low"], change["high"]
    is_sure = low > 1 or (high is not None and high < 1)
    bounds = f"{_share(low)} to {'any' if high is None else _share(high)}"
    chance = "" if is_sure else ", may be chance"
    return f"{_share(change['ratio'])} from {change['from']} to {change['to']} ({bounds}{chance})"


def _share(ratio: float) -> str:
    if ratio >= _TWICE:
        return f"{ratio:,.1f} times"
    return "±0 %" if abs(ratio - 1) < _HALF_PERCENT else f"{100 * (ratio - 1):+.0f} %"


def _notes(report: Report) -> Iterator[str]:
    if report["not_shown"]:
        yield (
            f"{NOT_SHOWN} {report['not_shown']} counts are not shown: those below "
            f"{report['least']}, and others that would give them away."
        )
    if report["overlap"]:
        yield "What is of several rows is counted in each, and once in the total."
    if report["total"]["undated"] != 0:
        yield f"{_number(report['total']['undated'])} have no time; they are in the counts alone."
    if report["period"] != "snapshot":
        yield f"By {report['time'].replace('_', ' ')} time, in {report['zone']}."
    else:
        yield "What is in several snapshots is counted in each."
