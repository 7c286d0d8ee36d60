"""One field: how it is read, its normalised forms, its tokens, what was looked up, what for."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matcher import cut, readings
from matcher.indicator import RUNNING_TEXT, IndicatorType
from matcher.loose import signs, truncated, views
from matcher.plan import reading_of
from matcher.text import caseless, token_fold
from matcher.witness import DISGUISED
from screening.explain.found import tokens_of
from screening.mask import MASK

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.compile import ActiveList
    from matcher.index import Field
    from matcher.indicator import Scope
    from matcher.witness import Asked, Witness
    from screening.explain.sight import Shown, Sight

MOST_LOOKUPS = 500
"""Look-ups of one field that are told; those that hit are told first."""

_FOLDED = frozenset({IndicatorType.PHRASE, IndicatorType.NAME})


def pieces_of(text: str, limit: int) -> list[tuple[int, str]]:
    """What of a text is screened: the whole, or of one over `limit` its head and its tail."""
    if len(text) <= limit:
        return [(0, text)]
    tail = text[-(limit // 2) :]
    return [(0, text[: limit // 2]), (len(text) - len(tail), tail)]


def is_searched(scope: Scope) -> bool:
    """Whether a field's text is searched, and not only taken as one value."""
    return scope.role in RUNNING_TEXT or IndicatorType.PHRASE in scope.types


class _Case(NamedTuple):
    """A field, its text as it may be shown, and the pieces of it that are screened."""

    field: Field
    shown: str
    pieces: list[tuple[int, str]]


class Fields:
    """Explains fields by one list."""

    def __init__(self, active: ActiveList, witness: Witness, sight: Sight, limit: int) -> None:
        """`limit` is the length up to which a text is screened whole."""
        self._sieve = active.index.compiled_sieve
        self._tables = active.index.tables
        self._witness, self._sight, self._limit = witness, sight, limit

    def explained(self, field: Field, shown: str, matches: int) -> tuple[Shown, list[Asked]]:
        """A field with so many matches as JSON values, and all that was looked up.

        `shown` is its text, of the same length, as it may be shown.
        """
        path, scope, text = field
        case = _Case(field, shown, pieces_of(text, self._limit))
        asked = self._asked(case)
        loose = [self._loose(case, piece) for _, piece in case.pieces]
        tried = any(each["signs_of_disguise"] or each["length_of_a_cut_field"] for each in loose)
        explained = {
            "path": path,
            "role": scope.role,
            "types": sorted(scope.types),
            "read": "running text" if scope.role in RUNNING_TEXT else "whole value",
            "text": shown,
            "length": len(text),
            "screened_whole": len(case.pieces) == 1,
            "sieve": self._sieve_says(scope, text),
            "forms": [form for _, piece in case.pieces for form in self._forms(case, piece)],
            "tokens": list(self._tokens(case)),
            "lookups": self._lookups(case, asked),
            "lookups_total": len(asked),
            "lanes": ["canonical", "loose"] if tried else ["canonical"],
            "loose": loose,
            "matches": matches,
        }
        return explained, asked

    def _asked(self, case: _Case) -> list[Asked]:
        path, scope, _ = case.field
        self._witness.taken()
        for _, piece in case.pieces:
            self._witness.index.match([(path, scope, piece)])
        return self._witness.taken()

    def _sieve_says(self, scope: Scope, text: str) -> str:
        if self._sieve is None:
            return "not there"
        may_hold = self._sieve.may_hold(text, reading_of(scope))
        return "may hold a listed value" if may_hold else "passed over"

    def _forms(self, case: _Case, text: str) -> Iterator[Shown]:
        """The text as it is looked through, where that is not as it is written."""
        scope = case.field[1]
        folded = token_fold(text).text
        if folded != text:
            yield {"form": "token form", "text": self._own(case, folded)}
        if scope.types & _FOLDED and (small := caseless(text)) != text:
            yield {"form": "phrase form", "text": self._own(case, small)}
        if scope.role in RUNNING_TEXT:
            for reading in readings.others(folded):
                yield {"form": "other reading", "text": self._own(case, reading.text)}
            if cut.may_be(text) and (rejoined := cut.Rejoined(text).text):
                yield {"form": "joined over line breaks", "text": self._own(case, rejoined)}

    def _own(self, case: _Case, text: str) -> str:
        """What was made of the field's own text."""
        path, _, original = case.field
        return self._sight.derived(self._sight.text(path, text), original, case.shown)

    def _tokens(self, case: _Case) -> Iterator[Shown]:
        for offset, piece in case.pieces:
            for kind, start, end, key in tokens_of(piece, case.field[1], self._tables):
                listed = key is not None and key in self._tables.tables[kind]
                yield {
                    "type": kind,
                    "start": start + offset,
                    "end": end + offset,
                    "text": case.shown[start + offset : end + offset],
                    "key": None if key is None else self._key(case, kind, key, is_listed=listed),
                    "listed": listed,
                }

    def _key(self, case: _Case, table: str, key: str, *, is_listed: bool) -> str:
        """A key that was looked up: the payment's own unless it is the list's too."""
        if is_listed:
            return self._sight.value(key)
        if table == DISGUISED and MASK in case.shown:  # digits are letters in it
            return MASK * len(key)
        return self._own(case, key)

    def _lookups(self, case: _Case, asked: list[Asked]) -> list[Shown]:
        records = self._witness.index.records
        ordered = sorted(asked, key=lambda each: not each.is_offered)  # hits first, else in order
        return [
            {
                "table": each.table,
                "key": self._key(case, each.table, each.key, is_listed=each.is_offered),
                "hit": each.is_offered,
                "indicators": sorted({records[number].id for number in each.numbers}),
            }
            for each in ordered[:MOST_LOOKUPS]
        ]

    def _loose(self, case: _Case, text: str) -> Shown:
        scope = case.field[1]
        seen, searched = token_fold(text).text, is_searched(scope)
        shows = signs.shows(seen, running=searched)
        return {
            "signs_of_disguise": shows,
            "length_of_a_cut_field": searched and len(text) in truncated.CUTS,
            "readings": [
                {
                    "text": self._own(case, view.text),
                    "undone": sorted(view.families(0, len(view.text))) if view.text else [],
                }
                for view in (views.of(seen) if shows else ())
            ],
        }
