"""One glance at a document: where all that a mapping screens in it stands, for the sieve.

Law: what the mapping would screen of a document, the glance covers, or it says that it cannot.
Most payments end here: they are known to be clear before anything is read from them. JSON records
are gone through by compiled code (`native/`), many at a time.
"""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING, Any

import orjson

from matcher.plan import reading_of
from matcher.sieve import ABSENT, CHILDREN, JOINED, PAIR, REPEATED
from screening.decode.json_format import JsonDecoder, is_doubtful
from screening.mapping.model import alternatives
from screening.mapping.paths import parse
from screening.mapping.plain import slots_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.decode.decoder import Decoder
    from screening.mapping._glance import Glance
    from screening.mapping.model import FieldModel, MappingModel
    from screening.mapping.paths import Segment

_Glance: type[Glance] | None = None
with suppress(ImportError):  # where no compiler was there when this was installed
    from screening.mapping import _glance

    _Glance = _glance.Glance

Tree = tuple[Any, ...]
Steps = tuple["Segment", ...]


def tree_of(model: MappingModel) -> Tree | None:
    """The places of a mapping whose message is the payment; None for another."""
    if model.each is not None:
        return None
    entries = [entry for field in model.fields for entry in _entries(field)]
    return _tree([(steps, way, more) for steps, way, more in dict.fromkeys(entries)])


def over(model: MappingModel, decoder: Decoder, most_bytes: int) -> Glance | None:
    """What goes through JSON records of at most `most_bytes`; None where only reading helps."""
    tree, identity, time = tree_of(model), _keys(model.id), _keys(model.timestamp)
    if _Glance is None or tree is None or not identity or not isinstance(decoder, JsonDecoder):
        return None
    places = slots_of(model, tree, identity, time)
    return _Glance(orjson.loads, is_doubtful, tree, identity, time, places, most_bytes)


def _keys(paths: str | list[str] | list[str | None] | None) -> tuple[str, ...]:
    """The keys that lead to the first of several paths; none where a list is on the way."""
    first = next(iter(alternatives(paths)), None)
    segments = parse(first).segments if first is not None else ()
    return () if any(each.repeats for each in segments) else tuple(each.key for each in segments)


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
