"""Numbers that an alert must never carry: payment cards and tax file numbers.

Rule (DESIGN section 4, "Masking"): every digit becomes `•`, the length stays, and nothing
inside a match's span is masked, so that the evidence can be read.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from stdnum import luhn

if TYPE_CHECKING:
    from collections.abc import Iterable

MASK = "•"
_CARD = re.compile(r"(?<!\d)\d(?:[ -]?\d){12,18}(?!\d)")
# ISO/IEC 7812 ranges of the issuers in use.
_ISSUERS = re.compile(
    r"4|5[1-5]|222[1-9]|22[3-9]|2[3-6]|27[01]|2720|3[47]|30[0-5]|309|3[689]|35(?:2[89]|[3-8])"
    r"|6011|64[4-9]|65|62|50|5[6-9]|6[37]|60"
)
_TAX_FILE_NUMBER = re.compile(
    r"(?:\btfn\b|tax\s+file(?:\s+(?:number|no))?)\D{0,12}(\d{2,3}(?:[ -]?\d{3}){2})(?!\d)",
    re.IGNORECASE,
)
_DIGIT = re.compile(r"\d")


def mask(text: str, kept: Iterable[tuple[int, int]]) -> str:
    """`text` with the digits of card and tax file numbers masked outside the `kept` spans."""
    places = {
        at for start, end in _sensitive(text) for at in range(start, end) if _DIGIT.match(text[at])
    }
    for start, end in kept:
        places.difference_update(range(start, end))
    if not places:
        return text
    return "".join(MASK if at in places else char for at, char in enumerate(text))


def _sensitive(text: str) -> Iterable[tuple[int, int]]:
    for found in _CARD.finditer(text):
        digits = re.sub(r"\D", "", found[0])
        if _ISSUERS.match(digits) and luhn.is_valid(digits):
            yield found.span()
    for found in _TAX_FILE_NUMBER.finditer(text):
        yield found.span(1)
