"""One reader a format: bytes in, raw entries out, each with the line it came from.

A reader never raises for one bad entry: it yields a `Reject` in its place and goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One entry as its feed states it; `line` counts from 1."""

    line: int
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reject:
    """An entry that did not become an indicator, and why; it never holds the value."""

    feed: str
    line: int
    reason: str


class FeedError(Exception):
    """A feed that cannot be used at all; the message names the file and what is wrong."""
