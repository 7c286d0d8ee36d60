"""Every document through the real path: list, snapshot, index, mapping `generic`, judge.

Names match in shadow alone, which no alert of a live run lists, so theirs are taken from the
index with the fields that the mapping read.
"""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from feeds.build import build
from feeds.compile import load
from screening import judge, mapping
from screening.screen import Origin
from screening.settings import Settings
from tests.evaluation.case import value_at

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from feeds.compile import ActiveList
    from tests.evaluation.case import Case, Entry

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
ORIGIN = Origin(int(NOW.timestamp() * 1000), ("evaluation", 1))


class Got(NamedTuple):
    """One match as the alert states it; `is_lawful`: its excerpt is where it says."""

    id: str
    type: str
    field: str
    span: tuple[int, int]
    lane: str
    is_lawful: bool = True


class Result(NamedTuple):
    """What was wrong with one case: `missed` holds an expected match and why it is missing."""

    case: Case
    missed: tuple[str, ...]
    unexpected: tuple[Got, ...]
    got: tuple[Got, ...]


def compiled(folder: Path, entries: Iterable[Entry]) -> ActiveList:
    """The list compiled as a host does it, from a CSV file through a snapshot.

    Raises:
        AssertionError: an entry was rejected: the corpus is wrong, or the reader of lists is.
    """
    feed = folder / "list.csv"
    rows = [f'{entry.id},{entry.type},"{entry.value}"\n' for entry in entries]
    feed.write_text("id,type,value\n" + "".join(rows), "utf-8")
    build([feed], folder / "snapshot", serial=1, created=NOW)
    rejects = folder / "snapshot" / "rejects.jsonl"
    rejected = rejects.read_text("utf-8") if rejects.exists() else ""
    assert not rejected, f"the list has rejected entries: {rejected[:500]}"
    return load(folder / "snapshot")


class Screener:
    """Screens documents by one list and says what it found."""

    def __init__(self, active: ActiveList, name: str = "generic") -> None:
        """Bind the list and a shipped mapping."""
        self._active = active
        self._mapping = mapping.load(name)
        self._judge = judge.from_settings(Settings(), self._mapping)

    def result(self, case: Case) -> Result:
        """The case judged and compared with its label."""
        raw = orjson.dumps(case.document)
        judged = self._judge.judge(raw, ORIGIN, self._active, mode="lookback", now=NOW)
        if judged.reason is not None or judged.transactions != 1:
            return Result(case, (f"dead-lettered: {judged.reason}",), (), ())
        got = [match for each in judged.alerts for match in _matches(case.document, each)]
        if judged.shadow:
            (transaction,) = self._mapping.read(raw)
            shadow = self._active.index.match(transaction.fields)  # type: ignore[union-attr]
            got += [
                Got(m.indicator.id, "name", m.span.field, (m.span.start, m.span.end), m.lane)
                for m in shadow
                if m.indicator.type == "name"
            ]
        return compared(case, tuple(got))


def _matches(document: dict[str, Any], alert: dict[str, Any]) -> Iterable[Got]:
    """The alert's matches, and whether the original text holds each excerpt where it says."""
    for match in alert["matches"]:
        start, end = match["start"], match["end"]
        is_lawful = value_at(document, match["field"])[start:end] == match["excerpt"]
        yield Got(
            match["indicator_id"],
            match["type"],
            match["field"],
            (start, end),
            match["lane"],
            is_lawful,
        )


def compared(case: Case, got: tuple[Got, ...]) -> Result:
    """Which expected matches are missing, and which matches nobody expected."""
    unexpected, missed = list(got), []
    for expected in case.expected:
        same = [m for m in unexpected if (m.id, m.field) == (expected.id, expected.field)]
        exact = [m for m in same if m.span in expected.spans]
        if not exact:
            missed.append("wrong span" if same else "not found")
            continue
        best = next((m for m in exact if m.lane in expected.lanes), exact[0])
        unexpected.remove(best)
        if best.lane not in expected.lanes:
            missed.append(f"found in the {best.lane} lane")
    return Result(case, tuple(missed), tuple(unexpected), got)
