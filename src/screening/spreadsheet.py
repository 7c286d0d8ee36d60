"""Texts in CSV that people open with a spreadsheet, which runs what looks like a formula."""

from __future__ import annotations

FORMULA = ("=", "+", "-", "@", "\t", "\r", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""What a formula may begin with (OWASP, "CSV Injection"), in either width."""


def cell(value: object) -> object:
    """A text on one line, and marked as text where a spreadsheet would take it for a formula."""
    if not isinstance(value, str):
        return value
    text = " ".join(value.splitlines())
    return f"'{text}" if text.lstrip().startswith(FORMULA) or value.startswith(FORMULA) else text


def unmarked(text: str) -> str:
    """A cell's text without the mark that `cell` gave it."""
    return text[1:] if text.startswith("'") and cell(text[1:]) == text else text
