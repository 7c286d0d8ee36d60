"""The laws of normalisation, over values put together from what upsets normalisers."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.indicator import IndicatorType
from matcher.normalize import InvalidValueError, canonical
from tests.matcher.test_normalize import MODULES

PIECES = """
@ @@ . .. - _ / // \\ : :// ? & = # % %41 %2e %FF + ( ) [ ] ~ ' " < > | , ; \u00a0
\u200b \u00ad \u0301 \u0345 a B ß İ ﬁ ΐ ŉ 漢 é ० ٠ ① ² 1 22 333 0491570006 +61491570006
491570006 062-000 12345678 0011 61 00 mailto: tel: http:// https:// ftp:// www.
example.com example.org. xn--bcher-kva bücher googlemail.com gmail.com user some_user
quiet.otter +tag abn acn ABN: BSB ACC A/C IBAN NO GB29NWBK60161331926819 DE89
51824753556 004085616 203.0.113.7 /24 /32 ::ffff: 2001:db8:: %eth0 0x bc1q
1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2 bitcoin: 5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed
?a=1&b=2 #x :80 :443 :8080 ext x3 \u3002 \uff0e \uff20
""".split()
SEPARATED = [*PIECES, " ", "\u00a0", "  ", "\t", "\n", "\u3000"]
VALUES = st.lists(st.sampled_from(SEPARATED), max_size=6).map("".join)
STEMS = {
    "email": "user@example.com",
    "phone": "0491 570 006",
    "username": "some_user",
    "url": "https://example.com/page?a=1",
    "domain": "www.example.com",
    "ip": "203.0.113.0/24",
    "account": "BSB 062-000 ACC 12345678",
    "payid": "ABN 51 824 753 556",
    "wallet": "bitcoin:1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "name": "Alex Example",
    "phrase": "violet kettle",
}


def hold(kind: IndicatorType, value: str) -> bool:
    """Check the laws; whether the value is one of the type."""
    key = MODULES[kind].key(value)  # total: nothing may be raised here
    try:
        result = canonical(kind, value)
    except InvalidValueError as error:
        reason = str(error)
    else:
        reason = ""
    if reason:
        assert len(value) < 4 or value not in reason
        return False
    assert key == result
    assert canonical(kind, result) == result
    assert MODULES[kind].key(result) == result
    return True


@pytest.mark.parametrize("kind", list(IndicatorType))
@given(value=VALUES)
@settings(max_examples=250, deadline=None)
def test_canonical_is_the_key_and_stays_itself(kind: IndicatorType, value: str) -> None:
    """`canonical(v) == key(v)`, and the canonical value is canonical, of whatever is accepted."""
    hold(kind, value)


@pytest.mark.parametrize("kind", list(IndicatorType))
@given(before=VALUES, after=VALUES)
@settings(max_examples=150, deadline=None)
def test_the_laws_hold_around_a_valid_value(kind: IndicatorType, before: str, after: str) -> None:
    """A valid value with anything before and after it keeps the laws."""
    assert hold(kind, STEMS[kind])
    hold(kind, before + STEMS[kind] + after)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "mailto:mailto:a@example.com"),
        ("email", "user@example.com\u3002"),
        ("domain", "example.com\u3002"),
        ("username", "@ @foo_1"),
        ("account", "B-SB #12345"),
        ("payid", "abn abn 51 824 753 556"),
        ("payid", "acn: acn: foo"),
        ("url", "http://www.www.example.com/x"),
        ("url", "example.com/http://example.org/x"),
    ],
)
def test_what_is_left_of_a_prefix_is_no_prefix(kind: str, value: str) -> None:
    """A label that appears when another is gone is gone too, or neither is."""
    assert hold(IndicatorType(kind), value)


@pytest.mark.parametrize("kind", list(IndicatorType))
def test_white_space_and_hidden_characters_around_a_value_are_nothing(kind: str) -> None:
    """A cell that was padded or pasted is the same value."""
    plain = canonical(IndicatorType(kind), STEMS[kind])
    for padded in (
        f"  {STEMS[kind]}\t",
        f"\u200b{STEMS[kind]}\ufeff",
        f"\u00a0{STEMS[kind]}\u3000",
    ):
        assert canonical(IndicatorType(kind), padded) == plain
