"""Indicators beside a value, which screening does not find in it. Pure.

A snapshot's lines are in order of type and value: so what begins alike is found by bisection, and
what ends alike by one pass over the lines of its type.
"""

from __future__ import annotations

from bisect import bisect_left
from typing import TYPE_CHECKING

from feeds.lines import LineRecords
from matcher.indicator import IndicatorType
from matcher.normalize import phone, url
from screening.lookup.answer import Near

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from feeds.compile import ActiveList
    from screening.lookup.readings import Reading

_BEHIND_A_HOST = ("/", "?", ":")
_BEHIND_A_VALUE = '","tier":'  # as `feeds.record` writes a line


def beside(active: ActiveList, read: Sequence[Reading]) -> Iterator[Near]:
    """Sub-domains and pages of the value's host, and numbers that differ by their country."""
    for reading in read:
        if reading.type is IndicatorType.PHONE:
            yield from _without_country(active, reading.key)
        elif reading.type is IndicatorType.DOMAIN:
            yield from _of_host(active, reading.key)
        elif reading.type is IndicatorType.URL:
            yield from _of_host(active, url.host(url.split(reading.key)[0]))
        elif reading.type is IndicatorType.IP:
            yield from _pages(active, reading.key)


def _of_host(active: ActiveList, host: str) -> Iterator[Near]:
    for kind in (IndicatorType.DOMAIN, IndicatorType.URL):
        for number in _ending(active, kind, f".{host}"):
            yield Near(active.index.records[number], "parent_domain")
    yield from _pages(active, host)


def _pages(active: ActiveList, host: str) -> Iterator[Near]:
    for mark in _BEHIND_A_HOST:
        for number in _beginning(active, IndicatorType.URL, host + mark):
            yield Near(active.index.records[number], "same_host")


def _without_country(active: ActiveList, key: str) -> Iterator[Near]:
    """Listed numbers of other countries with the same national digits."""
    digits = phone.national(key) or phone.tail(key)
    for number in _ending(active, IndicatorType.PHONE, digits):
        indicator = active.index.records[number]
        if (phone.national(indicator.value) or digits) == digits:
            yield Near(indicator, "other_country")


def _ending(active: ActiveList, kind: IndicatorType, end: str) -> Iterator[int]:
    """Indicators of a type whose value ends so."""
    records = active.index.records
    assert isinstance(records, LineRecords)
    for number in records.holding(f"{end}{_BEHIND_A_VALUE}".encode(), _numbers(active, kind)):
        if records[number].value.endswith(end):
            yield number


def _beginning(active: ActiveList, kind: IndicatorType, start: str) -> Iterator[int]:
    """Indicators of a type whose value begins so."""
    records, numbers = active.index.records, _numbers(active, kind)
    first = bisect_left(numbers, start, key=lambda number: records[number].value)
    for number in numbers[first:]:
        if not records[number].value.startswith(start):
            return
        yield number


def _numbers(active: ActiveList, kind: IndicatorType) -> range:
    """The numbers of a type's indicators."""
    counts = active.manifest.counts
    first = sum(count for name, count in counts.items() if name < kind)
    return range(first, first + counts.get(kind, 0))
