"""What a character may stand for to a person who reads.

Two kinds, kept apart: `plain` has one answer (`ö` is read as o), while a
digit or a symbol among letters has one or more (`1` as i or l), which only a listed value can
decide: `stands_for`. Marks are dropped from Latin, Greek and Cyrillic letters alone: elsewhere
they carry vowels.
"""

from __future__ import annotations

import unicodedata
from collections import Counter
from functools import lru_cache

from matcher.loose import CONFUSABLES, DIACRITICS, LEET
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
_PLAIN = {char: letter for letter, chars in LOOKALIKES.items() for char in chars}
_MARKS = "\u0300-\u036f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f"


def is_mark(char: str) -> bool:
    """Whether `char` is a mark that Latin, Greek and Cyrillic letters carry."""
    return any(low <= char <= high for low, high in zip(_MARKS[::3], _MARKS[2::3], strict=True))


@lru_cache(maxsize=65_536)
def plain(char: str) -> tuple[str, frozenset[str]]:
    """What a character that is not ASCII is read as, and what was undone to read it so."""
    base, *marks = list(unicodedata.normalize("NFD", char))
    undone = set()
    if is_mark(char):
        return "", frozenset({DIACRITICS})
    if not marks or not all(map(is_mark, marks)):
        base = char
    else:
        undone.add(DIACRITICS)
    letter = _PLAIN.get(base)
    if letter is not None:
        own = unicodedata.name(base).startswith("LATIN") and " WITH " in unicodedata.name(base)
        return letter, frozenset(undone | {DIACRITICS if own else CONFUSABLES})
    if len(base.lower()) != 1 or (base.casefold() != base.lower()):
        base = base.casefold()
        if len(base) == 1 and not base.isascii():
            again, more = plain(base)
            return again, frozenset(undone | more)
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


class _Skeleton(dict[int, str]):
    """A `str.translate` table from a character in view form to its class, or to nothing."""

    def __missing__(self, code: int) -> str:
        char = chr(code).lower()
        letter = STANDS_FOR.get(char, char)[:1]
        found = _CLASSES.get(letter, letter) if letter.isalnum() else ""
        self[code] = found
        return found


SKELETON = _Skeleton()
