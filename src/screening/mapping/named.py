"""Where the one value stands that a path of one value names: of many such paths in one walk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screening.mapping.places import below

if TYPE_CHECKING:
    from screening.mapping.paths import Segment


class Named:
    """A step of a tree of such paths; `ends` says of those that end here whether with `[*]`."""

    __slots__ = ("children", "ends")

    def __init__(self) -> None:
        self.children: dict[str, Named] = {}
        self.ends: set[bool] = set()

    def add(self, segments: tuple[Segment, ...]) -> None:
        """Add a path below this step."""
        node = self
        for segment in segments:
            node = node.children.setdefault(segment.key, Named())
        node.ends.add(segments[-1].repeats)

    def collect(self, value: Any, path: str, places: set[str]) -> None:  # noqa: ANN401
        """Add the concrete paths at which the tree's paths have theirs in `value`, at `path`."""
        if type(value) is list:
            path, value = _first_item(path, value)
        if type(value) is not dict:
            return
        for key, child in self.children.items():
            inner = value.get(key)
            if inner is None:
                continue
            place = below(path, key)
            for repeats in child.ends:
                places.add(_first_item(place, inner)[0] if repeats else place)
            if child.children:
                child.collect(inner, place, places)


def _first_item(path: str, value: Any) -> tuple[str, Any]:  # noqa: ANN401
    while type(value) is list and value:
        path, value = f"{path}[0]", value[0]
    return path, value
