"""Matches that a bank knows to be harmless: no alert, but counted, and never for ever.

Rule 1: an entry joins one indicator with one customer, one field, or one exact text.
Rule 2: it has an owner, another person who approved it, and an end.
Rule 3: after its end (judged at now) its matches return, and the alert names the entry.
Rule 4: a match whose indicator has no entry costs one look into a table.
"""

from __future__ import annotations

import unicodedata
from collections import defaultdict
from functools import cached_property
from typing import TYPE_CHECKING, Annotated, cast

from pydantic import AfterValidator, Field, model_validator

from matcher.indicator import IndicatorType
from screening.judging import files, indicators
from screening.judging.field_path import FieldPath
from screening.judging.files import Name, Strict, Words
from screening.judging.shadow import Moment

if TYPE_CHECKING:
    from collections.abc import Container, Iterator, Mapping
    from datetime import datetime
    from pathlib import Path

    from matcher.indicator import Match
    from screening.judging.indicators import Key
    from screening.transaction import Transaction

_SETTING = "FRESNEL_ALLOW_LIST"


def _person(name: str) -> str:
    """A name as it is told from others: however it is typed."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _path(text: str) -> str:
    FieldPath(text)
    return text


Given = Annotated[str, Field(min_length=1)]


class Entry(Strict):
    """One indicator (`indicators`), and one of `customer`, `field`, `text`.

    `field` is a path as the mapping writes it, `text` the whole text of the field that the
    match is in. `expires` is exclusive.
    """

    name: Name
    indicator: Given | None = None
    type: IndicatorType | None = None
    value: Given | None = None
    customer: Given | None = None
    field: Annotated[str, AfterValidator(_path)] | None = None
    text: Given | None = None
    reason: Words
    owner: Name
    approver: Name
    expires: Moment

    @model_validator(mode="after")
    def _is_whole(self) -> Entry:
        by_value = self.type is not None and self.value is not None
        if (self.indicator is None) == (self.type is None and self.value is None):
            raise ValueError("needs indicator, or else type and value")
        if self.indicator is None and not by_value:
            raise ValueError("type and value belong together")
        if sum(each is not None for each in (self.customer, self.field, self.text)) != 1:
            raise ValueError("needs one of customer, field and text")
        if _person(self.owner) == _person(self.approver):
            raise ValueError("the approver must be another person than the owner")
        _ = self.key  # refuses a value that is not of its type
        return self

    @cached_property
    def key(self) -> Key:
        """How it names its indicator."""
        return cast("Key", indicators.key(self.indicator, self.type, self.value))


class AllowListFile(Strict):
    """The whole file; `version` is the bank's own count of its changes."""

    version: Annotated[int, Field(strict=True, ge=1)]
    entries: tuple[Entry, ...]

    @model_validator(mode="after")
    def _names_differ(self) -> AllowListFile:
        seen: set[str] = set()
        for entry in self.entries:
            if entry.name in seen:
                raise ValueError(f"entries: two are named {entry.name}")
            seen.add(entry.name)
        return self


class AllowList:
    """An allow-list, ready for matches."""

    def __init__(self, model: AllowListFile | None = None) -> None:
        """Without a file nothing is suppressed."""
        self.version = 0 if model is None else model.version
        self.entries = () if model is None else model.entries
        self.digest = "" if model is None else files.digest(model)
        self._of: defaultdict[Key, _OfIndicator] = defaultdict(_OfIndicator)
        for entry in self.entries:
            self._of[entry.key].add(entry)

    def expired(self, now: datetime) -> list[str]:
        """The names of the entries that have ended."""
        return [entry.name for entry in self.entries if entry.expires <= now]

    def covering(
        self,
        match: Match,
        transaction: Transaction,
        texts: Mapping[str, str],
        repeated_ids: Container[str],
    ) -> Iterator[Entry]:
        """The entries that cover a match, in force or not; `texts` are the fields' by path."""
        for each in indicators.named(self._of, match.indicator, repeated_ids):
            yield from each.covering(match, transaction, texts)


class _OfIndicator:
    """The entries of one indicator, which may be many customers'."""

    def __init__(self) -> None:
        self._customers: dict[str | None, list[Entry]] = defaultdict(list)
        self._texts: dict[str | None, list[Entry]] = defaultdict(list)
        self._fields: list[tuple[FieldPath, Entry]] = []

    def add(self, entry: Entry) -> None:
        if entry.field is not None:
            self._fields.append((FieldPath(entry.field), entry))
        elif entry.customer is not None:
            self._customers[entry.customer].append(entry)
        else:
            self._texts[entry.text].append(entry)

    def covering(
        self, match: Match, transaction: Transaction, texts: Mapping[str, str]
    ) -> Iterator[Entry]:
        """The entries that cover a match; of one that straddles items, each part of it."""
        yield from self._customers.get(transaction.customer, ())
        places = match.parts or (match.span,)
        within = {texts.get(each.field) for each in places}
        if len(within) == 1:
            yield from self._texts.get(within.pop(), ())
        for path, entry in self._fields:
            if all(path.reads(each.field, transaction.steps) for each in places):
                yield entry


def load(path: Path | None) -> AllowList:
    """The allow-list at `path`; None: an empty one.

    Raises:
        SettingsError: it cannot be used; names the file, line and field.
    """
    return AllowList(None if path is None else files.load(_SETTING, path, AllowListFile))
