"""The index: one immutable, compiled list, and all its matches in a transaction's fields.

Rule 1: an index never changes once compiled; a reload compiles another and swaps the
reference, so every transaction is judged by exactly one list.
Rule 2: every match is reported; none is swallowed by a longer one of another indicator.
Rule 3: `original[start:end] == excerpt`, for every match and every part of one.
Rule 4: validity is not judged here; a match carries its indicator with all its sources.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from matcher import running, whole
from matcher.exact import ExactTables
from matcher.hits import Hit, widest
from matcher.indicator import RUNNING_TEXT, Indicator, IndicatorType, Lane, Match, Scope, Span
from matcher.phrases import Phrases
from matcher.text import token_fold

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matcher.automaton import Engine

Field = tuple[str, Scope, str]
"""A field to screen: its concrete path, its scope, its original text."""

Piece = tuple[str, str]
"""An item of a joined field: its concrete path and its original text."""

_NAME_ONLY = frozenset({IndicatorType.NAME})
_PHRASE_ONLY = frozenset({IndicatorType.PHRASE})


class Records(Protocol):
    """Indicators by number; read only when one has matched."""

    def __len__(self) -> int:
        """How many indicators there are."""
        ...

    def __getitem__(self, number: int, /) -> Indicator:
        """The indicator with this number, from 0 on."""
        ...


class Index:
    """A compiled list of indicators, safe for concurrent readers."""

    def __init__(self, tables: ExactTables, phrases: Phrases, records: Records) -> None:
        """Wrap compiled parts; use `compile`."""
        self._tables = tables
        self._phrases = phrases
        self._records = records

    @classmethod
    def compile(
        cls,
        keys: Iterable[tuple[IndicatorType, str]],
        records: Records,
        engine: Engine = "auto",
    ) -> Index:
        """Compile canonical keys; key n belongs to `records[n]`, and no key occurs twice.

        Raises:
            LookupError: the engine is not installed.
        """
        listed = list(keys)
        phrases = [(v, n) for n, (kind, v) in enumerate(listed) if kind is IndicatorType.PHRASE]
        return cls(ExactTables(listed), Phrases(phrases, engine), records)

    def __len__(self) -> int:
        """How many indicators the list holds."""
        return len(self._records)

    def match(self, fields: Iterable[Field]) -> list[Match]:
        """All matches in `fields`, in their order and then by place and indicator."""
        found: list[Match] = []
        for path, scope, text in fields:
            hits = self._hits(scope, text)
            if hits:
                found.extend(self._matches(hits, path, scope, text))
        return found

    def match_joined(self, scope: Scope, pieces: Sequence[Piece], separator: str) -> list[Match]:
        """Matches that straddle two or more `pieces` when these are read as one text."""
        text = separator.join(piece for _, piece in pieces)
        found = []
        for hit in sorted(self._hits(scope, text)):
            parts = _parts(pieces, len(separator), hit.start, hit.end)
            if len(parts) > 1:
                indicator = self._records[hit.number]
                found.append(Match(indicator, scope, hit.lane, hit.method, parts[0], parts))
        return found

    def _matches(self, hits: list[Hit], path: str, scope: Scope, text: str) -> Iterable[Match]:
        for hit in sorted(hits, key=lambda hit: (hit.start, hit.end, hit.number)):
            span = Span(path, hit.start, hit.end, text[hit.start : hit.end])
            yield Match(self._records[hit.number], scope, hit.lane, hit.method, span)

    def _hits(self, scope: Scope, text: str) -> list[Hit]:
        folded = token_fold(text)
        types = scope.types
        if scope.role in RUNNING_TEXT:
            found = [
                *running.find(self._tables, folded.text, types),
                *whole.find(self._tables, folded.text, types & _NAME_ONLY),
            ]
        else:
            found = [*whole.find(self._tables, folded.text, types - _PHRASE_ONLY)]
        hits = [
            Hit(number, *folded.span(start, end), running.lane_of(method), method)
            for number, start, end, method in found
        ]
        if len(hits) > 1:
            hits = widest(hits)
        if IndicatorType.PHRASE in types:
            hits.extend(
                Hit(number, start, end, Lane.CANONICAL, "phrase")
                for number, start, end in self._phrases.find(text)
            )
        return hits


def _parts(pieces: Sequence[Piece], gap: int, start: int, end: int) -> tuple[Span, ...]:
    """The pieces' own spans under `start` to `end` of the joined text."""
    parts = []
    offset = 0
    for path, text in pieces:
        first, last = max(start - offset, 0), min(end - offset, len(text))
        if first < last:
            parts.append(Span(path, first, last, text[first:last]))
        offset += len(text) + gap
    return tuple(parts)
