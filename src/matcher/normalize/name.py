"""Names of persons and businesses: exact after folding case, punctuation and spacing."""

import regex

from matcher.text import caseless

_PUNCTUATION = regex.compile(r"[^\p{L}\p{M}\p{N}]+")


def key(value: str) -> str:
    """The name folded as text, each run of punctuation or space as one space."""
    return _PUNCTUATION.sub(" ", caseless(value)).strip()


canonical = key
