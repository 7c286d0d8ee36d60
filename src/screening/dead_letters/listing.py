"""Dead letters as rows, without a word of what is in them: for people, programs, spreadsheets."""

from __future__ import annotations

import csv
import json
import sys
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.table import Table

from screening.alert import render_time

if TYPE_CHECKING:
    from screening.dead_letters.inventory import Entry

Row = dict[str, Any]


class Form(StrEnum):
    """How the list is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


def write(rows: list[Row], form: Form) -> None:
    """Write the rows to stdout; nothing where there is none."""
    if rows:
        _WRITE[form](rows)


def row(entry: Entry) -> Row:
    """What the list says of a record with dead letters."""
    found = entry.letter
    return {
        "place": f"{found.place.partition}:{found.place.offset}",
        "at": render_time(datetime.fromtimestamp(found.at_ms / 1000, UTC)),
        "reason": found.reason,
        "original_topic": found.original.topic,
        "original": f"{found.original.partition}:{found.original.offset}",
        "length": found.length,
        "body": str(found.body),
        "software": found.software,
        "count": entry.count,
        "state": "replayed" if entry.replayed else "open",
    }


def _table(rows: list[Row]) -> None:
    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        table.add_column(name.replace("_", " "), no_wrap=True)
    for each in rows:
        table.add_row(*map(str, each.values()))
    Console(soft_wrap=True, highlight=False, markup=False).print(table)


def _json(rows: list[Row]) -> None:
    for each in rows:
        sys.stdout.write(json.dumps(each) + "\n")


def _csv(rows: list[Row]) -> None:
    out = csv.DictWriter(sys.stdout, list(rows[0]))
    out.writeheader()
    out.writerows(rows)


_WRITE = {Form.TABLE: _table, Form.JSON: _json, Form.CSV: _csv}
