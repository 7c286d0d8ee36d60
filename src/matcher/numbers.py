"""Numbers standing in running text: telephone numbers, bank accounts, IBANs.

As in `matcher.tokens`, a candidate is cheap and generous, the list decides, and the work is
linear in the text's length.
"""

from __future__ import annotations

import re
import unicodedata
from functools import cache
from itertools import accumulate, compress, count
from typing import TYPE_CHECKING, NamedTuple

from matcher.normalize.account import BANK, BETWEEN, BRANCH, BSB, DASHES, NUMBER, NUMBER_DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from matcher.tokens import Token

LEAST_DIGITS, MOST_DIGITS = 7, 18
SURE_DIGITS = 8
"""So many at the end of a number tell most others from a listed one."""

_NUMBER_RUN = re.compile(r"[0-9](?:[ ().\-/\u2010-\u2015\u2212]{0,3}[0-9]){6,}")
_WITH_LOW_LINES = re.compile(
    r"[0-9](?:(?:[ ().\-/\u2010-\u2015\u2212]{0,3}|_(?=[0-9]{2}))[0-9]){6,}"
)
_GROUP = re.compile("[0-9]+")
# What may touch a number: a label before it, an extension behind.
_LABEL = re.compile(
    r"(?<![^\W_])(?:abn|acn|arbn|call|cell|mob(?:ile)?|payid|ph(?:one)?|sms|tel|text|wa|whatsapp)\Z",
    re.IGNORECASE,
)
_LONGEST_LABEL = 9
_EXTENSION = re.compile(r"(?:extn?|x)[.:]?[ ]?[0-9]{1,6}(?![0-9A-Za-z_])", re.IGNORECASE)
# An amount, by its cents or what stands before it; a number of North America, behind its 1.
_CENTS = re.compile(r"[.,][0-9]{1,2}(?!\w)")
_ONE, _NATIONAL = re.compile(r"(?<![0-9])1[ .(-]{1,2}\Z"), 10
# A pattern that begins with a set of characters is searched much faster than one that begins
# with a look-behind: what stands before is looked at in code. All but the first digits are
# looked ahead at, so that a number before the BSB does not use up the account's own digits.
_ACCOUNT = re.compile(f"{BANK}(?={BRANCH}{BETWEEN}{NUMBER})")
_BSB_BEHIND = re.compile(f"{BSB}{BANK}{BRANCH}(?![0-9])")
_NUMBER_BEFORE = re.compile(rf"(?<![0-9])(?<![0-9][{DASHES}]){NUMBER}{BETWEEN}\Z")
_FAR = 48
"""Characters before a BSB's label in which the number must stand."""

_DASH_BETWEEN = re.compile(f"(?<=[0-9])[{DASHES}](?=[0-9])")
_IBAN_START = re.compile(r"[A-Za-z]{2}[ ]?[0-9]{2}(?=[ ./-]{0,3}[A-Za-z0-9])")
_IBAN_LABEL = "iban"
_GAPS, _MOST_GAPS = " ./-", 3


class NumberRun(NamedTuple):
    """Digits as people group them, at least seven, and where they stand in a text.

    `endings` are the last digits up to the end of each group.
    """

    text: str
    start: int
    end: int
    endings: list[str]

    def readings(self, may_end: Callable[[str], object]) -> Iterator[Token]:
        """Every range of whole groups with 7 to 18 digits: its span and its digits.

        But for those at the end of a group where `may_end` says no of the last `SURE_DIGITS`
        digits, or of all that there are: most groups, and one question is all that they cost.
        """
        lasts = list(compress(count(), map(may_end, self.endings)))
        if not lasts:
            return
        groups = [at.span() for at in _GROUP.finditer(self.text, self.start, self.end)]
        for last in lasts:
            yield from self._ending_with(groups, last)

    def _ending_with(self, groups: list[tuple[int, int]], last: int) -> Iterator[Token]:
        digits, end = "", groups[last][1]
        for first in range(last, -1, -1):
            start, until = groups[first]
            digits = self.text[start:until] + digits
            if len(digits) > MOST_DIGITS:
                return
            if len(digits) >= LEAST_DIGITS and not self._is_another(start, end, digits):
                yield start, end, digits

    def _is_another(self, start: int, end: int, digits: str) -> bool:
        """Whether the digits are a part of something longer, or an amount."""
        text = self.text
        before, behind = text[start - 1 : start], text[end : end + 1]
        if "_" in (before, behind):
            return True
        if before != "+" and end - start == len(digits) and _CENTS.match(text, end):
            return True
        if (
            len(digits) == _NATIONAL
            and digits[0] != "0"
            and _ONE.search(text, max(0, start - 3), start)
        ):
            return True
        return _is_currency(before) or (before == " " and _is_currency(text[start - 2 : start - 1]))


