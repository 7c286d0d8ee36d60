"""Paths of a mapping: parsed, and compiled into one tree that reads a document in one walk.

A path is names joined by dots; `name[*]` stands for every item of a list, and an object (or a
value) where a list was expected is read as one item. `^` at the start reaches from an item to
the whole message. Every value found carries its concrete path (`Tx[2].Ustrd[0]`).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from screening.decode.json_format import Pairs
from screening.transaction import Joined
from screening.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matcher.index import Field
    from matcher.indicator import Scope

_SEGMENT = re.compile(r"[^.\[\]^]+(?:\[\*\])?")


class Segment(NamedTuple):
    """One step of a path: a key, and whether all items below it are meant."""

    key: str
    repeats: bool


class PathModel(NamedTuple):
    """A parsed path; `from_message` for one that began with `^`."""

    segments: tuple[Segment, ...]
    from_message: bool


def parse(path: str) -> PathModel:
    """The steps of a path.

    Raises:
        ValueError: an empty or malformed step.
    """
    from_message = path.startswith("^")
    steps = path.removeprefix("^").removeprefix(".").split(".") if from_message else path.split(".")
    if not all(_SEGMENT.fullmatch(step) for step in steps):
        raise ValueError("not a path: names joined by dots, each with [*] at most")
    segments = (Segment(step.removesuffix("[*]"), step.endswith("[*]")) for step in steps)
    return PathModel(tuple(segments), from_message)


@dataclass(slots=True)
class Found:
    """What one walk collects."""

    fields: list[Field]
    joined: list[Joined]
    nested: int = 0


@dataclass(slots=True)
class Node:
    """A step of the tree; `path` is its concrete path as long as no list was passed."""

    key: str = ""
    repeats: bool = False
    path: str = ""
    scopes: list[tuple[Scope, bool]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    plain: Scope | None = None

    def add(self, segments: Iterable[Segment], scope: Scope, *, join: bool) -> None:
        """Add a screened path below this node."""
        node = self
        for segment in segments:
            node = node._child(segment)
        node.scopes.append((scope, join))
        alone = len(node.scopes) == 1 and not node.repeats
        node.plain = scope if alone else None

    def _child(self, segment: Segment) -> Node:
        for child in self.children:
            if (child.key, child.repeats) == segment:
                return child
        child = Node(*segment, path=_below(self.path, segment.key))
        self.children.append(child)
        return child

    def collect(self, value: Any, path: str, found: Found) -> None:  # noqa: ANN401
        """Append to `found` what the tree names in `value`, which stands at `path`."""
        if type(value) is list:
            for number, item in enumerate(value):
                self.collect(item, f"{path}[{number}]", found)
        elif type(value) is dict:
            static = path == self.path
            for child in self.children:
                item = value.get(child.key)
                if item is None:
                    continue
                below = child.path if static else _below(path, child.key)
                if child.plain is not None and type(item) is str and not child.children:
                    found.fields.append((below, child.plain, item))
                else:
                    child.collect_here(item, below, found)

    def collect_here(self, value: Any, path: str, found: Found) -> None:  # noqa: ANN401
        """Append what this node itself screens in `value`, and what its children do."""
        if self.repeats and type(value) is not list:
            value = [value]
        for scope, join in self.scopes:
            first = len(found.fields)
            found.nested += _strings(value, path, scope, found.fields, expected=self.repeats)
            pieces = [(where, text) for where, _, text in found.fields[first:]]
            if join and len(pieces) > 1:
                found.joined.append(Joined(scope, pieces, " "))
        if self.children:
            self.collect(value, path, found)

    def is_repeated_in(self, value: Any) -> bool:  # noqa: ANN401
        """Whether a key on any path of the tree occurs twice in one object of `value`."""
        if isinstance(value, list):
            return any(self.is_repeated_in(item) for item in value)
        if not isinstance(value, Pairs):
            return False
        if self.scopes and _any_repeated(value):
            return True
        return any(
            child.key in value.repeated
            or (bool(child.scopes) and _any_repeated(value.get(child.key)))
            or child.is_repeated_in(value.get(child.key))
            for child in self.children
        )


def _below(path: str, key: str) -> str:
    return f"{path}.{key}" if path else key


def _strings(
    value: Any,  # noqa: ANN401  any JSON value
    path: str,
    scope: Scope,
    fields: list[Field],
    *,
    expected: bool,
) -> int:
    """Append every text and number in `value`; the count of containers that were not expected."""
    nested = -1 if expected else 0
    pending = [(path, value)]
    while pending:
        where, each = pending.pop()
        if type(each) is list:
            nested += 1
            pending += [(f"{where}[{n}]", item) for n, item in enumerate(each)][::-1]
        elif type(each) is dict:
            nested += 1
            pending += [(f"{where}.{key}", item) for key, item in each.items()][::-1]
        else:
            text = text_of(each)
            if text:
                fields.append((where, scope, text))
    return nested


def _any_repeated(value: Any) -> bool:  # noqa: ANN401
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, Pairs):
            if each.repeated:
                return True
            pending += each.values()
        elif isinstance(each, list):
            pending += each
    return False


def first_value(value: Any, segments: tuple[Segment, ...]) -> Any:  # noqa: ANN401
    """The value at a path that names one, the first item of any list on the way; else None.

    A list at the end of a path without `[*]` there is given as it is.
    """
    for segment in segments:
        value = _first_item(value)
        if type(value) is not dict:
            return None
        value = value.get(segment.key)
    return _first_item(value) if segments[-1].repeats else value


def _first_item(value: Any) -> Any:  # noqa: ANN401
    while type(value) is list:
        value = value[0] if value else None
    return value
