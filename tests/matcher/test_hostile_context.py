"""More texts made to hurt: candidates whose context is looked at must not make it quadratic."""

from __future__ import annotations

import pytest

from matcher import numbers, tokens
from matcher.index import MAX_PLANS
from tests.matcher.lists import find, index

SIZE = 1 << 16
LISTED = index(
    ("email", "a@b.example.org"),
    ("phone", "+61491570006"),
    ("username", "some_user"),
    ("username", "marigold"),
    ("username", "fox 12#3"),
    ("url", "https://example.com/page?q=1"),
    ("url", "https://example.com/page"),
    ("domain", "listed.example.net"),
    ("ip", "203.0.113.7"),
    ("account", "062-000 12345678"),
    ("account", "GB29 NWBK 6016 1331 9268 19"),
    ("payid", "51 824 753 556"),
    ("phrase", "violet kettle"),
    ("name", "Alex Example"),
)
UNITS = [
    "some_user a.b ",
    "marigold http://a.b/c ",
    "fox 12#3 a.b ",
    "@some_user a@b.c ",
    "ig some_user ",
    "\u0301\u0327",
    "a\u0301\u0327\u0345",
    "é.",
    "é",
    "a.-",
    "a-",
    "-a.-",
    "é.com/a",
    "http://é.a/",
    "?a=1&",
    "example.com/page?q=1 ",
    "0491570006 ",
    "0491570006x ",
    "062000 062000 ",
    "BSB ACC ",
    "gb29 nwbk 6016 1331 9268 1 ",
    "51 824 753 556 ",
    "::ffff:",
    "ip:",
    "1:",
    "!#$",
    "listed.example.net ",
    "a@listed.example.net ",
    "violet kettle\u200b\u200b",
    "mailto:",
    "tel:",
    "abn ",
    "가",
    "ᄀ\u1161\u11a8",
]
WRAPPED = [
    ("0491570006", " ", "y"),
    ("", "(", "0491570006y"),
    ("0491570006", "-", "#"),
    ("é.com/", "a", ""),
    ("http://example.com/page?", "q=1&", ""),
    ("http://example.com/page", "?", ""),
    ("a@", "é.", "com"),
    ("", "a.", "@example.com"),
    ("", "_", "@"),
    ("a@a", "-", "a"),
    ("@", "\u200b", "fox 12#3"),
    ("http://", "a", "@example.com/page"),
]


@pytest.mark.timeout(10)
@pytest.mark.parametrize("unit", UNITS, ids=ascii)
def test_repeated_contexts_are_screened_in_linear_time(unit: str) -> None:
    """64 KiB of listed and unlisted things side by side, long before the time-out."""
    text = (unit * SIZE)[:SIZE]
    for role in ("free_text", "contact", "account", "party_name"):
        find(LISTED, text, role)


@pytest.mark.timeout(10)
@pytest.mark.parametrize(("before", "unit", "after"), WRAPPED, ids=ascii)
def test_long_values_are_refused_or_read_in_linear_time(before: str, unit: str, after: str) -> None:
    """A value of 64 KiB with a true beginning or end."""
    text = before + (unit * SIZE)[:SIZE] + after
    for role in ("free_text", "contact", "account", "network", "party_name"):
        find(LISTED, text, role)


@pytest.mark.timeout(20)
def test_thousands_of_pages_of_one_site_cost_no_more_than_one() -> None:
    """Listed pages that differ in their query alone are not tried one by one."""
    listed = [("url", f"https://example.com/watch?v={n}") for n in range(20_000)]
    over = index(*listed)
    text = " ".join(f"example.com/watch?t=1&v={n}" for n in range(2_000))
    assert len(find(over, text)) == 2_000


@pytest.mark.parametrize("unit", [*UNITS, "1 ", "@", "+", "a.", "a@", "http://"], ids=ascii)
def test_candidates_grow_no_faster_than_the_text(unit: str) -> None:
    """Twice the text gives at most twice the candidates, of every kind."""
    lengths = {"GB": frozenset({22}), "AU": frozenset({20})}

    def count(size: int) -> int:
        text = (unit * size)[:size]
        runs = numbers.number_runs(text)
        return (
            sum(1 for run in runs for _ in run.readings(bool))
            + sum(len(list(find(text))) for find in (tokens.emails, tokens.urls, tokens.addresses))
            + len(list(numbers.accounts(text)))
            + len(list(numbers.ibans(text, lengths)))
            + len(list(tokens.words(text)))
        )

    assert count(4096) <= 2.1 * count(2048) + 64


def test_scopes_made_anew_do_not_pile_up() -> None:
    """An index that is asked with ever new scopes keeps a bounded number of plans."""
    over = index(("email", "a@example.com"))
    for _ in range(MAX_PLANS + 10):
        assert find(over, "a@example.com")
    assert len(over._plans) <= MAX_PLANS
