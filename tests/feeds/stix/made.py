"""Made-up STIX objects for tests."""

from __future__ import annotations

import uuid
from typing import TYPE_CHECKING, Any

from feeds.formats import RawEntry, Reject, stix

if TYPE_CHECKING:
    from collections.abc import Iterable

Object = dict[str, Any]
AT = "2026-01-01T00:00:00Z"
WHITE = "marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9"
GREEN = "marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da"
AMBER = "marking-definition--f88d31f6-486f-44da-b317-01333bde0b82"
RED = "marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed"
STRICT_2 = "marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003"


def named(kind: str, name: object) -> str:
    """An id of a type that is the same for the same name."""
    return f"{kind}--{uuid.uuid5(uuid.NAMESPACE_URL, str(name))}"


def thing(kind: str, name: object, /, **properties: object) -> Object:
    """An object of a type, its id made of `name`."""
    return {"type": kind, "spec_version": "2.1", "id": named(kind, name), **properties}


def indicator(name: object = 1, /, pattern: str | None = None, **properties: object) -> Object:
    """An indicator, of an e-mail address unless a pattern is given."""
    pattern = f"[email-addr:value = 'user{name}@example.com']" if pattern is None else pattern
    base = {"created": AT, "modified": AT, "pattern_type": "stix", "valid_from": AT}
    return thing("indicator", name, **{**base, "pattern": pattern, **properties})


def email(name: object = 1, /, **properties: object) -> Object:
    """An e-mail address as an observable."""
    return thing("email-addr", name, **{"value": f"sco{name}@example.com", **properties})


def related(source: Object, kind: str, target: Object, **properties: object) -> Object:
    """A relationship."""
    ends = {"source_ref": source["id"], "target_ref": target["id"]}
    name = f"{kind} {ends}"
    base = {"created": AT, "modified": AT, "relationship_type": kind, **ends}
    return thing("relationship", name, **{**base, **properties})


def observed(name: object, *refs: Object, **properties: object) -> Object:
    """Observed data of these observables."""
    base = {
        "modified": AT,
        "first_observed": "2025-03-01T00:00:00Z",
        "last_observed": "2025-04-01T00:00:00Z",
        "number_observed": 1,
        "object_refs": [each["id"] for each in refs],
    }
    return thing("observed-data", name, **{**base, **properties})


def bundle(*objects: object) -> Object:
    """A bundle."""
    return {"type": "bundle", "id": named("bundle", 1), "objects": list(objects)}


def read(*objects: object) -> list[RawEntry | Reject]:
    """What the reader makes of these objects."""
    return list(stix.read_objects(objects, "feed"))


def entries(*objects: object) -> list[dict[str, Any]]:
    """The values of the entries; there may be no rejects."""
    found = read(*objects)
    assert [each for each in found if isinstance(each, Reject)] == []
    return [dict(each.values) for each in found if isinstance(each, RawEntry)]


def only(*objects: object) -> dict[str, Any]:
    """The values of the one entry; there is nothing else."""
    (found,) = entries(*objects)
    return found


def rejects(*objects: object) -> list[Reject]:
    """The rejects among the results."""
    return [each for each in read(*objects) if isinstance(each, Reject)]


def reason(*objects: object) -> str:
    """The reason of the one reject; there is nothing else."""
    (found,) = read(*objects)
    assert isinstance(found, Reject)
    return found.reason


def values(found: Iterable[RawEntry | Reject]) -> list[object]:
    """The values of the entries among results."""
    return [each.values["value"] for each in found if isinstance(each, RawEntry)]
