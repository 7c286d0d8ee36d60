"""The time of a transaction (DESIGN section 4, "Time")."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any, TypeGuard

if TYPE_CHECKING:
    from datetime import tzinfo

FARTHEST_MS = timedelta(days=3653) // timedelta(milliseconds=1)
"""Ten years: a time farther than this from the record's own is not believed."""

_LEAP_SECOND = re.compile(r"(?<=:\d\d:)60")


def read(value: Any, zone: tzinfo) -> datetime | None:  # noqa: ANN401  any JSON value
    """The aware moment that `value` states, or None where it states none.

    RFC 3339 text, a date alone (its start), or 10 digits of seconds or 13 of milliseconds
    since 1970, as a number or as text. What has no offset is in `zone`.
    """
    try:
        if type(value) is str:
            value = value.strip().upper()
            if not value.isdecimal() or len(value) == 8:
                moment = _parse(value)
                return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment
            value = int(value)
        if type(value) is int and value > 0:
            return _since_1970(value)
    except (ValueError, OverflowError):
        pass
    return None


def _parse(text: str) -> datetime:
    """A time; a leap second, which Python does not know, is the second before it."""
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return datetime.fromisoformat(_LEAP_SECOND.sub("59", text))


def _since_1970(number: int) -> datetime | None:
    digits = len(str(number))
    if digits == 10:
        return datetime.fromtimestamp(number, UTC)
    if digits == 13:
        return datetime.fromtimestamp(number // 1000, UTC) + timedelta(milliseconds=number % 1000)
    return None


def states_hour(value: Any) -> bool:  # noqa: ANN401  any JSON value
    """Whether a value that `read` understands states more than a date."""
    try:
        date.fromisoformat(str(value).strip().upper())
    except ValueError:
        return True
    return False


def is_believed(moment: datetime | None, recorded_ms: int) -> TypeGuard[datetime]:
    """Whether a transaction's own time is one to judge by, beside that of its record."""
    return moment is not None and abs(moment.timestamp() * 1000 - recorded_ms) <= FARTHEST_MS
