"""What a character may stand for to a person who reads.

Two kinds, kept apart: `plain` has one answer (`ö` is read as o), while a
digit or a symbol among letters has one or more (`1` as i or l), which only a listed value can
decide: `stands_for`. Marks are dropped from Latin, Greek and Cyrillic letters alone: elsewhere
they carry vowels.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from functools import lru_cache

import regex

from matcher.loose import CONFUSABLES, DIACRITICS, LEET, SEPARATORS
from matcher.loose.confusables import LOOKALIKES

EITHER = "\u01c0"
"""Stands for a character that is read as either i or l."""

STANDS_FOR = {
    "0": "o", "1": "il", "2": "z", "3": "e", "4": "a", "5": "s", "6": "bg", "7": "t", "8": "b",
    "9": "gq", "@": "a", "$": "s", "!": "il", "|": "il", "+": "t", "\u20ac": "e", "\u00a3": "l",
    "\u00a2": "c", "\u00a5": "y", EITHER: "il",
}  # fmt: skip
SYMBOLS = "".join(char for char in STANDS_FOR if not char.isalnum())
_CLASSES = {"l": "i", "g": "b", "q": "b", "w": "v"}
_PLAIN = {
    char: letter
    for letter, chars in LOOKALIKES.items()
    for char in chars
    if char not in STANDS_FOR  # a currency's sign may be one letter or another
}
MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"
"""A pattern's set of the marks that Latin, Greek and Cyrillic letters carry."""
UNSEEN = "\u115f\u1160\u17b4\u17b5\u180b-\u180f\ufe00-\ufe0f\U000e0100-\U000e01ef"
"""A pattern's set of what nobody sees (Default_Ignorable_Code_Point) that is not of category Cf."""
_UNSEEN = re.compile(f"[{UNSEEN}]")
MIDDLE = "\u00b7\u2022\u2027\u2219\u22c5\u3002\u30fb"
"""Marks that are read as a full stop between letters."""
BETWEEN = rf"{MIDDLE}\p{{So}}\p{{Sk}}\p{{Sm}}"
"""A set of `regex`: what may stand between words for a space, with some ASCII."""
PAIRS = r"(?<![aeiou])rn|rn(?=[bcghjkpqrvwxz])|vv"
"""Two letters that are read as one, `rn` where words do not have it."""
MOST_UNSEEN = 8
_SOME_MARKS = regex.compile(rf"(?:\p{{Cf}}*+[{MARKS}{UNSEEN}]++)*+")


def is_mark(char: str) -> bool:
    """Whether `char` is a mark that Latin, Greek and Cyrillic letters carry."""
    return any(low <= char <= high for low, high in zip(MARKS[::3], MARKS[2::3], strict=True))


def around(text: str, start: int, end: int) -> tuple[int, int, frozenset[str]]:
    """Where the unseen characters before `text[start:end]` begin, and the marks behind it end.

    And what was undone to read it without them. A few before it may belong to an emoji: what
    stands before those decides whether a value begins here. Figures have marks where others do.
    """
    undone = set()
    begin, least = start, max(start - MOST_UNSEEN, 0)
    while begin > least and _UNSEEN.match(text[begin - 1]):
        begin -= 1
        undone.add(SEPARATORS)
    marks = _SOME_MARKS.match(text, end)
    if marks and marks[0] and (text[end - 1].isalpha() or any(map(is_mark, text[start:end]))):
        undone.add(DIACRITICS if any(map(is_mark, marks[0])) else SEPARATORS)
        end = marks.end()
    return begin, end, frozenset(undone)


@lru_cache(maxsize=65_536)
def plain(char: str) -> tuple[str, frozenset[str]]:
    """What a character that is not ASCII is read as, and what was undone to read it so."""
    base, *marks = list(unicodedata.normalize("NFD", char))
    undone = set()
    if is_mark(char):
        return "", frozenset({DIACRITICS})
    if _UNSEEN.match(char):
        return "", frozenset({SEPARATORS})
    if not marks or not all(map(is_mark, marks)):
        base = char
    else:
        undone.add(DIACRITICS)
    letter = _PLAIN.get(base)
    if letter is not None:
        own = unicodedata.name(base).startswith("LATIN") and " WITH " in unicodedata.name(base)
        return letter, frozenset(undone | {DIACRITICS if own else CONFUSABLES})
    small = base.casefold()
    if (small != base.lower() or small in _PLAIN) and small != base:
        if len(small) == 1 and not small.isascii():
            again, more = plain(small)
            return again, frozenset(undone | more)
        base = small
    return base, frozenset(undone)


def differences(text: str, value: str) -> frozenset[str]:
    """What was undone so that letters of `text` and of a listed `value` are read alike."""
    if text.isascii() and value.isascii():
        return frozenset()
    left, right = (Counter(char for char in t if not char.isascii()) for t in (text.lower(), value))
    return frozenset().union(*(plain(char)[1] for char in (left - right) + (right - left)))


def stands_for(char: str, letter: str) -> str | None:
    """The family by which `char` may stand for a letter or digit of a value; None if it may not."""
    if letter in STANDS_FOR.get(char, ""):
        return CONFUSABLES if char == EITHER else LEET
    if letter.isdigit() and char in STANDS_FOR.get(letter, ""):
        return LEET
    return None


class _Plain(dict[int, str]):
    """A `str.translate` table of what characters are read as, which fills itself."""

    def __init__(self, *, small: bool) -> None:
        self._small = small

    def __missing__(self, code: int) -> str:
        char = chr(code)
        small = char.casefold() if self._small and code > 127 else char
        char = small if len(small) == 1 else char
        self[code] = read = char if char.isascii() else plain(char)[0]
        return read


PLAIN, PLAIN_SMALL = _Plain(small=False), _Plain(small=True)


class _Skeleton(dict[int, str]):
    """A `str.translate` table from a character in view form to its class, or to nothing."""

    def __missing__(self, code: int) -> str:
        char = chr(code).lower()
        letter = STANDS_FOR.get(char, char)[:1]
        found = _CLASSES.get(letter, letter) if letter.isalnum() else ""
        self[code] = found
        return found


SKELETON = _Skeleton()
