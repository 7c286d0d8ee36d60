"""One reader a format: bytes in, raw entries out, each with the place it came from.

A reader never raises for one bad entry: it yields a `Reject` in its place and goes on.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True, slots=True)
class RawEntry:
    """One entry as its feed states it; `place` is its line, from 1 on, or its object's id."""

    place: int | str
    values: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reject:
    """An entry that did not become an indicator, and why; it never holds the value."""

    feed: str
    place: int | str
    reason: str

    def as_json(self) -> dict[str, object]:
        """The form it has in the rejects file: feed, line or object, reason."""
        where = "line" if isinstance(self.place, int) else "object"
        return {"feed": self.feed, where: self.place, "reason": self.reason}

    def __str__(self) -> str:
        where = "line" if isinstance(self.place, int) else "object"
        return f"{self.feed}, {where} {self.place}: {self.reason}"


class FeedError(Exception):
    """A feed that cannot be used at all; the message names the file and what is wrong."""
