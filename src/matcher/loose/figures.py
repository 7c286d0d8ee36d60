"""Numbers in disguise: letters among digits read as digits, and gaps that no usual form has.

Law: a run is changed only where digits show that it is a number; the list decides which.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from matcher.loose import LEET, SEPARATORS
from matcher.loose.layers import Edit, Layer

if TYPE_CHECKING:
    from collections.abc import Iterator

_FOR = dict(zip("OoQDlLIi|ZzSsB", "00001111122558", strict=True))
_SELDOM_FOR = dict(zip("EeAGbgqTt", "334669977", strict=True))
"""Letters that stand for digits where most others are digits."""
_ALIKE = re.escape("".join(_FOR))
_SELDOM = "".join(_SELDOM_FOR)
_ONE = rf"(?:[0-9{_ALIKE}]|(?<=[0-9])[{_SELDOM}]|[{_SELDOM}](?=[0-9]))"
_NUMBER = re.compile(rf"(?<![^\W_]){_ONE}(?:[ ().\-/_*,·~:|]{{0,3}}{_ONE}){{6,39}}(?![^\W_])")
_IBAN = re.compile(
    rf"(?<![^\W_])[A-Z]{{2}}(?P<check>[0-9{_ALIKE}]{{2}})"
    rf"(?:(?P<bank>[0-9A-Z|a-z]{{4}})(?P<rest>[0-9A-Z|a-z]{{7,26}})"
    rf"|[ ](?P<bank_>[0-9A-Z|a-z]{{4}})(?P<rest_>(?:[ ][0-9A-Z|a-z]{{4}}){{1,6}}"
    rf"(?:[ ][0-9A-Z|a-z]{{1,3}})?))(?![^\W_])"
)
_ODD_GAP = re.compile(r"(?<=[0-9])[_*,·~:|]{1,3}(?=[0-9])")
_GROUPS = re.compile(
    r"(?<!\w)(?:[0-9A-Z]{2}(?:[ ][0-9A-Z]{2}){5,16}(?:[ ][0-9A-Z])?"
    r"|[0-9]{2}(?:[.-][0-9]{2}){5,16}|[0-9]{3}(?:[ -][0-9]{3}){3,4})(?!\w)"
)
_GAP = re.compile("[ .-]")


def digits(text: str) -> Layer:
    """Letters among digits read as digits, and gaps in numbers that no canonical form has."""
    ibans = list(_IBAN.finditer(text))
    countries = {at for found in ibans for at in (found.start(), found.start() + 1)}
    edits = {edit[:2]: edit for edit in _digits(text) if edit.start not in countries}
    edits |= {edit[:2]: edit for found in ibans for edit in _in_iban(text, found)}
    edits |= {edit[:2]: edit for edit in _groups(text)}
    return Layer(text, sorted(edits.values()))


def _digits(text: str) -> Iterator[Edit]:
    for run in _NUMBER.finditer(text):
        chars = [char for char in run[0] if char.isalnum() or char == "|"]
        real = sum(map(str.isdigit, chars))
        if real == len(chars):
            for gap in _ODD_GAP.finditer(text, *run.span()):
                yield Edit(*gap.span(), " ", frozenset({SEPARATORS}))
        elif real:
            yield from _read(text, range(*run.span()), seldom=real * 2 > len(chars))


def _read(text: str, places: range, *, seldom: bool = False) -> Iterator[Edit]:
    for at in places:
        digit = _FOR.get(text[at]) or (_SELDOM_FOR.get(text[at]) if seldom else None)
        if digit is not None:
            yield Edit(at, at + 1, digit, frozenset({LEET}))


def _in_iban(text: str, found: re.Match[str]) -> Iterator[Edit]:
    """Letters for digits in an IBAN, whose country and often bank are letters (ISO 13616)."""
    if not any(map(str.isdigit, found[0])):
        return
    mark = "" if found["bank"] else "_"
    yield from _read(text, range(*found.span("check")))
    for part in ("bank" + mark, "rest" + mark):
        if not found[part].isalpha():
            seldom = sum(map(str.isdigit, found[part])) * 2 > len(found[part])
            yield from _read(text, range(*found.span(part)), seldom=seldom)


def _groups(text: str) -> Iterator[Edit]:
    """Groups of two or three, as no account is written."""
    for found in _GROUPS.finditer(text):
        if sum(map(str.isdigit, found[0])) * 2 > sum(map(str.isalnum, found[0])):
            for gap in _GAP.finditer(text, *found.span()):
                yield Edit(*gap.span(), "", frozenset({SEPARATORS}))
