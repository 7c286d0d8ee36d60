"""An answer as JSON values (`model.py` has the form), masked unless it is revealed. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from feeds import moment
from screening.lookup.masked import masked
from screening.lookup.model import SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from matcher.indicator import Indicator, Source
    from screening.lookup.answer import Answer, Near

Shown = dict[str, Any]


def shown(answer: Answer, now: datetime, *, revealed: bool) -> Shown:
    """What may be shown of `answer` at `now`."""
    say = str if revealed else masked
    guessed = [each.type for each in answer.readings if each.is_likely and not answer.given]
    manifest = answer.manifest
    return {
        "schema": SCHEMA,
        "at": moment.render(now),
        "outcome": answer.outcome,
        "listed": bool(answer.listed),
        "revealed": revealed,
        "value": say(answer.value),
        "type": {
            "given": answer.given,
            "guessed": guessed,
            "tried": [each.type for each in answer.readings],
        },
        "normalised": _normalised(answer, say),
        "indicators": [_indicator(each, now, say) for each in answer.listed],
        "near": [_near(each, now, say) for each in answer.near],
        "near_has_more": answer.has_more,
        "problem": None if answer.listed else answer.problem,
        "snapshot": {
            "serial": manifest.serial,
            "digest": manifest.digest,
            "created": moment.render(manifest.created),
        },
    }


def _normalised(answer: Answer, say: Callable[[str], str]) -> list[Shown]:
    """The likely readings, and any other under which the value is listed."""
    found = {each.type for each in answer.listed}
    return [
        {"type": each.type, "value": say(each.key), "steps": list(each.steps)}
        for each in answer.readings
        if each.is_likely or each.type in found
    ]


def _near(near: Near, now: datetime, say: Callable[[str], str]) -> Shown:
    return {
        **_indicator(near.indicator, now, say),
        "relation": near.relation,
        "screening_matches": near.lane is not None,
        "lane": near.lane,
        "undone": list(near.undone),
    }


def _indicator(whole: Indicator, now: datetime, say: Callable[[str], str]) -> Shown:
    indicator = whole.at(now) or whole
    begins = [source.valid_from for source in whole.sources]
    ends = [source.valid_until for source in whole.sources]
    return {
        "id": indicator.id,
        "type": indicator.type,
        "value": say(indicator.value),
        "tier": indicator.tier,
        "nature": indicator.nature,
        "confidence": indicator.confidence,
        "tlp": indicator.tlp,
        "platform": indicator.platform,
        "region": indicator.region,
        "labels": list(indicator.labels),
        "first_seen": _moment(indicator.first_seen),
        "last_seen": _moment(indicator.last_seen),
        "valid_from": _moment(_bound(begins, min)),
        "valid_until": _moment(_bound(ends, max)),
        "in_force": bool(whole.sources_at(now)),
        "since_serial": None,  # a snapshot says what is listed, not since when
        "sources": [_source(each, now) for each in whole.sources],
    }


def _source(source: Source, now: datetime) -> Shown:
    return {
        "name": source.name,
        "id": source.id,
        "tier": source.tier,
        "nature": source.nature,
        "confidence": source.confidence,
        "tlp": source.tlp,
        "valid_from": _moment(source.valid_from),
        "valid_until": _moment(source.valid_until),
        "in_force": source.valid_at(now),
    }


def _bound(
    moments: list[datetime | None], outermost: Callable[[list[datetime]], datetime]
) -> datetime | None:
    """The outermost of several bounds; None, which is open, is beyond all."""
    stated = [each for each in moments if each is not None]
    return outermost(stated) if stated and len(stated) == len(moments) else None


def _moment(given: datetime | None) -> str | None:
    return None if given is None else moment.render(given)
