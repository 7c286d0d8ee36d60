"""Where regions lie, and how near two of them are. Pure, but for the table it comes with.

Regions are ISO 3166-2 codes (`AU-NSW`) or ISO 3166-1 countries (`AU`). `data/regions.csv` has the
Australian states and territories and the countries that Australian payments go to; a centre is the
capital city, where most people of a state live. A region that is not in it is `other_country`
without a distance, never a guess.
"""

from __future__ import annotations

import csv
import math
import re
from functools import lru_cache
from importlib import resources
from typing import NamedTuple

UNKNOWN = "unknown"
NEARNESS = ("same", "neighbouring", "same_country", "other_country", UNKNOWN)
DISTANCES = ("0", "1-500", "500-1000", "1000-2000", "2000-4000", "4000-8000", "8000+", UNKNOWN)
"""Bands of kilometres between centres, the upper end exclusive; `0` is the same region."""

_EDGES = (500, 1_000, 2_000, 4_000, 8_000)
_EARTH_KILOMETRES = 6_371.0
_CODE = re.compile(r"[A-Z]{2}(-[A-Z0-9]{1,3})?")
_BSB = re.compile(r"\s*\d{2}(\d)[- ]?\d{3}(?:[ -]+\d{4,9}|\d{5,9})?\s*")
_IBAN = re.compile(r"\s*([A-Z]{2})\d{2}[ A-Z0-9]{11,40}")
_STATES = {"2": "AU-NSW", "3": "AU-VIC", "4": "AU-QLD", "5": "AU-SA", "6": "AU-WA", "7": "AU-TAS"}


class Region(NamedTuple):
    """A row of the table: degrees, north and east positive; `tile` is row and column of the map.

    `zone` is empty where a country has several.
    """

    code: str
    name: str
    latitude: float
    longitude: float
    zone: str
    neighbours: tuple[str, ...]
    tile: tuple[int, int] | None


@lru_cache(1)
def table() -> dict[str, Region]:
    """All regions by code, states and territories of Australia first."""
    text = resources.files("screening.data").joinpath("regions.csv").read_text("utf-8")
    return {row["code"]: _region(row) for row in csv.DictReader(text.splitlines())}


def _region(row: dict[str, str]) -> Region:
    tile = [int(each) for each in row["tile"].split()]
    return Region(
        row["code"],
        row["name"],
        float(row["latitude"]),
        float(row["longitude"]),
        row["zone"],
        tuple(row["neighbours"].split()),
        (tile[0], tile[1]) if tile else None,
    )


def code(text: str | None) -> str:
    """The region that `text` is the code of; `unknown` where it is none."""
    given = (text or "").strip().upper().replace("_", "-")
    return given if _CODE.fullmatch(given) else UNKNOWN


def name(region: str) -> str:
    """What people call it; of one that is not in the table, its code."""
    known = table().get(region)
    return known.name if known else region


def of_account(text: str) -> str:
    """Where the branch of an account is, as far as its number says.

    A BSB's third digit is the state of the branch (Australian Payments Network, "BSB numbers in
    Australia"): 2 is also the ACT's, 5 also the Northern Territory's, others are of no state. An
    IBAN begins with its country (ISO 13616). It is where the account is, not where anyone lives.
    """
    if found := _BSB.fullmatch(text):
        return _STATES.get(found[1], "AU")
    if found := _IBAN.fullmatch(text.upper()):
        return found[1]
    return UNKNOWN


@lru_cache(4_096)
def nearness(one: str, other: str) -> str:
    """How two regions lie to each other: one of `NEARNESS`.

    A country that has regions in the table is too wide to be the same as itself: two that are in
    Australia and no more is known of are in the `same_country`.
    """
    if UNKNOWN in {one, other}:
        return UNKNOWN
    if one == other and (one in _parts() or one not in _wholes()):
        return "same"
    known = table().get(one)
    if known and other in known.neighbours:
        return "neighbouring"
    return "same_country" if one[:2] == other[:2] else "other_country"


@lru_cache(4_096)
def distance(one: str, other: str) -> str:
    """The band of the distance between two centres: one of `DISTANCES`."""
    near = nearness(one, other)
    if near == "same":
        return "0"
    a, b = table().get(one), table().get(other)
    if a is None or b is None or (near == "same_country" and _wholes() & {one, other}):
        return UNKNOWN
    kilometres = _great_circle(a, b)
    return DISTANCES[1 + sum(kilometres >= edge for edge in _EDGES)]


def _great_circle(a: Region, b: Region) -> float:
    """Kilometres along the surface, by the haversine formula."""
    south, north = math.radians(a.latitude), math.radians(b.latitude)
    half = math.sin((north - south) / 2) ** 2
    half += (
        math.cos(south)
        * math.cos(north)
        * math.sin(math.radians(b.longitude - a.longitude) / 2) ** 2
    )
    return 2 * _EARTH_KILOMETRES * math.asin(math.sqrt(half))


@lru_cache(1)
def _parts() -> frozenset[str]:
    return frozenset(each for each in table() if "-" in each)


@lru_cache(1)
def _wholes() -> frozenset[str]:
    """Countries whose regions are in the table."""
    return frozenset(each[:2] for each in _parts())
