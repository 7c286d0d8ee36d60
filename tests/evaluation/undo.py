"""What an obfuscated text was made from, found without knowing how it was obfuscated.

This is the tests' own coarse reading, independent of the matcher: too coarse to screen with (it
knows no boundaries and folds digits into letters), and so a safe check that a label is true and
that a negative holds no listed value.
"""

from __future__ import annotations

import re
import unicodedata

from tests.evaluation.lookalikes import (
    CAPITAL,
    LEET,
    LETTERS_FOR_DIGITS,
    SELDOM_FOR_DIGITS,
    SMALL,
    UNACCENTED,
)

_LATIN = {alike: char.lower() for table in (SMALL, CAPITAL) for char, all_alike in table.items()
          for alike in all_alike}  # fmt: skip
_FOLD = str.maketrans(
    {leet: char for char, all_leet in LEET.items() for leet in all_leet} | {"l": "i", "1": "i"}
)
_STROKES = str.maketrans(UNACCENTED)
_DIGITS = str.maketrans(
    {
        letter: digit
        for table in (LETTERS_FOR_DIGITS, SELDOM_FOR_DIGITS)
        for digit, letters in table.items()
        for letter in letters
    }
)
_AT = re.compile(
    r"\s*[\[({<]\s*at?\s*[\])}>]\s*|\s+(?:at(?: sign)?|arroba)\s+|\s+@\s+|([-_])at\1",
    re.IGNORECASE,
)
_DOT = re.compile(
    r"\s*[\[({<]\s*(?:dot|punkt|\.)\s*[\])}>]\s*|\s+(?:dot|punkt|\.)\s+|([-_])dot\1|D0T|[·•。,]",
    re.IGNORECASE,
)
_RUN = re.compile(r"(.)\1+")
_PAIRS = {"rn": "m", "w": "v"}  # two of v are one already


def skeleton(text: str) -> str:
    """Letters and digits alone, look-alikes and leet folded, repeats collapsed.

    Two texts that differ in nothing but obfuscation have the same one.
    """
    # Of a text in Cyrillic or Greek the letters themselves are folded: on both sides alike.
    taken_apart = unicodedata.normalize("NFD", unicodedata.normalize("NFKC", text))
    bare = "".join(char for char in taken_apart if unicodedata.category(char) != "Mn")
    latin = "".join(_LATIN.get(char, char) for char in bare).casefold()
    folded = "".join(_LATIN.get(char, char) for char in latin).translate(_STROKES).translate(_FOLD)
    bones = _RUN.sub(r"\1", "".join(c for c in folded if unicodedata.category(c)[0] in "LN"))
    for pair, letter in _PAIRS.items():
        bones = bones.replace(pair, letter)
    return _RUN.sub(r"\1", bones)


def address(text: str) -> str:
    """The text with `(at)`, `[dot]` and their like as `@` and `.`."""
    return _DOT.sub(".", _AT.sub("@", text))


def digits(text: str) -> str:
    """Its ASCII digits, other scripts' and letters that stand for digits among them."""
    plain = unicodedata.normalize("NFKC", text).translate(_DIGITS)
    return "".join(str(unicodedata.decimal(char)) for char in plain if char.isdecimal())
