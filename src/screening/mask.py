"""Numbers that an alert must never carry: payment cards and tax file numbers.

Rule (DESIGN section 4, "Masking"): every digit becomes `•`, the length stays, and nothing
inside a match's span is masked, so that the evidence can be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from screening import card_numbers
from screening.card_numbers import GAP, SPACING, UNSEEN

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

MASK = "•"
_DIGIT = re.compile(r"\d")
_IN_THREES = rf"\d{{2,3}}{GAP}\d{{3}}{GAP}\d{{3}}"
# Dates and amounts have other signs, and not between threes; what follows may be any number.
_FURTHER_NUMBER = rf"(?<!\d){_IN_THREES}(?!\d)"
_NUMBER = rf"(?<!\d)(?:{_IN_THREES}|\d(?:{SPACING}\d){{7,8}})(?!\d)"
_NAMED_NUMBER = re.compile(_NUMBER)


def _wide(letters: str) -> str:
    """A pattern for letters of either width, in any case where case is ignored."""
    return "".join(f"[{letter}{chr(ord(letter) + 0xFEE0)}]" for letter in letters)


_LETTER = "a-z\uff41-\uff5a"
_APART = rf"[\s._/{UNSEEN}-]{{0,2}}"
_NUMBER_WORD = "(?:['\u2019]?s|n?o|nr|n?um(?:ber)?)?"
# The first letter stands apart from what ignores case, so that it is searched for fast.
_TITLE = (
    rf"[tT\uff34\uff54](?i:(?<![{_LETTER}].)"
    rf"(?:{_APART}{_wide('f')}{_APART}{_wide('n')}{_NUMBER_WORD}(?![{_LETTER}])"
    rf"|{_wide('ax')}[\W_]{{0,3}}{_wide('file')}))"
)
_TAX_FILE_NUMBER = re.compile(
    rf"{_TITLE}(?i:\D{{0,32}}(?:[0-9]{{1,2}}[\W_]{{1,4}}(?:is\W{{1,3}})?)??"
    rf"(?P<numbers>{_NUMBER}"
    rf"(?:(?:[\s,;/&+]{{1,4}}|\s{{0,3}}(?:and|or)\s{{1,3}}){_FURTHER_NUMBER})*))"
)
# `payerTFN`, `tfnNumber`, `payerTaxFileNumber`; not `TFNAME`.
_TAX_FILE_NAME = re.compile(
    rf"{_TITLE}|(?:(?<![A-Za-z])(?i:tfn)|(?<=[a-z])T(?:fn|FN))"
    rf"(?i:{_NUMBER_WORD}|id|value)(?![a-z]|[A-Z]{{2}})|(?i:tax[\W_]{{0,3}}file)"
)


def mask(text: str, kept: Iterable[tuple[int, int]] = ()) -> str:
    """`text` with the digits of card and tax file numbers masked outside the `kept` spans."""
    return hidden(text, sensitive(text), kept)


def mask_named(name: str, text: str, kept: Iterable[tuple[int, int]] = ()) -> str:
    """As `mask`, for a value with a name: one that says tax file number makes it one."""
    return hidden(text, sensitive(text, named=is_tax_file_name(name)), kept)


def is_tax_file_name(name: str) -> bool:
    """Whether the name or path of a value says that it is a tax file number."""
    return _TAX_FILE_NAME.search(name) is not None


def sensitive(text: str, *, named: bool = False) -> list[int]:
    """Where digits stand that must not be carried; `named` if all are of a tax file number."""
    if not _DIGIT.search(text):
        return []
    places = card_numbers.places(text)
    spans = [found.span("numbers") for found in _TAX_FILE_NUMBER.finditer(text)]
    if named:
        spans += [found.span() for found in _NAMED_NUMBER.finditer(text)]
    places += [found.start() for span in spans for found in _DIGIT.finditer(text, *span)]
    return places


def hidden(text: str, places: Collection[int], kept: Iterable[tuple[int, int]] = ()) -> str:
    """`text` with these places masked, but for those inside the `kept` spans."""
    if not places:
        return text
    masked = list(text)
    for at in places:
        masked[at] = MASK
    for start, end in kept:
        masked[start:end] = text[start:end]
    return "".join(masked)
