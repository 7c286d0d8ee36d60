"""One way from a message to its payments, and the mapping's paths compiled along it.

Rule 1: a path reads below the payment, with `../` below what stands around it on its own branch
(the payer of its batch, and of no other), with `^` below the message.
Rule 2: a step of `each` with `?` that is not there is passed over: what it would be a part of is
the payment then (an entry of an account statement without details), and stands for that step
too. None is lost.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING, Any, NamedTuple

from screening.mapping import prefixes
from screening.mapping.overlap import Overlap, once, overlap_of
from screening.mapping.paths import Found, Node, first_value, flat, parse, parse_each
from screening.mapping.places import below

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from matcher.indicator import Scope
    from screening.decode.decoder import Document
    from screening.mapping.model import FieldModel
    from screening.mapping.paths import PathModel, Segment

Chain = tuple[tuple[str, Any], ...]
"""From the message (first) to one of its payments (last): concrete path and value of each step.

Of a step that is missing it has the one before again.
"""

Known = dict[tuple[int, str], Found]
"""What stands around payments, by step and its concrete path: kept for their neighbours."""


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
        self._places: list[Place] = []
        self._scopes: dict[Scope, Scope] = {}
        for field in dict.fromkeys(fields):
            self._add(field)
        self._outer = [n for n, tree in enumerate(self._trees[:-1]) if tree.children][::-1]
        self._is_steady = not any(self._optional)
        self._overlaps: dict[tuple[bool, ...], Overlap | None] = {}
        self._overlap = self._overlap_without((False,) * len(self._each))

    def _add(self, field: FieldModel) -> None:
        depth, segments = place = self.place(parse(field.path))
        self._places.append(place)
        scope = self._scopes.setdefault(field.scope, field.scope)
        self._trees[depth].add(segments, scope, join=field.join)
        if field.prefix is not None:
            before = parse(field.prefix).segments
            self._places.append(Place(depth, before))
            prefixes.add(self._trees[depth], before, segments, scope)

    @property
    def length(self) -> int:
        """How many steps its chains have."""
        return len(self._trees)

    def place(self, path: PathModel) -> Place:
        """Where on a chain the path begins."""
        return Place(0 if path.from_message else len(self._each) - path.up, path.segments)

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

    def found(self, chain: Chain, known: Known) -> Found:
        """What the fields of a payment hold, below it and around it.

        Raises:
            BadRecordError: its paths would fill the memory.
        """
        found = self.own(chain)
        if self._outer:
            for around in self.around(chain, known):
                found.add(around)
        overlap = self._overlap if self._is_steady else self._overlap_on(chain)
        if overlap is not None:
            once(found, chain[0][1], overlap)
        return found

    def own(self, chain: Chain) -> Found:
        """What the fields below the payment hold.

        Raises:
            BadRecordError: its paths would fill the memory.
        """
        path, item = chain[-1]
        found = Found()
        self._trees[-1].collect(item, path, found)
        return found

    def around(self, chain: Chain, known: Known) -> list[Found]:
        """What the fields around the payment hold.

        Raises:
            BadRecordError: its paths would fill the memory.
        """
        around = []
        for depth in self._outer:
            path, value = chain[depth]
            found = known.get((depth, path))
            if found is None:
                found = known[depth, path] = Found()
                self._trees[depth].collect(value, path, found)
            around.append(found)
        return around

    def _overlap_on(self, chain: Chain) -> Overlap | None:
        """How the paths overlap that read this payment, of which steps may be missing."""
        missing = tuple([step is before for before, step in pairwise(chain)])
        if missing not in self._overlaps:
            self._overlaps[missing] = self._overlap_without(missing)
        return self._overlaps[missing]

    def _overlap_without(self, missing: tuple[bool, ...]) -> Overlap | None:
        steps = [() if gone else (step,) for step, gone in zip(self._each, missing, strict=True)]
        return overlap_of(
            (*(step for there in steps[:depth] for step in there), *segments)
            for depth, segments in self._places
        )


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
    """The objects, or what stands in their place, one step below a value that is no list."""
    inner = value.get(segment.key) if type(value) is dict else None
    if inner is not None:
        several = [inner] if segment.repeats and type(inner) is not list else inner
        yield from flat(several, below(path, segment.key), found)
