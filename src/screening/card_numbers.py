"""Where card numbers stand in a text, however their digits are grouped.

Rule 1: between groups there is one space, dash or line break, and signs that are not seen.
Rule 2: in rows of groups as cards have them there may be more space, brackets, or one other sign
(`.`, `/`, `_` …), the same in all of a row: dates, amounts and lists of numbers have those too.
Rule 3: the work is linear in the length of a text, whatever it holds.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import compress

from screening import luhn

UNSEEN = r"\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\u20e3\ufe00-\ufe0f\ufeff"
_SPACE = r"\s\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
_SIGN = r"./_,|*\u00b7\u2022\u30fb"
_WIDE = rf"[{_SPACE}(){UNSEEN}]"
SPACING = rf"{_WIDE}{{0,4}}+"
GAP = rf"[{_SPACE}(){_SIGN}{UNSEEN}]{{0,4}}+"
"""What may stand between two digits of one number, as parts of a pattern."""

_LEAST = luhn.LENGTHS[0]
# `(?<!\d\d)` behind a digit: where a group begins, in a way that digits are searched for fast.
_MANY = re.compile(rf"\d(?<!\d\d)(?:{GAP}\d){{{_LEAST - 1}}}")
_NEAR = rf"[{UNSEEN}]?+(?:\r\n|[{_SPACE}])?+[{UNSEEN}]?+"
_RUN = re.compile(rf"\d(?<!\d\d)(?:{_NEAR}\d){{{_LEAST - 1},}}+")
_IN_A_RUN = re.compile(rf"\d(?:{_NEAR}\d)*+")
_AGAIN = rf"(?(1)\1|{_WIDE}{{1,4}}+)"
_ROW = re.compile(
    rf"\d(?<!\d\d)\d{{3}}(?:({_WIDE}{{0,2}}[{_SIGN}]{_WIDE}{{0,2}})|{_WIDE}{{1,4}}+)"
    rf"(?:(?=((?:\d{{6}}{_AGAIN}\d{{4,5}}|\d{{3}}{_AGAIN}\d{{3}}{_AGAIN}\d{{3}})(?!\d)))"
    rf"|\d{{4}}(?:{_AGAIN}\d{{4}})+(?=({_AGAIN}\d{{1,4}}(?!\d))))"  # the next row may begin there
)


class _Shape(dict[int, str]):
    """ASCII digits, and a space for all else that stands in a run of digits: it stays small."""

    def __missing__(self, code: int) -> str:
        shape = self[code] = str(unicodedata.decimal(chr(code), " "))
        return shape


_SHAPE = _Shape()


def places(text: str) -> list[int]:
    """Where the digits of card numbers stand in a text."""
    if not _MANY.search(text):
        return []
    spans = [found.span() for found in _RUN.finditer(text)]
    rows = ((found.start(), max(found.end(2), found.end(3))) for found in _ROW.finditer(text))
    spans += [row for row in rows if not _IN_A_RUN.fullmatch(text, *row)]
    if not spans:
        return []
    runs = [text[start:end].translate(_SHAPE) + luhn.END for start, end in spans]
    in_numbers = luhn.in_numbers(runs)
    if not any(in_numbers):
        return []
    at = [
        start + place
        for (start, _), run in zip(spans, runs, strict=True)
        for place, sign in enumerate(run)
        if sign != " "
    ]
    return list(compress(at, in_numbers))
