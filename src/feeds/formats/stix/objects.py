"""STIX objects as they come: which are well-formed, and which is the newest of its id.

Law: a bad object costs no other; what is wrong with it is kept for its own place.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from feeds import moment

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

StixObject = dict[str, Any]

_ID = re.compile(
    r"([a-z0-9][a-z0-9-]{0,249})--[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}"
    r"-[0-9a-fA-F]{12}"
)


class BadObjectError(ValueError):
    """An object that cannot be used; the message names the property, never its value."""


def text(thing: StixObject, name: str) -> str | None:
    """The property `name`, None where it is absent.

    Raises:
        BadObjectError: it is not text.
    """
    value = thing.get(name)
    if value is not None and not isinstance(value, str):
        raise BadObjectError(f"{name}: not text")
    return value


def needed(thing: StixObject, name: str) -> str:
    """The property `name`.

    Raises:
        BadObjectError: it is absent or not text.
    """
    value = text(thing, name)
    if value is None:
        raise BadObjectError(f"{name}: missing")
    return value


def texts(thing: StixObject, name: str) -> list[str]:
    """The list of text `name`, empty where it is absent.

    Raises:
        BadObjectError: it is no list of text.
    """
    return _list(thing, name, str, "not a list of text")


def dicts(thing: StixObject, name: str) -> list[StixObject]:
    """The list of objects `name`, empty where it is absent.

    Raises:
        BadObjectError: it is no list of objects.
    """
    return _list(thing, name, dict, "not a list of objects")


def time(thing: StixObject, name: str) -> datetime | None:
    """The moment that `name` states, None where it is absent (STIX 2.1 section 2.16).

    Raises:
        BadObjectError: it is no time.
    """
    value = text(thing, name)
    try:
        return None if value is None else moment.parse(value)
    except (ValueError, OverflowError):
        raise BadObjectError(f"{name}: not a time in RFC 3339") from None


class Catalogue:
    """The newest version of every object, and what was wrong with the others' places.

    `faults` maps a place in the input, from 0 on, to its reason; readers of context add theirs.
    `bad` maps ids that were seen on an object that could not be read at all to that reason.
    Older versions are superseded without a word (STIX 2.1 section 3.6).
    """

    def __init__(self, objects: Iterable[object]) -> None:
        """Read all of `objects`, as decoded from JSON; they are kept, not copied."""
        self.faults: dict[int, str] = {}
        self.bad: dict[str, str] = {}
        self._objects: list[StixObject | None] = []
        self._newest: dict[str, int] = {}
        self._places: dict[int, str] = {}
        for number, thing in enumerate(objects):
            self._objects.append(None)
            try:
                self._add(number, thing)
            except BadObjectError as error:
                self._places[number] = place = _place(thing, number)
                self.faults[number] = self.bad[place] = str(error)

    def __len__(self) -> int:
        return len(self._objects)

    def at(self, number: int) -> StixObject | None:
        """The object at a place; None if it was superseded or bad."""
        return self._objects[number]

    def place(self, number: int) -> str:
        """How a place is told: by the object's id, or its number where it has none."""
        thing = self._objects[number]
        return self._places[number] if thing is None else str(thing["id"])

    def get(self, identifier: str) -> StixObject | None:
        """The newest object of that id, revoked or not; None if there is none that is sound."""
        number = self._newest.get(identifier)
        return None if number is None else self._objects[number]

    def of(self, kinds: frozenset[str]) -> Iterator[tuple[int, StixObject]]:
        """Place and object of every object of these types, in the order of the input."""
        for number, thing in enumerate(self._objects):
            if thing is not None and thing["type"] in kinds:
                yield number, thing

    def _add(self, number: int, thing: object) -> None:
        identifier = checked(thing)
        assert isinstance(thing, dict)
        modified = time(thing, "modified")
        before = self._newest.get(identifier)
        if before is not None:
            older = self._objects[before]
            assert older is not None
            if _is_later(time(older, "modified"), modified):
                return
            self._objects[before] = None
        self._newest[identifier] = number
        self._objects[number] = thing


def checked(thing: object) -> str:
    """The id of an object that has what every STIX object has (STIX 2.1 sections 2.9, 3.2).

    Raises:
        BadObjectError: no object, no type, or no id of its type.
    """
    if not isinstance(thing, dict):
        raise BadObjectError("not a JSON object")
    kind, identifier = needed(thing, "type"), needed(thing, "id")
    form = _ID.fullmatch(identifier)
    if form is None:
        raise BadObjectError("id: not a STIX identifier")
    if form[1] != kind:
        raise BadObjectError("id: not of the object's type")
    if type(thing.get("revoked", False)) is not bool:
        raise BadObjectError("revoked: not true or false")
    return identifier


def _list(thing: StixObject, name: str, kind: type, reason: str) -> list[Any]:
    value = thing.get(name)
    if value is None:
        return []
    if not isinstance(value, list):
        raise BadObjectError(f"{name}: {reason}")
    for each in value:
        if not isinstance(each, kind):
            raise BadObjectError(f"{name}: {reason}")
    return value


def _place(thing: object, number: int) -> str:
    identifier = thing.get("id") if isinstance(thing, dict) else None
    if isinstance(identifier, str) and _ID.fullmatch(identifier):
        return identifier
    return f"objects[{number}]"


def _is_later(held: datetime | None, other: datetime | None) -> bool:
    """Whether the version that is held is the newer one; equal ones yield to the later place."""
    return held is not None and (other is None or held > other)
