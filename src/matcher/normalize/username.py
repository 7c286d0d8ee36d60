"""User names on platforms: NFKC, casefolded, without a leading `@`."""

from matcher.normalize.invalid import InvalidValueError
from matcher.text import caseless


def key(value: str) -> str:
    """The user name, folded; the platform is kept apart from it."""
    return caseless(value).lstrip("@ ")


def canonical(value: str) -> str:
    """The user name, folded.

    Raises:
        InvalidValueError: nothing but punctuation is left.
    """
    folded = key(value)
    if not any(char.isalnum() for char in folded):
        raise InvalidValueError("user name without a letter or digit")
    return folded
