"""Texts made to hurt: the work must stay linear, which pytest's time-out would notice."""

from __future__ import annotations

import pytest

from matcher.text import phrase_fold
from tests.matcher.lists import find, index

SIZE = 1 << 16
UNITS = [
    "@",
    "a@",
    "a@b.c ",
    "a.",
    "a.-",
    ".",
    "1 ",
    "1",
    "12345678 ",
    "1.2.3.4.",
    "1:2:3:",
    "+",
    "+61",
    "(",
    ")",
    "http://",
    "http://a.b/)",
    "x://a.b",
    "gb82 ",
    "gb82west",
    "ig: ",
    "some_user ",
    "\u200b",
    "a\u200b",
    "\u0301",
    "e\u0301",
    "ﷺ",
    "漢",
    "  ",
    "\n\t",
    "%20",
    "[",
    "0x",
    "062-000 ",
    "BSB 062-000 ACC ",
]
LISTED = index(
    ("email", "a@b.example.org"),
    ("phone", "+61491570006"),
    ("username", "some_user"),
    ("username", "ig fox#1"),
    ("url", "https://a.example.com/x"),
    ("domain", "b.example.net"),
    ("ip", "198.51.100.0/24"),
    ("account", "062-000 12345678"),
    ("account", "GB82 WEST 1234 5698 7654 32"),
    ("payid", "51 824 753 556"),
    ("wallet", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
    ("phrase", "violet kettle"),
)


@pytest.mark.timeout(20)
@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_repeated_units_are_screened_in_linear_time(unit: str) -> None:
    """64 KiB of any unit is screened, in text and as a whole value, long before the time-out."""
    text = (unit * SIZE)[:SIZE]
    for role in ("free_text", "contact", "account", "network", "party_name"):
        find(LISTED, text, role)
        find(LISTED, f"violet kettle {text} violet kettle", role)


def test_a_flood_of_overlapping_phrases_is_reported_whole() -> None:
    """Every one of many nested phrases is reported."""
    words = ["kettle"] * 40
    over = index(*(("phrase", " ".join(words[: n + 1])) for n in range(30)))
    expected = sum(40 - n for n in range(30))
    assert len(find(over, " ".join(words))) == expected


def test_a_long_text_of_marks_keeps_its_map() -> None:
    """A megabyte of uneven characters folds with a map of the right length."""
    text = "e\u0301" * (1 << 16)
    folded = phrase_fold(text)
    assert folded.text == "é" * (1 << 16)
    assert folded.span(100, 101) == (200, 202)
