"""Phrases in running text: every occurrence on word boundaries, overlapping ones included.

Rule (boundary): the original characters next to a phrase, format characters skipped, are not
letters, marks or decimal digits (L, M, Nd), unless their script is written without spaces.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import regex

from matcher.text import is_plain, phrase_fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matcher.automaton import Automaton
    from matcher.text import Folded

# By script extensions, for marks and signs that several scripts share (the kana's sound marks);
# but what Latin uses too, as the combining tilde, is no sign of a script without spaces.
_WITHOUT_SPACES = regex.compile(
    r"(?!\p{scx=Latn})[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]"
)


class Phrases:
    """The listed phrases, searched in one pass."""

    def __init__(self, numbers: Sequence[int], search: Automaton, canonical: int) -> None:
        """Pattern n of `search` is the indicator `numbers[n]`; from `canonical` on, without marks.

        A phrase that is listed with marks (`café noir`) is also searched without them: a text
        that has none shows no sign that something is missing.
        """
        self.numbers = numbers
        self.search = search
        self.canonical = canonical

    def find(self, text: str) -> list[tuple[int, int, int, bool]]:
        """Occurrences in an original text as (indicator number, start, end in code points, exact).

        Not exact are those of a phrase without its marks.
        """
        if is_plain(text) and "  " not in text:
            occurrences, folded = self.search.find(text.lower()), None
        else:
            folded = phrase_fold(text)
            occurrences = self.search.find(folded.text)
        return [
            (self.numbers[pattern], *span, pattern < self.canonical)
            for start, end, pattern in occurrences
            if (span := _original(folded, start, end)) and stands_alone(text, *span)
        ]


def _original(folded: Folded | None, start: int, end: int) -> tuple[int, int] | None:
    """The original span of an occurrence, or None if it begins or ends inside a cluster."""
    if folded is None:
        return start, end
    return None if folded.splits_cluster(start, end) else folded.span(start, end)


def is_without_spaces(char: str) -> bool:
    """Whether `char` is of a script written without spaces between words."""
    return _WITHOUT_SPACES.match(char) is not None


def separates(char: str) -> bool:
    """Whether `char` next to a phrase is a boundary."""
    category = unicodedata.category(char)
    return (category[0] not in "LM" and category != "Nd") or is_without_spaces(char)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the characters around `text[start:end]`, format ones skipped, are boundaries."""
    while start and unicodedata.category(text[start - 1]) == "Cf":
        start -= 1
    while end < len(text) and unicodedata.category(text[end]) == "Cf":
        end += 1
    before, after = text[start - 1 : start], text[end : end + 1]
    return (not before or separates(before)) and (not after or separates(after))
