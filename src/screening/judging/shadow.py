"""What is watched before it is trusted: matches that are in shadow, by a file of the bank's own.

Rule 1: an entry covers the statements of sources that fulfil all it names, while it is in force.
Rule 2: a match is in shadow when all its valid sources are; one live source keeps it live.
Rule 3: names are always in shadow.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import datetime
from functools import cached_property
from itertools import chain
from typing import TYPE_CHECKING, Annotated

from pydantic import BeforeValidator, Field, model_validator

from feeds import moment
from matcher.indicator import IndicatorType, Lane
from screening.judging import files, indicators
from screening.judging.files import Name, Strict, Words

if TYPE_CHECKING:
    from collections.abc import Container
    from pathlib import Path

    from matcher.indicator import Match, Source
    from screening.judging.indicators import Key

_SETTING = "FRESNEL_SHADOW"


def _moment(given: object) -> datetime:
    try:
        return moment.parse(given)  # type: ignore[arg-type]
    except (AttributeError, TypeError, ValueError, OverflowError):
        raise ValueError("not a date or time in RFC 3339") from None


Moment = Annotated[datetime, BeforeValidator(_moment)]
"""RFC 3339; a date alone is its start in UTC."""


class Entry(Strict):
    """What is in shadow: all that it names must hold. `until` is exclusive, judged at now.

    An indicator is named by id, or by `type` and `value` (`indicators`).
    """

    source: Annotated[str, Field(min_length=1)] | None = None
    indicator: Annotated[str, Field(min_length=1)] | None = None
    type: IndicatorType | None = None
    value: Annotated[str, Field(min_length=1)] | None = None
    lane: Lane | None = None
    reason: Words
    owner: Name
    until: Moment | None = None

    @model_validator(mode="after")
    def _names_something(self) -> Entry:
        if not (self.source or self.indicator or self.type or self.lane):
            raise ValueError("needs source, indicator, type or lane")
        if self.value is not None and (self.type is None or self.indicator is not None):
            raise ValueError("value belongs to type, and stands for indicator")
        _ = self.key  # refuses a value that is not of its type
        return self

    @cached_property
    def key(self) -> Key | None:
        """How it names an indicator; None where it names none."""
        return indicators.key(self.indicator, self.type, self.value)

    def holds(self, now: datetime) -> bool:
        """Whether it is in force."""
        return self.until is None or now < self.until

    def covers(self, match: Match, source: Source) -> bool:
        """Whether it covers what `source` states of the match's indicator."""
        return (
            self.source in (None, source.name)
            and self.type in (None, match.indicator.type)
            and self.lane in (None, match.lane)
        )


class ShadowFile(Strict):
    """The whole file; a person who approved it must be named."""

    approved_by: Name
    shadow: tuple[Entry, ...]


class Shadow:
    """A shadow file, ready for matches."""

    def __init__(self, model: ShadowFile | None = None) -> None:
        """Without a file only names are in shadow."""
        self.entries = () if model is None else model.shadow
        self.digest = "" if model is None else files.digest(model)
        self._of: defaultdict[Key, list[Entry]] = defaultdict(list)
        self._of_many = [entry for entry in self.entries if entry.key is None]
        for entry in self.entries:
            if entry.key is not None:
                self._of[entry.key].append(entry)

    def live(
        self,
        match: Match,
        valid: tuple[Source, ...],
        now: datetime,
        repeated_ids: Container[str],
    ) -> tuple[Source, ...]:
        """Those of the match's valid sources that are not in shadow."""
        if match.indicator.type is IndicatorType.NAME:
            return ()
        if not self.entries:
            return valid
        entries = self.in_force(match, now, repeated_ids)
        if not entries:
            return valid
        return tuple(s for s in valid if not any(entry.covers(match, s) for entry in entries))

    def in_force(self, match: Match, now: datetime, repeated_ids: Container[str]) -> list[Entry]:
        """The entries that may cover a statement of the match's indicator now."""
        lists = indicators.named(self._of, match.indicator, repeated_ids)
        return [entry for entry in chain(self._of_many, *lists) if entry.holds(now)]


def load(path: Path | None) -> Shadow:
    """The shadow file at `path`; None: only names.

    Raises:
        SettingsError: it cannot be used; names the file, line and field.
    """
    return Shadow(None if path is None else files.load(_SETTING, path, ShadowFile))
