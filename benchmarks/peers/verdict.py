"""Whether a contender flagged what it should: the corpus knows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

Place = tuple[int, int]
"""Partition and offset."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """How many ids are missing, how many are too many, and how many are as they should be."""

    right: int
    missing: int
    extra: int

    @property
    def is_exact(self) -> bool:
        """Whether the sets are equal."""
        return not (self.missing or self.extra)

    def __str__(self) -> str:
        """For a table."""
        return "equal" if self.is_exact else f"{self.missing} missing, {self.extra} extra"


def compare(
    flagged: Collection[str], truth: Mapping[str, Place], committed: Mapping[int, int]
) -> Verdict:
    """What was flagged (repeats count once) against where the hits stand.

    A hit before its partition's committed offset must be there; one behind it may be, because
    what is sent comes before its commit. Anything else is too many.
    """
    found = set(flagged)
    due = {each for each, (part, offset) in truth.items() if offset < committed.get(part, 0)}
    return Verdict(len(found & truth.keys()), len(due - found), len(found - truth.keys()))
