"""An alert as whoever has not asked for a reveal may see it. Pure.

Rule 1: of a match's value, excerpt and span nothing is shown but its first sign, its length and its
punctuation (`screening.lookup.masked`); nor of the same text where it stands elsewhere.
Rule 2: every text keeps its length, so that `start` and `end` still fit.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from screening.judging.carried import BETWEEN
from screening.lookup.masked import masked_whole

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from screening.alert import Alert

_Spans = list[tuple[int, int]]
_LEAST_CHARS = 3
"""Shorter texts are no value of any type, and would mask half of what is written."""


def masked_alert(alert: Alert) -> Alert:
    """The alert with all values masked."""
    transaction, matches = alert["transaction"], alert["matches"]
    elsewhere = _pattern(matches)
    spans = _spans(matches)
    cuts = transaction.get("cuts") or {}
    fields = {
        path: _field(text, _placed(spans.get(path, []), cuts.get(path)), elsewhere)
        for path, text in transaction["fields"].items()
    }
    shown = {
        name: _without(value, elsewhere) if name in ("id", "item", "context") else value
        for name, value in transaction.items()
    }
    shown |= {"fields": fields, "customer": _whole(transaction["customer"])}
    return {**alert, "transaction": shown, "matches": [_match(each) for each in matches]}


def _match(match: dict[str, Any]) -> dict[str, Any]:
    hidden = {
        **match,
        "value": masked_whole(match["value"]),
        "excerpt": _whole(match["excerpt"]),
    }
    if match.get("parts"):
        hidden["parts"] = [
            {**part, "excerpt": masked_whole(part["excerpt"])} for part in match["parts"]
        ]
    return hidden


def _whole(text: str | None) -> str | None:
    return None if text is None else masked_whole(text)


def _spans(matches: Iterable[dict[str, Any]]) -> dict[str, _Spans]:
    """Where matches stand, by field, in code points of the whole text."""
    found: dict[str, _Spans] = {}
    for match in matches:
        for place in (match, *(match.get("parts") or ())):
            found.setdefault(place["field"], []).append((place["start"], place["end"]))
    return found


def _placed(spans: _Spans, cuts: list[dict[str, int]] | None) -> _Spans:
    """The spans in a text that is cut to pieces, with a sign between them."""
    if not cuts:
        return spans
    placed, at = [], 0
    for cut in cuts:
        begin, end = cut["start"], cut["end"]
        placed += [
            (at + max(first, begin) - begin, at + min(last, end) - begin)
            for first, last in spans
            if first < end and last > begin
        ]
        at += end - begin + len(BETWEEN)
    return placed


def _field(text: str, spans: _Spans, elsewhere: re.Pattern[str] | None) -> str:
    found = elsewhere.finditer(text) if elsewhere else ()
    pieces, at = [], 0
    for first, last in _merged([*spans, *(each.span() for each in found)], len(text)):
        pieces += [text[at:first], masked_whole(text[first:last])]
        at = last
    return "".join((*pieces, text[at:]))


def _merged(spans: Iterable[tuple[int, int]], length: int) -> Iterator[tuple[int, int]]:
    """The spans within a text in order, those that touch or overlap as one."""
    begin = end = 0
    for first, last in sorted((max(0, first), min(last, length)) for first, last in spans):
        if first >= last:
            continue
        if first > end:
            if begin < end:
                yield begin, end
            begin = first
        end = max(end, last)
    if begin < end:
        yield begin, end


def _pattern(matches: Iterable[dict[str, Any]]) -> re.Pattern[str] | None:
    """What finds the matches' texts wherever they stand."""
    texts = {text for match in matches for text in _texts(match) if len(text) >= _LEAST_CHARS}
    longest_first = sorted(texts, key=lambda text: (-len(text), text))
    return re.compile("|".join(map(re.escape, longest_first)), re.IGNORECASE) if texts else None


def _texts(match: dict[str, Any]) -> Iterator[str]:
    yield match["value"]
    yield match["excerpt"] or ""
    for part in match.get("parts") or ():
        yield part["excerpt"]


def _without(value: Any, elsewhere: re.Pattern[str] | None) -> Any:  # noqa: ANN401  any JSON value
    """A text, or the texts of an object, with the matches' texts masked."""
    if isinstance(value, str):
        return _field(value, [], elsewhere)
    if isinstance(value, dict):
        return {name: _without(each, elsewhere) for name, each in value.items()}
    return value
