"""The forecast: what a new list would flag, next to the old one. Pure.

Law: a figure for a day is given only where the volume of a day is known: told by the user, or
read from a sample that is long and whole enough. Else there are only alerts per 1,000 records.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

from feeds import moment
from screening import interval

if TYPE_CHECKING:
    from datetime import datetime

    from feeds.snapshot import Manifest

SCHEMA = "fresnel.forecast/1"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Pair:
    """A count under the old list, and under the new one."""

    old: int = 0
    new: int = 0

    @property
    def difference(self) -> int:
        """How many more under the new list."""
        return self.new - self.old


@dataclass(frozen=True, slots=True)
class Volume:
    """How many records a day the full stream has, and how that is known.

    `records_per_day` is None where it is not known; `reason` then says why, in one line.
    """

    basis: Literal["daily_volume", "sample_span"] | None
    records_per_day: float | None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Noisy:
    """An indicator of the new list by its alerts in the sample; `is_new` is not on the old one.

    `value` is the indicator itself: it is shown to whoever asks for it, and in no other case.
    """

    id: str
    type: str
    sources: tuple[str, ...]
    alerts: Pair
    is_new: bool
    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Forecast:
    """What both lists make of one sample; counts are of the sample unless a name says a day.

    `types`, `sources` and `severities` count alerts: one with several types or sources counts
    under each. `unreadable` are records by reason. `appear`, `disappear`, `change` and `same`
    are transactions with an alert under the new list alone, the old one alone, or both.
    `first` and `last` are the times of the earliest and the latest transaction. `noisiest` is
    sorted by alerts under the new list. `not_yet_valid` counts indicators of the new list that
    only begin after the sample, so it cannot show their alerts.
    """

    old: Manifest
    new: Manifest
    volume: Volume
    records: int
    tombstones: int
    transactions: int
    first: datetime | None
    last: datetime | None
    alerts: Pair
    unreadable: dict[str, Pair]
    appear: int
    disappear: int
    change: int
    same: int
    types: dict[str, Pair]
    sources: dict[str, Pair]
    severities: dict[str, Pair]
    noisiest: tuple[Noisy, ...]
    not_yet_valid: int

    def a_day(self, count: float) -> float | None:
        """`count` alerts of the sample as alerts a day; None where a day's volume is unknown."""
        rate = self.volume.records_per_day
        return None if rate is None else count / self.records * rate

    def per_1000(self, count: float) -> float:
        """`count` alerts of the sample as alerts per 1,000 records."""
        return count / self.records * 1000

    def rate(self, count: float) -> float:
        """Alerts a day where that is known, else per 1,000 records; `unit` names it."""
        a_day = self.a_day(count)
        return self.per_1000(count) if a_day is None else a_day

    @property
    def unit(self) -> str:
        """What `rate` gives."""
        return "per 1,000 records" if self.volume.records_per_day is None else "a day"

    def interval(self, count: int) -> tuple[float, float]:
        """The 95 % interval of `rate(count)`: Poisson, exact (Garwood), of the sample's count."""
        lower, upper = interval.poisson(count)
        return self.rate(lower), self.rate(upper)

    def as_json(self, *, reveal: bool = False) -> Json:
        """The forecast as a JSON object; the values of indicators only where `reveal` is set."""
        return {
            "schema": SCHEMA,
            "old": _list(self.old),
            "new": {**_list(self.new), "not_yet_valid": self.not_yet_valid},
            "sample": {
                "records": self.records,
                "tombstones": self.tombstones,
                "transactions": self.transactions,
                "first": _time(self.first),
                "last": _time(self.last),
            },
            "volume": {
                "basis": self.volume.basis,
                "records_per_day": self.volume.records_per_day,
                "reason": self.volume.reason or None,
            },
            "alerts": self._pair(self.alerts) | self._limits(),
            "unreadable": {
                name: {"old": each.old, "new": each.new} for name, each in self.unreadable.items()
            },
            "appear": self._figure(self.appear),
            "disappear": self._figure(self.disappear),
            "change": self._figure(self.change),
            "same": self._figure(self.same),
            "types": self._pairs(self.types),
            "sources": self._pairs(self.sources),
            "severities": self._pairs(self.severities),
            "noisiest": [self._noisy(each, reveal=reveal) for each in self.noisiest],
        }

    def _noisy(self, each: Noisy, *, reveal: bool) -> Json:
        shown: Json = {"id": each.id, "type": each.type, "sources": list(each.sources)}
        if reveal:
            shown["value"] = each.value
        return {**shown, "is_new": each.is_new, "alerts": self._pair(each.alerts)}

    def _pairs(self, pairs: dict[str, Pair]) -> Json:
        return {name: self._pair(pair) for name, pair in pairs.items()}

    def _pair(self, pair: Pair) -> Json:
        counts = {"old": pair.old, "new": pair.new, "difference": pair.difference}
        return {name: self._figure(count) for name, count in counts.items()}

    def _figure(self, count: int) -> Json:
        return {"sample": count, "a_day": self.a_day(count), "per_1000": self.per_1000(count)}

    def _limits(self) -> Json:
        """The 95 % intervals of all alerts, in what `unit` names."""
        return {
            "interval_of": self.unit,
            "old_95": list(self.interval(self.alerts.old)),
            "new_95": list(self.interval(self.alerts.new)),
        }


def _list(manifest: Manifest) -> Json:
    return {
        "serial": manifest.serial,
        "digest": manifest.digest,
        "indicators": manifest.total,
    }


def _time(given: datetime | None) -> str | None:
    return None if given is None else moment.render(given)
