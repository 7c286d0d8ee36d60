"""Canonical values against published vectors and the libraries that are trusted."""

from __future__ import annotations

import ipaddress

import phonenumbers
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.indicator import IndicatorType
from matcher.normalize import (
    InvalidValueError,
    account,
    canonical,
    domain,
    email,
    ip,
    name,
    payid,
    phone,
    phrase,
    url,
    username,
    wallet,
)

MODULES = {
    IndicatorType.EMAIL: email,
    IndicatorType.PHONE: phone,
    IndicatorType.USERNAME: username,
    IndicatorType.URL: url,
    IndicatorType.DOMAIN: domain,
    IndicatorType.IP: ip,
    IndicatorType.ACCOUNT: account,
    IndicatorType.PAYID: payid,
    IndicatorType.WALLET: wallet,
    IndicatorType.NAME: name,
    IndicatorType.PHRASE: phrase,
}

EQUAL = [
    ("email", "First.Last@Example.COM", "first.last@example.com"),
    ("email", "user+tag@example.org", "user@example.org"),
    ("email", "a.b.c+x@googlemail.com", "abc@gmail.com"),
    ("email", "user@bücher.example", "user@xn--bcher-kva.example"),
    ("email", "ｕｓｅｒ@example.com", "user@example.com"),
    *[
        ("phone", written, "+61491570006")
        for written in (
            "0491570006",
            "0491 570 006",
            "0491.570.006",
            "(0491) 570-006",
            "+61 491 570 006",
            "+61-491570006",
            "+61 (0)491 570 006",
            "61491570006",
            "0011 61 491 570 006",
            "0061 491 570 006",
            "٠٤٩١٥٧٠٠٠٦",
            "０４９１５７０００６",
            "tel:+61491570006",
        )
    ],
    ("phone", "+1 202 555 0100", "+12025550100"),
    ("phone", "+44 20 7946 0000", "+442079460000"),
    ("username", "@Some_User", "some_user"),
    ("username", "ＳｏｍｅＵｓｅｒ", "someuser"),
    ("domain", "WWW.Example.COM.", "www.example.com"),
    ("domain", "bücher.example", "xn--bcher-kva.example"),
    ("domain", "under_score.example.com", "under_score.example.com"),
    ("url", "HTTPS://www.Example.com:443/A/b/?q=2&a=1#top", "example.com/A/b?a=1&q=2"),
    ("url", "example.com", "example.com"),
    ("url", "http://example.com/", "example.com"),
    ("url", "http://example.com:8080/x", "example.com:8080/x"),
    ("url", "http://example.com/a/../b/%7Eu", "example.com/b/~u"),
    ("url", "http://user:pw@example.com/x", "example.com/x"),
    ("ip", "203.0.113.7", "203.0.113.7"),
    ("ip", "::ffff:203.0.113.7", "203.0.113.7"),
    ("ip", "2001:DB8:0::1", "2001:db8::1"),
    ("ip", "203.0.113.77/24", "203.0.113.0/24"),
    ("ip", "203.0.113.7/32", "203.0.113.7"),
    ("account", "062-000 12345678", "062000-012345678"),
    ("account", "BSB 062-000 ACC 12345678", "062000-012345678"),
    ("account", "06200012345678", "062000-012345678"),
    ("account", "GB82 WEST 1234 5698 7654 32", "GB82WEST12345698765432"),
    ("account", "de89370400440532013000", "DE89370400440532013000"),
    ("payid", "51 824 753 556", "51824753556"),
    ("payid", "ABN 51824753556", "51824753556"),
    ("payid", "004 085 616", "004085616"),
    ("payid", "Org.Name-Example", "org.name-example"),
    ("name", "O'Neil,  Àlex", "o neil àlex"),
    ("phrase", "  VIOLET\u200b \tKettle ", "violet kettle"),
    ("phrase", "Straße", "strasse"),
]


