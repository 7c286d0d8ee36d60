"""From a feed's raw entry to an indicator: every column read, every value canonical.

Columns are those of DESIGN section 4, "Indicator CSV/JSONL"; `type` and `value` are needed.
"""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING, TypeVar

from feeds import moment
from matcher.indicator import Indicator, IndicatorType, Nature, Source, Tier, Tlp
from matcher.normalize import InvalidValueError, canonical, phone

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from enum import StrEnum

DEFAULT_TLP = Tlp.AMBER
"""What an unmarked entry is held to: clients may not pass it on beyond who needs to know."""

_REGION = re.compile(r"[A-Z]{2}(?:-[A-Z0-9]{1,3})?")
_PHONE_LIKE = re.compile(r"\+|0[2-478][\s()-]*(?:\d[\s()-]*){8}$")
_Choice = TypeVar("_Choice", bound="StrEnum")


class EntryError(ValueError):
    """An entry that cannot become an indicator; the message names the column, not the value."""


def to_indicator(values: Mapping[str, object], feed: str, home: str = phone.REGION) -> Indicator:
    """The indicator that an entry states, with one source: the entry's own or the feed.

    `home` is the region (ISO 3166) of phone numbers without a country code.

    Raises:
        EntryError: a column cannot be read, or the value is not of its type.
    """
    stated = _text(values, "value") or ""
    kind = _kind(_choice(values, "type", IndicatorType, None), stated)
    try:
        value = _canonical(kind, stated, home)
    except InvalidValueError as error:
        raise EntryError(f"value: {error}") from error
    source = Source(
        name=_text(values, "source") or feed,
        id=_text(values, "id") or derived_id(kind, value),
        tier=_choice(values, "tier", Tier, Tier.CLUE),
        nature=_choice(values, "nature", Nature, Nature.UNKNOWN),
        confidence=_confidence(values),
        tlp=_tlp(values),
        valid_from=_moment(values, "valid_from"),
        valid_until=_moment(values, "valid_until"),
    )
    return Indicator(
        id=source.id,
        type=kind,
        value=value,
        tier=source.tier,
        nature=source.nature,
        confidence=source.confidence,
        tlp=source.tlp,
        platform=_text(values, "platform"),
        region=_region(values),
        first_seen=_moment(values, "first_seen"),
        last_seen=_moment(values, "last_seen"),
        labels=_labels(values),
        sources=(source,),
    )


def _kind(kind: IndicatorType, value: str) -> IndicatorType:
    """A PayID that is an e-mail address or a telephone number is an indicator of that type.

    So it is found however it is written, in a PayID's field and everywhere else.
    """
    if kind is IndicatorType.PAYID and "@" in value:
        return IndicatorType.EMAIL
    if kind is IndicatorType.PAYID and _PHONE_LIKE.match(value):
        return IndicatorType.PHONE
    return kind


def _canonical(kind: IndicatorType, value: str, home: str) -> str:
    if kind is IndicatorType.PHONE and home != phone.REGION:
        return phone.canonical(value, home)
    return canonical(kind, value)


def derived_id(kind: IndicatorType, value: str) -> str:
    """The id of an indicator whose feed gives none: a hash of its type and canonical value."""
    return f"{kind}-{hashlib.sha256(f'{kind}:{value}'.encode()).hexdigest()[:24]}"


def _text(values: Mapping[str, object], column: str) -> str | None:
    value = values.get(column)
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if value is not None and not isinstance(value, str):
        raise EntryError(f"{column}: not text")
    return (value or "").strip() or None


def _choice(
    values: Mapping[str, object], column: str, kind: type[_Choice], default: _Choice | None
) -> _Choice:
    text = _text(values, column)
    if text is None and default is not None:
        return default
    try:
        return kind((text or "").lower())
    except ValueError:
        raise EntryError(f"{column}: not one of {', '.join(kind)}") from None


def _tlp(values: Mapping[str, object]) -> Tlp:
    text = (_text(values, "tlp") or "").lower().removeprefix("tlp:").strip()
    if not text:
        return DEFAULT_TLP
    return _choice({"tlp": "clear" if text == "white" else text}, "tlp", Tlp, None)


def _confidence(values: Mapping[str, object]) -> int | None:
    text = _text(values, "confidence")
    if text is None:
        return None
    if not (text.isascii() and text.isdigit() and len(text) <= 3 and int(text) <= 100):
        raise EntryError("confidence: not a whole number from 0 to 100")
    return int(text)


def _moment(values: Mapping[str, object], column: str) -> datetime | None:
    text = _text(values, column)
    try:
        return None if text is None else moment.parse(text)
    except (ValueError, OverflowError):
        raise EntryError(f"{column}: not a time in RFC 3339") from None


def _region(values: Mapping[str, object]) -> str | None:
    text = (_text(values, "region") or "").upper()
    if text and not _REGION.fullmatch(text):
        raise EntryError("region: not an ISO 3166 code")
    return text or None


def _labels(values: Mapping[str, object]) -> tuple[str, ...]:
    given = values.get("labels")
    parts = given if isinstance(given, list) else (_text(values, "labels") or "").split(";")
    if not all(isinstance(part, str) for part in parts):
        raise EntryError("labels: not text")
    return tuple(dict.fromkeys(part.strip() for part in parts if part.strip()))
