"""A mapping's trial as tables for a terminal, or as JSON; examples are short and masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import yaml
from rich.table import Table
from rich.text import Text

from screening.forecast_view import plain
from screening.mask import mask_named

if TYPE_CHECKING:
    from rich.console import Console

    from screening.mapping.trial import Reading, Trial, Unread

_LONGEST_EXAMPLE = 24
_MOST_NOT_SCREENED = 30


def as_json(trial: Trial, *, values: bool) -> dict[str, Any]:
    """The whole trial; examples only where `values` is set."""
    screened, others = _split(trial)
    readings = {"values": trial.values, "fields": trial.fields}
    return {
        "mapping": trial.mapping.name,
        "records": trial.records,
        "readable": trial.readable,
        "transactions": trial.payments,
        "timestamp_source": dict(trial.times),
        "failures": [each._asdict() for each in trial.failures],
        **{
            title: [
                {"is": each.name, "path": each.path, "there": each.there, "longest": each.longest}
                | (
                    {"example": _excerpt(f"{each.name} {each.path}", each.example)}
                    if values
                    else {}
                )
                for each in rows
            ]
            for title, rows in readings.items()
        },
        "unread": [_unread_json(each, values=values) for each in screened],
        "probably_not_to_be_screened": [_unread_json(each, values=values) for each in others],
    }


def show(trial: Trial, console: Console, *, values: bool) -> None:
    """Print the whole trial."""
    console.print(_head(trial))
    console.print(_readings(trial, values=values))
    for failure in trial.failures[:20]:
        item = f", {failure.item}" if failure.item else ""
        console.print(plain(f"not readable: {failure.record}{item}: {failure.reason}"))
    if len(trial.failures) > 20:
        console.print(f"not readable: {len(trial.failures) - 20:,} more")
    screened, others = _split(trial)
    if screened:
        console.print()
        console.print(_unread_table("unread", screened, values=values))
        console.print("\nto screen them, add to the mapping's fields:")
        for each in screened:
            if each.nameable:
                console.print(Text(f"  - {line(each)}"), soft_wrap=True)
    if others:
        console.print()
        shown = others[:_MOST_NOT_SCREENED]
        console.print("unread, and probably not to be screened:")
        console.print(_unread_table("path", shown, values=values))
        if len(others) > len(shown):
            console.print(f"and {len(others) - len(shown):,} more (--format json has all)")
    if not trial.unread and trial.readable:
        console.print("\nnothing is left unread")


def line(unread: Unread) -> str:
    """The field for a mapping file, as YAML on one line."""
    field = {"path": unread.path, "role": str(unread.suggestion.role)}
    dumped = yaml.safe_dump(field, default_flow_style=True, width=10_000, sort_keys=False)
    return str(dumped).strip()


def _split(trial: Trial) -> tuple[list[Unread], list[Unread]]:
    """What has a role suggested and what has none; the most frequent first."""
    ordered = sorted(trial.unread.values(), key=lambda each: (-each.records, each.path))
    screened = [each for each in ordered if each.suggestion.role is not None]
    return screened, [each for each in ordered if each.suggestion.role is None]


def _unread_json(each: Unread, *, values: bool) -> dict[str, Any]:
    suggestion = each.suggestion
    shown: dict[str, Any] = {
        "path": each.path,
        "records": each.records,
        "values": each.count,
        "longest": each.longest,
        "role": suggestion.role,
        "reason": suggestion.reason,
        "yaml": f"- {line(each)}" if suggestion.role and each.nameable else None,
    }
    return shown | ({"example": _excerpt(each.path, str(each.examples[0]))} if values else {})


def _head(trial: Trial) -> str:
    text = (
        f"mapping {trial.mapping.name}: {trial.readable:,} of {trial.records:,} records readable, "
        f"{trial.payments:,} transactions"
    )
    if trial.times["record"]:
        text += f"\n{trial.times['record']:,} without a believable time: the record's own is used"
    return text + "\n"


def _readings(trial: Trial, *, values: bool) -> Table:
    table = _table("reads", "path", number="in", values=values)
    for each in trial.values + trial.fields:
        count = Text(f"{each.there:,}", style="" if each.there else "bold red")
        row = [plain(each.name), plain(each.path), count]
        table.add_row(
            *row,
            *([plain(_example(each) or "")] if values else []),
        )
    return table


def _unread_table(title: str, rows: list[Unread], *, values: bool) -> Table:
    table = _table(title, "because", number="in", values=values)
    for each in rows:
        role, reason = each.suggestion
        why = f"{role}: {reason}" if role else reason
        if not each.nameable:
            why = f"{why}; but no path can name it"
        row = [plain(each.path), plain(why), Text(f"{each.records:,}")]
        table.add_row(
            *row, *([plain(_excerpt(each.path, str(each.examples[0])) or "")] if values else [])
        )
    return table


def _table(first: str, second: str, *, number: str, values: bool) -> Table:
    table = Table(box=None, pad_edge=False)
    table.add_column(first, overflow="fold")
    table.add_column(second, overflow="fold")
    table.add_column(number, justify="right", no_wrap=True)
    if values:
        table.add_column("example", overflow="fold", max_width=_LONGEST_EXAMPLE + 1)
    return table


def _example(reading: Reading) -> str | None:
    return _excerpt(f"{reading.name}: {reading.path}", reading.example)


def _excerpt(name: str, text: str | None) -> str | None:
    """The beginning of a value, masked as alerts mask one with this name or path."""
    if text is None:
        return None
    masked = mask_named(name, text[:4096])
    return masked if len(masked) <= _LONGEST_EXAMPLE else masked[: _LONGEST_EXAMPLE - 1] + "…"
