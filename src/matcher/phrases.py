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
    from collections.abc import Callable, Iterable, Iterator, Sequence

    from matcher.automaton import Automaton, Occurrence
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

    def find(self, text: str) -> Iterable[tuple[int, int, int, bool]]:
        """Occurrences in an original text as (indicator number, start, end in code points, exact).

        Not exact are those of a phrase without its marks.
        """
        if is_plain(text) and "  " not in text:
            occurrences, folded = self.search.find(text.lower()), None
        else:
            folded = phrase_fold(text)
            occurrences = self.search.find(folded.text)
        return self._alone(text, folded, occurrences) if occurrences else ()

    def inside(self, text: str) -> Iterator[tuple[int, int, int]]:
        """What `find` leaves out, for it stands within longer words: number, start, end."""
        folded = phrase_fold(text)
        for start, end, pattern in _originals(folded, self.search.find(folded.text)):
            if not stands_alone(text, start, end):
                yield self.numbers[pattern], start, end

    def _alone(
        self, text: str, folded: Folded | None, occurrences: Iterable[Occurrence]
    ) -> Iterator[tuple[int, int, int, bool]]:
        """Those of the occurrences in a folded text that stand alone in the original."""
        numbers, canonical = self.numbers, self.canonical
        begins, ends = _Edges(_begins, text), _Edges(_ends, text)
        if folded is not None:
            occurrences = _originals(folded, occurrences)
        for start, end, pattern in occurrences:
            if begins[start] and ends[end]:
                yield numbers[pattern], start, end, pattern < canonical


class _Edges(dict[int, bool]):
    """Whether phrases may begin, or end, at a place of one text: each is looked at once.

    So many phrases at one place, or a long run of format characters beside it, cost no more.
    """

    def __init__(self, rule: Callable[[str, int], bool], text: str) -> None:
        self._rule, self._text = rule, text

    def __missing__(self, at: int) -> bool:
        may = self[at] = self._rule(self._text, at)
        return may


def _originals(folded: Folded, occurrences: Iterable[Occurrence]) -> Iterator[Occurrence]:
    """The occurrences with their original spans, but for those that split a cluster."""
    for start, end, pattern in occurrences:
        if not folded.splits_cluster(start, end):
            yield *folded.span(start, end), pattern


def is_without_spaces(char: str) -> bool:
    """Whether `char` is of a script written without spaces between words."""
    return _WITHOUT_SPACES.match(char) is not None


def separates(char: str) -> bool:
    """Whether `char` next to a phrase is a boundary."""
    category = unicodedata.category(char)
    return (category[0] not in "LM" and category != "Nd") or is_without_spaces(char)


def stands_alone(text: str, start: int, end: int) -> bool:
    """Whether the characters around `text[start:end]`, format ones skipped, are boundaries."""
    return _begins(text, start) and _ends(text, end)


def _begins(text: str, start: int) -> bool:
    while start and unicodedata.category(text[start - 1]) == "Cf":
        start -= 1
    return not start or separates(text[start - 1])


def _ends(text: str, end: int) -> bool:
    while end < len(text) and unicodedata.category(text[end]) == "Cf":
        end += 1
    return end == len(text) or separates(text[end])
