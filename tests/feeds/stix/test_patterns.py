"""Which patterns are screened, as what, and why the others are not."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import entry
from feeds.formats import RawEntry, Reject
from feeds.formats.stix import patterns
from feeds.formats.stix.patterns import Clue
from matcher.indicator import IndicatorType
from tests.feeds.stix.made import entries, indicator, named, only, read, reason, rejects

WALLET = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
SINGLE = [
    ("email-addr:value", "email", "a@example.com"),
    ("email-message:from_ref.value", "email", "a@example.com"),
    ("email-message:sender_ref.value", "email", "a@example.com"),
    ("phone-number:value", "phone", "0491 570 006"),
    ("user-account:account_login", "username", "quiet_lantern"),
    ("user-account:user_id", "username", "quiet_lantern"),
    ("user-account:display_name", "username", "quiet_lantern"),
    ("url:value", "url", "https://example.com/a"),
    ("domain-name:value", "domain", "example.com"),
    ("ipv4-addr:value", "ip", "203.0.113.7"),
    ("ipv6-addr:value", "ip", "2001:db8::1"),
    ("cryptocurrency-wallet:value", "wallet", WALLET),
    ("cryptocurrency-wallet:address", "wallet", WALLET),
    ("bank-account:iban", "account", "GB33BUKB20201555555555"),
    ("bank-account:account_number", "account", "062000 12345678"),
    ("x-payid:value", "payid", "51 824 753 556"),
    ("x-pay-id:value", "payid", "51 824 753 556"),
    ("x-phrase:value", "phrase", "lantern in the fog"),
    ("x-name:value", "name", "Ferris Wheel Pty Ltd"),
]


@pytest.mark.parametrize(("path", "kind", "value"), SINGLE)
@pytest.mark.parametrize("form", ["[{} = '{}']", "  [ ({} == '{}') ] ", "[{} IN ('{}')]"])
def test_a_path_gives_its_type(path: str, kind: str, value: str, form: str) -> None:
    """However the comparison is written; and the entry is one that the build can take."""
    found = only(indicator(pattern=form.format(path, value)))
    assert (found["type"], found["value"], found["id"]) == (kind, value, named("indicator", 1))
    assert entry.to_indicator(found, "feed").type == kind


ALTERNATIVES = [
    "[email-addr:value = 'a@example.com' OR url:value = 'https://example.com/b']",
    "[email-addr:value = 'a@example.com'] OR [url:value = 'https://example.com/b']",
    "([email-addr:value='a@example.com'] OR ([url:value='https://example.com/b']))",
    "[(email-addr:value = 'a@example.com') OR (url:value IN ('https://example.com/b'))]",
]


@pytest.mark.parametrize("pattern", ALTERNATIVES)
def test_alternatives_are_indicators_of_one_statement(pattern: str) -> None:
    """Each has the statement of the object, and an id of its own; the place is the object's."""
    found = read(indicator(pattern=pattern, confidence=60))
    identifier = named("indicator", 1)
    common = {"confidence": 60, "valid_from": "2026-01-01T00:00:00Z"}
    assert found == [
        RawEntry(
            identifier,
            {"type": "email", "value": "a@example.com", "id": f"{identifier}#1", **common},
        ),
        RawEntry(
            identifier,
            {"type": "url", "value": "https://example.com/b", "id": f"{identifier}#2", **common},
        ),
    ]


def test_an_alternative_given_twice_is_one() -> None:
    """It then is the only one, with the object's own id."""
    found = only(indicator(pattern="[domain-name:value IN ('example.com', 'example.com')]"))
    assert found["id"] == named("indicator", 1)


def test_a_long_list_of_alternatives_is_read() -> None:
    """More of them than a recursive walk of the tree could take."""
    tests = " OR ".join(f"email-addr:value = 'user{n}@example.com'" for n in range(1200))
    observations = " OR ".join(f"[url:value = 'https://example.com/{n}']" for n in range(1200))
    assert len(entries(indicator(pattern=f"[{tests}]"))) == 1200
    assert len(entries(indicator(pattern=observations))) == 1200


