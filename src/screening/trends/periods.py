"""Days, weeks and months of a zone, and the serials of snapshots, as the columns of a table. Pure.

A day is counted by its ordinal (`datetime.date.toordinal`); weeks are those of ISO 8601, from
Monday. A moment that is not known has no day: what has none is counted as undated.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping
    from datetime import tzinfo

DAY, WEEK, MONTH, SNAPSHOT = "day", "week", "month", "snapshot"
KINDS = (DAY, WEEK, MONTH)
MOST = 400
_BUCKET = 900  # seconds: every zone's days begin at a quarter of an hour


class PeriodsError(ValueError):
    """A span that makes too many periods; the message says what to do."""


class Period(NamedTuple):
    """One column: `start` to `end` in UTC, the end exclusive; None for a snapshot."""

    key: str
    start: datetime | None
    end: datetime | None

    def is_complete(self, since: datetime | None, as_of: datetime) -> bool:
        """Whether all of it was counted: nothing before `since` was, nor after `as_of`."""
        if self.start is None or self.end is None:
            return True
        return self.end <= as_of and (since is None or since <= self.start)


def day_of(zone: tzinfo) -> Callable[[float | None], int | None]:
    """A function that gives the day of a time in seconds since 1970; None of None."""
    known: dict[int, int] = {}

    def day(at: float | None) -> int | None:
        if at is None:
            return None
        bucket = int(at // _BUCKET)
        found = known.get(bucket)
        if found is None:
            moment = datetime.fromtimestamp(bucket * _BUCKET, zone)
            found = known[bucket] = moment.date().toordinal()
        return found

    return day


def spanning(days: Iterable[int], kind: str, zone: tzinfo) -> list[Period]:
    """All periods from the first of `days` to the last, the empty ones too.

    Raises:
        PeriodsError: there are more than `MOST`.
    """
    found = set(days)
    if not found:
        return []
    periods = []
    at, last = _start(date.fromordinal(min(found)), kind), date.fromordinal(max(found))
    while at <= last:
        following = _following(at, kind)
        periods.append(Period(_key(at, kind), _midnight(at, zone), _midnight(following, zone)))
        at = following
        if len(periods) > MOST:
            raise PeriodsError(f"more than {MOST} periods: take a longer one, or a later since")
    return periods


def of_snapshots(created: Mapping[int, datetime]) -> list[Period]:
    """A column for each serial, in order."""
    return [Period(str(serial), None, None) for serial in sorted(created)]


def key_of(day: int, kind: str) -> str:
    """The key of the period that a day, or for `snapshot` a serial, is in."""
    if kind == SNAPSHOT:
        return str(day)
    return _key(_start(date.fromordinal(day), kind), kind)


def _start(day: date, kind: str) -> date:
    if kind == WEEK:
        return day - timedelta(days=day.weekday())
    return day.replace(day=1) if kind == MONTH else day


def _following(start: date, kind: str) -> date:
    if kind == MONTH:
        return (start + timedelta(days=32)).replace(day=1)
    return start + timedelta(days=7 if kind == WEEK else 1)


def _key(start: date, kind: str) -> str:
    if kind == WEEK:
        return f"{start:%G-W%V}"
    return f"{start:%Y-%m}" if kind == MONTH else start.isoformat()


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(), zone).astimezone(UTC)
