"""One glance at a document: where all that a mapping screens in it stands, for the sieve.

Law: what the mapping would screen of a document, the glance covers, or it says that it cannot.
Most payments end here: they are known to be clear before anything is read from them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matcher.plan import reading_of
from matcher.sieve import ABSENT, CHILDREN, JOINED, PAIR, REPEATED
from screening.mapping.paths import parse

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.mapping.model import FieldModel, MappingModel
    from screening.mapping.paths import Segment

Tree = tuple[Any, ...]
Steps = tuple["Segment", ...]


def tree_of(model: MappingModel) -> Tree | None:
    """The places of a mapping whose message is the payment; None for another."""
    if model.each is not None:
        return None
    entries = [entry for field in model.fields for entry in _entries(field)]
    return _tree([(steps, way, more) for steps, way, more in dict.fromkeys(entries)])


def _entries(field: FieldModel) -> Iterator[tuple[Steps, int, Any]]:
    steps = parse(field.path).segments
    reading = reading_of(field.scope)
    repeated = REPEATED * steps[-1].repeats
    yield steps, reading | repeated | JOINED * field.join, None
    if field.prefix is not None:
        before = parse(field.prefix).segments
        if before[:-1] == steps[:-1] and not before[-1].repeats and not repeated:
            yield before, PAIR, (steps[-1].key, reading)
        else:
            yield before, ABSENT, None


def _tree(entries: list[tuple[Steps, int, Any]]) -> Tree:
    """The entries below one object, those of a key together."""
    below: dict[str, list[tuple[Steps, int, Any]]] = {}
    found: list[tuple[str, int, Any]] = []
    for steps, way, more in entries:
        if len(steps) == 1:
            found.append((steps[0].key, way, more))
        else:
            below.setdefault(steps[0].key, []).append((steps[1:], way, more))
    return (*found, *((key, CHILDREN, _tree(inner)) for key, inner in below.items()))
