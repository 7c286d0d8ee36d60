"""One way from a message to its payments, and the mapping's paths compiled along it.

Rule 1: a path reads below the payment, with `../` below what stands around it on its own branch
(the payer of its batch, and of no other), with `^` below the message.
Rule 2: a step of `each` with `?` that is not there is passed over: what it would be a part of is
the payment then (an entry of an account statement without details). None is lost.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from screening.mapping import prefixes
from screening.mapping.paths import Found, Node, below, first_value, flat, parse, parse_each

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from screening.decode.decoder import Document
    from screening.mapping.model import FieldModel
    from screening.mapping.paths import PathModel, Segment

Chain = tuple[tuple[str, Any], ...]
"""From the message (first) to one of its payments (last): concrete path and value of each step."""


class Place(NamedTuple):
    """A path as seen from a step of a chain: which step, and the rest of the way."""

    depth: int
    segments: tuple[Segment, ...]


class Layout:
    """The payments at `each`, and what the mapping reads of each one."""

    def __init__(self, each: str | None, fields: Iterable[FieldModel]) -> None:
        """Compile the fields of a checked mapping; `each` None: the message is the payment."""
        self._each, self._optional = parse_each(each) if each else ((), ())
        self._trees = [Node() for _ in range(len(self._each) + 1)]
        for field in fields:
            depth, segments = self.place(parse(field.path))
            self._trees[depth].add(segments, field.scope, join=field.join)
            if field.prefix is not None:
                before = parse(field.prefix).segments
                prefixes.add(self._trees[depth], before, segments, field.scope)
        self._outer = [n for n, tree in enumerate(self._trees[:-1]) if tree.children][::-1]

    def place(self, path: PathModel) -> Place:
        """Where on a chain the path begins."""
        return Place(0 if path.from_message else len(self._each) - path.up, path.segments)

    def absolute(self, path: PathModel) -> tuple[Segment, ...]:
        """All steps of a path from the message down."""
        return path.below_message(self._each)

    def chains(self, document: Document) -> list[Chain]:
        """Every payment of the message, in order.

        Raises:
            BadRecordError: their paths would fill the memory.
        """
        found = Found()
        chains: list[Chain] = [(("", document),)]
        for segment, optional in zip(self._each, self._optional, strict=True):
            longer = []
            for chain in chains:
                steps = list(_steps(*chain[-1], segment, found))
                if optional and not steps:
                    steps = [chain[-1]]
                longer += [(*chain, step) for step in steps]
            chains = longer
        return chains

    def own(self, chain: Chain) -> Found:
        """What the fields below the payment hold.

        Raises:
            BadRecordError: its paths would fill the memory.
        """
        path, item = chain[-1]
        found = Found()
        self._trees[-1].collect(item, path, found)
        return found

    def around(self, chain: Chain, known: dict[tuple[int, str], Found]) -> list[Found]:
        """What the fields around the payment hold; `known` keeps it for its neighbours.

        Raises:
            BadRecordError: its paths would fill the memory.
        """
        around = []
        for depth in self._outer:
            path, value = chain[depth]
            if chain[depth + 1][0] == path:
                continue  # the payment stands for this step: its own fields are read already
            found = known.get((depth, path))
            if found is None:
                found = known[depth, path] = Found()
                self._trees[depth].collect(value, path, found)
            around.append(found)
        return around


def value_at(places: tuple[Place, ...], chain: Chain) -> Any:  # noqa: ANN401  any JSON value
    """The first value that is there; where all are empty the last of these, else None."""
    value = None
    for depth, segments in places:
        found = first_value(chain[depth][1], segments)
        if found is not None and found != "":
            return found
        value = found if found is not None else value
    return value


def _steps(path: str, value: Any, segment: Segment, found: Found) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    for where, each in flat(value, path, found):
        inner = each.get(segment.key) if type(each) is dict else None
        if inner is None:
            continue
        place = below(where, segment.key)
        if segment.repeats:
            inner = inner if type(inner) is list else [inner]
            found.spend(len(inner), place)
            yield from ((f"{place}[{number}]", item) for number, item in enumerate(inner))
        else:
            yield place, inner
