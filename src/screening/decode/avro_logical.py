"""Avro's logical types (Avro specification 1.12, "Logical Types") as text that a mapping reads.

A logical type that is unknown, or that does not fit its underlying type, is that type, as the
specification has it. So is a value that no calendar has: its number stays.
"""

from __future__ import annotations

import struct
import uuid
from datetime import date, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from screening.bad_record import BadRecordError, Reason
from screening.decode import avro_reader

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_DECIMAL_BYTES = 512
"""A decimal has about 1,200 digits at most: turning bytes into digits is not linear work."""
_MOST_SCALE = 4096

_EPOCH = datetime(1970, 1, 1)  # noqa: DTZ001  only counted from
_DIGITS = {"millis": 3, "micros": 6, "nanos": 9}
_DURATION = struct.Struct("<III")


def conversion(schema: dict[str, Any]) -> Callable[[Any], Any] | None:
    """What makes text of the values of a schema's underlying type; None where nothing need."""
    kind, name = schema.get("type"), schema.get("logicalType")
    if not isinstance(name, str):
        return None
    if name == "decimal" and kind in ("bytes", "fixed"):
        return _decimal_of(schema)
    size = schema.get("size") if kind == "fixed" else None
    return _SIMPLE.get((name, size or kind)) or _time_of(name, kind)


def _decimal_of(schema: dict[str, Any]) -> Callable[[bytes], str] | None:
    precision, scale = schema.get("precision"), schema.get("scale", 0)
    if type(precision) is int and type(scale) is int and 0 <= scale <= min(precision, _MOST_SCALE):
        return partial(_decimal, scale=scale)
    return None


def _time_of(name: str, kind: object) -> Callable[[int], Any] | None:
    what, _, unit = name.rpartition("-")
    if unit not in _DIGITS or kind != ("int" if name == "time-millis" else "long"):
        return None
    if what == "time" and unit != "nanos":
        return partial(_clock, digits=_DIGITS[unit])
    if what in ("timestamp", "local-timestamp"):
        return partial(_moment, digits=_DIGITS[unit], zone="Z" if what == "timestamp" else "")
    return None


def _decimal(raw: bytes, scale: int) -> str:
    """A two's-complement number with `scale` digits behind the point, every digit kept."""
    if len(raw) > MOST_DECIMAL_BYTES:
        raise BadRecordError(Reason.NOT_AVRO)
    unscaled = int.from_bytes(raw, "big", signed=True)
    digits = str(abs(unscaled)).rjust(scale + 1, "0")
    sign = "-" if unscaled < 0 else ""
    return f"{sign}{digits[:-scale]}.{digits[-scale:]}" if scale else sign + digits


def _big_decimal(raw: bytes) -> str:
    """A decimal that brings its own scale: bytes behind their length, then the scale."""
    cursor = avro_reader.Cursor(raw, 0)
    unscaled = avro_reader.octets(cursor)
    scale = avro_reader.integer(cursor)
    if cursor.place != cursor.end or abs(scale) > _MOST_SCALE:
        raise BadRecordError(Reason.NOT_AVRO)
    return _decimal(unscaled, scale) if scale >= 0 else _decimal(unscaled, 0) + "0" * -scale


def _day(number: int) -> Any:  # noqa: ANN401
    """Days since 1970 as a date."""
    try:
        return (date(1970, 1, 1) + timedelta(days=number)).isoformat()
    except OverflowError:
        return number


def _clock(number: int, digits: int) -> Any:  # noqa: ANN401
    """A time of day since midnight."""
    seconds, rest = divmod(number, 10**digits)
    if not 0 <= seconds < 86_400:
        return number
    minutes, second = divmod(seconds, 60)
    return f"{minutes // 60:02}:{minutes % 60:02}:{second:02}.{rest:0{digits}}"


def _moment(number: int, digits: int, zone: str) -> Any:  # noqa: ANN401
    """A moment since 1970 as RFC 3339 text; a local one has no offset."""
    seconds, rest = divmod(number, 10**digits)
    try:
        whole = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return number
    return f"{whole.isoformat()}.{rest:0{digits}}{zone}"


def _duration(raw: bytes) -> str:
    """Months, days and milliseconds as an ISO 8601 duration."""
    months, days, milliseconds = _DURATION.unpack(raw)
    return f"P{months}M{days}DT{milliseconds // 1000}.{milliseconds % 1000:03}S"


_SIMPLE: dict[tuple[str, object], Callable[[Any], Any]] = {
    ("big-decimal", "bytes"): _big_decimal,
    ("date", "int"): _day,
    ("duration", 12): _duration,
    ("uuid", 16): lambda raw: str(uuid.UUID(bytes=raw)),
}
