"""Every written form of every type, in every surrounding that text puts it in."""

from __future__ import annotations

import ipaddress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.indicator import IndicatorType
from matcher.pieces import Piece
from tests.matcher.lists import excerpts, find, index, scope

BTC = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
SEGWIT = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
ETH = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"
FORMS = {
    "email": ["j.citizen@mail.example.org", "J.Citizen+news@MAIL.example.org"],
    "phone": [
        "0491 570 006", "0491570006", "0491-570-006", "0491.570.006", "+61 491 570 006",
        "+61-491570006", "61491570006", "0011 61 491 570 006", "+61 (0)491 570 006", "+61491570006",
        "０４９１５７０００６", "٠٤٩١٥٧٠٠٠٦", "0491\u00a0570\u2011006",
    ],
    "username": ["quiet_otter7", "Quiet_Otter7", "QUIET_OTTER7"],
    "url": [
        "https://example.com/page", "http://www.example.com/page/", "example.com/page?x=1&y=2",
        "HTTPS://EXAMPLE.COM:443/page#top", "www.example.com/page", "ftp://example.com/page",
    ],
    "domain": ["listed.example.net", "a.b.Listed.example.NET"],
    "ip": ["203.0.113.7", "2001:db8:5::17", "::ffff:203.0.113.7"],
    "account": [
        "062-000 12345678", "062000 12345678", "062 000 12345678", "062-000-12345678",
        "06200012345678", "062–000 12345678", "062-000 ACC 12345678", "062-000, Acc No: 12345678",
        "062000 A/C 12345678", "062-000 account number 12345678", "062-000 acct12345678",
        "GB29 NWBK 6016 1331 9268 19", "gb29nwbk60161331926819",
    ],
    "payid": ["51 824 753 556", "51824753556", "004 085 616", "org-name.example"],
    "wallet": [BTC, SEGWIT, SEGWIT.upper(), ETH, ETH.lower(), "0X" + ETH[2:].upper()],
    "phrase": ["violet kettle", "VIOLET \n Kettle", "vio\u200blet\u00a0kettle", "ｖiolet kettle"],
}  # fmt: skip
LISTED = index(
    ("email", "j.citizen@mail.example.org"),
    ("phone", "0491570006"),
    ("username", "quiet_otter7"),
    ("url", "https://example.com/page"),
    ("domain", "listed.example.net"),
    ("ip", "203.0.113.7"),
    ("ip", "2001:db8:5::/48"),
    ("account", "062-000 12345678"),
    ("account", "062-000 987654321"),
    ("account", "GB29 NWBK 6016 1331 9268 19"),
    ("payid", "51 824 753 556"),
    ("payid", "004 085 616"),
    ("payid", "Org-Name.example"),
    *(("wallet", address) for address in (BTC, SEGWIT, ETH)),
    ("phrase", "violet kettle"),
)
CASES = [(kind, form) for kind, forms in FORMS.items() for form in forms]
BEFORE = ["", " ", "(", "“", "\n", "pay ", "to: ", "\u200b ", "👍", "‘", "* ", "— ", "-", "INV123 "]
AFTER = ["", " ", ")", ", ok", "! ", "\n", " 5pm", "; x", "” and", " \u200b", " 2nd", " (x)", "…"]


@given(st.sampled_from(CASES), st.sampled_from(BEFORE), st.sampled_from(AFTER))
@settings(max_examples=1500, deadline=None)
def test_every_form_is_found_with_its_exact_span(
    case: tuple[str, str], before: str, after: str
) -> None:
    """What stands around an identifier hides no part of it and adds none."""
    kind, form = case
    found = [(k, excerpt) for k, excerpt, _ in excerpts(LISTED, before + form + after)]
    assert (kind, form) in found, found


