"""Where a location is, as ISO 3166: country, and its state where that is known for certain."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeds.formats.stix.objects import StixObject

HOME = "AU"
_STATES = {
    "NEW SOUTH WALES": "NSW",
    "VICTORIA": "VIC",
    "QUEENSLAND": "QLD",
    "SOUTH AUSTRALIA": "SA",
    "WESTERN AUSTRALIA": "WA",
    "TASMANIA": "TAS",
    "NORTHERN TERRITORY": "NT",
    "AUSTRALIAN CAPITAL TERRITORY": "ACT",
}
_COUNTRY = re.compile(r"[A-Z]{2}")
_AREA = re.compile(r"(?:([A-Z]{2})-)?([A-Z0-9]{1,3})")


def region(location: StixObject) -> str | None:
    """`AU-NSW`, `AU` or None, by country and administrative area (STIX 2.1 section 4.10).

    An area that is no ISO 3166-2 code of that country is left out.
    """
    country, area = _upper(location, "country"), _upper(location, "administrative_area")
    if country and not _COUNTRY.fullmatch(country):
        return None
    code = _AREA.fullmatch(area)
    if code is not None and code[1] and country in ("", code[1]):
        return code[0]
    if country == HOME:
        state = _STATES.get(area, area)
        return f"{HOME}-{state}" if state in _STATES.values() else HOME
    if code is not None and country and not code[1]:
        return f"{country}-{area}"
    return country or None


def _upper(location: StixObject, name: str) -> str:
    value = location.get(name)
    return value.strip().upper() if isinstance(value, str) else ""
