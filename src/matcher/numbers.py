"""Numbers standing in running text: telephone numbers, bank accounts, IBANs.

As in `matcher.tokens`, a candidate is cheap and generous, the list decides, and the work is
linear in the text's length.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from matcher.tokens import Token

LEAST_DIGITS, MOST_DIGITS = 7, 18
_NUMBER_RUN = re.compile(r"[0-9](?:[ ().\-/\u2010-\u2015]{0,3}[0-9]){6,}")
_DIGIT = re.compile("[0-9]")
_GROUP = re.compile("[0-9]+")
# A pattern that begins with a set of characters is searched much faster than one that begins
# with a look-behind: what stands before is looked at in code. All but the first digits are
# looked ahead at, so that a number before the BSB does not use up the account's own digits.
_ACCOUNT = re.compile(
    r"[0-9]{3}(?=[-\u2010-\u2015 ]?(?P<branch>[0-9]{3})(?:"
    r"[)\]]?[ ]?[-\u2010-\u2015/]?[ ]?(?P<number>[0-9]{5,9})(?![0-9])"
    r"|\W{0,3}(?i:a/?c|acc(?:t|ount)?)\W{0,3}(?:(?i:no|nr|num(?:ber)?|is)\W{0,3}){0,2}"
    r"(?P<grouped>[0-9]{1,9}(?:[ -][0-9]{1,8}){0,3})(?![0-9])))"
)
_LEAST_NUMBER, _MOST_NUMBER = 5, 9
_IBAN_START = re.compile(r"[A-Za-z]{2}[0-9]{2}(?=[ .-]?[A-Za-z0-9])")


class NumberRun(NamedTuple):
    """Digits as people group them, at least seven; `groups` are the places of each group."""

    text: str
    groups: tuple[tuple[int, int], ...]

    def readings(self, may_end: Callable[[str], bool]) -> Iterator[Token]:
        """Every range of whole groups with 7 to 18 digits: its span and its digits.

        But for those at the end of a group where `may_end` says no of the last 18 digits: most
        groups, and one question for each is all that they cost.
        """
        before = ""
        for last, (start, end) in enumerate(self.groups):
            before = (before + self.text[start:end])[-MOST_DIGITS:]
            if len(before) >= LEAST_DIGITS and may_end(before):
                yield from self._ending_with(last)

    def _ending_with(self, last: int) -> Iterator[Token]:
        digits, end = "", self.groups[last][1]
        for first in range(last, -1, -1):
            start, until = self.groups[first]
            digits = self.text[start:until] + digits
            if len(digits) > MOST_DIGITS:
                return
            if len(digits) >= LEAST_DIGITS:
                yield start, end, digits


def count_digits(text: str) -> int:
    """How many ASCII digits `text` has: most identifiers need several."""
    return len(_DIGIT.findall(text))


def number_runs(text: str) -> list[NumberRun]:
    """Runs of digits, but for a first or last group that a letter or `_` of ASCII touches."""
    found = []
    for run in _NUMBER_RUN.finditer(text):
        start, end = run.span()
        groups = [group.span() for group in _GROUP.finditer(text, start, end)]
        if _is_ascii_word(text[start - 1 : start]):
            del groups[0]
        if groups and _is_ascii_word(text[end : end + 1]):
            del groups[-1]
        found.append(NumberRun(text, tuple(groups)))
    return found


def _is_ascii_word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")


def sign_before(text: str, start: int) -> int:
    """The place of a `+` that belongs to the digits at `start`, else `start`."""
    at = start - 1
    while at >= 0 and start - at <= 3 and text[at] in "( ":
        at -= 1
    return at if at >= 0 and text[at] == "+" else start


def accounts(text: str) -> Iterator[tuple[int, int, str, str]]:
    """BSB accounts as (start, end, six BSB digits, number)."""
    for found in _ACCOUNT.finditer(text):
        if text[found.start() - 1 : found.start()].isdigit():
            continue
        bsb = found[0] + found["branch"]
        number = ""
        for group in _GROUP.finditer(text, *found.span("number" if found["number"] else "grouped")):
            number += group[0]
            if _LEAST_NUMBER <= len(number) <= _MOST_NUMBER:
                yield found.start(), group.end(), bsb, number


def ibans(text: str, lengths: dict[str, frozenset[int]]) -> Iterator[Token]:
    """IBANs of the countries and lengths given, in groups or in one piece."""
    if not lengths:
        return
    for found in _IBAN_START.finditer(text):
        if text[found.start() - 1 : found.start()].isalnum():
            continue
        for length in lengths.get(found[0][:2].upper(), ()):
            end = _after_characters(text, found.start(), length)
            if end is not None and not text[end : end + 1].isalnum():
                yield found.start(), end, text[found.start() : end]


def _after_characters(text: str, start: int, count: int) -> int | None:
    """The place after `count` letters and digits with single spaces, stops or hyphens in them."""
    at = start
    while count and at < len(text):
        if text[at].isalnum():
            count -= 1
        elif text[at] not in " .-" or text[at - 1] in " .-":
            return None
        at += 1
    return None if count else at
