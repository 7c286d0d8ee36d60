"""Names of persons and businesses: exact after folding case, punctuation and spacing.

The words of a name may stand in another order; nothing fuzzier is done here: names that merely
sound or look alike are for software made for that.
"""

import regex

from matcher.text import caseless

_PUNCTUATION = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


def key(value: str) -> str:
    """The name folded as text, each run of punctuation or space as one space."""
    return _PUNCTUATION.sub(" ", caseless(value)).strip()


def words_key(value: str) -> str | None:
    """The words of a canonical name in order of the alphabet; None for a single word."""
    words = sorted(value.split())
    return " ".join(words) if len(words) > 1 else None


canonical = key
