"""Where regions lie, and how near."""

from __future__ import annotations

from itertools import product
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from screening.trends import ends, regions
from screening.trends.regions import distance, nearness


def test_the_table_is_sound() -> None:
    """Neighbours are mutual and in the table, zones are known, no two tiles lie on each other."""
    table = regions.table()
    for region in table.values():
        assert all(region.code in table[each].neighbours for each in region.neighbours)
        assert not region.zone or ZoneInfo(region.zone)
        assert -60 < region.latitude < 70
        assert -180 <= region.longitude <= 180
    tiles = [region.tile for region in table.values() if region.tile]
    assert len(tiles) == len(set(tiles)) == 8


@pytest.mark.parametrize(
    ("one", "other", "near", "far"),
    [
        ("AU-NSW", "AU-NSW", "same", "0"),
        ("AU-NSW", "AU-VIC", "neighbouring", "500-1000"),
        ("AU-NSW", "AU-ACT", "neighbouring", "1-500"),
        ("AU-TAS", "AU-VIC", "neighbouring", "500-1000"),
        ("AU-NSW", "AU-WA", "same_country", "2000-4000"),
        ("AU-NSW", "AU", "same_country", "unknown"),
        ("AU", "AU", "same_country", "unknown"),
        ("SG", "SG", "same", "0"),
        ("AU-NSW", "NZ", "other_country", "2000-4000"),
        ("AU-NSW", "GB", "other_country", "8000+"),
        ("AU-NSW", "XK", "other_country", "unknown"),
        ("unknown", "AU-NSW", "unknown", "unknown"),
        ("unknown", "unknown", "unknown", "unknown"),
    ],
)
def test_how_near(one: str, other: str, near: str, far: str) -> None:
    """The same from either side."""
    assert nearness(one, other) == nearness(other, one) == near
    assert distance(one, other) == distance(other, one) == far


def test_every_pair_has_a_name() -> None:
    """Of those that are promised."""
    for one, other in product(regions.table(), repeat=2):
        assert nearness(one, other) in regions.NEARNESS
        assert distance(one, other) in regions.DISTANCES


@pytest.mark.parametrize(
    ("account", "region"),
    [
        ("062-000 12345678", "AU-NSW"),
        ("063000 12345678", "AU-VIC"),
        ("06400012345678", "AU-QLD"),
        ("085-000", "AU-SA"),
        ("066-000 123456789", "AU-WA"),
        ("067-000 12345", "AU-TAS"),
        ("802-985 12345678", "AU-NSW"),
        ("011-000 12345678", "AU"),
        ("DE89 3704 0044 0532 0130 00", "DE"),
        ("123456789", "unknown"),
        ("", "unknown"),
    ],
)
def test_what_an_account_says(account: str, region: str) -> None:
    """The state of a BSB, the country of an IBAN; a number alone says nothing."""
    assert regions.of_account(account) == region


@pytest.mark.parametrize(
    ("transaction", "expected"),
    [
        ({"fields": {"payer.account": "062-000 12345678"}}, ("AU-NSW", "unknown")),
        (
            {"fields": {"CdtTrfTxInf[0].DbtrAcct.Id.Othr.Id": "063000 1234567"}},
            ("AU-VIC", "unknown"),
        ),
        ({"context": {"payee_country": "ph"}, "fields": {}}, ("unknown", "PH")),
        (
            {
                "context": {"payee_region": "AU-NT", "payee_country": "AU"},
                "fields": {"payee.account": "062-000 12345678"},
            },
            ("unknown", "AU-NT"),
        ),
        (
            {"context": {"payee_country": "AU"}, "fields": {"payee.account": "066-000 12345678"}},
            ("unknown", "AU-WA"),
        ),
        ({"context": {"ordering_country": "NZ", "beneficiary_country": 7}}, ("NZ", "unknown")),
        (
            {"fields": {"description": "062-000 12345678", "payer.name": "063-000 1234567"}},
            ("unknown",) * 2,
        ),
        ({}, ("unknown", "unknown")),
    ],
)
def test_the_ends_of_a_payment(transaction: dict[str, Any], expected: tuple[str, str]) -> None:
    """A region that is named, else what the account says, else the country."""
    assert ends.of(transaction) == expected
