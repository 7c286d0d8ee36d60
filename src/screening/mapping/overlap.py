"""Places that several paths of a mapping read: each is screened once in each of its scopes.

Where paths can meet is known from the mapping; only there is a payment looked through for it.
"""

from __future__ import annotations

from enum import Enum
from typing import TYPE_CHECKING

from screening.mapping.places import settled
from screening.transaction import Joined

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matcher.indicator import Scope
    from screening.decode.decoder import Document
    from screening.mapping.paths import Found, Segment

Steps = tuple["Segment", ...]


class Overlap(Enum):
    """Of paths that can lead to one place. `ALIKE`: it has one concrete path by all of them."""

    ALIKE = 1
    UNLIKE = 2


def overlap_of(paths: Iterable[Steps]) -> Overlap | None:
    """How these paths, all of them from the message down, overlap: one reads all below it."""
    around: list[Steps] = []  # each reads all that those behind it do
    found = None
    for path in sorted(paths, key=_keys):
        while around and _keys(around[-1]) != _keys(path)[: len(around[-1])]:
            around.pop()
        for wider in around:
            found = Overlap.ALIKE
            if not _are_written_alike(wider, path):
                return Overlap.UNLIKE
        around.append(path)
    return found


def _keys(path: Steps) -> list[str]:
    return [segment.key for segment in path]


def _are_written_alike(wider: Steps, path: Steps) -> bool:
    """What a path finds below its own end is written as it stands there, without `[*]`."""
    common = [each.repeats for each in path[: len(wider)]] == [each.repeats for each in wider]
    return common and not any(each.repeats for each in path[len(wider) :])


def once(found: Found, document: Document, overlap: Overlap) -> None:
    """Have each place but once in each scope, under the path by which it was first found."""
    names: dict[str, str] = {}
    fields: dict[tuple[str, int], tuple[str, Scope, str]] = {}
    for path, scope, text in found.fields:
        place = path if overlap is Overlap.ALIKE else settled(path, document)
        name = names.setdefault(place, path)
        fields[name, id(scope)] = name, scope, text
    found.fields = list(fields.values())
    if overlap is Overlap.UNLIKE:
        found.joined = [_renamed(each, names, document) for each in found.joined]


def _renamed(joined: Joined, names: dict[str, str], document: Document) -> Joined:
    places = (settled(piece.field, document) for piece in joined.pieces)
    pieces = [
        piece._replace(field=names.get(place, piece.field))
        for piece, place in zip(joined.pieces, places, strict=True)
    ]
    return Joined(joined.scope, pieces)
