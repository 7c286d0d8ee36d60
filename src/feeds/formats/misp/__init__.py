"""MISP feed folders (MISP core format): `manifest.json`, and one `<uuid>.json` an event.

Law: an event or attribute that cannot be read costs no other. Read are attributes that MISP
itself would detect by (`to_ids`) and that are not `deleted`, alone or in an object that is not;
the rest says nothing to screen by. An event that is not `published` is read too: what a feed
holds was put there to be used. An event's info and an attribute's timestamp are not read.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import orjson

from feeds.formats import FeedError, RawEntry, Reject
from feeds.formats.misp import kinds, tags

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MANIFEST = "manifest.json"
_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
_TYPE_NAME = re.compile(r"[a-z0-9|-]{1,40}")


def is_uuid(name: object) -> bool:
    """Whether `name` is a UUID in its usual form, and so safe as the name of a file."""
    return isinstance(name, str) and _UUID.fullmatch(name) is not None


def read(path: Path, feed: str) -> Iterator[RawEntry | Reject]:
    """The attributes to detect by of a MISP feed folder, its events in the order of their names.

    Raises:
        FeedError: there is no manifest that can be read.
    """
    for name in _events(path / MANIFEST):
        if not is_uuid(name):
            yield Reject(feed, MANIFEST, "an event's name is not a UUID")
            continue
        try:
            event = _event(path / f"{name}.json")
        except _BadError as error:
            yield Reject(feed, name, str(error))
            continue
        yield from _Reader(feed, name, tags.names(event.get("Tag"))).event(event)


def _events(manifest: Path) -> list[str]:
    try:
        values = orjson.loads(manifest.read_bytes())
    except OSError as error:
        raise FeedError(f"{manifest.parent.name}: {MANIFEST}: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise FeedError(f"{manifest.parent.name}: {MANIFEST}: not JSON") from error
    if not isinstance(values, dict):
        raise FeedError(f"{manifest.parent.name}: {MANIFEST}: not a JSON object")
    return sorted(values)


class _BadError(ValueError):
    """A part of a feed that cannot be read."""


def _event(path: Path) -> dict[str, Any]:
    try:
        values = orjson.loads(path.read_bytes())
    except FileNotFoundError:
        raise _BadError("event file missing") from None
    except OSError as error:
        raise _BadError(f"event file: {error.strerror}") from error
    except orjson.JSONDecodeError:
        raise _BadError("event file: not JSON") from None
    event = values.get("Event") if isinstance(values, dict) else None
    if not isinstance(event, dict):
        raise _BadError("event file: no Event")
    return event


@dataclass(slots=True)
class _Reader:
    """Walks one event; `_position` counts its attributes, from 1 on."""

    feed: str
    event_id: str
    event_tags: list[str]
    _position: int = 0

    def event(self, event: dict[str, Any]) -> Iterator[RawEntry | Reject]:
        """What the event's attributes state, first its own, then its objects'."""
        yield from self._attributes(event, kinds.Company(), is_live=True)
        for each in self._list(event, "Object"):
            if isinstance(each, Reject):
                yield each
            else:
                yield from self._attributes(
                    each, _company(each), is_live=not _flag(each, "deleted")
                )

    def _attributes(
        self, holder: dict[str, Any], company: kinds.Company, *, is_live: bool
    ) -> Iterator[RawEntry | Reject]:
        for each in self._list(holder, "Attribute"):
            self._position += 1
            if isinstance(each, Reject):
                yield each
            elif is_live and _flag(each, "to_ids") and not _flag(each, "deleted"):
                yield from self._attribute(each, company)

    def _list(self, holder: dict[str, Any], name: str) -> Iterator[dict[str, Any] | Reject]:
        values = holder.get(name) or []
        for each in values if isinstance(values, list) else [values]:
            ok = isinstance(each, dict)
            yield each if ok else Reject(self.feed, self.event_id, f"{name}: not a JSON object")

    def _attribute(
        self, attribute: dict[str, Any], company: kinds.Company
    ) -> Iterator[RawEntry | Reject]:
        given = attribute.get("uuid")
        name = given if is_uuid(given) else None
        place = name or f"{self.event_id}#{self._position}"
        try:
            found = _stated(attribute, company)
        except ValueError as error:
            yield Reject(self.feed, place, str(error))
            return
        said = tags.columns(tags.names(attribute.get("Tag")), self.event_tags)
        for number, each in enumerate(found, 1):
            # The parts of a composite are indicators of their own, and so have ids of their own.
            own = {"id": name if number == 1 else f"{name}#{number}"} if name else {}
            yield RawEntry(place, {**own, **_columns(each, attribute), **said})


def _stated(attribute: dict[str, Any], company: kinds.Company) -> list[kinds.Stated]:
    kind, value = attribute.get("type"), attribute.get("value")
    if not isinstance(kind, str) or not isinstance(value, str):
        raise _BadError("type or value: not text")
    tagged = tags.indicator_type(tags.names(attribute.get("Tag")))
    found = kinds.stated(kind, value, str(attribute.get("object_relation")), company, tagged)
    if not found:
        shown = kind if _TYPE_NAME.fullmatch(kind) else "this attribute type"
        raise _BadError(f"no indicator type for {shown}")
    return found


def _columns(stated: kinds.Stated, attribute: dict[str, Any]) -> dict[str, object]:
    given = {
        "type": str(stated.type),
        "value": stated.value,
        "platform": stated.platform,
        "first_seen": attribute.get("first_seen"),
        "last_seen": attribute.get("last_seen"),
    }
    return {name: value for name, value in given.items() if value is not None}


def _company(holder: dict[str, Any]) -> kinds.Company:
    values: dict[str, str] = {}
    attributes = holder.get("Attribute")
    for each in attributes if isinstance(attributes, list) else []:
        if not isinstance(each, dict) or _flag(each, "deleted"):
            continue
        relation, value = each.get("object_relation"), each.get("value")
        if isinstance(relation, str) and isinstance(value, str):
            values.setdefault(relation, value)
    return kinds.Company(str(holder.get("name")), values)


def _flag(values: dict[str, Any], name: str) -> bool:
    """A truth as MISP's exports write it: true, 1 or "1"."""
    return str(values.get(name)).lower() in {"true", "1"}
