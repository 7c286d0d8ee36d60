"""What a selection of alerts is made by, and its SQL.

Law: values are bound, never part of the SQL; a name that is no filter is refused, for a selection
that is not what was asked for is worse than none.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema

from feeds import moment
from matcher.indicator import IndicatorType, Tier
from screening.console.reading import folded
from screening.console.rows import FACETS

MOST_VALUES, MOST_CHARS, MOST_WORDS = 50, 200, 10
_TRIGRAM = 3


def _moment(given: object) -> object:
    """A time in RFC 3339; a date alone is its start, in UTC."""
    if isinstance(given, str):
        try:
            return moment.parse(given)
        except (ValueError, OverflowError):
            raise ValueError("not a time in RFC 3339") from None
    return given


Moment = Annotated[
    datetime, BeforeValidator(_moment), WithJsonSchema({"type": "string", "format": "date-time"})
]
Text = Annotated[str, Field(max_length=MOST_CHARS)]
_Many: Any = Field(default=[], max_length=MOST_VALUES)


class Filters(BaseModel):
    """A selection of alerts; of a filter that is given several times any is meant.

    `since` and `until` are of the time of detection, the end exclusive. `q` are words, all of which
    stand, as a piece of a word too, in the payment's id or texts, an indicator's id or the alert's;
    what is masked is not searched.
    """

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    severity: list[Literal["low", "medium", "high", "critical"]] = _Many
    type: list[IndicatorType] = _Many
    tier: list[Tier] = _Many
    platform: list[Text] = _Many
    region: list[Text] = _Many
    mode: list[Literal["live", "shadow", "lookback"]] = _Many
    q: Text | None = None
    since: Moment | None = None
    until: Moment | None = None


class Where:
    """Conditions on the table `alerts` and what they bind."""

    def __init__(self, filters: Filters) -> None:
        """The conditions of a selection."""
        self._all: list[str] = []
        self.bound: list[Any] = []
        for name in ("severity", "mode"):
            if values := getattr(filters, name):
                self.add(f"{name} IN ({_marks(values)})", *values)
        for kind in FACETS:
            if values := getattr(filters, kind):
                self.add(
                    "EXISTS (SELECT 1 FROM facets WHERE facets.id = alerts.id AND kind = ?"
                    f" AND value IN ({_marks(values)}))",
                    kind,
                    *map(str, values),
                )
        if filters.since is not None:
            self.add("at >= ?", filters.since.timestamp())
        if filters.until is not None:
            self.add("at < ?", filters.until.timestamp())
        self._search(folded(filters.q or "").split()[:MOST_WORDS])

    def add(self, condition: str, *bound: object) -> None:
        """One more condition that must hold."""
        self._all.append(condition)
        self.bound += bound

    @property
    def sql(self) -> str:
        """From `WHERE` on; empty without conditions."""
        return f" WHERE {' AND '.join(self._all)}" if self._all else ""

    def _search(self, words: list[str]) -> None:
        long = [word for word in words if len(word) >= _TRIGRAM]
        if long:
            quoted = " AND ".join('"' + word.replace('"', '""') + '"' for word in long)
            self.add("alerts.id IN (SELECT rowid FROM search WHERE search MATCH ?)", quoted)
        for word in words:
            if len(word) < _TRIGRAM:
                self.add(
                    "EXISTS (SELECT 1 FROM search WHERE search.rowid = alerts.id"
                    " AND instr(search.text, ?))",
                    word,
                )


def _marks(values: list[Any]) -> str:
    return ", ".join("?" * len(values))
