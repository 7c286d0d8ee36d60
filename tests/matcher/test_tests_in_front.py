"""The cheap tests in front of dear work admit everything that the work would find."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from matcher.loose import undo
from matcher.normalize import domain, phone
from matcher.text import compatible

PREFIXES = ("", "0", "00", "0011", "0014", "1", "61", "06", "15", "8", "80", "1831", "00 11", "+")
EXAMPLES = sorted(
    phonenumbers.format_number(made, phonenumbers.PhoneNumberFormat.E164)
    for region in phonenumbers.SUPPORTED_REGIONS
    if (made := phonenumbers.example_number(region)) is not None
)
LETTERS = st.sampled_from("ab1-éßẞİΣςσö日本\u0301\u3002\u00aaǄ") | st.characters(categories=["L"])
LABELS = st.text(LETTERS, min_size=1, max_size=5)


@given(
    st.sampled_from(EXAMPLES),
    st.lists(st.sampled_from(PREFIXES), max_size=3),
    st.booleans(),
    st.sampled_from(["", " ", "-"]),
)
def test_what_is_read_as_a_number_may_be_one(
    number: str, prefixes: list[str], abroad: bool, gap: str
) -> None:
    """Whatever stands before its digits: what `key` gives is never refused by its digits."""
    known = phonenumbers.parse(number, None)
    national = number.removeprefix(f"+{known.country_code}")
    parts = [*prefixes, str(known.country_code) if abroad else "", national]
    value = gap.join(filter(None, parts))
    found = phone.key(value)
    assume(found is not None)
    digits = "".join(filter(str.isdigit, value))
    assert phone.may_be(digits, str(found))


@pytest.mark.parametrize(
    "digits", ["1491570006", "61012030491570006", "0491570007", "491570006061", "4491570006"]
)
def test_most_other_digits_are_refused(digits: str) -> None:
    """They need no more work, though they may end as the number does."""
    assert not phone.may_be(digits, "+61491570006")
    assert phone.may_be("0491570006", "+61491570006")


@given(st.lists(LABELS, min_size=1, max_size=4).map(".".join))
@example("a\u3002b")
@example("\u1e9e.é\u3002org")
@example("İ.example")
def test_a_mapped_name_is_the_unicode_form_of_its_key(host: str) -> None:
    """So a list knows by the mapped name whether it may hold the encoded one."""
    name = domain.mapped(compatible(host).lower())
    key = domain.key(host)
    assume(key is not None and not domain.may_have_two_forms(name))
    assert name == key if name.isascii() else name == domain.unicode_form(str(key))


@given(st.text(LETTERS | st.sampled_from(["\ufdfa", "а", "\u0327"]), max_size=12))
def test_each_letter_that_is_read_keeps_its_place(text: str) -> None:
    """Also where some become several, others none, and the length stays by chance."""
    for small in (False, True):
        layer = undo.letters(text, small=small)
        read = [undo.letters(char, small=small).text for char in text]
        assert layer.text == "".join(read)
        places = [at for at, letters in enumerate(read) for _ in letters]
        for start in range(len(places)):
            for end in range(start + 1, len(places) + 1):
                assert layer.span(start, end) == (places[start], places[end - 1] + 1)
