"""MISP feeds of one event, for tests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson

from feeds.formats import RawEntry, Reject, misp

if TYPE_CHECKING:
    from pathlib import Path

EVENT = "5f3a1c00-0000-4000-8000-000000000001"
UUID = "6a3a1c00-0000-4000-8000-00000000000a"


def attribute(kind: str, value: Any, *tag_names: str, **more: Any) -> dict[str, Any]:
    """An attribute to detect by."""
    named = [{"name": name} for name in tag_names]
    return {"type": kind, "value": value, "to_ids": True, "uuid": UUID, "Tag": named, **more}


def part(relation: str, kind: str, value: str, **more: Any) -> dict[str, Any]:
    """An attribute of an object."""
    return attribute(kind, value, object_relation=relation, **more)


def holding(name: str, *parts: dict[str, Any], **more: Any) -> dict[str, Any]:
    """An object."""
    return {"name": name, "Attribute": list(parts), **more}


def read(folder: Path, *attributes: Any, **event: Any) -> list[RawEntry | Reject]:
    """What a feed of one event holds."""
    whole = {"Event": {"uuid": EVENT, "info": "an event", "Attribute": list(attributes), **event}}
    (folder / "manifest.json").write_bytes(orjson.dumps({EVENT: {"timestamp": "1"}}))
    (folder / f"{EVENT}.json").write_bytes(orjson.dumps(whole))
    return list(misp.read(folder, "feed"))


def stated(results: list[RawEntry | Reject]) -> list[tuple[object, ...]]:
    """Type, value and platform of each entry; the reason of each reject."""
    return [
        (each.reason,)
        if isinstance(each, Reject)
        else (each.values["type"], each.values["value"], each.values.get("platform"))
        for each in results
    ]
