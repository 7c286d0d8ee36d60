"""What is kept off the list: the design's rules at their edges, and nothing beyond them."""

from __future__ import annotations

import pytest

from feeds import entry, quarantine

KEPT = [
    ("phrase", "a漢字"),
    ("phrase", "ﷺ"),
    ("username", "ab_1"),
    ("username", "1234a"),
    ("domain", "example.com"),
    ("domain", "example.com.au"),
    ("domain", "someone.github.io"),
    ("domain", "internal.test"),
    ("domain", "x.facebook.com"),
    ("url", "https://github.io/page"),
    ("url", "https://t.me/some_user"),
    ("url", "http://203.0.113.7"),
    ("url", "http://[2001:db8::1]"),
    ("ip", "203.0.113.0/24"),
    ("ip", "172.32.0.1"),
    ("ip", "2001:db8::/32"),
    ("email", "adminx@example.com"),
    ("email", "quiet.lantern@gmail.com"),
    ("phone", "0491 570 006"),
    ("phone", "+61 991 570 006"),
    ("account", "062-000 12345678"),
    ("payid", "51 824 753 556"),
    ("name", "Al"),
]
HELD = [
    ("phrase", "abcd", "phrase under 5"),
    ("phrase", "ab、d", "phrase under 5"),
    ("phrase", "漢字", "phrase under 3"),
    ("phrase", "กา", "phrase under 3"),
    ("username", "@abc", "under 4"),
    ("username", "123456789", "digits alone"),
    ("username", "１２３４５", "digits alone"),
    ("domain", "com.au", "public suffix"),
    ("domain", "WWW.facebook.com", "shared"),
    ("domain", "github.io", "public suffix"),
    ("domain", "foo.ck", "public suffix"),
    ("domain", "公司.cn", "public suffix"),
    ("url", "https://facebook.com/", "shared"),
    ("url", "https://www.facebook.com:8443", "shared"),
    ("url", "https://github.io?x=1", "public suffix"),
    ("ip", "203.0.0.0/15", "wider than /16"),
    ("ip", "::/0", "wider than /32"),
    ("ip", "::ffff:10.0.0.0/104", "wider than /16"),
    ("ip", "127.0.0.1", "private address"),
    ("ip", "10.0.0.0/16", "private address"),
    ("ip", "172.31.255.255", "private address"),
    ("ip", "::ffff:192.168.7.7", "private address"),
    ("ip", "fd00::1", "private address"),
    ("ip", "::1", "private address"),
    ("url", "http://192.168.1.1/page", "private address"),
    ("url", "http://[fe80::1]:8080", "private address"),
    ("email", "Admin+x@example.com", "role mailbox"),
    ("email", "donotreply@example.com", "role mailbox"),
    ("email", "no-reply@example.com", "role mailbox"),
]


@pytest.mark.parametrize(("kind", "value"), KEPT)
def test_everything_else_is_kept(kind: str, value: str) -> None:
    """Documentation and possible values are ordinary ones."""
    assert quarantine.reason(entry.to_indicator({"type": kind, "value": value}, "f")) is None


@pytest.mark.parametrize(("kind", "value", "reason"), HELD)
def test_what_would_drown_the_analyst_is_held(kind: str, value: str, reason: str) -> None:
    """Each rule holds for every written form, and its reason says which and not what."""
    found = quarantine.reason(entry.to_indicator({"type": kind, "value": value}, "f"))
    assert found is not None
    assert reason in found
    assert value not in found