def test_a_subset_is_a_network() -> None:
    """For addresses alone; another path has no subsets."""
    for path, network in (
        ("ipv4-addr:value", "198.51.100.0/24"),
        ("ipv6-addr:value", "2001:db8::/48"),
    ):
        found = only(indicator(pattern=f"[{path} ISSUBSET '{network}']"))
        assert (found["type"], found["value"]) == ("ip", network)
    assert "ISSUBSET" in reason(indicator(pattern="[url:value ISSUBSET '198.51.100.0/24']"))


@pytest.mark.parametrize(
    "pattern",
    [
        "[user-account:account_type = 'ig' AND user-account:account_login = 'some.user']",
        "[user-account:account_login = 'some.user' AND user-account:account_type = 'ig']",
        "[user-account:account_type = 'ig' AND (user-account:display_name IN ('some.user'))]",
        "[user-account:'account_type' = 'ig' AND user-account:user_id = 'some.user']",
    ],
)
def test_a_platform_qualifies_a_user_name(pattern: str) -> None:
    """It is the platform of the entry, before any that the object has."""
    found = only(indicator(pattern=pattern, x_platform="elsewhere"))
    assert (found["type"], found["value"], found["platform"]) == ("username", "some.user", "ig")


@pytest.mark.parametrize("name", ["x_bsb", "bsb", "x_fresnel_bsb"])
@pytest.mark.parametrize("bsb", ["062-000", "062000", "062 000"])
def test_a_bsb_qualifies_an_account_number(name: str, bsb: str) -> None:
    """Both are one account, whatever its BSB is called and however it is written."""
    parts = [f"bank-account:{name} = '{bsb}'", "bank-account:account_number = '1234567'"]
    for pattern in (f"[{' AND '.join(parts)}]", f"[{' AND '.join(reversed(parts))}]"):
        found = only(indicator(pattern=pattern))
        assert entry.to_indicator(found, "feed").value == "062000-001234567"


def test_a_platform_is_distributed_over_alternatives() -> None:
    """A platform of several names; a name on two platforms is one on each."""
    pattern = (
        "[user-account:account_type IN ('p', 'q') AND (user-account:account_login = 'aaaa'"
        " OR user-account:user_id = 'bbbb')]"
    )
    found = [(each["platform"], each["value"]) for each in entries(indicator(pattern=pattern))]
    assert found == [("p", "aaaa"), ("p", "bbbb"), ("q", "aaaa"), ("q", "bbbb")]


