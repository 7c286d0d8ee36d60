"""Phrases in running text: every occurrence on word boundaries, overlapping ones included.

Rule (boundary): the original characters next to a phrase, format characters skipped, are not
letters, marks or decimal digits (L, M, Nd), unless their script is written without spaces.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import regex

from matcher import automaton
from matcher.text import phrase_fold

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_WITHOUT_SPACES = regex.compile(
    r"[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]"
)


class Phrases:
    """The listed phrases, searched in one pass."""

    def __init__(self, listed: Sequence[tuple[str, int]], engine: automaton.Engine) -> None:
        self._numbers = [number for _, number in listed]
        self._automaton = automaton.build([phrase for phrase, _ in listed], engine)

    def find(self, text: str) -> Iterator[tuple[int, int, int]]:
        """Occurrences in an original text as (indicator number, start, end) in code points."""
        if not self._numbers:
            return
        folded = phrase_fold(text)
        for start, end, pattern in self._automaton.find(folded.text):
            if folded.splits_cluster(start, end):
                continue
            first, last = folded.span(start, end)
            if _is_boundary_before(text, first) and _is_boundary_after(text, last):
                yield self._numbers[pattern], first, last


def is_without_spaces(char: str) -> bool:
    """Whether `char` is of a script written without spaces between words."""
    return _WITHOUT_SPACES.match(char) is not None


def _separates(char: str) -> bool:
    category = unicodedata.category(char)
    return (category[0] not in "LM" and category != "Nd") or is_without_spaces(char)


def _is_boundary_before(text: str, start: int) -> bool:
    while start and unicodedata.category(text[start - 1]) == "Cf":
        start -= 1
    return not start or _separates(text[start - 1])


def _is_boundary_after(text: str, end: int) -> bool:
    while end < len(text) and unicodedata.category(text[end]) == "Cf":
        end += 1
    return end == len(text) or _separates(text[end])
