"""Values of a record as text."""

from __future__ import annotations

from decimal import Decimal
from typing import Any


def text_of(value: Any) -> str | None:  # noqa: ANN401  any JSON value
    """Text as it is, an integer as its digits, a float as the shortest decimal that reads back.

    None for anything else. A decimal is never in exponent form.
    """
    kind = type(value)
    if kind is str:
        return str(value)
    if kind is int:
        return str(value)
    if kind is float:
        return shortest_decimal(value)
    return None


def shortest_decimal(number: float) -> str:
    """The shortest decimal, without an exponent, that reads back as `number`."""
    text = repr(number)
    return format(Decimal(text), "f") if "e" in text else text