E1 = "email-addr:value = 'hidden@example.com'"
U1 = "url:value = 'https://example.com/hidden'"
PLATFORM = "user-account:account_type = 'p'"
NUMBER = "bank-account:account_number = '12345678'"
REFUSED = [
    (f"[{E1} AND {U1}]", "AND"),
    (f"[{E1} AND email-addr:display_name = 'hidden']", "AND"),
    ("[user-account:account_login = 'hidden' AND user-account:user_id = 'hidden2']", "AND"),
    ("[user-account:account_type = 'hidden' AND url:value = 'hidden']", "AND"),
    ("[bank-account:x_bsb = '062000' AND bank-account:iban = 'hidden']", "AND"),
    (
        f"[{PLATFORM} AND user-account:user_id = 'x' AND user-account:account_login = 'y']",
        "AND",
    ),
    (
        f"[user-account:user_id = 'x' AND {PLATFORM} AND user-account:account_type = 'q']",
        "AND",
    ),
    (f"[bank-account:x_bsb = '062000' AND bank-account:bsb = '062001' AND {NUMBER}]", "AND"),
    (f"[{E1}] AND [{U1}]", "AND"),
    (f"[{E1}] AND [{E1}]", "AND"),
    (f"([{E1}] OR [{U1}]) AND [{U1}]", "AND"),
    (f"[{E1}] FOLLOWEDBY [{U1}]", "FOLLOWEDBY"),
    ("[email-addr:value != 'hidden']", "NOT"),
    ("[email-addr:value <> 'hidden']", "NOT"),
    ("[email-addr:value NOT = 'hidden']", "NOT"),
    ("[email-addr:value NOT IN ('hidden')]", "NOT"),
    ("[url:value NOT LIKE 'hidden']", "NOT"),
    ("[NOT EXISTS email-addr:value]", "NOT"),
    ("[url:value MATCHES '^hidden']", "MATCHES"),
    ("[url:value LIKE '%hidden']", "LIKE"),
    ("[user-account:user_id > 'hidden']", "order"),
    ("[user-account:user_id <= 5]", "order"),
    ("[ipv4-addr:value ISSUPERSET '198.51.100.0/24']", "ISSUPERSET"),
    ("[EXISTS email-addr:value]", "EXISTS"),
    (f"[{E1}] WITHIN 5 SECONDS", "WITHIN"),
    (f"[{E1}] REPEATS 5 TIMES", "REPEATS"),
    (f"[{E1}] START t'2026-01-01T00:00:00Z' STOP t'2026-01-02T00:00:00Z'", "START"),
    (f"([{E1}] OR [{U1}]) REPEATS 2 TIMES", "REPEATS"),
    ("[user-account:user_id = 5]", "not text"),
    ("[user-account:user_id = true]", "not text"),
    ("[user-account:user_id = h'aa']", "not text"),
    ("[email-addr:value = t'2026-01-01T00:00:00Z']", "not text"),
    ("[email-addr:value IN ()]", "empty"),
    ("[email-addr:display_name = 'hidden']", "no indicator type for email-addr:display_name"),
    ("[email-message:to_refs[*].value = 'hidden']", "email-message:to_refs[*].value"),
    ("[identity:name = 'hidden']", "no indicator type for identity"),
    ("[file:hashes.'SHA-256' = 'hidden']", "no indicator type for file"),
    ("[file:hashes.MD5 = 'hidden' AND file:name = 'hidden2']", "no indicator type for file"),
    ("[mutex:name = 'hidden']", "no indicator type for mutex"),
    ("[HIDDEN:name = 'x']", "no indicator type for this object type"),
    (f"[hidden{'-x' * 40}:name = 'x']", "no indicator type for this object type"),
    ("[url:'hidden value' = 'x']", "no indicator type for url"),
    ("[payment-card:value = 'hidden']", "payment cards are not screened"),
    ("[bank-account:account_number = '12345678']", "without its BSB"),
    ("[bank-account:account_number = '12-345 678']", "without its BSB"),
    ("[bank-account:x_bsb = '062000']", "alone is no indicator"),
    ("[user-account:account_type = 'hidden']", "alone is no indicator"),
    ("[bank-account:x_bsb = '62000' AND bank-account:account_number = '123456789']", "six digits"),
    ("[hidden = 'x'", "not a STIX pattern (line 1, column 9)"),
    ("", "not a STIX pattern"),
    ("hidden", "not a STIX pattern"),
    ("[email-addr:value = 'hidden' and url:value = 'x']", "not a STIX pattern (line 1, column"),
    (r"[email-addr:value = 'hi\dden']", "not a STIX pattern"),
    ("[email-addr:value = 'hidden'] [url:value = 'x']", "not a STIX pattern"),
    ("(" * 5000 + f"[{E1}]" + ")" * 5000, "nested too deeply"),
    ("[" + "(" * 5000 + E1 + ")" * 5000 + "]", "nested too deeply"),
    (f"[{E1} OR url:value = '{'x' * 70_000}']", "longer than 65536 characters"),
]


@pytest.mark.parametrize(("pattern", "part"), REFUSED)
def test_what_cannot_be_screened_has_its_reason(pattern: str, part: str) -> None:
    """The whole object is one reject that names the kind and never the value."""
    found = reason(indicator(pattern=pattern))
    assert part in found
    assert "hidden" not in found


