"""What the finders report to the index: an indicator's number and a place in the original text."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from itertools import accumulate
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
    undone: tuple[str, ...] = ()


class Places:
    """Ranges that may overlap each other; to ask them costs the logarithm of their number."""

    def __init__(self, ranges: Iterable[tuple[int, int]]) -> None:
        """Ranges as (start, end)."""
        several = sorted(ranges)
        self._starts = [start for start, _ in several]
        self._furthest = list(accumulate((end for _, end in several), max))

    def overlap(self, start: int, end: int) -> bool:
        """Whether any of them has a place in common with `start` to `end`."""
        before = bisect_left(self._starts, end)
        return before > 0 and self._furthest[before - 1] > start


def widest(hits: Iterable[Hit]) -> list[Hit]:
    """Of one indicator's overlapping readings of the same characters, keep the best.

    Canonical before loose, then the longer span, then the earlier. Hits of different
    indicators never displace each other.
    """
    return _apart(sorted(hits, key=_preference))


def narrowest(hits: Iterable[Hit]) -> list[Hit]:
    """Of one indicator's overlapping places, the shortest."""
    return _apart(sorted(hits, key=lambda hit: (hit.end - hit.start, hit)))


def beside(hits: Iterable[Hit], held: Iterable[Hit]) -> list[Hit]:
    """The hits that overlap none of `held` of the same indicator: loose ones beside canonical."""
    if not (several := list(hits)):
        return several
    places: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for hit in held:
        places[hit.number].append((hit.start, hit.end))
    taken = {number: Places(each) for number, each in places.items()}
    return [
        hit
        for hit in several
        if hit.number not in taken or not taken[hit.number].overlap(hit.start, hit.end)
    ]


def _preference(hit: Hit) -> tuple[bool, int, int, str]:
    return hit.lane is not Lane.CANONICAL, hit.start - hit.end, hit.start, hit.method


def _apart(ordered: Iterable[Hit]) -> list[Hit]:
    """The hits that overlap none of the same indicator that comes before them."""
    kept: list[Hit] = []
    taken: dict[int, list[tuple[int, int]]] = defaultdict(list)
    for hit in ordered:
        places = taken[hit.number]
        at = bisect_left(places, (hit.start, hit.end))
        before = at > 0 and places[at - 1][1] > hit.start
        after = at < len(places) and places[at][0] < hit.end
        if not before and not after:
            places.insert(at, (hit.start, hit.end))
            kept.append(hit)
    return kept
