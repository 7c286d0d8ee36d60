"""Which MISP attribute is which indicator."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.feeds.misp_events import attribute, holding, part, read, stated

if TYPE_CHECKING:
    from pathlib import Path

BSB = "062000"


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("email", "a@example.com", [("email", "a@example.com", None)]),
        ("email-src", "a@example.com", [("email", "a@example.com", None)]),
        ("email-dst", "a@example.com", [("email", "a@example.com", None)]),
        ("email-reply-to", "a@example.com", [("email", "a@example.com", None)]),
        ("whois-registrant-email", "a@example.com", [("email", "a@example.com", None)]),
        ("phone-number", "+61491570006", [("phone", "+61491570006", None)]),
        ("prtn", "+61491570006", [("phone", "+61491570006", None)]),
        ("whois-registrant-phone", "+61491570006", [("phone", "+61491570006", None)]),
        ("domain", "example.org", [("domain", "example.org", None)]),
        ("hostname", "a.example.org", [("domain", "a.example.org", None)]),
        ("hostname|port", "a.example.org|8080", [("domain", "a.example.org", None)]),
        (
            "domain|ip",
            "example.org|192.0.2.1",
            [("domain", "example.org", None), ("ip", "192.0.2.1", None)],
        ),
        ("url", "https://example.org/x|y", [("url", "https://example.org/x|y", None)]),
        ("uri", "https://example.org/x", [("url", "https://example.org/x", None)]),
        ("link", "https://example.org/x", [("url", "https://example.org/x", None)]),
        ("ip-src", "192.0.2.1", [("ip", "192.0.2.1", None)]),
        ("ip-dst", "192.0.2.0/24", [("ip", "192.0.2.0/24", None)]),
        ("ip-src|port", "192.0.2.1|443", [("ip", "192.0.2.1", None)]),
        ("ip-dst|port", "2001:db8::1|443", [("ip", "2001:db8::1", None)]),
        ("btc", "3Jx", [("wallet", "3Jx", None)]),
        ("xmr", "4Ax", [("wallet", "4Ax", None)]),
        ("dash", "Xx", [("wallet", "Xx", None)]),
        ("iban", "GB82WEST12345698765432", [("account", "GB82WEST12345698765432", None)]),
        ("bank-account-nr", "12345678", [("account", "12345678", None)]),
        ("github-username", "some-user", [("username", "some-user", "github")]),
        ("twitter-id", "@some_user", [("username", "@some_user", "twitter")]),
        ("x-phrase", "some phrase", [("phrase", "some phrase", None)]),
        ("text", "some phrase", [("no indicator type for text",)]),
        ("comment", "some phrase", [("no indicator type for comment",)]),
        ("filename|md5", "a.exe|0f", [("no indicator type for filename|md5",)]),
        ("a secret value", "x", [("no indicator type for this attribute type",)]),
        ("x" * 41, "x", [("no indicator type for this attribute type",)]),
        ("domain|ip", "example.org", [("not the parts that its type says",)]),
        ("domain|ip", "example.org|", [("not the parts that its type says",)]),
        ("ip-dst|port", "192.0.2.1|443|444", [("not the parts that its type says",)]),
        ("email", 7, [("type or value: not text",)]),
        (None, "a@example.com", [("type or value: not text",)]),
    ],
)
def test_types(tmp_path: Path, kind: Any, value: Any, expected: list[tuple[Any, ...]]) -> None:
    """Each attribute type gives its indicators, or a reason that holds no value."""
    assert stated(read(tmp_path, attribute(kind, value))) == expected


@pytest.mark.parametrize(
    ("held", "expected"),
    [
        (
            holding("coin-address", part("address", "btc", "3J"), part("symbol", "text", "BTC")),
            [("wallet", "3J", None), ("no indicator type for text",)],
        ),
        (holding("coin-address", part("address-crypto", "text", "T")), [("wallet", "T", None)]),
        (
            holding("bank-account", part("account", "bank-account-nr", "12345678")),
            [("account", "12345678", None)],
        ),
        (
            holding(
                "bank-account",
                part("account", "bank-account-nr", "12345678"),
                part("bsb", "text", BSB, to_ids=False),
                part("iban", "iban", "GB82"),
            ),
            [("account", f"{BSB} 12345678", None), ("account", "GB82", None)],
        ),
        (
            holding(
                "user-account",
                part("username", "text", "some.user"),
                part("account-type", "text", "instagram", to_ids=False),
            ),
            [("username", "some.user", "instagram")],
        ),
        (
            holding("user-account", part("username", "text", "some.user")),
            [("username", "some.user", None)],
        ),
        (
            holding("telegram-account", part("username", "text", "u"), part("phone", "text", "+6")),
            [("username", "u", "telegram"), ("phone", "+6", None)],
        ),
        (holding("person", part("username", "text", "u")), [("no indicator type for text",)]),
        (holding("email", part("from", "email-src", "a@b.c")), [("email", "a@b.c", None)]),
    ],
)
def test_objects(tmp_path: Path, held: dict[str, Any], expected: list[tuple[Any, ...]]) -> None:
    """An object says what its attributes are, where their own type does not."""
    assert stated(read(tmp_path, Object=[held])) == expected