@pytest.mark.parametrize(("kind", "value", "expected"), EQUAL)
def test_written_forms_have_one_canonical_value(kind: str, value: str, expected: str) -> None:
    """Every written form of a value is the same key, and so is the canonical value itself."""
    assert canonical(IndicatorType(kind), value) == expected
    assert canonical(IndicatorType(kind), expected) == expected


# BIP 173 and BIP 350 test vectors, BIP 13's script address, EIP-55's examples.
WALLETS = [
    "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
    "tb1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3q0sl5k7",
    "bc1pw508d6qejxtdg4y5r3zarvary0c5xw7kw508d6qejxtdg4y5r3zarvary0c5xw7kt5nd6y",
    "BC1SW50QGDZ25J",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "3P14159f73E4gFr7JterCCQh9QjiTjiZrG",
    "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed",
]
BAD_WALLETS = [
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqh2y7hd",
    "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kemeawh",
    "tb1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vq47Zagq",
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3",
    "short",
]


@pytest.mark.parametrize("address", WALLETS)
def test_wallets_of_the_standards_are_accepted(address: str) -> None:
    """Valid vectors have a canonical form that is their own key."""
    value = wallet.canonical(address)
    assert wallet.key(address) == value == wallet.canonical(value)


@pytest.mark.parametrize("address", BAD_WALLETS)
def test_wallets_with_wrong_checksums_are_refused(address: str) -> None:
    """Wrong checksums, mixed case and Bech32 in the place of Bech32m are refused."""
    with pytest.raises(InvalidValueError):
        wallet.canonical(address)


REFUSED = [
    ("email", "no at sign"),
    ("email", "a b@example.com"),
    ("email", "a@b@example.com"),
    ("email", "user@localhost"),
    ("phone", "0491 57O 006"),
    ("phone", "123"),
    ("phone", "call me"),
    ("username", "@@@"),
    ("domain", "localhost"),
    ("domain", "192.0.2.1"),
    ("domain", "exa mple.com"),
    ("url", "no host"),
    ("ip", "203.0.113.256"),
    ("ip", "example.com"),
    ("account", "GB82 WEST 1234 5698 7654 33"),
    ("account", "name only"),
    ("payid", "51 824 753 557"),
    ("payid", "12345"),
    ("phrase", " \u200b "),
    ("name", "..."),
]


@pytest.mark.parametrize(("kind", "value"), REFUSED)
def test_what_is_not_of_its_type_is_refused_without_repeating_it(kind: str, value: str) -> None:
    """The reason of a refusal never holds the value."""
    with pytest.raises(InvalidValueError) as refused:
        canonical(IndicatorType(kind), value)
    assert value not in str(refused.value)


@given(st.sampled_from(list(IndicatorType)), st.text(max_size=40))
def test_canonical_is_the_key_and_idempotent(kind: IndicatorType, value: str) -> None:
    """Whatever is accepted has itself as its key: list and traffic cannot differ."""
    try:
        result = canonical(kind, value)
    except InvalidValueError:
        return
    assert MODULES[kind].key(value) == result
    assert canonical(kind, result) == result


@given(st.integers(0, 2**32 - 1) | st.integers(2**32, 2**128 - 1))
def test_addresses_agree_with_the_standard_library(number: int) -> None:
    """An address is what ipaddress says, but for a mapped IPv4 one."""
    parsed = ipaddress.ip_address(number)
    mapped = getattr(parsed, "ipv4_mapped", None)
    assert ip.canonical(str(parsed)) == str(mapped or parsed)


@given(st.from_regex(r"0[2-478][0-9]{8}", fullmatch=True))
def test_phones_agree_with_phonenumbers(written: str) -> None:
    """A national number is the E.164 number that the library reads with Australia as home."""
    parsed = phonenumbers.parse(written, "AU")
    expected = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    assert phone.key(written) == expected
    assert written.endswith(phone.tail(expected))
