"""Where card numbers stand: the published test numbers, and a search that tries every range."""

from __future__ import annotations

import re
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from screening import luhn
from screening.card_numbers import places

ISSUERS = [
    (2200, 2204), (2221, 2720), (3000, 3059), (3090, 3099), (3400, 3499), (3528, 3589),
    (3600, 3999), (4000, 6099), (6200, 6399), (6440, 6599), (6700, 6799), (8100, 8299),
    (9792, 9792),
]  # fmt: skip
"""Mir, Mastercard, Diners Club, American Express, JCB, Visa, Maestro, UnionPay, RuPay, Troy …"""
NEAR = re.compile(r"\u200b?(?:\r\n|[\s\-\u2013\u2212])?\u200b?")
WIDE = re.compile(r"[\s\-\u2013\u2212\u200b()]{1,4}")
SIGN = re.compile(r"[\s\-()]{0,2}[./_,|*\u00b7][\s\-()]{0,2}")
ROWS = [[4, 6, 5], [4, 6, 4], [4, 3, 3, 3]]
ROWS += [[4, 4, 4, last] for last in (1, 2, 3, 4)] + [[4, 4, 4, 4, last] for last in (1, 2, 3)]


def is_right(digits: str) -> bool:
    """ISO/IEC 7812-1 annex B, written out."""
    total = 0
    for place, digit in enumerate(reversed(digits)):
        value = int(digit) * (2 if place % 2 else 1)
        total += value - 9 if value > 9 else value
    return total % 10 == 0


def is_card(digits: str) -> bool:
    """The design's rule for the digits alone."""
    issued = any(first <= int(digits[:4]) <= last for first, last in ISSUERS)
    return 13 <= len(digits) <= 19 and issued and is_right(digits)


def fits(groups: list[str], gaps: list[str]) -> bool:
    """Whether groups with these gaps between them may be one number."""
    if all(NEAR.fullmatch(gap) for gap in gaps):
        return True
    is_row = [len(group) for group in groups] in ROWS
    is_one_sign = len(set(gaps)) == 1 and SIGN.fullmatch(gaps[0]) is not None
    return is_row and (is_one_sign or all(WIDE.fullmatch(gap) for gap in gaps))


def naive(text: str) -> list[int]:
    """Places of digits of card numbers, by trying all ranges of whole groups of digits."""
    groups = list(re.finditer(r"\d+", text))
    found: set[int] = set()
    for first in range(len(groups)):
        for last in range(first, min(first + 19, len(groups))):
            some = groups[first : last + 1]
            digits = "".join(str(int(char)) for group in some for char in group[0])
            gaps = [text[a.end() : b.start()] for a, b in pairwise(some)]
            if is_card(digits.zfill(4)) and fits([group[0] for group in some], gaps):
                found.update(at for group in some for at in range(*group.span()))
    return sorted(found)


def numbered(prefix: str, length: int) -> str:
    """A number of an issuer with the right check digit."""
    body = prefix.ljust(length - 1, "7")
    return next(body + digit for digit in "0123456789" if is_right(body + digit))


@pytest.mark.parametrize("length", range(12, 21))
@pytest.mark.parametrize("edge", sorted({edge for issuer in ISSUERS for edge in issuer}))
def test_issuers_and_lengths(edge: int, length: int) -> None:
    """The first and last of each range, and their neighbours, in every length."""
    for prefix in (edge - 1, edge, edge + 1):
        number = numbered(str(prefix), length)
        assert places(number) == (list(range(length)) if is_card(number) else [])


@pytest.mark.parametrize("digit", range(10))
def test_the_check_digit_decides(digit: int) -> None:
    """Of ten numbers, exactly the one with the right check digit."""
    number = f"400000000000000{digit}"
    assert bool(places(number)) == is_right(number)


GAPS = [
    "", " ", "-", "\u2013", "\u200b", "\u200b ", "\r\n", "  ", " - ", "\n\n",
    ".", ". ", ",", "/", "(", ") ", "x", " x", "     ",
]  # fmt: skip
NUMBERS = [
    "4111", "1111", "5555", "4444", "378282", "246310005", "4", "41", "222", "4222", "22204",
    "4111111111111111", "9" * 20,
]  # fmt: skip


def written(groups: list[str], gaps: list[str]) -> str:
    """Groups with a gap behind each."""
    return "".join(group + gap for group, gap in zip(groups, gaps, strict=False))


@settings(deadline=None, max_examples=500)
@given(
    st.lists(st.text("0123456789٤五", min_size=1, max_size=6), min_size=1, max_size=24),
    st.lists(st.sampled_from(GAPS), min_size=24, max_size=24),
)
def test_any_digits_in_any_groups(groups: list[str], gaps: list[str]) -> None:
    """Exactly what a search that tries every range finds."""
    text = written(groups, gaps)
    assert sorted(set(places(text))) == naive(text)


@settings(deadline=None, max_examples=500)
@given(
    st.lists(st.sampled_from(NUMBERS), min_size=1, max_size=20),
    st.sampled_from(GAPS),
    st.lists(st.sampled_from([*GAPS, *[None] * 40]), min_size=20, max_size=20),
)
@example(["4111", "1111", "1111", "1111"] * 3, ".", [*[None] * 7, "/", *[None] * 12])
@example(["4111", "1111", "1111", "1111"], "  ", [None, " ", *[None] * 18])
def test_cards_among_other_numbers(groups: list[str], usual: str, others: list[str | None]) -> None:
    """Rows that mostly have the same sign between their groups."""
    gaps = [usual if other is None else other for other in others]
    text = written(groups, gaps)
    assert sorted(set(places(text))) == naive(text)


@settings(deadline=None, max_examples=500)
@given(st.lists(st.lists(st.text("0459", min_size=1, max_size=5), min_size=1), min_size=1))
def test_runs_are_tried_apart(runs: list[list[str]]) -> None:
    """No number goes on from one run to another; the vectors hold what a plain search finds."""
    long = [groups for groups in runs if len("".join(groups)) >= luhn.LENGTHS[0]]
    given_runs = [" ".join(groups) + luhn.END for groups in long]
    expected = []
    for groups in long:
        text = " ".join(groups)
        found = set(naive(text))
        expected += [at in found for at, char in enumerate(text) if char != " "] + [False]
    numbers = luhn.in_numbers(given_runs) if long else b""
    assert [bool(count) for count in numbers or bytes(len(expected))] == expected


@pytest.mark.parametrize(
    "text",
    [
        "3056.930902.5904", "3782.822463.10005", "3056  930902  5904", "4222.222.222.222",
        "41\r\n11 1111 1111 1111", "41 \u200b1111-11 11 1111 11",
        "41\u200b 11\u200b11 11 11 11 11 11",
    ],
)  # fmt: skip
def test_forms_that_chance_seldom_makes(text: str) -> None:
    """As the plain search has them, and all of their digits."""
    assert places(text) == naive(text) == [at for at, char in enumerate(text) if char.isdigit()]


def test_a_long_run_is_as_many_short_ones() -> None:
    """Numbers stand where they did, however much is around them."""
    card, other = "4111 1111 1111 1111", "12345 ref 99 "
    text = f"{other}{card}, " * 2_000
    found = set(places(text))
    assert len(found) == 16 * 2_000
    assert {text[at] for at in found} == {"4", "1"}
