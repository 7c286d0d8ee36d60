"""Values cut to a size that can be relied on, for alerts that no topic takes whole. Pure.

Rule: a text that is cut says so, how long it was and its digest, so that two can be told apart.
"""

from __future__ import annotations

import hashlib
from typing import Any

import orjson

MOST_BYTES = 200
"""Of a text as JSON, which writes some characters as six."""
MOST_LISTED = 10
_BEGINNING = 24


def short(value: Any) -> Any:  # noqa: ANN401  any JSON value
    """The same value with its long texts and lists cut, wherever they are in it."""
    if isinstance(value, str):
        return _short_text(value)
    if isinstance(value, dict):
        return {name: short(each) for name, each in value.items()}
    if isinstance(value, list):
        return [short(each) for each in _short_list(value)]
    return value


def _short_text(text: str) -> str:
    if len(orjson.dumps(text)) <= MOST_BYTES:
        return text
    digest = hashlib.sha256(text.encode()).hexdigest()[:16]
    return f"{text[:_BEGINNING]}… ({len(text)} characters, sha256 {digest})"


def _short_list(values: list[Any]) -> list[Any]:
    """The first few; of texts the last one says how many more there are."""
    if len(values) <= MOST_LISTED:
        return values
    kept = values[: MOST_LISTED - 1]
    if isinstance(values[0], str):
        return [*kept, f"… {len(values) - len(kept)} more"]
    return values[:MOST_LISTED]
