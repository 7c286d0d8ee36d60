"""What a mapping makes of a sample: what its paths read, what is absent, what stays unread.

Pure. Paths are shown as the mapping would write them: relative to an item where there are
items, `../` or `^` before those of what is around it, `[*]` for any place in a list.
"""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from screening import times
from screening.bad_record import BadRecordError, Reason
from screening.mapping.model import alternatives
from screening.mapping.paths import Found, Node, parse, parse_each
from screening.mapping.suggest import suggest
from screening.mapping.unread import FREE_TEXT, SCALARS, Coverage, single_paths
from screening.values import text_of

if TYPE_CHECKING:
    from screening.decode.decoder import Document
    from screening.mapping.reader import Mapping
    from screening.mapping.suggest import Suggestion
    from screening.mapping.walk import Around, Part
    from screening.transaction import Transaction

_PLACES = re.compile(r'(\["(?:[^"\\]|\\.)*"\])|(?:\[\d+\])+')
_MOST_EXAMPLES = 50


class Failure(NamedTuple):
    """A record, or an item of it, that would be dead-lettered."""

    record: str
    item: str | None
    reason: Reason


@dataclass(slots=True)
class Reading:
    """What one path of the mapping, or all its alternatives, gave in the sample's payments."""

    name: str
    path: str
    there: int = 0
    longest: int = 0
    example: str | None = None

    def add(self, texts: list[str]) -> None:
        """Count one payment, in which the path had these texts."""
        self.there += bool(texts)
        for text in texts:
            self.longest = max(self.longest, len(text))
            self.example = self.example or text


@dataclass(slots=True)
class Unread:
    """A path that nothing reads; `records` had it, `nameable` if a mapping can write it."""

    path: str
    nameable: bool
    records: int = 0
    count: int = 0
    longest: int = 0
    examples: list[str | int | float] = field(default_factory=list)

    @property
    def suggestion(self) -> Suggestion:
        """The role it should have."""
        return suggest(self.path, self.examples)


class Trial:
    """One run of a mapping over sample records."""

    def __init__(self, mapping: Mapping) -> None:
        """Compile what the records are compared with."""
        self._mapping = mapping
        self._coverage = Coverage(mapping.model)
        self.mapping = mapping.model
        self._most_up = min(
            (len(parse_each(p)[0]) for p in alternatives(self.mapping.each)), default=0
        )
        self.records = self.readable = self.payments = 0
        self.failures: list[Failure] = []
        self.times: Counter[str] = Counter()
        self.values = [
            Reading(name, " | ".join(paths)) for name, paths in single_paths(self.mapping).items()
        ]
        self.fields = [Reading(each.role, each.path) for each in self.mapping.fields]
        self.fields += [
            Reading(f"{each.role}, prefix", each.prefix)
            for each in self.mapping.fields
            if each.prefix is not None
        ]
        self.unread: dict[str, Unread] = {}

    def add(self, name: str, raw: bytes, at_ms: int) -> None:
        """Try one record; `at_ms` is the time of the record, which its payments' may not be."""
        self.records += 1
        try:
            document = self._mapping.document(raw)
            transactions = list(self._mapping.transactions(document))
            parts = self._coverage.parts(document, SCALARS)
        except BadRecordError as error:
            self.failures.append(Failure(name, None, error.reason))
            return
        before = len(self.failures)
        for transaction, part in zip(transactions, parts, strict=True):
            if isinstance(transaction, BadRecordError):
                self.failures.append(Failure(name, part.path or None, transaction.reason))
            else:
                self._read(part, transaction, at_ms)
        self.readable += before == len(self.failures)
        self._note_unread(document, parts)

    def refuse(self, name: str, reason: Reason) -> None:
        """Count a record that could not even be cut from its file, or is too large."""
        self.records += 1
        self.failures.append(Failure(name, None, reason))

    def _read(self, part: Part, transaction: Transaction, at_ms: int) -> None:
        self.payments += 1
        believed = times.is_believed(transaction.moment, at_ms)
        self.times["transaction" if believed else "record"] += 1
        for reading in self.values:
            value = self._coverage.value(reading.path, part)
            text = str(value).lower() if type(value) is bool else text_of(value)
            reading.add([text] if text else [])
        for reading in self.fields:
            reading.add(self._coverage.field_texts(reading.path, part))

    def _note_unread(self, document: Document, parts: list[Part]) -> None:
        seen: dict[str, list[Any]] = {}
        around = {id(each.leaves): each for part in parts for each in (part.own, *part.shared)}
        for each in around.values():
            self._note(each, document, seen)
        for path, values in seen.items():
            unread = self.unread[path]
            unread.records += 1
            unread.count += len(values)
            unread.longest = max(unread.longest, *(len(str(value)) for value in values))
            unread.examples += values[: _MOST_EXAMPLES - len(unread.examples)]

    def _note(self, around: Around, document: Document, seen: dict[str, list[Any]]) -> None:
        start, base, holder = "../" * around.up, around.path, around.value
        if around.up and (not base or around.up > self._most_up):
            start, base, holder = "^", "", document
        for where, value in around.leaves:
            path = start + as_written(where, base)
            if path not in self.unread:
                self.unread[path] = Unread(path, _is_nameable(path, holder))
            seen.setdefault(path, []).append(value)


def as_written(path: str, base: str) -> str:
    """A concrete path as a mapping would write it below `base`, the path of what is around it."""
    inner = path[len(base) :].removeprefix(".")
    return _PLACES.sub(lambda found: found[1] or "[*]", inner)


def _is_nameable(path: str, holder: object) -> bool:
    """Whether a mapping that names `path` would read anything in `holder`, where it begins."""
    tree, found = Node(), Found()
    try:
        tree.add(parse(path).segments, FREE_TEXT, join=False)
        tree.collect(holder, "", found)
    except (ValueError, BadRecordError):
        return False
    return bool(found.fields)
