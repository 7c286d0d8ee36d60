"""What the finders report to the index: an indicator's number and a place in the original text."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matcher.indicator import Lane

if TYPE_CHECKING:
    from collections.abc import Iterable


class Hit(NamedTuple):
    """One listed key at one place; `start` and `end` index the original code points."""

    number: int
    start: int
    end: int
    lane: Lane
    method: str


def widest(hits: Iterable[Hit]) -> list[Hit]:
    """Of one indicator's overlapping readings of the same characters, keep the best.

    Canonical before loose, then the longer span, then the earlier. Hits of different
    indicators never displace each other.
    """
    kept: list[Hit] = []
    for hit in sorted(hits, key=_preference):
        if not any(_same_place(hit, other) for other in kept):
            kept.append(hit)
    return kept


def _preference(hit: Hit) -> tuple[bool, int, int, str]:
    return hit.lane is not Lane.CANONICAL, hit.start - hit.end, hit.start, hit.method


def _same_place(hit: Hit, other: Hit) -> bool:
    return hit.number == other.number and hit.start < other.end and other.start < hit.end
