"""The report: counts by row and period, with what is small left out. Pure.

Law: whatever is computed from a count (rate, change, state, order) is computed from what is shown
of it. A count that is not shown is None.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import numpy as np

from feeds import moment
from screening.trends import count, suppress
from screening.trends.change import change, state
from screening.trends.dimensions import dimensions, named

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime, tzinfo

    from screening.trends.count import Key, Table, Tally
    from screening.trends.periods import Period

SCHEMA = "fresnel.trends/1"
LEAST = 5
MOST_ROWS = 200

Report = dict[str, Any]
Line = list[int | None]


@dataclass(frozen=True, slots=True)
class Question:
    """What is asked: `of` alerts or the list, `by` which dimensions, in which `period`.

    `time` names the fact's time that decides the period. Counts from 1 to `least` - 1 are not
    shown. `since` and `as_of` bound what was counted.
    """

    of: str
    by: tuple[str, ...]
    period: str
    time: str
    zone: tzinfo
    as_of: datetime
    since: datetime | None = None
    until: datetime | None = None
    least: int = LEAST
    filters: Mapping[str, Sequence[str]] = field(default_factory=dict)


class TooLargeError(ValueError):
    """A table that is too large to protect; the message says what to do."""


def report(
    asked: Question,
    tally: Tally,
    columns: Sequence[Period],
    screened: Sequence[int] | None = None,
) -> Report:
    """The report on what was counted; `screened` payments by period make rates.

    Raises:
        TooLargeError: more counts than can be protected.
    """
    table = count.fold(tally, asked.period, columns, MOST_ROWS)
    if table.cells.size > suppress.MOST_CELLS:
        raise TooLargeError(
            f"{table.cells.size:,} counts, at most {suppress.MOST_CELLS:,}: "
            "take a longer period, fewer dimensions or a shorter time"
        )
    lines = _shown(table, asked.least)
    end = asked.as_of if asked.until is None else min(asked.as_of, asked.until)
    complete = [each.is_complete(asked.since, end) for each in columns]
    span = [at for at, is_complete in enumerate(complete) if is_complete]
    rows = [
        _row(asked, key, line, columns, span) for key, line in zip(table.keys, lines, strict=False)
    ]
    total = _line(lines[-1], columns, span, screened)
    overlap = _line(lines[-2], columns, span, None) if table.has_overlap else None
    return {
        "schema": SCHEMA,
        "of": asked.of,
        "by": list(asked.by),
        "period": asked.period,
        "time": asked.time,
        "zone": str(asked.zone),
        "from": _bound(asked.since, columns[0].start if columns else None),
        "to": _bound(asked.until, columns[-1].end if columns else None),
        "as_of": moment.render(asked.as_of),
        "filters": {name: list(values) for name, values in asked.filters.items() if values},
        "least": asked.least,
        "periods": [
            {
                "key": each.key,
                "start": _bound(each.start),
                "end": _bound(each.end),
                "complete": is_complete,
            }
            for each, is_complete in zip(columns, complete, strict=True)
        ],
        "screened": None if screened is None else list(screened),
        "total": total | {"rates": _rates(total["counts"], screened)},
        "rows": _ordered(asked, rows),
        "overlap": overlap and {name: overlap[name] for name in ("count", "counts", "undated")},
        "not_shown": sum(each is None for line in lines for each in line),
    }


def _shown(table: Table, least: int) -> list[Line]:
    """The lines of the table as numbers, None for what is hidden."""
    cells = table.cells
    if not table.keys:
        # A line alone has no rectangle: it is protected as the one row of a table.
        doubled = suppress.Extended(np.vstack((cells, cells)), np.ones(1, dtype=np.int64))
        gone = suppress.hidden(doubled, least)[-1:]
    else:
        gone = suppress.hidden(table.extended, least)
    return [
        [None if is_gone else int(each) for each, is_gone in zip(line, hide, strict=True)]
        for line, hide in zip(cells, gone, strict=True)
    ]


def _row(
    asked: Question, key: Key, line: Line, columns: Sequence[Period], span: Sequence[int]
) -> dict[str, Any]:
    return {
        "key": list(key),
        "name": [named(by, each) for by, each in zip(asked.by, key, strict=True)],
        **_line(line, columns, span, None),
        "state": state([line[at] for at in span]),
    }


def _line(
    line: Line, columns: Sequence[Period], span: Sequence[int], screened: Sequence[int] | None
) -> dict[str, Any]:
    *counts, undated, whole = line
    return {
        "count": whole,
        "counts": counts,
        "undated": undated,
        "change": _change(counts, columns, span, screened),
    }


def _change(
    counts: Line, columns: Sequence[Period], span: Sequence[int], screened: Sequence[int] | None
) -> dict[str, Any] | None:
    """The last complete period against the one before it."""
    if len(span) < 2:
        return None
    before, after = span[-2:]
    first, second = counts[before], counts[after]
    if first is None or second is None:
        return None
    exposure = (screened[before], screened[after]) if screened else (1, 1)
    found = change(first, second, exposure)
    if found is None:
        return None
    return {"from": columns[before].key, "to": columns[after].key, **found._asdict()}


def _rates(counts: Line, screened: Sequence[int] | None) -> list[float | None] | None:
    if screened is None:
        return None
    return [
        None if each is None or not among else each / among
        for each, among in zip(counts, screened, strict=True)
    ]


def _ordered(asked: Question, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """By the dimensions' own order where each has one, else the largest first, hidden ones last."""
    known = dimensions(asked.of, asked.zone)
    orders = [known[by].order for by in asked.by]
    if orders and all(orders):
        places = [{key: at for at, key in enumerate(order)} for order in orders]
        return sorted(
            rows,
            key=lambda row: [
                place.get(key, len(place)) for place, key in zip(places, row["key"], strict=True)
            ],
        )
    return sorted(rows, key=lambda row: (row["count"] is None, -(row["count"] or 0), row["key"]))


def _bound(*given: datetime | None) -> str | None:
    found = next((each for each in given if each is not None), None)
    return None if found is None else moment.render(found)
