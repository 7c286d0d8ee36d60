"""Disguised e-mail addresses, user names, domains and pages: words of a view by their skeletons.

Only words that show a sign themselves are looked up; what has one undoing alone is found by the
canonical finders in the view.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from matcher.indicator import IndicatorType
from matcher.loose import skeleton, views
from matcher.loose.agree import Reading
from matcher.loose.letters import EITHER, SYMBOLS
from matcher.normalize import domain

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matcher.exact import Records
    from matcher.loose.layers import Families, View
    from matcher.table import KeyTable

_CHUNK = re.compile(r"[^\s<>()\[\]{}\"',;]{4,400}")
_SYMBOL = re.escape(SYMBOLS)
_ODD = re.compile(
    rf"[^\W\d_][0-9{_SYMBOL}]|[0-9{_SYMBOL}][^\W\d_]|{EITHER}|[a-z]I|([^\W\d])\1(?<!htt)",
    re.IGNORECASE,
)
_NAME = re.compile(rf"[\w{_SYMBOL}]+(?:[.-]+[\w{_SYMBOL}]+)*")
_SCHEME = re.compile(r"(?:[A-Za-z][A-Za-z0-9+.-]{0,20}://)?(?:www\.)?")
_HOST = re.compile(rf"[\w{_SYMBOL}-]+(?:\.[\w{_SYMBOL}-]+)+")
_MARKS = ".-~*:/?!"
_EDGES = "".join(char for char in SYMBOLS if char != EITHER) + _MARKS
MOST_CHUNKS = 400
LEAST = 4


class Candidate(NamedTuple):
    """A place of a view that may hold a value of one type, under this key.

    `before`: how many characters of a scheme stand in front, which a page's place has and its
    value has not.
    """

    kind: IndicatorType
    key: str
    start: int
    end: int
    before: int = 0


class Named(NamedTuple):
    """A listed value at a place of a view."""

    kind: IndicatorType
    number: int
    start: int
    end: int
    undone: Families


def find(
    view: View, table: KeyTable, records: Records, types: frozenset[IndicatorType]
) -> list[Named]:
    """Listed values of `types` that words of the view can be read as."""
    found = []
    for each in candidates(view.text):
        if each.kind not in types:
            continue
        for number in table.numbers(each.key):
            undone = _read(records[number].value, view, each)
            if records[number].type is each.kind and undone is not None:
                place = each.start - each.before, each.end
                found.append(Named(each.kind, number, *place, undone))
    return found


def _read(value: str, view: View, place: Candidate) -> Families | None:
    if place.kind is IndicatorType.URL:
        value = value.partition("?")[0]
    joint, others = view.layers[-1].joint, partial(view.undone, value=value)
    reading = Reading(views.form(value), view.text, place.start, joint, others).ends({place.end})
    return None if reading is None else reading[1]


def candidates(text: str) -> Iterator[Candidate]:
    """Places that may hold a disguised value, in a bounded number of words."""
    number = 0
    for chunk in _CHUNK.finditer(text):
        if not _ODD.search(chunk[0]):
            continue
        number += 1
        if number > MOST_CHUNKS:
            return
        start, end = chunk.span()
        yield from dict.fromkeys(_names(text, start, end))
        yield from _emails(text, start, end)
        yield from dict.fromkeys(_hosts(text, start, end))


def _names(text: str, start: int, end: int) -> Iterator[Candidate]:
    for found in _NAME.finditer(text, start, end):
        first, last = found.span()
        inner = len(found[0]) - len(found[0].lstrip(_EDGES))
        handle = first + 1 if text[first] == "@" else first
        for a in dict.fromkeys((first, first + inner, handle)):
            for b in _ends(text, a, last):
                if b - a >= LEAST and _ODD.search(text, a, b):
                    kind = IndicatorType.USERNAME
                    yield Candidate(kind, f"{kind}:{skeleton.of(text[a:b])}", a, b)


def _ends(text: str, start: int, end: int) -> set[int]:
    """Where a word may end: with all its symbols, without a sentence's marks, without any."""
    word = text[start:end]
    return {end, start + len(word.rstrip(_MARKS)), start + len(word.rstrip(_EDGES))}


def _emails(text: str, start: int, end: int) -> Iterator[Candidate]:
    places = [at for at in range(start + 1, end) if text[at] == "@"][-3:]
    for at in places:
        first = max(start, *(text.rfind(mark, start, at) + 1 for mark in ":=/"))
        host = _HOST.match(text, at + 1, end)
        if host is None or first >= at:
            continue
        for last in _ends(text, at + 1, host.end()):
            key = f"{skeleton.of(text[first:at])}@{skeleton.of(text[at + 1 : last])}"
            yield Candidate(IndicatorType.EMAIL, f"email:{key}", first, last)
            yield from _parents(text, at + 1, last)


def _hosts(text: str, start: int, end: int) -> Iterator[Candidate]:
    scheme = _SCHEME.match(text, start, end)
    begin = start if scheme is None else scheme.end()
    host = _HOST.match(text, begin, end)
    if host is None or text[host.end() : host.end() + 1] == "@":
        return
    lasts = _ends(text, begin, host.end())
    for last in lasts:
        yield from _parents(text, begin, last)
    stops = [at for mark in "?#" if (at := text.find(mark, host.end(), end)) >= 0]
    pages = _ends(text, begin, min(stops, default=end))
    for place in lasts | {page for page in pages if page >= host.end()}:
        key = skeleton.of(text[begin:place])
        yield Candidate(IndicatorType.URL, f"url:{key}", begin, place, begin - start)


def _parents(text: str, start: int, end: int) -> Iterator[Candidate]:
    name = text[start:end]
    if len(name) > domain.MAX_LENGTH or "." not in name:
        return
    for parent in domain.parents(name):
        kind = IndicatorType.DOMAIN
        yield Candidate(kind, f"{kind}:{skeleton.of(parent)}", end - len(parent), end)
