"""Phrases: words as people read them, whatever their case, width, spacing or hidden characters."""

from matcher.text import caseless


def key(value: str) -> str:
    """The phrase in folded form (see `matcher.text`)."""
    return caseless(value)


canonical = key
