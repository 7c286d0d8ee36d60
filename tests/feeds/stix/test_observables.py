"""Plain observables, of the standard and of its public extensions."""

from __future__ import annotations

import pytest

from feeds import entry
from tests.feeds.stix.made import Object, email, entries, named, only, read, reason, thing

WALLET = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
PLAIN = [
    ("email-addr", "value", "a@example.com", "email"),
    ("url", "value", "https://example.com/a", "url"),
    ("domain-name", "value", "example.com", "domain"),
    ("ipv4-addr", "value", "198.51.100.0/24", "ip"),
    ("ipv6-addr", "value", "2001:db8::1", "ip"),
    ("phone-number", "value", "+61 491 570 006", "phone"),
    ("cryptocurrency-wallet", "value", WALLET, "wallet"),
    ("cryptocurrency-wallet", "address", WALLET, "wallet"),
    ("bank-account", "iban", "GB33BUKB20201555555555", "account"),
    ("bank-account", "account_number", "062-000 12345678", "account"),
    ("user-account", "account_login", "quiet_lantern", "username"),
    ("user-account", "user_id", "lantern-77", "username"),
    ("user-account", "display_name", "quiet lantern", "username"),
    ("x-payid", "value", "51 824 753 556", "payid"),
    ("x-pay-id", "value", "51 824 753 556", "payid"),
    ("x-phrase", "value", "lantern in the fog", "phrase"),
    ("x-name", "value", "Ferris Wheel Pty Ltd", "name"),
]


@pytest.mark.parametrize(("kind", "name", "value", "type_"), PLAIN)
def test_a_plain_observable_is_an_entry(kind: str, name: str, value: str, type_: str) -> None:
    """Without any relation, with nothing but what it states; the build can take it."""
    found = only(thing(kind, 1, **{name: value}))
    assert found == {"type": type_, "value": value, "id": named(kind, 1)}
    assert entry.to_indicator(found, "feed").type == type_


@pytest.mark.parametrize("kind", ["file", "mutex", "process", "mac-addr", "x509-certificate"])
def test_an_observable_of_no_type_is_named(kind: str) -> None:
    """By its type, never its value."""
    assert reason(thing(kind, 1, name="hidden")) == f"no indicator type for {kind}"


def test_payment_cards_are_never_screened() -> None:
    """Their numbers may not be carried in alerts."""
    assert reason(thing("payment-card", 1, value="4111")) == "payment cards are not screened"


@pytest.mark.parametrize("name", ["x_bsb", "bsb", "x_fresnel_bsb"])
@pytest.mark.parametrize("is_extension", [True, False])
def test_a_bank_account_with_a_bsb(name: str, *, is_extension: bool) -> None:
    """The property may stand in an extension; a BSB and a number are one account."""
    properties: Object = {name: "062-000"}
    if is_extension:
        properties = {"extensions": {"extension-definition--1": properties}}
    found = only(thing("bank-account", 1, account_number="1234567", bic="EXAMAU2S", **properties))
    assert entry.to_indicator(found, "feed").value == "062000-001234567"


@pytest.mark.parametrize(
    ("properties", "values", "part"),
    [
        ({"iban": "GB33", "account_number": "12345678"}, ["GB33"], None),
        ({"iban": "GB33", "account_number": "1", "bsb": "062000"}, ["GB33", "062000 1"], None),
        ({"iban": "GB33", "account_number": "1", "bsb": "62000"}, ["GB33"], "six digits"),
        ({"account_number": "12345678"}, [], "without its BSB"),
        ({"account_number": "1", "bsb": "62000"}, [], "six digits"),
        ({"account_number": "1", "bsb": "0620001"}, [], "six digits"),
        ({"bic": "EXAMAU2S"}, [], "account_number: missing"),
        ({"account_number": 12345678}, [], "account_number: not text"),
    ],
)
def test_a_number_means_nothing_without_its_bsb(
    properties: Object, values: list[str], part: str | None
) -> None:
    """Beside an IBAN it is left out; a BSB that is none spoils the number alone."""
    found = read(thing("bank-account", 1, **properties))
    assert [each.values["value"] for each in found if hasattr(each, "values")] == values
    reasons = [each.reason for each in found if hasattr(each, "reason")]
    assert len(reasons) == (part is not None)
    assert all(part in each for each in reasons if part)


@pytest.mark.parametrize(
    ("properties", "values"),
    [
        ({"account_login": "lantern", "display_name": "Some Body"}, ["lantern"]),
        ({"account_login": "lantern", "user_id": "100200300"}, ["lantern"]),
        ({"account_login": "lantern", "user_id": "lantern"}, ["lantern"]),
        ({"account_login": "lantern", "user_id": "lan.tern"}, ["lantern", "lan.tern"]),
        ({"user_id": "100200300", "display_name": "Some Body"}, ["100200300"]),
        ({"display_name": "Some Body"}, ["Some Body"]),
    ],
)
def test_a_user_account_by_its_names(properties: Object, values: list[str]) -> None:
    """A number beside a login is no name, and a display name is not the account's alone."""
    found = entries(thing("user-account", 1, account_type="ig", **properties))
    assert [each["value"] for each in found] == values
    assert {each["platform"] for each in found} == {"ig"}
    several = [f"{named('user-account', 1)}#{n}" for n in range(1, len(values) + 1)]
    ids = several if len(values) > 1 else [named("user-account", 1)]
    assert [each["id"] for each in found] == ids


def test_platform_of_a_user_account() -> None:
    """Its type, else the property of our own."""
    account = thing("user-account", 1, account_login="lantern", x_platform="forum")
    assert only(account)["platform"] == "forum"
    assert only({**account, "account_type": "ig"})["platform"] == "ig"
    assert only({**account, "account_type": ""})["platform"] == "forum"


def test_a_wallet_in_both_forms_is_one() -> None:
    """An older form of the extension calls its value the address."""
    wallet = thing("cryptocurrency-wallet", 1, value=WALLET, address=WALLET)
    assert only(wallet)["value"] == WALLET


def test_an_observable_that_is_withdrawn() -> None:
    """By a property that the standard does not give it, but producers might."""
    assert reason(email(1, revoked=True)) == "revoked"
