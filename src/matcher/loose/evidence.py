"""Whether what was undone to read a text as a value is disguise enough, and no chance.

Law: a value is never read out of what people write anyway: words joined by a hyphen or a full
stop, a letter doubled that makes another word or name, figures that might be letters.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import regex

from matcher.loose import REPEATS, SEPARATORS
from matcher.loose.letters import BETWEEN, SKELETON, SYMBOLS

GLUED, LOST = "glued", "lost"
"""What a reading did besides: passed over a space that is not there, or over one letter of two."""

_NONE: frozenset[str] = frozenset()
ENOUGH_DOUBLED, LEAST_DOUBLED = 2, 5
"""So many letters more are enough in a value of so many."""
LONG = 8
"""Letters and digits of a value in which one doubled letter is enough."""
LONG_GLUED, LEAST_CAMEL = 12, 6
"""Letters of a phrase that is found without its spaces; with capitals where words begin."""
LONG_CHAIN = 12
"""Letters of a phrase of three words or more that is found with hyphens or stops for spaces."""

_ODD_GAP = regex.compile(
    rf"(?<=[^\W_])[_*~+=|[[{BETWEEN}]--[\x00-\x7f]]]+(?=[^\W_])|\.{{2,}}", regex.VERSION1
)
_CHAIN = re.compile(r"[^\W_]+([.-])[^\W_]+(?:\1[^\W_]+)+")
_CAMEL = re.compile(r"[^\W\d_A-Z][A-Z]")
_LONG_RUN = re.compile(r"([^\W\d_])\1\1", re.IGNORECASE)
# A double at the beginning of a word, behind a consonant, or of letters that are never doubled.
_NO_WORD = re.compile(
    r"\b([b-df-hj-np-tv-z])\1|([ahijkquvwxy])\2|[b-df-hj-np-tv-z]([b-df-hj-np-tv-z])\3",
    re.IGNORECASE,
)
_OWN_SHARE = 6  # one character in so many is a letter or digit of the value itself


class Undone(NamedTuple):
    """What one reading undid: families; letters that stand for others; letters too many."""

    families: frozenset[str] = _NONE
    odd: int = 0
    more: int = 0


def judged(value: str, text: str, undone: Undone, is_changed: bool) -> frozenset[str] | None:
    """The families that were undone, or None where `text` is too weak a disguise of `value`.

    `is_changed` says that something was undone before it was read.
    """
    families = undone.families - {GLUED, LOST}
    if undone.odd and not _has_letters(text, undone.odd):
        return None
    if GLUED in undone.families and not _may_be_glued(value, text):
        return None
    if LOST in undone.families and not (_size(value) >= LONG and _LONG_RUN.search(text)):
        return None
    if undone.families == {SEPARATORS} and not is_changed and not _is_odd(value, text):
        return None
    if REPEATS in families and not _is_repeated(value, text, undone.more):
        return None
    return families


def _size(value: str) -> int:
    return sum(map(str.isalnum, value))


def _has_letters(text: str, odd: int) -> bool:
    """Whether each longer word is more than a number, and enough stands for itself."""
    own = sum(char.isalnum() or char in SYMBOLS for char in text) - odd
    return own * _OWN_SHARE >= len(text) and all(
        len(word) < 3 or any(char.isalpha() or char in SYMBOLS for char in word)
        for word in text.split()
    )


def _may_be_glued(value: str, text: str) -> bool:
    size = _size(value)
    is_camel = size >= LEAST_CAMEL and len(_CAMEL.findall(text)) >= value.count(" ")
    return size >= LONG_GLUED or is_camel


def _is_odd(value: str, text: str) -> bool:
    """Whether separators stand between words that ordinary writing does not put there."""
    if _ODD_GAP.search(text):
        return True
    return _size(value) >= LONG_CHAIN and _CHAIN.fullmatch(text) is not None


def _is_repeated(value: str, text: str, more: int) -> bool:
    """Whether letters are repeated so that it is no other word.

    Three times, or several of them; or one in a long value; or in a phrase one where words never
    have it twice. Not one at the edge of an identifier, for a letter more makes another one.
    """
    size = _size(value)
    if _LONG_RUN.search(text) or (more >= ENOUGH_DOUBLED and size >= LEAST_DOUBLED):
        return True
    longer = [ends for ends in _ends(text) - _ends(value) if _is_double(ends)]
    if " " not in value:
        return size >= LONG and not longer
    if not all(map(str.isalpha, longer)):
        return False  # `6golden`: a figure beside it
    return size >= LONG or _NO_WORD.search(text) is not None


def _ends(text: str) -> set[str]:
    """The two characters at each edge of a text, or of a mailbox and of its host."""
    return {ends.lower() for part in text.split("@") for ends in (part[:2], part[-2:])}


def _is_double(ends: str) -> bool:
    """Whether two characters are one letter twice, or what stands for it."""
    return len(ends) == 2 and ends.isalnum() and SKELETON[ord(ends[0])] == SKELETON[ord(ends[1])]
