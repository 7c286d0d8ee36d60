"""Names of persons and businesses: exact after folding case, punctuation and spacing."""

import re

from matcher.text import caseless

_PUNCTUATION = re.compile(r"[\W_]+")


def key(value: str) -> str:
    """The name folded as text, each run of punctuation or space as one space."""
    return _PUNCTUATION.sub(" ", caseless(value)).strip()


canonical = key
