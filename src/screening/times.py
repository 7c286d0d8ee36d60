"""The time of a transaction (DESIGN section 4, "Time")."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from datetime import tzinfo

FARTHEST = timedelta(days=3653)
"""Ten years: a time farther than this from the record's own is not believed."""


def read(value: Any, zone: tzinfo) -> datetime | None:  # noqa: ANN401  any JSON value
    """The aware moment that `value` states, or None where it states none.

    RFC 3339 text, a date alone (its start), or 10 digits of seconds or 13 of milliseconds
    since 1970, as a number or as text. What has no offset is in `zone`.
    """
    try:
        if type(value) is str:
            if not value.isdecimal() or len(value) == 8:
                moment = datetime.fromisoformat(value.strip().upper())
                return moment.replace(tzinfo=zone) if moment.tzinfo is None else moment
            value = int(value)
        if type(value) is int:
            return _since_1970(value)
    except (ValueError, OverflowError):
        pass
    return None


def _since_1970(number: int) -> datetime | None:
    digits = len(str(number))
    if digits == 10:
        return datetime.fromtimestamp(number, UTC)
    if digits == 13:
        return datetime.fromtimestamp(number // 1000, UTC) + timedelta(milliseconds=number % 1000)
    return None


def settle(moment: datetime | None, fallback: datetime) -> tuple[datetime, bool]:
    """The moment to judge by, and whether it is the transaction's own rather than `fallback`."""
    if moment is None or abs(moment - fallback) > FARTHEST:
        return fallback, False
    return moment, True
