"""What a row of a table may be of: each dimension, and the columns of a fact it needs. Pure."""

from __future__ import annotations

from collections.abc import Callable  # noqa: TC003  a NamedTuple reads it
from datetime import UTC, datetime, tzinfo
from functools import lru_cache
from typing import TYPE_CHECKING, Any, NamedTuple
from zoneinfo import ZoneInfo

from screening.trends.alert_facts import AMOUNTS
from screening.trends.regions import (
    DISTANCES,
    NEARNESS,
    UNKNOWN,
    distance,
    name,
    nearness,
    table,
)

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.trends.count import Key

ALERTS, LIST = "alerts", "list"
OF = (ALERTS, LIST)
AGES = ("0-30", "30-90", "90-180", "180-365", "365-730", "730+", UNKNOWN)
"""Bands of days, the upper end exclusive; a time still to come is of the first."""

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
HOURS = (*(f"{hour:02}" for hour in range(24)), UNKNOWN)
MOST_BY = 3

_AGE_EDGES = (30, 90, 180, 365, 730)
_DAY = 86_400


class Dimension(NamedTuple):
    """`key` takes the columns that `needs` names; `order` is that of its keys, if they have one."""

    needs: tuple[str, ...]
    key: Callable[..., str]
    order: tuple[str, ...] = ()


class DimensionError(ValueError):
    """A dimension that there is not; the message names those there are."""


def dimensions(of: str, zone: tzinfo) -> dict[str, Dimension]:
    """Those of `alerts` or of the `list`, by name; hours and weekdays are of `zone`."""
    plain = dict.fromkeys(("platform", "type", "tier", "nature", "region"))
    both = {each: Dimension((each,), str) for each in plain}
    return both | (_of_alerts(zone) if of == ALERTS else _of_list())


def keys(
    of: str, by: Sequence[str], zone: tzinfo
) -> tuple[tuple[str, ...], Callable[[tuple[Any, ...]], Key]]:
    """The columns that `by` needs, and the function from their values to the row's key.

    Raises:
        DimensionError: one of `by` is unknown, there are too many, or one comes twice.
    """
    known = dimensions(of, zone)
    for each in by:
        if each not in known:
            raise DimensionError(f"{each}: not one of {', '.join(known)}")
    if len(by) > MOST_BY or len(set(by)) < len(by):
        raise DimensionError(f"at most {MOST_BY} dimensions, each once")
    columns = tuple(dict.fromkeys(need for each in by for need in known[each].needs))
    steps = [
        (known[each].key, tuple(columns.index(need) for need in known[each].needs)) for each in by
    ]

    def key(values: tuple[Any, ...]) -> Key:
        return tuple(make(*(values[at] for at in places)) for make, places in steps)

    return columns, key


def named(dimension: str, key: str) -> str:
    """What people call a key."""
    return name(key) if dimension in {"region", "payer", "payee"} else key


def _of_alerts(zone: tzinfo) -> dict[str, Dimension]:
    def weekday(paid: float) -> str:
        return WEEKDAYS[datetime.fromtimestamp(paid, zone).weekday()]

    def hour(paid: float) -> str:
        return f"{datetime.fromtimestamp(paid, zone):%H}"

    found = {each: Dimension((each,), str) for each in ("severity", "mode", "rail")}
    found |= {each: Dimension((each,), str) for each in ("payer", "payee")}
    found["amount"] = Dimension(("amount",), str, AMOUNTS)
    found["weekday"] = Dimension(("paid",), weekday, WEEKDAYS)
    found["hour"] = Dimension(("paid",), hour, HOURS)
    for end in ("payer", "payee"):
        found[f"{end}_hour"] = Dimension(("paid", end), _local_hour, HOURS)
    for one, other in (("payer", "payee"), ("payer", "region"), ("payee", "region")):
        pair = f"{one}_{'indicator' if other == 'region' else other}"
        found[pair] = Dimension((one, other), nearness, NEARNESS)
        found[f"{pair}_km"] = Dimension((one, other), distance, DISTANCES)
    return found


def _of_list() -> dict[str, Dimension]:
    return {
        "source": Dimension(("source",), str),
        "age": Dimension(("created", "first_seen"), _age, AGES),
        "idle": Dimension(("created", "last_seen"), _age, AGES),
    }


def _local_hour(paid: float, region: str) -> str:
    """The hour of day where the region is; unknown of one that has several zones."""
    known = table().get(region)
    if known is None or not known.zone:
        return UNKNOWN
    return f"{datetime.fromtimestamp(paid, UTC).astimezone(_zone(known.zone)):%H}"


@lru_cache(256)
def _zone(zone: str) -> ZoneInfo:
    return ZoneInfo(zone)


def _age(at: float, since: float | None) -> str:
    """The band of the days from `since` to `at`."""
    if since is None:
        return UNKNOWN
    days = (at - since) / _DAY
    return AGES[sum(days >= edge for edge in _AGE_EDGES)]