# (type, form, what may not stand right before it, what may not stand right after it)
GLUED = [
    ("email", "j.citizen@mail.example.org", ["x", "9", "_", "x."], ["x", "9", ".au", "-x"]),
    ("phone", "0491570006", ["x", "9", "_", "ref", "1"], ["9", "x", "_", "0"]),
    ("phone", "0491 570 006", ["x", "9", "_"], ["9", "x", "_"]),
    ("phone", "+61491570006", [], ["9", "x", "_", "0"]),
    ("username", "quiet_otter7", ["x", "9", "_", "x.", "x-"], ["x", "_", ".x", "-x", "@x.org"]),
    ("url", "example.com/page", ["x", "9", "x.", "x-"], ["x", "/x", "9", ".html"]),
    ("url", "https://example.com/page", [], ["x", "/x", "9", ".html", "%20x"]),
    ("domain", "listed.example.net", ["x", "9", "_", "x-"], ["x", ".evil.test", "-x", "_x"]),
    ("ip", "203.0.113.7", ["9", "x", "1.", "_"], ["9", "x", ".5"]),
    ("ip", "2001:db8:5::17", ["9", "x", "1:"], ["99999", "x", ":5:6:7:8:9"]),
    ("account", "062-000 12345678", ["9", "1"], ["9", "01"]),
    ("account", "06200012345678", ["9", "1"], ["9", "01"]),
    ("account", "062-000 987654321", ["9", "1"], ["0", "9"]),
    ("account", "GB29 NWBK 6016 1331 9268 19", ["x", "9"], ["x", "9"]),
    ("payid", "51 824 753 556", ["9", "x"], ["9", "x"]),
    ("payid", "org-name.example", ["x", "x-"], ["x", ".x"]),
    ("wallet", BTC, ["x", "9"], ["x", "9"]),
    ("wallet", SEGWIT, ["x", "9"], ["x", "9"]),
    ("phrase", "violet kettle", ["x", "9", "é"], ["x", "9", "s"]),
]


@pytest.mark.parametrize(("kind", "form", "before", "after"), GLUED)
def test_no_form_is_found_inside_something_longer(
    kind: str, form: str, before: list[str], after: list[str]
) -> None:
    """Substrings of words, longer numbers and look-alike hosts are not the identifier."""
    assert kind in {found for found, _, _ in excerpts(LISTED, form)}
    for text in [each + form for each in before] + [form + each for each in after]:
        assert kind not in {found for found, _, _ in excerpts(LISTED, text)}, text


@pytest.mark.parametrize(
    "text",
    [
        "quiet_otter7+x@mail.example.com",
        "x+quiet_otter7@mail.example.com",
        "x.quiet_otter7@mail.example.com",
        "quiet_otter7@mail.example.com",
        "x%quiet_otter7%y@mail.example.com",
        "john@quiet_otter7",
        "https://post.example.edu/quiet_otter7",
        "https://quiet_otter7:pw@post.example.edu/",
        "quiet_otter7\u0301",
    ],
)
def test_a_user_name_inside_an_address_is_not_bare(text: str) -> None:
    """A local part, a tag, a path or a longer word is no user name."""
    assert excerpts(LISTED, text) == []


@pytest.mark.parametrize(
    ("text", "excerpt", "method"),
    [
        ("Thanks.@quiet_otter7", "@quiet_otter7", "handle"),
        ("@@quiet_otter7", "@quiet_otter7", "handle"),
        ("＠quiet_otter7", "＠quiet_otter7", "handle"),
        ("@\u200bquiet_otter7.", "@\u200bquiet_otter7", "handle"),
        ("x -@quiet_otter7", "@quiet_otter7", "handle"),
        ("skype=quiet_otter7", "quiet_otter7", "platform"),
        ("WhatsApp: quiet_otter7", "quiet_otter7", "platform"),
    ],
)
def test_a_user_name_after_its_sign_or_platform(text: str, excerpt: str, method: str) -> None:
    """The sign belongs to the span, whatever stands before it."""
    assert ("username", excerpt, method) in excerpts(LISTED, text)


def test_a_domain_inside_a_local_part_is_no_host() -> None:
    """What stands before an `@` is no host, with a tag or without."""
    for text in ("listed.example.net+tag@mail.example.edu", "listed.example.net@mail.example.edu"):
        assert excerpts(LISTED, text) == []