@pytest.mark.parametrize(
    ("bad", "part"),
    [
        ("url:value LIKE '%x'", "LIKE"),
        ("url:value != 'x'", "NOT"),
        ("file:name = 'x'", "no indicator type for file"),
        ("(url:value = 'x' AND domain-name:value = 'y')", "AND"),
        ("(url:value = 'x' AND url:value MATCHES 'y')", "MATCHES"),
    ],
)
def test_a_bad_alternative_costs_no_other(bad: str, part: str) -> None:
    """OR means that each alone is a hit, so the sound one is kept; its id is the object's own."""
    found = read(indicator(pattern=f"[{bad} OR {E1} OR {bad}]"))
    identifier = named("indicator", 1)
    assert isinstance(found[0], RawEntry)
    assert isinstance(found[1], Reject)
    assert len(found) == 2
    assert (found[0].place, found[0].values["id"]) == (identifier, identifier)
    assert found[1].place == identifier
    assert part in found[1].reason


def test_a_product_of_alternatives_is_limited() -> None:
    """A pattern that multiplies out without end costs no more than a short one."""
    several = "(" + " OR ".join(f"user-account:user_id = 'n{n}'" for n in range(40)) + ")"
    assert "more than 1000" in reason(indicator(pattern=f"[{' AND '.join([several] * 50)}]"))


PHRASES = ["phrase", "keyword", "x-phrase", "X-Keyword", "fresnel-phrase", "x-fresnel-phrase"]


@pytest.mark.parametrize("kind", PHRASES)
def test_a_phrase_is_a_pattern_as_a_whole(kind: str) -> None:
    """Whatever is in it is no syntax."""
    found = only(indicator(pattern="[lantern = 'fog'] AND \\n", pattern_type=kind))
    assert (found["type"], found["value"]) == ("phrase", "[lantern = 'fog'] AND \\n")


@pytest.mark.parametrize("kind", ["snort", "yara", "sigma", "pcre", "SURICATA"])
def test_other_pattern_types_are_named(kind: str) -> None:
    """They are for other tools."""
    found = reason(indicator(pattern="hidden", pattern_type=kind))
    assert found == f"pattern_type {kind.lower()} is not screened"


@pytest.mark.parametrize("kind", ["user@example.com", "x" * 60, "ä", ""])
def test_a_pattern_type_that_may_hold_a_value_is_not_named(kind: str) -> None:
    """Only a short one of plain letters is; none at all is the pattern language of STIX 2.0."""
    found = rejects(indicator(pattern="hidden", pattern_type=kind))[0].reason
    assert found == "pattern_type is not screened" if kind else "not a STIX pattern" in found


def test_a_pattern_without_a_type_is_a_stix_pattern() -> None:
    """As in STIX 2.0."""
    old = indicator()
    del old["pattern_type"]
    assert only(old)["type"] == "email"


def escaped(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=12) | st.text(
    "'\\[]ORa=\n", max_size=12
)


@given(TEXTS)
@settings(deadline=None, max_examples=300)
def test_escaping_is_undone(value: str) -> None:
    """By the quick way and by the parser alike, whatever the value holds."""
    test = f"url:value = '{escaped(value)}'"
    url = Clue(IndicatorType.URL, value)
    assert patterns.clues(f"[{test}]") == [url]
    assert patterns.clues(f"[({test})]") == [url]
    assert patterns.clues(f"[url:value IN ('{escaped(value)}')]") == [url]


@given(st.text("'\\[]a=: \n", max_size=10))
@settings(deadline=None, max_examples=300)
def test_the_quick_way_takes_nothing_that_the_parser_refuses(text: str) -> None:
    """And what both take they read as the same."""
    for pattern in (f"[url:value = '{text}']", f"[url:value{text}= 'x']", f"{text}[url:value='x']"):
        # A comment sends it to the parser.
        assert patterns.clues(pattern) == patterns.clues(f"{pattern}/**/")
