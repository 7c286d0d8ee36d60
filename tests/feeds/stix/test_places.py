"""Locations: the region of relevance that they give."""

from __future__ import annotations

import pytest

from tests.feeds.stix.made import (
    Object,
    email,
    indicator,
    named,
    only,
    related,
    thing,
)

SCO = email(1)
SCO_ID = named("email-addr", 1)


def location(name: object = 1, /, **properties: object) -> Object:
    return thing("location", name, **properties)


REGIONS = [
    ({"country": "AU"}, "AU"),
    ({"country": "au", "administrative_area": "NSW"}, "AU-NSW"),
    ({"country": "AU", "administrative_area": "AU-NSW"}, "AU-NSW"),
    ({"country": "AU", "administrative_area": "New South Wales"}, "AU-NSW"),
    ({"country": "AU", "administrative_area": "victoria"}, "AU-VIC"),
    ({"country": "AU", "administrative_area": "Somewhere"}, "AU"),
    ({"country": "AU", "administrative_area": "XX"}, "AU"),
    ({"administrative_area": "AU-QLD"}, "AU-QLD"),
    ({"country": "NZ", "administrative_area": "AUK"}, "NZ-AUK"),
    ({"country": "NZ", "administrative_area": "AU-NSW"}, "NZ"),
    ({"country": "NZ", "administrative_area": "Otago region"}, "NZ"),
    ({"country": "Australia"}, None),
    ({"region": "oceania"}, None),
    ({"country": 5, "administrative_area": []}, None),
    ({}, None),
]


@pytest.mark.parametrize(("properties", "region"), REGIONS)
@pytest.mark.parametrize("kind", ["located-at", "targets"])
@pytest.mark.parametrize("subject", [indicator(1), SCO], ids=["indicator", "observable"])
def test_a_location_gives_the_region(
    properties: Object, region: str | None, kind: str, subject: Object
) -> None:
    """Country, and state where that is a code of the country or an Australian state's name."""
    place = location(**properties)
    assert only(subject, place, related(subject, kind, place)).get("region") == region


def test_a_region_of_its_own_comes_first() -> None:
    """What the object states is more than what is told of it."""
    subject, place = indicator(1, x_region="NZ"), location(country="AU")
    assert only(subject, place, related(subject, "located-at", place))["region"] == "NZ"
