"""An indicator of a list as facts: one a source that states it. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from feeds import moment
from screening.trends.regions import UNKNOWN, code

if TYPE_CHECKING:
    from collections.abc import Iterator


class ListFact(NamedTuple):
    """What one source states of an indicator; times in seconds since 1970, or None."""

    unit: tuple[int, str]
    first_seen: float | None
    last_seen: float | None
    serial: int
    created: float
    platform: str
    type: str
    tier: str
    nature: str
    region: str
    source: str


def of_line(line: bytes, serial: int, created: float) -> Iterator[ListFact]:
    """The facts of a line of a snapshot's indicators."""
    given = orjson.loads(line)
    platform, region = given.get("platform") or UNKNOWN, code(given.get("region"))
    seen = _seconds(given.get("first_seen")), _seconds(given.get("last_seen"))
    unit = serial, f"{given['type']} {given['value']}"
    tier, nature = given["tier"], given["nature"]
    for source in sorted({_name(each) for each in given["sources"]}) or (UNKNOWN,):
        yield ListFact(
            unit, *seen, serial, created, platform, given["type"], tier, nature, region, source
        )


def _name(source: Any) -> str:  # noqa: ANN401  any JSON value
    return str(source["name"])


def _seconds(text: str | None) -> float | None:
    return None if text is None else moment.parse(text).timestamp()
