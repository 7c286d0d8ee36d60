"""A selection of alerts as a file: JSON lines, an alert each, or CSV, a match each.

Rule 1: no cell of the CSV is taken for a formula (`screening.spreadsheet`).
Rule 2: the file is written as it is read, so that its size takes no memory.
"""

from __future__ import annotations

import csv
import io
from itertools import islice
from typing import TYPE_CHECKING

import orjson

from screening.console import alerts_query
from screening.console.masking import masked_alert
from screening.spreadsheet import cell

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from screening.alert import Alert
    from screening.console.filters import Filters
    from screening.console.model import Format
    from screening.console.store import Store

TYPES = {"jsonl": "application/x-ndjson", "csv": "text/csv; charset=utf-8"}
_AT_ONCE = 200
_ALERT = ("alert_id", "mode", "severity", "detected_at", "matches_total")
_PAYMENT = ("id", "timestamp", "amount", "currency", "customer", "source")
_MATCH = (
    "indicator_id", "type", "tier", "nature", "confidence", "platform", "region", "field", "role",
    "lane", "method", "start", "end", "excerpt", "value",
)  # fmt: skip
COLUMNS = (
    *_ALERT,
    *(f"transaction_{name}" for name in _PAYMENT),
    *_MATCH,
    "sources",
    "snapshot_serial",
)


def pieces(store: Store, filters: Filters, form: Format, *, revealed: bool) -> Iterator[bytes]:
    """The file piece by piece, newest alert first; values masked unless `revealed`."""
    alerts = _alerts(store, filters, revealed=revealed)
    written = _lines(alerts) if form == "jsonl" else _rows(alerts)
    while batch := list(islice(written, _AT_ONCE)):
        yield b"".join(batch)


def _alerts(store: Store, filters: Filters, *, revealed: bool) -> Iterator[Alert]:
    for stored in alerts_query.every(store, filters):
        alert = orjson.loads(stored.record)
        yield alert if revealed else masked_alert(alert)


def _lines(alerts: Iterable[Alert]) -> Iterator[bytes]:
    return (orjson.dumps(alert, option=orjson.OPT_APPEND_NEWLINE) for alert in alerts)


def _rows(alerts: Iterable[Alert]) -> Iterator[bytes]:
    yield _line(COLUMNS)
    for alert in alerts:
        whole = [alert[name] for name in _ALERT]
        payment = [alert["transaction"][name] for name in _PAYMENT]
        for match in alert["matches"]:
            names = ";".join(source["name"] for source in match["sources"])
            found = [match[name] for name in _MATCH]
            yield _line([*whole, *payment, *found, names, alert["snapshot"]["serial"]])


def _line(values: Iterable[object]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n", quoting=csv.QUOTE_ALL).writerow(map(cell, values))
    return text.getvalue().encode("utf-8", "replace")
