"""Moments as RFC 3339 text."""

from __future__ import annotations

from datetime import UTC, datetime


def parse(text: str) -> datetime:
    """The moment that `text` states; without an offset it is in UTC, a date alone is its start.

    Raises:
        ValueError: not a date or time in RFC 3339.
    """
    moment = datetime.fromisoformat(text.strip().upper())
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def render(moment: datetime) -> str:
    """The moment in UTC with `Z`, to the second, or to the microsecond where it has any."""
    return moment.astimezone(UTC).isoformat().replace("+00:00", "Z")
