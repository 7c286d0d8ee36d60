"""An indicator as one line of JSON: the form it has in a snapshot."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any

import orjson

from feeds import moment
from matcher.indicator import Indicator, IndicatorType, Nature, Source, Tier, Tlp

if TYPE_CHECKING:
    from datetime import datetime


FIELDS = frozenset(field.name for field in fields(Indicator))


def to_line(indicator: Indicator) -> bytes:
    """Canonical JSON (sorted keys, no spaces) and a line feed; equal indicators, equal bytes."""
    return orjson.dumps(
        indicator,
        default=_plain,
        option=orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE | orjson.OPT_PASSTHROUGH_DATETIME,
    )


def from_line(line: bytes) -> Indicator:
    """The indicator of a line that `to_line` wrote.

    Raises:
        ValueError, KeyError, TypeError: the line was not written by `to_line`.
    """
    values = orjson.loads(line)
    sources = tuple(_source(each) for each in values.pop("sources"))
    return Indicator(
        type=IndicatorType(values.pop("type")),
        tier=Tier(values.pop("tier")),
        nature=Nature(values.pop("nature")),
        tlp=Tlp(values.pop("tlp")),
        first_seen=_moment(values.pop("first_seen")),
        last_seen=_moment(values.pop("last_seen")),
        labels=tuple(values.pop("labels")),
        sources=sources,
        **values,
    )


def _source(values: dict[str, Any]) -> Source:
    return Source(
        tier=Tier(values.pop("tier")),
        nature=Nature(values.pop("nature")),
        tlp=Tlp(values.pop("tlp")),
        valid_from=_moment(values.pop("valid_from")),
        valid_until=_moment(values.pop("valid_until")),
        **values,
    )


def _moment(text: str | None) -> datetime | None:
    return None if text is None else moment.parse(text)


def _plain(value: datetime) -> str:
    return moment.render(value)
