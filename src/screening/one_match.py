"""One indicator at one place is one match, in however many roles a mapping reads the place. Pure.

Law: of one indicator's overlapping matches in one field, which only different scopes can give
anew, those of the scope that the mapping has first stay; canonical ones before loose ones.
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from matcher.hits import Places
from matcher.indicator import Lane

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matcher.index import Field
    from matcher.indicator import Match

_Place = tuple[str, str, str]


def one_a_place(matches: list[Match], fields: Sequence[Field]) -> list[Match]:
    """The matches in `fields` without those that another scope of the same field has too."""
    if len(matches) < 2 or len({path for path, _, _ in fields}) == len(fields):
        return matches
    of_scope: dict[tuple[bool, int], list[Match]] = defaultdict(list)
    for lane in (Lane.CANONICAL, Lane.LOOSE):
        for match in matches:
            if match.lane is lane:
                of_scope[lane is Lane.LOOSE, id(match.scope)].append(match)
    kept: list[Match] = []
    for several in of_scope.values():
        kept += _beside(several, kept)
    return kept


def _beside(matches: Iterable[Match], kept: Iterable[Match]) -> list[Match]:
    """The matches that overlap none of `kept` of the same indicator in the same field."""
    spans: dict[_Place, list[tuple[int, int]]] = defaultdict(list)
    for each in kept:
        spans[_place(each)].append((each.span.start, each.span.end))
    taken = {place: Places(several) for place, several in spans.items()}
    free = Places(())
    return [
        match
        for match in matches
        if not taken.get(_place(match), free).overlap(match.span.start, match.span.end)
    ]


def _place(match: Match) -> _Place:
    return match.indicator.type, match.indicator.value, match.span.field
