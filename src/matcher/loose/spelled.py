"""Letters set apart: at least three single ones, and what stands between them.

The commonest gap is deleted; of any other what it has besides is kept, else one character of it:
the gap between words. Brackets around each letter go with it.
"""

from __future__ import annotations

import itertools
from collections import Counter
from typing import TYPE_CHECKING

import regex

from matcher.loose import SEPARATORS
from matcher.loose.layers import Edit, Layer
from matcher.loose.letters import SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Iterator

_SYMBOL = regex.escape(SYMBOLS)
# Marks are parts of letters: those of other scripts are left when a view is made.
_SPELLED = regex.compile(
    rf"(?<!\w)(?:[{_SYMBOL}][\W_]{{1,3}}?){{0,3}}[^\W_](?:[\W_]{{1,9}}?[^\W_](?![^\W_])){{2,}}"
    rf"(?:[\W_]{{1,3}}?[{_SYMBOL}](?!\w)){{0,3}}"
)
_SYMBOLS = frozenset(SYMBOLS)
_ALNUM = regex.compile(r"[^\W_]")
_IN_BRACKETS = regex.compile(r"[(\[{<]([^\W_])[)\]}>]")
_BRACKET = regex.compile(r"[()\[\]{}<>]")
_OPENING, _CLOSING = frozenset("([{<"), frozenset(")]}>")
_UNDONE = frozenset({SEPARATORS})


def spelled(text: str) -> Layer:
    """The text with letters that were set apart together again."""
    return Layer(text, _spelled(text))


def _spelled(text: str) -> Iterator[Edit]:
    for run in _SPELLED.finditer(text):
        edges = _letters(text, *run.span())
        gaps = [(a + 1, b) for a, b in itertools.pairwise(edges)]
        usual, count = Counter(text[a:b] for a, b in gaps).most_common(1)[0]
        if count < max(2, len(gaps) // 2) or _is_leet(text, run.span(), gaps, usual):
            continue
        bracket = _BRACKET.search(text, max(run.start() - 1, 0), run.end() + 1)
        if usual[:1] in _CLOSING and bracket is not None and bracket[0] in _OPENING:
            for each in _IN_BRACKETS.finditer(text, bracket.start(), run.end() + 1):
                yield Edit(*each.span(), each[1], _UNDONE)
            continue
        for start, end in gaps:
            if start < end:
                yield Edit(start, end, _kept(text[start:end], usual), _UNDONE)


def _letters(text: str, first: int, last: int) -> list[int]:
    """Where the letters of a run stand, and the symbols at its edges that may be letters."""
    places = [at.start() for at in _ALNUM.finditer(text, first, last)]
    before = [at for at in range(first, places[0]) if text[at] in _SYMBOLS]
    behind = [at for at in range(places[-1] + 1, last) if text[at] in _SYMBOLS]
    return before + places + behind


def _is_leet(text: str, run: tuple[int, int], gaps: list[tuple[int, int]], usual: str) -> bool:
    """Whether symbols between the letters are letters too: not if they are between all of them."""
    if usual.strip() not in _SYMBOLS:
        return False
    first, last = run
    around = text[max(first - 1, 0) : first] + text[last : last + 1]
    between = (text[start:end] for start, end in gaps)
    return not all(usual in gap or gap.isspace() for gap in between) or any(
        char in _SYMBOLS for char in around
    )


def _kept(gap: str, usual: str) -> str:
    """What stands in a gap besides the usual one, on both sides of it if there is more."""
    if gap == usual:
        return ""
    if other := "".join(char for char in gap if char not in usual).strip():
        return other
    between = gap.removeprefix(usual).removesuffix(usual) if len(gap) > 2 * len(usual) else ""
    kept = between.strip()[:1] or (" " if " " in gap else gap[0])
    return " " if kept in _SYMBOLS else kept
