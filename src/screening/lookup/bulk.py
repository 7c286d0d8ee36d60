"""Many look-ups at once: CSV in (`value`, and `type` where it is known), CSV out, a row for a row.

Law: a row is written only after its line is in the audit log; no cell is taken for a formula.
"""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from itertools import islice
from typing import IO, TYPE_CHECKING

from matcher.indicator import IndicatorType
from screening.lookup.audit_log import without
from screening.lookup.desk import Question
from screening.spreadsheet import cell, unmarked

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feeds.compile import ActiveList
    from screening.lookup.desk import Asker, Desk
    from screening.lookup.view import Shown

COLUMNS = (
    "row", "value", "type", "outcome", "problem", "indicator_ids", "tiers", "natures", "sources",
    "valid_from", "valid_until", "in_force", "platforms", "regions", "since_serial", "near_ids",
    "near_relations", "snapshot_serial",
)  # fmt: skip
BATCH = 1_000
_NO_TYPE = f"type: not one of {', '.join(IndicatorType)}"


class BulkError(Exception):
    """A file that cannot be gone through; the message names file and line, never a value."""


def run(
    name: str, stream: IO[bytes], out: IO[str], desk: Desk, active: ActiveList, asker: Asker
) -> int:
    """Answer each row of `stream`, the content of the file `name`; how many there were.

    Raises:
        BulkError: it has no column `value`, or is not CSV; the rows before stay answered.
        AuditError: the log cannot be written.
    """
    if asker.reason:
        stream = stream if stream.seekable() else io.BytesIO(stream.read())
        asker = _silent(asker, _rows(name, stream))
        stream.seek(0)
    writer = csv.writer(out, lineterminator="\n", quoting=csv.QUOTE_ALL)
    writer.writerow(COLUMNS)
    rows, count = _rows(name, stream), 0
    while batch := list(islice(rows, BATCH)):
        for answer in desk.answer(active, batch, asker):
            count += 1
            writer.writerow(map(cell, _row(count, answer)))
        out.flush()
    return count


def _silent(asker: Asker, rows: Iterator[Question]) -> Asker:
    """The same without the file's values in the reason: each line of the log would have them."""
    values = (question.value for question in rows)
    return replace(asker, reason=without(asker.reason or "", values))


def _rows(name: str, stream: IO[bytes]) -> Iterator[Question]:
    """Each row as a question."""
    reader = csv.reader(_decoded(name, stream))
    try:
        head = [column.strip().lower() for column in next(reader, [])]
        if head.count("value") != 1 or head.count("type") > 1:
            raise BulkError(f"{name}: line 1: needs one column `value`, and may have one `type`")
        value_at, type_at = head.index("value"), head.index("type") if "type" in head else None
        for row in reader:
            if row:
                given = "" if type_at is None else _at(row, type_at).strip().lower()
                yield _question(unmarked(_at(row, value_at)), given)
    except csv.Error:
        raise BulkError(f"{name}: line {reader.line_num}: not CSV") from None


def _decoded(name: str, stream: IO[bytes]) -> Iterator[str]:
    for number, line in enumerate(stream, 1):
        try:
            yield line.decode("utf-8-sig" if number == 1 else "utf-8")
        except UnicodeDecodeError:
            raise BulkError(f"{name}: line {number}: not UTF-8") from None


def _question(value: str, given: str) -> Question:
    try:
        return Question(value, IndicatorType(given) if given else None)
    except ValueError:
        return Question(value, problem=_NO_TYPE)


def _at(row: list[str], place: int) -> str:
    return row[place] if place < len(row) else ""


def _row(count: int, answer: Shown) -> Iterator[object]:
    found, near = answer["indicators"], answer["near"]
    yield from (count, answer["value"], _types(answer), answer["outcome"], answer["problem"] or "")
    yield _joined(each["id"] for each in found)
    for name in ("tier", "nature"):
        yield _joined(each[name] for each in found)
    yield _joined(source["name"] for each in found for source in each["sources"])
    for name in ("valid_from", "valid_until"):
        yield _joined(each[name] for each in found)
    yield _joined(str(each["in_force"]).lower() for each in found)
    for name in ("platform", "region", "since_serial"):
        yield _joined(each[name] for each in found)
    yield _joined(each["id"] for each in near)
    yield _joined(each["relation"] for each in near)
    yield answer["snapshot"]["serial"]


def _types(answer: Shown) -> str:
    asked = answer["type"]
    return str(asked["given"] or _joined(asked["guessed"]))


def _joined(values: Iterable[object]) -> str:
    return ";".join("" if value is None else str(value) for value in values)
