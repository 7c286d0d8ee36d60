"""What may match where, and how identifiers stand in running text (DESIGN section 4)."""

from __future__ import annotations

import pytest

from matcher.indicator import IndicatorType, Lane
from tests.matcher.lists import excerpts, find, index

LISTED = index(
    ("email", "first.last@mail.example.org"),
    ("email", "j.smith@gmail.com"),
    ("phone", "+61491570006"),
    ("phone", "+61991570006"),
    ("username", "some_user"),
    ("username", "quiet.otter"),
    ("username", "marigold"),
    ("username", "ab_1"),
    ("username", "fox 12#3"),
    ("url", "https://example.com/page"),
    ("url", "https://example.com/q?a=1&b=2"),
    ("url", "https://only-host.example.net"),
    ("domain", "listed.example.net"),
    ("ip", "203.0.113.7"),
    ("ip", "198.51.100.0/24"),
    ("ip", "2001:db8:5::/48"),
    ("account", "062-000 12345678"),
    ("account", "GB82 WEST 1234 5698 7654 32"),
    ("payid", "51 824 753 556"),
    ("wallet", "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"),
    ("wallet", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"),
    ("wallet", "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"),
    ("name", "Alex Example"),
    ("phrase", "violet kettle"),
)

IN_TEXT = [
    ("write first.last@mail.example.org, now", "first.last@mail.example.org", "token"),
    ("<First.Last+news@Mail.Example.org>", "First.Last+news@Mail.Example.org", "variant"),
    ("mailto:first.last@mail.example.org.", "first.last@mail.example.org", "token"),
    ("to=first.last@mail.example.org", "first.last@mail.example.org", "token"),
    ("js mith jsm.ith@googlemail.com", "jsm.ith@googlemail.com", "variant"),
    ("ring +61 491 570 006 today", "+61 491 570 006", "token"),
    ("0491.570.006", "0491.570.006", "token"),
    ("(0491) 570-006", "0491) 570-006", "token"),
    ("61491570006", "61491570006", "token"),
    ("0011 61 491 570 006", "0011 61 491 570 006", "token"),
    ("ref 12 0491570006 3", "0491570006", "token"),
    ("电话0491570006", "0491570006", "token"),
    ("０４９１ ５７０ ００６", "０４９１ ５７０ ００６", "token"),
    ("٠٤٩١٥٧٠٠٠٦", "٠٤٩١٥٧٠٠٠٦", "token"),
    ("+61991570006", "+61991570006", "token"),
    ("for @some_user!", "@some_user", "handle"),
    ("ig: quiet.otter,", "quiet.otter", "platform"),
    ("snapchat ab_1", "ab_1", "platform"),
    ("Telegram - @ab_1.", "@ab_1", "handle"),
    ("(Some_User)", "Some_User", "token"),
    ("ig fox 12#3", "fox 12#3", "platform"),
    ("lunch marigold", "marigold", "bare_word"),
    ("insta marigold", "marigold", "platform"),
    ("tg/ab_1", "ab_1", "platform"),
    ("see http://www.example.com/page/#top.", "http://www.example.com/page/#top", "token"),
    ("(www.example.com:443/page?x=y)", "www.example.com:443/page?x=y", "token"),
    ("example.com/q?b=2&c=3&a=1", "example.com/q?b=2&c=3&a=1", "token"),
    ("at www.only-host.example.net.", "www.only-host.example.net", "token"),
    ("https://only-host.example.net/any?x", "https://only-host.example.net/any?x", "token"),
    ("listed.example.net", "listed.example.net", "token"),
    ("ftp://a.b.Listed.Example.net/x", "a.b.Listed.Example.net", "subdomain"),
    ("x@sub.listed.example.net", "sub.listed.example.net", "email_host"),
    ("from 203.0.113.7.", "203.0.113.7", "token"),
    ("http://198.51.100.9:80/x", "198.51.100.9", "network"),
    ("[2001:db8:5::1]", "2001:db8:5::1", "network"),
    ("062-000 12345678", "062-000 12345678", "token"),
    ("06200012345678", "06200012345678", "token"),
    ("062000-012345678", "062000-012345678", "token"),
    ("BSB: 062-000 ACC: 12345678", "062-000 ACC: 12345678", "token"),
    ("BSB 062 000 account number 12345678", "062 000 account number 12345678", "token"),
    ("GB82 WEST 1234 5698 7654 32 paid", "GB82 WEST 1234 5698 7654 32", "token"),
    ("gb82west12345698765432", "gb82west12345698765432", "token"),
    ("ABN 51 824 753 556", "51 824 753 556", "token"),
    (
        "bitcoin:BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
        "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4",
        "token",
    ),
    (
        "0X5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED",
        "0X5AAEB6053F3E94C9B9A09F33669435E7EF1BEAED",
        "token",
    ),
    ("a VIOLET \n kettle_", "VIOLET \n kettle", "phrase"),
]

NOT_IN_TEXT = [
    "afirst.last@mail.example.orgy",
    "xfirst.last@mail.example.org",
    "491570006",
    "1-0491570006123",
    "10491570006",
    "REF0491570006",
    "0991570006",
    "0991 570 006",
    "ab_1",
    "some_user@post.example.edu",
    "https://post.example.edu/some_user/x",
    "some_users",
    "awesome_user",
    "marigolds",
    "example.com",
    "www.example.com",
    "example.com/page/more",
    "example.com/PAGE",
    "example.com:8080/page",
    "example.com/q?a=1",
    "sub.only-host.example.net",
    "notlisted.example.net",
    "listed.example.net.evil.test",
    "1203.0.113.7",
    "203.0.113.77",
    "203.0.113.7.5",
    "12345678",
    "162-000 12345678",
    "062-000 123456789",
    "062-001 12345678",
    "GB82 WEST 1234 5698 7654 321",
    "51 824 753 55",
    "151824753556",
    "1bvbmseystwetqtfn5au4m4gfg7xjanvn2",
    "Bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4",
    "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2x",
    "Alex Example",
    "ultraviolet kettle",
    "violet kettles",
    "violet-kettle",
    "ultra\u200bviolet kettle",
    "violet kettle\u200b\u2060s",
]


@pytest.mark.parametrize(("text", "excerpt", "method"), IN_TEXT)
def test_identifiers_are_found_in_running_text(text: str, excerpt: str, method: str) -> None:
    """Each identifier is found in each way it may stand, with its exact span."""
    assert (excerpt, method) in [(found, how) for _, found, how in excerpts(LISTED, text)]


@pytest.mark.parametrize("text", NOT_IN_TEXT)
def test_near_misses_do_not_match(text: str) -> None:
    """Look-alikes, parts of longer words and numbers, and unpermitted forms match nothing."""
    assert excerpts(LISTED, text) == []


def test_one_indicator_is_found_once_at_one_place() -> None:
    """Several readings of the same characters are one match, the widest."""
    assert excerpts(LISTED, "+61 (0)491 570 006") == [("phone", "+61 (0)491 570 006", "token")]
    assert excerpts(LISTED, "ig: @some_user") == [("username", "@some_user", "handle")]


def test_a_bare_word_is_loose_and_the_rest_canonical() -> None:
    """Only a bare user name of letters alone is in the loose lane."""
    matches = find(LISTED, "marigold and @marigold and some_user")
    assert [match.lane for match in matches] == [Lane.LOOSE, Lane.CANONICAL, Lane.CANONICAL]


VALUES = {
    "email": "First.Last@mail.example.org",
    "phone": "0491 570 006",
    "username": "@some_user",
    "url": "https://example.com/page",
    "domain": "a.listed.example.net",
    "ip": "203.0.113.7",
    "account": "062-000 12345678",
    "payid": "51824753556",
    "wallet": "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2",
    "name": "ALEX EXAMPLE",
    "phrase": "violet kettle",
}
PERMITTED = {
    "free_text": "email phone url domain ip wallet account payid username phrase",
    "reference": "email phone url domain ip wallet account payid username phrase",
    "proxy": "email phone payid url domain username wallet",
    "contact": "email phone payid url domain username wallet",
    "account": "account wallet",
    "merchant": "phrase name email phone url domain",
    "party_name": "name phrase",
    "network": "ip domain url",
}


@pytest.mark.parametrize("role", PERMITTED)
@pytest.mark.parametrize("kind", list(IndicatorType))
def test_roles_decide_which_types_match(role: str, kind: str) -> None:
    """A value matches in exactly the roles that permit its type."""
    found = {which for which, _, _ in excerpts(LISTED, VALUES[kind], role)}
    assert (kind in found) == (kind in PERMITTED[role].split())


WHOLE = [
    ("contact", " 0491570006 ", "0491570006", "exact"),
    ("contact", "491570006", "491570006", "exact"),
    ("contact", "0991570006", "0991570006", "exact"),
    ("proxy", "+61-491570006", "+61-491570006", "exact"),
    ("proxy", "ab_1", "ab_1", "exact"),
    ("proxy", "FIRST.LAST+a@mail.example.org", "FIRST.LAST+a@mail.example.org", "variant"),
    ("proxy", "51 824 753 556", "51 824 753 556", "exact"),
    ("contact", "x@sub.listed.example.net", "sub.listed.example.net", "email_host"),
    ("account", "062000 12345678", "062000 12345678", "exact"),
    ("account", "GB82WEST12345698765432", "GB82WEST12345698765432", "exact"),
    ("network", "198.51.100.200", "198.51.100.200", "network"),
    ("network", "203.0.113.7:8080", "203.0.113.7", "exact"),
    ("network", "[2001:db8:5::1]:443", "2001:db8:5::1", "network"),
    ("network", "x.listed.example.net", "x.listed.example.net", "subdomain"),
    ("network", "http://www.example.com/page", "http://www.example.com/page", "exact"),
    ("party_name", "alex  EXAMPLE", "alex  EXAMPLE", "exact"),
    ("merchant", "Alex Example", "Alex Example", "exact"),
]


@pytest.mark.parametrize(("role", "text", "excerpt", "method"), WHOLE)
def test_whole_values_match_in_any_written_form(
    role: str, text: str, excerpt: str, method: str
) -> None:
    """A field of one value is taken whole and trimmed, without the rules for running text."""
    assert (excerpt, method) in [(found, how) for _, found, how in excerpts(LISTED, text, role)]


@pytest.mark.parametrize("text", ["write marigold", "for @some_user", "pay 0491570006 now"])
def test_whole_values_are_not_searched(text: str) -> None:
    """In a field of one value nothing is found inside other words."""
    assert excerpts(LISTED, text, "contact") == []


def test_names_match_whole_values_only() -> None:
    """A name inside a longer text is no match."""
    assert excerpts(LISTED, "to Alex Example now", "merchant") == []
    assert excerpts(LISTED, "Mr Alex Example", "party_name") == []
