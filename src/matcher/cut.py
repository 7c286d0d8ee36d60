"""Identifiers that a line break cuts in two: the words around each break, read without it.

Remittance lines have 35 characters, and what writes them cuts where a line is full. Only a break
between two words may have cut one, and a break that is none of an identifier's own still ends it:
so the words at a break are read together, and so are those at two breaks with one word between.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import TYPE_CHECKING

from matcher.indicator import IndicatorType

if TYPE_CHECKING:
    from collections.abc import Iterator

_CUT = re.compile(r"(?<!\S)(\S{1,256}+)(\r\n|[\n\r\x85\u2028\u2029])(?=(\S{1,256}+)(?!\S))")
_CONTEXT = 24
"""Characters before the first word: a platform's name may stand there."""
_APART = " ; "
TYPES = frozenset(
    {
        IndicatorType.EMAIL,
        IndicatorType.URL,
        IndicatorType.DOMAIN,
        IndicatorType.IP,
        IndicatorType.WALLET,
        IndicatorType.ACCOUNT,
    }
)
"""What is looked for so, besides user names that `@` or a platform's name marks."""

MARKED = frozenset({"handle", "platform"})
_LEAST = 7
"""Characters of the shortest identifier that is looked for."""


def may_be(text: str) -> bool:
    """Whether a text may have a line break; most have none."""
    return not text.isprintable()


class Rejoined:
    """The words around the breaks of a text, as one text in which each stands alone."""

    def __init__(self, text: str) -> None:
        """Look for breaks; `text` is empty where none may have cut an identifier."""
        self._starts: list[int] = []  # of each segment in the text here
        self._origins: list[int] = []  # and in the original one
        self._ends: list[int] = []  # of each segment in the text here
        self._groups: list[int] = []
        said: list[str] = []
        at = 0
        for number, segments in enumerate(_readings(text)):
            for first, last in segments:
                self._starts.append(at)
                self._origins.append(first)
                self._groups.append(number)
                said.append(text[first:last])
                at += last - first
                self._ends.append(at)
            said.append(_APART)
            at += len(_APART)
        self.text = "".join(said)

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The place in the original text, where the range here goes over a break; else None."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        is_cut = first >= 0 and first != last and self._groups[first] == self._groups[last]
        if not is_cut or start >= self._ends[first] or end > self._ends[last]:
            return None
        return (
            self._origins[first] + start - self._starts[first],
            self._origins[last] + end - self._starts[last],
        )


def _readings(text: str) -> Iterator[list[tuple[int, int]]]:
    """Each as the places of what is read as if nothing stood between."""
    line, before = 0, None
    for found in _CUT.finditer(text):
        first, second = found.span(1), found.span(3)
        whole = [(max(line, first[0] - _CONTEXT), first[1]), second]
        if _may_be_identifier(text, first, second):
            yield whole
        if before is not None and before[-1] == first:
            whole_of_three = [*before, second]
            if _may_be_identifier(text, *whole_of_three[1:]):
                yield whole_of_three
        line, before = found.end(), whole


def _may_be_identifier(text: str, *words: tuple[int, int]) -> bool:
    """Whether the words together are long enough, and have a mark or a digit."""
    if sum(last - first for first, last in words) < _LEAST:
        return False
    return not all(text[first:last].isalpha() for first, last in words)
