"""Feed files and snapshots for tests."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from feeds import record
from feeds.build import Built, build
from feeds.sort import Sorter

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matcher.indicator import Indicator

COLUMNS = (
    "id,type,value,tier,nature,source,confidence,tlp,valid_from,valid_until,platform,region,"
    "first_seen,last_seen,labels"
).split(",")
CREATED = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)


def write_csv(path: Path, *rows: dict[str, str]) -> Path:
    """A CSV feed with the columns of the design."""
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    path.write_text(text.getvalue(), "utf-8")
    return path


def merge(indicators: Iterable[Indicator]) -> list[Indicator]:
    """The indicators as a snapshot would hold them."""
    sorter = Sorter(Path("nothing-is-spilled"))
    for each in indicators:
        sorter.add(each)
    return [record.from_line(line) for _, line in sorter.lines()]


def built(folder: Path, *rows: dict[str, str], serial: int = 1) -> Built:
    """A snapshot in `folder / "snapshot"` of these rows."""
    feed = write_csv(folder / "feed.csv", *rows)
    return build([feed], folder / "snapshot", serial=serial, created=CREATED)
