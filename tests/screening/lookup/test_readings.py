"""What a value is taken for by its form, and what is said of how it was normalised."""

from __future__ import annotations

import pytest

from screening.lookup.readings import readings

IBAN = "GB82 WEST 1234 5698 7654 32"  # ISO 13616's own example
BECH32 = "BC1QW508D6QEJXTDG4Y5R3ZARVARY0C5XW7KV8F3T4"  # BIP 173
EIP55 = "0x5aAeb6053F3E94C9b9A09f33669435E7Ef1BeAed"


@pytest.mark.parametrize(
    ("value", "types"),
    [
        ("quiet.lantern@example.com", ["email"]),
        ("https://example.org/a", ["url"]),
        ("example.org/a", ["url"]),
        ("chat.example.org", ["domain"]),
        ("example.org", ["domain", "username"]),
        ("192.0.2.44", ["ip"]),
        ("198.51.100.0/24", ["ip"]),
        ("2001:db8::1", ["ip"]),
        ("0491 570 156", ["phone", "account"]),
        ("+61491570156", ["phone"]),
        ("062-000 12345678", ["account"]),
        (IBAN, ["account"]),
        (BECH32, ["wallet"]),
        (EIP55, ["wallet"]),
        ("51 824 753 556", ["payid", "account"]),
        ("@marble_harbour", ["username", "name", "phrase"]),
        ("copper_sparrow42", ["username", "phrase"]),
        ("violet kettle harbour", ["name", "phrase"]),
        ("room 7", ["phrase"]),
        ("…", []),
    ],
)
def test_the_guess(value: str, types: list[str]) -> None:
    """The surest first; several where the form leaves it open."""
    assert [str(each.type) for each in readings(value) if each.is_likely] == types


@pytest.mark.parametrize(
    ("value", "kind", "key", "steps"),
    [
        ("a1@example.com", "email", "a1@example.com", 0),
        ("A1@Example.com", "email", "a1@example.com", 1),
        (" A1+x@example.com", "email", "a1@example.com", 2),
        ("\uff411@example.com", "email", "a1@example.com", 1),
        ("0491 570 156", "phone", "+61491570156", 1),
        (EIP55, "wallet", EIP55.lower(), 1),
    ],
)
def test_how_it_was_normalised(value: str, kind: str, key: str, steps: int) -> None:
    """Each step is named, and none where the value is canonical already."""
    (found,) = [each for each in readings(value) if each.type == kind]
    assert (found.key, len(found.steps)) == (key, steps)
