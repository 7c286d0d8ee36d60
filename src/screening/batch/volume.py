"""How many records a day the full stream has: as told, or by the times of a sample."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.batch.counts import DAY_MS, Part
from screening.forecast import Volume

if TYPE_CHECKING:
    from collections.abc import Iterable

    from screening.batch.counts import Counted

SHORTEST_MS = 3_600_000
"""A sample of less than an hour says nothing of a day."""

FEWEST = 0.01
"""A partition with a smaller share of the records may span less than an hour."""


def volume(counted: Counted, daily_volume: int | None) -> Volume:
    """Records a day: `daily_volume` where it is told, else by the span of the sample.

    Each partition counts over its own span, since a quiet one reaches farther back. It is
    unknown when the sample, or a partition of weight, spans less than an hour, or when more
    than half of the days between its first and last transaction have none: a single wrong
    time would make the span years long.
    """
    if daily_volume is not None:
        return Volume("daily_volume", float(daily_volume))
    whole = span(counted.parts.values())
    if whole is None:
        return _unknown("its transactions state no time")
    first, last = whole
    if last - first < SHORTEST_MS:
        return _unknown("it spans less than an hour")
    days = last // DAY_MS - first // DAY_MS + 1
    if len(counted.days) * 2 < days:
        return _unknown(f"only {len(counted.days)} of the {days} days it spans have transactions")
    return _summed(counted, last - first)


def span(parts: Iterable[Part]) -> tuple[int, int] | None:
    """Earliest and latest time of all parts in milliseconds since 1970; None without any."""
    whole = Part()
    for part in parts:
        for moment_ms in (part.first_ms, part.last_ms):
            if moment_ms is not None:
                whole.note(moment_ms)
    if whole.first_ms is None or whole.last_ms is None:
        return None
    return whole.first_ms, whole.last_ms


def _summed(counted: Counted, whole_ms: int) -> Volume:
    rate = 0.0
    for part in counted.parts.values():
        part_ms = (part.last_ms or 0) - (part.first_ms or 0)
        if part_ms < SHORTEST_MS:
            if part.records > counted.records * FEWEST:
                return _unknown("the share of a partition spans less than an hour")
            part_ms = whole_ms
        rate += part.records * DAY_MS / part_ms
    return Volume("sample_span", rate)


def _unknown(reason: str) -> Volume:
    return Volume(None, None, reason)
