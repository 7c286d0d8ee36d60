"""The places of a mapping in a plain JSON record, for the compiled code that goes through it.

Law: every key that the mapping reads, whatever for, is in the slots of its object, so that one that
is there twice is noticed. A slot is (key, readings, below, partner, pair reading, flags), as
`native/places.c` reads it; `below` are the slots of the objects at that key.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from matcher.sieve import ABSENT, CHILDREN, PAIR
from screening.mapping.model import alternatives
from screening.mapping.paths import parse

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from screening.mapping.model import MappingModel

MOST_SLOTS, MOST_READINGS, MOST_STEPS = 64, 4, 24
IS_ABSENT, IS_ID, IS_TIME = 1, 2, 4

Slots = tuple[tuple[Any, ...], ...]


@dataclass(slots=True)
class _Slot:
    readings: list[int] = field(default_factory=list)
    below: dict[str, _Slot] = field(default_factory=dict)
    pair: tuple[str, int] | None = None
    flags: int = 0


def slots_of(
    model: MappingModel, tree: tuple[Any, ...], identity: Sequence[str], time: Sequence[str]
) -> Slots | None:
    """The slots of a message; None for a mapping with more than the compiled code holds.

    `tree` names what is screened, as `glance.tree_of` makes it; the others are keys that lead to
    the id and to the time.
    """
    root: dict[str, _Slot] = {}
    if not (_add(root, tree) and identity and time):
        return None
    for path in _read(model):
        _at(root, [each.key for each in parse(path).segments])
    _at(root, identity).flags |= IS_ID
    _at(root, time).flags |= IS_TIME
    return _plain(root) if _fits(root) else None


def _read(model: MappingModel) -> Iterable[str]:
    """The paths that are read but not screened."""
    single = (model.id, model.timestamp, model.customer, model.amount, model.currency)
    return (path for given in (*single, *model.context.values()) for path in alternatives(given))


def _at(slots: dict[str, _Slot], keys: Sequence[str]) -> _Slot:
    slot = slots.setdefault(keys[0], _Slot())
    return slot if len(keys) == 1 else _at(slot.below, keys[1:])


def _add(slots: dict[str, _Slot], tree: tuple[Any, ...]) -> bool:
    """Take over a tree; False where two pairs begin at one key."""
    for key, way, more in tree:
        slot = slots.setdefault(key, _Slot())
        if way == CHILDREN:
            if not _add(slot.below, more):
                return False
        elif way == ABSENT:
            slot.flags |= IS_ABSENT
        elif way != PAIR:
            slot.readings.append(way)
        elif slot.pair not in (None, more):
            return False
        else:
            slot.pair = more
            slots.setdefault(more[0], _Slot())
    return True


def _fits(slots: dict[str, _Slot], depth: int = 1) -> bool:
    return (
        len(slots) <= MOST_SLOTS
        and depth <= MOST_STEPS
        and all(
            len(slot.readings) <= MOST_READINGS and _fits(slot.below, depth + 1)
            for slot in slots.values()
        )
    )


def _plain(slots: dict[str, _Slot]) -> Slots:
    places = {key: place for place, key in enumerate(slots)}
    return tuple(
        (
            key.encode(),
            tuple(slot.readings),
            _plain(slot.below) if slot.below else None,
            places[slot.pair[0]] if slot.pair else -1,
            slot.pair[1] if slot.pair else 0,
            slot.flags,
        )
        for key, slot in slots.items()
    )
