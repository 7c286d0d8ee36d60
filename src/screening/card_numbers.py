"""Card numbers in a text: 13 to 19 digits of an issuer in use whose check digit is right.

Digits may stand in groups. Between those there is nothing, white space or dashes; any other sign
that people put there (`.`, `/`, `_` …) must be the same in all of a number, in groups as cards
have them, for dates, amounts and lists of numbers have such signs too.

The work is linear in the length of a text, whatever it holds.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

UNSEEN = "\u00ad\u200b-\u200f\u2060-\u2064\ufeff"
DASHES = r"\-\u2010-\u2015\u2212\ufe58\ufe63\uff0d"
GAP = rf"[\s{DASHES}{UNSEEN}()./_,\u00b7\u2022\u30fb|*]{{0,4}}?"
"""What may stand between two digits of one number, as a part of a pattern."""

_LEAST, _MOST = 13, 19
_RUN = re.compile(rf"\d(?:{GAP}\d){{{_LEAST - 1},}}")
_PASSED_OVER = re.compile(rf"[{UNSEEN}()]")
_USUAL = re.compile(rf"[\s{DASHES}]{{0,3}}")
_MOST_GROUPS = 7
_GROUPINGS = {(4, 6, 5), (4, 6, 4)}
# Prefixes of four digits, first and last (ISO/IEC 7812): American Express, China UnionPay, Diners
# Club, Discover, JCB, Maestro, Mastercard, Mir, RuPay, Troy, Visa.
_ISSUERS = (
    (2200, 2204), (2221, 2720), (3000, 3059), (3090, 3099), (3400, 3499), (3528, 3589),
    (3600, 3999), (4000, 6099), (6200, 6399), (6440, 6599), (6700, 6799), (8100, 8299),
    (9792, 9792),
)  # fmt: skip
_IS_ISSUER = np.zeros(10_000, bool)
for _first, _last in _ISSUERS:
    _IS_ISSUER[_first : _last + 1] = True


def spans(text: str) -> Iterator[tuple[int, int]]:
    """The places of card numbers, from their first digit to their last; they may overlap."""
    for run in _RUN.finditer(text):
        yield from _in_run(text, *run.span())


def _in_run(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Card numbers in a run of digits that may hold others before and behind them."""
    places = [at for at in range(start, end) if text[at].isdecimal()]
    digits = np.array([unicodedata.decimal(text[at]) for at in places])
    gaps = [text[a + 1 : b] for a, b in pairwise(places)]
    begins = np.array([True, *map(bool, gaps), True])  # a group does; behind the last digit too
    groups = np.cumsum(begins)
    odd = np.cumsum([0, *map(_is_odd, gaps)])
    sums = _luhn_sums(digits)
    firsts = np.flatnonzero(begins[:-_LEAST] & _is_issued(digits)[: len(digits) - _LEAST + 1])
    for length in range(_LEAST, _MOST + 1):
        starts = firsts[firsts + length <= len(digits)]
        ends = starts + length
        parity = sums[ends % 2, ends] - sums[ends % 2, starts]
        is_usual = odd[ends - 1] == odd[starts]
        is_card = groups[ends - 1] - groups[starts] < _MOST_GROUPS
        fits = begins[ends] & (parity % 10 == 0) & (is_usual | is_card)
        found = zip(starts[fits].tolist(), ends[fits].tolist(), is_usual[fits], strict=True)
        for first, last, usual in found:
            if usual or _is_grouped(gaps[first : last - 1]):
                yield places[first], places[last - 1] + 1


def _is_odd(gap: str) -> bool:
    return bool(gap) and _USUAL.fullmatch(_PASSED_OVER.sub("", gap)) is None


def _is_grouped(gaps: list[str]) -> bool:
    """Whether the groups are as on a card, with one sign between all of them."""
    if len(set(filter(None, gaps))) != 1:
        return False
    ends = [at for at, gap in enumerate(gaps, 1) if gap]
    sizes = tuple(b - a for a, b in zip([0, *ends], [*ends, len(gaps) + 1], strict=True))
    return sizes in _GROUPINGS or (len(set(sizes[:-1])) == 1 and sizes[-1] <= sizes[0])


def _is_issued(digits: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Whether an issuer's number may begin at each digit but the last three."""
    prefixes = digits[:-3] * 1000 + digits[1:-2] * 100 + digits[2:-1] * 10 + digits[3:]
    is_issued: NDArray[np.bool_] = _IS_ISSUER[prefixes]
    return is_issued


def _luhn_sums(digits: NDArray[np.int64]) -> NDArray[np.int64]:
    """Sums up to each digit: row 0 with those at even places doubled as the rule says, row 1 odd.

    Of a number that ends before place n the digit at n - 1 is not doubled (ISO/IEC 7812-1,
    annex B).
    """
    doubled = digits * 2 - 9 * (digits > 4)
    is_even = np.arange(len(digits)) % 2 == 0
    rows = [np.where(is_even, doubled, digits), np.where(is_even, digits, doubled)]
    return np.array([np.concatenate(([0], np.cumsum(row))) for row in rows])