def _is_currency(char: str) -> bool:
    return char != "" and unicodedata.category(char) == "Sc"


def has_digits(text: str, least: int) -> bool:
    """Whether `text` has so many ASCII digits: most identifiers need several."""
    return _with_digits(least).match(text) is not None


@cache
def _with_digits(least: int) -> re.Pattern[str]:
    return re.compile(f"(?:[^0-9]*+[0-9]){{{least}}}")


def number_runs(text: str) -> list[NumberRun]:
    """Runs of digits, but for a first or last group that a letter or `_` of ASCII touches."""
    found = []
    for run in (_WITH_LOW_LINES if "_" in text else _NUMBER_RUN).finditer(text):
        start, end = run.span()
        groups = _GROUP.findall(text, start, end)
        if _is_ascii_word(text[start - 1 : start]) and not _is_label(text, start):
            start += len(groups.pop(0))
        if groups and _is_ascii_word(text[end : end + 1]) and not _EXTENSION.match(text, end):
            end -= len(groups.pop())
        if groups:
            found.append(NumberRun(text, start, end, _endings(groups)))
    return found


def _endings(groups: Sequence[str]) -> list[str]:
    """The last `SURE_DIGITS` digits up to the end of each group, or all that there are."""
    digits, ends = "".join(groups), accumulate(map(len, groups))
    return [digits[end - SURE_DIGITS if end > SURE_DIGITS else 0 : end] for end in ends]


def _is_label(text: str, end: int) -> bool:
    return _LABEL.search(text, max(0, end - _LONGEST_LABEL), end) is not None


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
        number = ""
        for group in _GROUP.finditer(text, *found.span("number")):
            number += group[0]
            if len(number) in NUMBER_DIGITS and not _joins_digits(text, group.end()):
                yield found.start(), group.end(), found["bank"] + found["branch"], number
    yield from _turned(text)


def _joins_digits(text: str, at: int) -> bool:
    """Whether there is a dash between two digits."""
    return _DASH_BETWEEN.match(text, at) is not None


def _turned(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Accounts whose number stands before the BSB, which then has its label."""
    for bsb in _BSB_BEHIND.finditer(text):
        before = _NUMBER_BEFORE.search(text, max(0, bsb.start() - _FAR), bsb.start())
        if before is None:
            continue
        number = ""
        for group in reversed(list(_GROUP.finditer(text, *before.span("number")))):
            number = group[0] + number
            if len(number) in NUMBER_DIGITS and not _joins_digits(text, group.start() - 1):
                yield group.start(), bsb.end(), bsb["bank"] + bsb["branch"], number


def ibans(text: str, lengths: dict[str, frozenset[int]]) -> Iterator[Token]:
    """IBANs of the countries and lengths given, in groups or in one piece, without the gaps."""
    if not lengths:
        return
    for found in _IBAN_START.finditer(text):
        start = found.start()
        if text[start - 1 : start].isalnum() and not _is_labelled(text, start):
            continue
        for length in lengths.get(found[0][:2].upper(), ()):
            end = _after_characters(text, start, length)
            if end is not None and not text[end : end + 1].isalnum():
                yield start, end, "".join(filter(str.isalnum, text[start:end])).upper()


def _is_labelled(text: str, start: int) -> bool:
    """Whether the label of an IBAN stands before `start` without a space."""
    label = start - len(_IBAN_LABEL)
    is_there = label >= 0 and text[label:start].lower() == _IBAN_LABEL
    return is_there and not text[label - 1 : label].isalnum()


def _after_characters(text: str, start: int, count: int) -> int | None:
    """The place after `count` letters and digits, with a mark or a few spaces between groups."""
    at, gaps = start, 0
    while count and at < len(text):
        char = text[at]
        if char.isalnum():
            count, gaps = count - 1, 0
        elif gaps == _MOST_GAPS or char not in _GAPS or char == text[at - 1] != " ":
            return None
        else:
            gaps += 1
        at += 1
    return None if count else at
