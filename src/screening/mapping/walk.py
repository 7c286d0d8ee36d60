"""The walk that finds what is unread of one document: `unread` says what that means.

Iterative, because a record may nest a thousand lists; it recurses over the steps to the items
alone, which the mapping file has few of.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from screening.mapping.paths import Found, below, flat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from screening.decode.decoder import Document
    from screening.mapping.paths import PathModel, Segment

Leaf = tuple[str, Any]
"""Concrete path and value."""


class Part(NamedTuple):
    """One item of a message and what is unread in it, and around it (lists shared with others).

    A message without items, or without `each`, has one part: the whole of it, at path "".
    """

    path: str
    value: Any
    own: list[Leaf]
    shared: list[list[Leaf]]

    @property
    def unread(self) -> list[Leaf]:
        """All that is unread and belongs to this item."""
        return [*self.own, *(leaf for leaves in self.shared for leaf in leaves)]


@dataclass(slots=True)
class Cover:
    """A key that paths name; `whole` where a field's path ends, which reads all below."""

    children: dict[str, Cover] = field(default_factory=dict)
    whole: bool = False

    def add(self, segments: Iterable[Segment]) -> None:
        """Add a field's path."""
        here = self
        for segment in segments:
            here = here.children.setdefault(segment.key, Cover())
        here.whole = True


class Walk:
    """One walk through one document, for the values of some types."""

    def __init__(
        self,
        document: Document,
        each: tuple[Segment, ...],
        single: dict[str, tuple[PathModel, ...]],
        kinds: frozenset[type],
    ) -> None:
        self._kinds = kinds
        self._found = Found()
        paths = [path for alternative in single.values() for path in alternative]
        self._of_items = [path.segments for path in paths if not path.from_message]
        self._read = {
            _place(document, path.segments) for path in paths if path.from_message or not each
        }

    def split(
        self,
        value: Any,  # noqa: ANN401
        path: str,
        cover: Cover,
        rest: tuple[Segment, ...],
    ) -> tuple[list[Part], list[Leaf]]:
        """The items of `value`, which `rest` leads to, and what belongs to items around it."""
        if not rest:
            self._read.update(_place(value, segments) for segments in self._of_items)
            return [Part(path, value, self._leaves(value, path, cover), [])], []
        parts: list[Part] = []
        loose: list[Leaf] = []
        for where, each in flat(value, path, self._found):
            if type(each) is dict:
                inner, outer = self._object(each, where, cover, rest)
                parts += inner
                loose += outer
            elif not cover.whole and each != "" and type(each) in self._kinds:
                loose.append((where, each))
        return parts, loose

    def _object(
        self, value: Document, path: str, cover: Cover, rest: tuple[Segment, ...]
    ) -> tuple[list[Part], list[Leaf]]:
        segment, place = rest[0], below(path, rest[0].key)
        around = self._leaves(value, path, cover, skipped=segment.key)
        inner = cover.children.get(segment.key) or Cover()
        inner = Cover(inner.children, whole=inner.whole or cover.whole)
        parts: list[Part] = []
        item = value.get(segment.key)
        if item is not None:
            several = type(item) is list and segment.repeats
            items = item if several else [item]
            for number, each in enumerate(items):
                where = f"{place}[{number}]" if segment.repeats else place
                found, outer = self.split(each, where, inner, rest[1:])
                parts += found
                around += outer
        if not parts:
            return [], around
        if around:
            for part in parts:
                part.shared.append(around)
        return parts, []

    def _leaves(
        self,
        value: Any,  # noqa: ANN401
        path: str,
        cover: Cover | None,
        skipped: str | None = None,
    ) -> list[Leaf]:
        """The unread values below `value`, without those of its key `skipped`."""
        if not isinstance(value, (dict, list)):
            unread = type(value) in self._kinds and value != "" and not _is_whole(cover)
            return [(path, value)] if unread else []
        leaves: list[Leaf] = []
        pending: list[tuple[str, Any, Cover | None]] = [(path, value, cover)]
        while pending:
            where, each, here = pending.pop()
            if _is_whole(here):
                continue
            self._found.spend(len(each), where)
            for key, inner, place, below_it in _children(each, where, here):
                kind = type(inner)
                if key == skipped and each is value:
                    continue
                if kind is dict or kind is list:
                    pending.append((place, inner, below_it))
                elif (
                    kind in self._kinds
                    and inner != ""
                    and not _is_whole(below_it)
                    and (id(each), key) not in self._read
                ):
                    leaves.append((place, inner))
        return leaves


def _children(
    value: Any,  # noqa: ANN401
    path: str,
    cover: Cover | None,
) -> Iterator[tuple[str | int, Any, str, Cover | None]]:
    """Key or number, value, path and cover of all that an object or a list holds."""
    if type(value) is list:
        for number, each in enumerate(value):
            yield number, each, f"{path}[{number}]", cover
    else:
        prefix, children = f"{path}." if path else "", cover.children if cover else {}
        for key, each in value.items():
            yield key, each, prefix + key, children.get(key)


def _is_whole(cover: Cover | None) -> bool:
    return cover is not None and cover.whole


def _place(value: Any, segments: tuple[Segment, ...]) -> tuple[int, Any]:  # noqa: ANN401
    """Where `first_value` takes its value from: the object or list, and the key or number in it."""
    holder: Any = None
    key: Any = None
    for segment in segments:
        while type(value) is list:
            value = value[0] if value else None
        if type(value) is not dict:
            return 0, None
        holder, key = value, segment.key
        value = value.get(key)
    while segments[-1].repeats and type(value) is list and value:
        holder, key, value = value, 0, value[0]
    return id(holder), key
