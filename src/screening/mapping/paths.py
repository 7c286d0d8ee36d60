"""Paths of a mapping: parsed, and compiled into one tree that reads a document in one walk.

A path is names joined by dots; `name[*]` stands for every item of a list, and an object (or a
value) where a list was expected is read as one item. `^` at the start reaches from an item to
the whole message, `../` to the object one step of `each` above it. Every value found carries
its concrete path (`places`).

Lists are walked without recursion, because a record may nest a thousand of them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

from screening.bad_record import BadRecordError, Reason
from screening.mapping.joining import readings
from screening.mapping.places import KEY, below, items
from screening.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from matcher.index import Field
    from matcher.indicator import Scope
    from screening.mapping.prefixes import Prefixed
    from screening.transaction import Joined

MOST_PATH_CHARS = 16 << 20
"""Concrete paths of one transaction together; more could fill the memory (deep times wide)."""

MOST_STEPS = 64
"""Of a path: the tree of a mapping is walked by recursion."""
_SEGMENT = re.compile(rf"{KEY}(?:\[\*\])?")
_UP = "../"


class Segment(NamedTuple):
    """One step of a path: a key, and whether all items below it are meant."""

    key: str
    repeats: bool


class PathModel(NamedTuple):
    """A parsed path; `from_message` for one that began with `^`, `up` counts its `../`."""

    segments: tuple[Segment, ...]
    from_message: bool
    up: int = 0

    def below_message(self, each: tuple[Segment, ...]) -> tuple[Segment, ...]:
        """All steps from the message down, for a payment at `each`."""
        if self.from_message:
            return self.segments
        return (*each[: len(each) - self.up], *self.segments)


def parse(path: str) -> PathModel:
    """The steps of a path.

    Raises:
        ValueError: an empty or malformed step, or too many.
    """
    rest = path.removeprefix("^").removeprefix(".") if path.startswith("^") else path
    up = 0
    while rest is path and path.startswith(_UP, up * len(_UP)):
        up += 1
    steps = rest[up * len(_UP) :].split(".")
    if len(steps) > MOST_STEPS:
        raise ValueError(f"a path of more than {MOST_STEPS} steps")
    if not all(_SEGMENT.fullmatch(step) for step in steps):
        raise ValueError("not a path: names joined by dots, each with [*] at most")
    return PathModel(tuple(map(_segment, steps)), path.startswith("^"), up)


def parse_each(path: str) -> tuple[tuple[Segment, ...], tuple[bool, ...]]:
    """The steps to the payments, and which may be missing (`?`): then the one before is taken.

    Raises:
        ValueError: an empty or malformed step.
    """
    steps = path.split(".")
    if len(steps) > MOST_STEPS:
        raise ValueError(f"a path of more than {MOST_STEPS} steps")
    if not all(_SEGMENT.fullmatch(step.removesuffix("?")) for step in steps):
        raise ValueError("not a path: names joined by dots, each with [*] and ? at most")
    segments = (_segment(step.removesuffix("?")) for step in steps)
    return tuple(segments), tuple(step.endswith("?") for step in steps)


def _segment(step: str) -> Segment:
    return Segment(step.removesuffix("[*]"), step.endswith("[*]"))


@dataclass(slots=True)
class Found:
    """What one walk collects, and how many characters of path it may still make."""

    fields: list[Field] = field(default_factory=list)
    joined: list[Joined] = field(default_factory=list)
    nested: int = 0
    budget: int = MOST_PATH_CHARS

    def add(self, other: Found) -> None:
        """Add what another walk of the same transaction found."""
        self.fields += other.fields
        self.joined += other.joined
        self.nested += other.nested

    def spend(self, count: int, path: str) -> None:
        """Account for `count` values below `path`, before their own paths are made.

        Raises:
            BadRecordError: their paths would be too many and too long.
        """
        self.budget -= count * (len(path) + 8)
        if self.budget < 0:
            raise BadRecordError(Reason.TOO_DEEP)


@dataclass(slots=True)
class Node:
    """A step of the tree; `path` is its concrete path as long as no list was passed."""

    key: str = ""
    repeats: bool = False
    path: str = ""
    scopes: list[tuple[Scope, bool]] = field(default_factory=list)
    children: list[Node] = field(default_factory=list)
    prefixes: list[Prefixed] = field(default_factory=list)
    plain: Scope | None = None

    def add(self, segments: Iterable[Segment], scope: Scope, *, join: bool) -> None:
        """Add a screened path below this node."""
        node = self
        for segment in segments:
            node = node.child(segment)
        node.scopes.append((scope, join))
        alone = len(node.scopes) == 1 and not node.repeats
        node.plain = scope if alone else None

    def child(self, segment: Segment) -> Node:
        """The node one step below, made where there is none."""
        for child in self.children:
            if (child.key, child.repeats) == segment:
                return child
        child = Node(*segment, path=below(self.path, segment.key))
        self.children.append(child)
        return child

    def collect(self, value: Any, path: str, found: Found) -> None:  # noqa: ANN401
        """Append to `found` what the tree names in `value`, which stands at `path`.

        Raises:
            BadRecordError: so much is nested there that its paths would fill the memory.
        """
        if type(value) is list:
            for where, item in flat(value, path, found):
                self.collect(item, where, found)
        elif type(value) is dict:
            static = path == self.path
            for each in self.prefixes:
                each.collect(value, path, found)
            for child in self.children:
                item = value.get(child.key)
                if item is None:
                    continue
                where = child.path if static else below(path, child.key)
                if child.plain is not None and type(item) is str and not child.children:
                    found.fields.append((where, child.plain, item))
                else:
                    child.collect_here(item, where, found)

    def collect_here(self, value: Any, path: str, found: Found) -> None:  # noqa: ANN401
        """Append what this node itself screens in `value`, and what its children do."""
        if self.repeats and type(value) is not list:
            value = [value]
        for scope, join in self.scopes:
            first = len(found.fields)
            found.nested -= self.repeats  # the list that was expected
            _collect_texts(value, path, scope, found)
            pieces = [(where, text) for where, _, text in found.fields[first:]]
            if join and len(pieces) > 1:
                found.joined += readings(scope, pieces)
        if self.children:
            self.collect(value, path, found)


def flat(value: Any, path: str, found: Found) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    """What lists in lists hold, in order, each with its concrete path; else the value itself.

    Raises:
        BadRecordError: as `Found.spend`.
    """
    pending = [(path, value)]
    while pending:
        where, each = pending.pop()
        if type(each) is list:
            found.spend(len(each), where)
            pending += [(f"{where}[{n}]", item) for n, item in enumerate(each)][::-1]
        else:
            yield where, each


def _collect_texts(value: Any, path: str, scope: Scope, found: Found) -> None:  # noqa: ANN401
    """Append every text and number in `value`, and count the objects and lists passed."""
    pending = [(path, value)]
    while pending:
        where, each = pending.pop()
        if type(each) is list or type(each) is dict:
            found.nested += 1
            found.spend(len(each), where)
            pending += items(where, each)[::-1]
        elif text := text_of(each):
            found.fields.append((where, scope, text))


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
