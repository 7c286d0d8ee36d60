"""Listed URLs against the design's rule, written out naively."""

from __future__ import annotations

from collections import Counter

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from tests.matcher.lists import find, index

HOSTS = ["example.com", "www.example.com", "a.example.com", "example.org"]
PATHS = ["", "/", "/a", "/a/", "/A", "/a/b"]
PAIRS = st.lists(st.sampled_from(["x=1", "x=2", "y=1", "y="]), max_size=3)
URLS = st.tuples(st.sampled_from(HOSTS), st.sampled_from(PATHS), PAIRS)
SCHEMES = st.sampled_from(["", "http://", "https://", "HTTPS://", "ftp://"])
PORTS = st.sampled_from(["", ":80", ":443"])
FRAGMENTS = st.sampled_from(["", "#top"])


def is_same(listed: tuple[str, str, list[str]], seen: tuple[str, str, list[str]]) -> bool:
    """DESIGN: same host and path but for `www.` and a trailing slash, all pairs there."""
    host, path, pairs = listed
    if host.removeprefix("www.") != seen[0].removeprefix("www."):
        return False
    if not path.rstrip("/") and not pairs:
        return True
    return path.rstrip("/") == seen[1].rstrip("/") and not Counter(pairs) - Counter(seen[2])


def written(url: tuple[str, str, list[str]], scheme: str, port: str, fragment: str) -> str:
    host, path, pairs = url
    query = "?" + "&".join(pairs) if pairs else ""
    return f"{scheme}{host}{port}{path}{query}{fragment}"


@given(st.lists(URLS, min_size=1, max_size=4), URLS, SCHEMES, PORTS, FRAGMENTS)
@settings(max_examples=600, deadline=None)
def test_pages_match_as_the_design_says(
    listed: list[tuple[str, str, list[str]]],
    seen: tuple[str, str, list[str]],
    scheme: str,
    port: str,
    fragment: str,
) -> None:
    """Any scheme, default port, fragment, order of the query; never a path for its host."""
    # One listed with a query and no path is read as that page, and not as all of its host.
    assume(not any(not p.rstrip("/") and q and seen[1].rstrip("/") for _, p, q in listed))
    over = index(*(("url", written(each, "https://", "", "")) for each in listed))
    text = written(seen, scheme, port, fragment)
    expected = any(is_same(each, seen) for each in listed)
    for where, role in ((text, "network"), (f"see {text} now", "free_text"), (text, "contact")):
        matches = find(over, where, role)
        assert bool(matches) == expected, where
        assert {match.span.excerpt for match in matches} <= {text}


def test_every_page_that_matches_is_reported() -> None:
    """One URL may be several indicators: by its host, its path and parts of its query."""
    over = index(*(("url", f"https://example.com{end}") for end in ("", "/a", "/a?x=1", "/a?y=2")))
    assert len(find(over, "http://www.example.com/a/?y=2&x=1&z=3")) == 4


def test_unusual_hosts_are_looked_up_in_every_form() -> None:
    """Addresses as hosts, host names of other scripts, and ports that are no default."""
    over = index(
        ("url", "http://192.0.2.1/x"),
        ("url", "http://[2001:db8::1]/x"),
        ("url", "https://bücher.example/x"),
        ("url", "https://example.com:8443/x"),
        ("url", "https://example.com/@quiet.otter"),
    )
    for text in (
        "http://0xC0.0.2.1/x",
        "http://0300.0.2.1/x",
        "http://[2001:DB8:0::1]/x",
        "https://xn--bcher-kva.example/x",
        "https://BÜCHER.example/x",
        "example.com:8443/x",
        "example.com/@quiet.otter",
    ):
        for role in ("free_text", "network", "contact"):
            assert [m.span.excerpt for m in find(over, text, role)] == [text], (text, role)
