"""Numbers that an alert must never carry: payment cards and tax file numbers.

Rule (DESIGN section 4, "Masking"): every digit becomes `•`, the length stays, and nothing
inside a match's span is masked, so that the evidence can be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from screening import card_numbers
from screening.card_numbers import GAP, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

MASK = "•"
_DIGIT = re.compile(r"\d")
_NUMBER = rf"(?<!\d)\d(?:{GAP}\d){{7,8}}(?!\d)"
_NAMED_NUMBER = re.compile(_NUMBER)
_TAX_FILE_NUMBER = re.compile(
    rf"(?:(?<![a-z])t[.{UNSEEN}]?f[.{UNSEEN}]?n(?:['\u2019]?s)?(?![a-z])"
    rf"|\btax[\W_]{{1,3}}file)"
    r"\D{0,32}(?:[0-9]{1,2}[\W_]{1,4}(?:is\W{1,3})?)??"
    rf"(?P<numbers>{_NUMBER}(?:(?:[\s,;/&+]{{1,4}}|\s{{0,3}}(?:and|or)\s{{1,3}}){_NUMBER})*)",
    re.IGNORECASE,
)
_TAX_FILE_NAME = re.compile(
    r"(?i:(?:^|[^a-z])tfns?(?![a-z])|tax[\W_]{0,3}file)|[a-z]T(?:fn|FN)s?(?![a-z])"
)
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF21, 0xFF5B)}  # letters of full width


def mask(text: str, kept: Iterable[tuple[int, int]] = ()) -> str:
    """`text` with the digits of card and tax file numbers masked outside the `kept` spans."""
    return _mask(text, _sensitive(text), kept)


def mask_named(name: str, text: str, kept: Iterable[tuple[int, int]] = ()) -> str:
    """As `mask`, for a value with a name: one that says tax file number makes it one."""
    if not _TAX_FILE_NAME.search(name.translate(_NARROW)):
        return mask(text, kept)
    named = (found.span() for found in _NAMED_NUMBER.finditer(text))
    return _mask(text, (*_sensitive(text), *named), kept)


def _mask(text: str, sensitive: Iterable[tuple[int, int]], kept: Iterable[tuple[int, int]]) -> str:
    spans = sorted(sensitive)
    if not spans:
        return text
    masked = list(text)
    at = 0
    for start, end in spans:  # what overlaps is masked once
        if end > at:
            at = max(at, start)
            masked[at:end] = _DIGIT.sub(MASK, text[at:end])
            at = end
    for start, end in kept:
        masked[start:end] = text[start:end]
    return "".join(masked)


def _sensitive(text: str) -> Iterator[tuple[int, int]]:
    if not _DIGIT.search(text):
        return
    yield from card_numbers.spans(text)
    for found in _TAX_FILE_NUMBER.finditer(text.translate(_NARROW)):
        yield found.span("numbers")
