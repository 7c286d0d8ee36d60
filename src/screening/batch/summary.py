"""From counts to a forecast: which indicators are loudest, and which of them are new."""

from __future__ import annotations

from datetime import UTC, datetime
from io import BytesIO
from typing import TYPE_CHECKING, Any

import orjson

from feeds import moment, snapshot
from screening.batch.volume import span, volume
from screening.forecast import Forecast, Noisy, Pair

if TYPE_CHECKING:
    from collections import Counter
    from collections.abc import Iterator, Set
    from pathlib import Path

    from feeds.snapshot import Manifest
    from screening.batch.counts import Counted, IndicatorKey, ListCounts

_LATEST_MS = 253_402_300_799_000  # the last second of the year 9999


def make(
    counted: Counted,
    manifests: tuple[Manifest, Manifest],
    noisiest: list[Noisy],
    *,
    daily_volume: int | None = None,
    not_yet_valid: int = 0,
) -> Forecast:
    """The forecast of what was counted; at least one record was.

    `manifests` are those of the old and the new list.
    """
    old, new = counted.old, counted.new
    first, last = times(counted)
    return Forecast(
        old=manifests[0],
        new=manifests[1],
        volume=volume(counted, daily_volume),
        records=counted.records,
        tombstones=counted.tombstones,
        transactions=counted.transactions,
        first=first,
        last=last,
        alerts=Pair(old.alerts, new.alerts),
        unreadable=_pairs(old.unreadable, new.unreadable),
        appear=counted.appear,
        disappear=counted.disappear,
        change=counted.change,
        same=counted.same,
        types=_pairs(old.types, new.types),
        sources=_pairs(old.sources, new.sources),
        severities=_pairs(old.severities, new.severities),
        noisiest=tuple(noisiest),
        not_yet_valid=not_yet_valid,
    )


def noisiest(counted: Counted, top: int, old: Path) -> list[Noisy]:
    """The indicators with most alerts under the new list, at most `top`; equals by id.

    The snapshot in the folder `old` says which of them are new.

    Raises:
        SnapshotError: it cannot be read.
    """
    counts, described = counted.new.indicators, counted.new.described
    order = sorted(counts, key=lambda key: (-counts[key], described[key][0], key))[:top]
    doubtful = {key for key in order if key not in counted.old.indicators}
    unlisted = doubtful - (listed(old, doubtful) if doubtful else set())
    return [_describe(key, counted.old, counted.new, unlisted) for key in order]


def listed(folder: Path, keys: Set[IndicatorKey]) -> set[IndicatorKey]:
    """Which of `keys` the snapshot in `folder` has.

    Raises:
        SnapshotError: it cannot be read.
    """
    found = ((each["type"], each["value"]) for each in _indicators(folder))
    return {key for key in found if key in keys}


def not_yet_valid(folder: Path, at: datetime) -> int:
    """How many indicators of the snapshot in `folder` only begin after `at`, by every source.

    Raises:
        SnapshotError: it cannot be read.
    """
    return sum(
        all(
            each["valid_from"] and moment.parse(each["valid_from"]) > at
            for each in values["sources"]
        )
        for values in _indicators(folder, b'"valid_from":"')
    )


def times(counted: Counted) -> tuple[datetime | None, datetime | None]:
    """The times of the earliest and the latest transaction."""
    whole = span(counted.parts.values())
    if whole is None:
        return None, None
    first, last = (datetime.fromtimestamp(min(ms, _LATEST_MS) / 1000, UTC) for ms in whole)
    return first, last


def _describe(
    key: IndicatorKey, old: ListCounts, new: ListCounts, unlisted: Set[IndicatorKey]
) -> Noisy:
    identifier, sources = new.described[key]
    alerts = Pair(old.indicators[key], new.indicators[key])
    return Noisy(identifier, key[0], sources, alerts, key in unlisted, key[1])


def _pairs(old: Counter[str], new: Counter[str]) -> dict[str, Pair]:
    """Both counts of each name, the largest under the new list first."""
    names = sorted(old.keys() | new.keys(), key=lambda name: (-new[name], -old[name], name))
    return {str(name): Pair(old[name], new[name]) for name in names}


def _indicators(folder: Path, having: bytes = b"") -> Iterator[dict[str, Any]]:
    """Every indicator of a snapshot whose line has these bytes."""
    _, content = snapshot.read(folder)
    for line in BytesIO(content):
        if having in line:
            yield orjson.loads(line)
