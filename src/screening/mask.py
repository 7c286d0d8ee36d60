"""Numbers that an alert must never carry: payment cards and tax file numbers.

Rule (DESIGN section 4, "Masking"): every digit becomes `•`, the length stays, and nothing
inside a match's span is masked, so that the evidence can be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "•"
_LEAST_DIGITS, _MOST_DIGITS = 13, 19
_GAP = r"[\s\-\u2010-\u2015]?"
_RUN = re.compile(rf"\d(?:{_GAP}\d){{{_LEAST_DIGITS - 1},}}")
# ISO/IEC 7812 ranges of the issuers in use.
_ISSUERS = re.compile(
    r"4|5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|3[47]|30[0-5]|309|3[689]|35(?:2[89]|[3-8])"
    r"|6011|64[4-9]|65|62|50|5[6-9]|6[37]|60"
)
_TAX_FILE_NUMBER = re.compile(
    rf"(?:\btfn(?![a-z])|\btax\s+file)\D{{0,24}}(\d(?:{_GAP}\d){{7,8}})(?!\d)", re.IGNORECASE
)
_DIGIT = re.compile(r"\d")
_TAX_FILE_NAME = re.compile(
    r"(?i:(?:^|[^a-z])tfn(?![a-z])|tax[\W_]{0,3}file)|[a-z]T(?:fn|FN)(?![a-z])"
)
_NAMED_NUMBER = re.compile(rf"(?<!\d)\d(?:{_GAP}\d){{7,8}}(?!\d)")


def mask(text: str, kept: Iterable[tuple[int, int]] = ()) -> str:
    """`text` with the digits of card and tax file numbers masked outside the `kept` spans."""
    return _mask(text, _sensitive(text), kept)


def mask_named(name: str, text: str, kept: Iterable[tuple[int, int]] = ()) -> str:
    """As `mask`, for a value with a name: one that says tax file number makes it one."""
    if not _TAX_FILE_NAME.search(name):
        return mask(text, kept)
    named = (found.span() for found in _NAMED_NUMBER.finditer(text))
    return _mask(text, (*_sensitive(text), *named), kept)


def _mask(text: str, sensitive: Iterable[tuple[int, int]], kept: Iterable[tuple[int, int]]) -> str:
    places = {at for start, end in sensitive for at in range(start, end) if _DIGIT.match(text[at])}
    for start, end in kept:
        places.difference_update(range(start, end))
    if not places:
        return text
    return "".join(MASK if at in places else char for at, char in enumerate(text))


def _sensitive(text: str) -> Iterable[tuple[int, int]]:
    for run in _RUN.finditer(text):
        yield from _cards([at for at in range(*run.span()) if _DIGIT.match(text[at])], text)
    for found in _TAX_FILE_NUMBER.finditer(text):
        yield found.span(1)


def _cards(places: list[int], text: str) -> Iterable[tuple[int, int]]:
    """Card numbers in a run of digits that may hold others before and behind them."""
    digits = "".join(str(int(text[at])) for at in places)
    sums = _luhn_sums(digits)
    for first in range(len(places) - _LEAST_DIGITS + 1):
        if _touches(places, first) or not _ISSUERS.match(digits, first):
            continue
        for last in range(first + _LEAST_DIGITS, min(first + _MOST_DIGITS, len(places)) + 1):
            parity = sums[last % 2]
            if not _touches(places, last) and (parity[last] - parity[first]) % 10 == 0:
                yield places[first], places[last - 1] + 1


def _touches(places: list[int], number: int) -> bool:
    """Whether the digit with this number stands directly behind another."""
    return 0 < number < len(places) and places[number] == places[number - 1] + 1


def _luhn_sums(digits: str) -> tuple[list[int], list[int]]:
    """Sums up to each digit, those at even (odd) places doubled as the Luhn rule says.

    A number that ends before place n has its last digit at n - 1, which is not doubled.
    """
    even, odd = [0], [0]
    for place, digit in enumerate(map(int, digits)):
        doubled = digit * 2 - 9 * (digit > 4)
        even.append(even[-1] + (digit if place % 2 else doubled))
        odd.append(odd[-1] + (doubled if place % 2 else digit))
    return even, odd