def test_numbers_that_follow_each_other_are_all_read() -> None:
    """A reference before a number, of digits or ending in them, uses none of it up."""
    for text in ("123456 062000 12345678", "REF12 062-000 12345678", "111222 062-000 12345678 9"):
        assert "account" in {kind for kind, _, _ in excerpts(LISTED, text)}, text
    for text in ("REF12 0491570006 x", "12 0491570006 34", "+0491570006", "x+0491570006"):
        assert [e for k, e, _ in excerpts(LISTED, text) if k == "phone"] == ["0491570006"], text


POSSIBLE = index(("phone", "+61991570006"))


@pytest.mark.parametrize(
    ("text", "role", "found"),
    [
        ("+61 991 570 006", "free_text", True),
        ("0011 61 991 570 006", "free_text", True),
        ("0991 570 006", "free_text", False),
        ("61991570006", "free_text", False),
        ("991570006", "free_text", False),
        ("0991 570 006", "contact", True),
        ("0991 570 006", "proxy", True),
        ("+61 991 570 006 ext 5", "contact", True),
    ],
)
def test_a_possible_number_that_is_not_valid(text: str, role: str, found: bool) -> None:
    """It matches whole, and in text in international form alone."""
    assert bool(find(POSSIBLE, text, role)) == found


@given(st.integers(0, 2**32 - 1), st.integers(16, 32), st.integers(0, 2**32 - 1), st.booleans())
@settings(max_examples=150, deadline=None)
def test_networks_hold_what_ipaddress_says(
    base: int, prefix: int, other: int, inside: bool
) -> None:
    """An address matches a listed network exactly when the standard library says it is in it."""
    network = ipaddress.ip_network((base, prefix), strict=False)
    host = int(network.network_address) | (other & int(network.hostmask)) if inside else other
    address = ipaddress.ip_address(host)
    over = index(("ip", str(network)))
    for role in ("free_text", "network"):
        assert bool(find(over, str(address), role)) == (address in network)


LABELS = st.sampled_from(["a", "b", "example", "listed", "notlisted", "com", "net"])
HOSTS = st.lists(LABELS, min_size=2, max_size=4).map(".".join)


@given(HOSTS, HOSTS)
@settings(max_examples=300, deadline=None)
def test_a_domain_matches_itself_and_what_is_under_it(listed: str, host: str) -> None:
    """As a host, in a URL and in an e-mail address; the span is always the host's."""
    over = index(("domain", listed))
    expected = host == listed or host.endswith("." + listed)
    for text in (host, f"http://{host}:8080/x?y", f"user@{host}", f"see {host}."):
        found = [match.span.excerpt for match in find(over, text) if not match.undone]
        assert found == [host] * expected
    for text, role in ((host, "network"), (f"user@{host}", "contact")):
        assert [match.span.excerpt for match in find(over, text, role)] == [host] * expected


def test_identifiers_straddle_joined_items() -> None:
    """Numbers, addresses and user names cut in two are put together, part by part."""
    pieces = [Piece("f[0]", "pay 0491 570"), Piece("f[1]", "006 now")]
    (match,) = LISTED.match_joined(scope("free_text"), pieces)
    assert match.indicator.type is IndicatorType.PHONE
    assert [(p.field, p.start, p.end, p.excerpt) for p in match.parts] == [
        ("f[0]", 4, 12, "0491 570"),
        ("f[1]", 0, 3, "006"),
    ]
    assert match.span == match.parts[0]
    glued = [Piece("f[0]", "to j.citizen@mail.exa"), Piece("f[1]", "//mple.org", 2, "")]
    (match,) = LISTED.match_joined(scope("free_text"), glued)
    assert [part.excerpt for part in match.parts] == ["j.citizen@mail.exa", "mple.org"]
    assert [(part.start, part.end) for part in match.parts] == [(3, 21), (2, 10)]
    apart = [Piece("a", "0491570006"), Piece("b", "x")]
    assert LISTED.match_joined(scope("free_text"), apart) == []
