"""Known-good lists catch what they name, in any spelling, and nothing else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from feeds.entry import to_indicator
from feeds.formats import FeedError
from feeds.known_good import KnownGood

if TYPE_CHECKING:
    from pathlib import Path


def reason(known: KnownGood, kind: str, value: str) -> str | None:
    """What the lists say of an indicator with this value as a feed gives it."""
    return known.reason(to_indicator({"type": kind, "value": value}, "feed"))


def text_list(folder: Path, *lines: str) -> KnownGood:
    """A list of one value a line."""
    (folder / "ours.txt").write_text("\n".join(lines) + "\n")
    return KnownGood.load([folder])


def warninglist(folder: Path, kind: str, values: Any, *attributes: str) -> KnownGood:
    """A MISP warninglist."""
    whole = {"name": "x", "type": kind, "list": values, "matching_attributes": attributes}
    (folder / "misp.json").write_bytes(orjson.dumps(whole))
    return KnownGood.load([folder])


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("Info@Example.org", "email", "info+tag@example.org"),
        ("some.one@googlemail.com", "email", "SomeOne@gmail.com"),
        ("0491 570 006", "phone", "+61491570006"),
        ("+61 491 570 006  # the help line", "phone", "0491570006"),
        ("062-000 12345678", "account", "062000012345678"),
        ("gb82 west 1234 5698 7654 32", "account", "GB82WEST12345698765432"),
        ("51 824 753 556", "payid", "51824753556"),
        ("0x52908400098527886E0F7030069857D2E4169EE7", "wallet",
         "0x52908400098527886e0f7030069857d2e4169ee7"),
        ("Example.ORG.", "domain", "example.org"),
        ("example.org", "url", "https://www.example.org/"),
        ("http://example.org/a/", "url", "https://example.org/a"),
        ("192.0.2.1", "ip", "192.0.2.1"),
        ("192.0.2.0/24", "ip", "192.0.2.77"),
        ("192.0.2.0/24", "ip", "192.0.2.0/24"),
        ("192.0.2.0/24", "ip", "192.0.2.64/26"),
        ("2001:db8::/32", "ip", "2001:DB8:0:0::1"),
        ("@Some.User", "username", "some.user"),
        ("Some  Phrase", "phrase", "some phrase"),
        ("Jane O'Doe", "name", "jane o doe"),
        (".example.org", "domain", "a.b.example.org"),
        (".example.org", "domain", "example.org"),
        (".example.org", "url", "https://a.example.org"),
        ("\ufeffexample.org", "domain", "example.org"),
    ],
)  # fmt: skip
def test_a_line_is_compared_canonically(tmp_path: Path, line: str, kind: str, value: str) -> None:
    """For every type that it can be of; the reason names the file."""
    assert reason(text_list(tmp_path, line), kind, value) == "on the known-good list ours.txt"


@pytest.mark.parametrize(
    ("line", "kind", "value"),
    [
        ("example.org", "domain", "a.example.org"),
        ("example.org", "email", "a@example.org"),
        ("example.org", "url", "https://example.org/a"),
        ("example.org", "url", "https://example.org/?a=b"),
        (".example.org", "url", "https://a.example.org/b"),
        (".example.org", "domain", "anexample.org"),
        (".a.example.org", "domain", "example.org"),
        ("192.0.2.64/26", "ip", "192.0.2.0/24"),
        ("192.0.2.64/26", "ip", "192.0.2.1"),
        ("192.0.2.0/24", "ip", "2001:db8::1"),
        (".example.org", "url", "https://example.com/?a=.example.org"),
        ("0.0.0.0/8", "ip", "::1"),
        ("\ufeff# some phrase", "phrase", "# some phrase"),
        ("#example.org", "domain", "example.org"),
        ("# example.org", "domain", "example.org"),
        ("a # example.org", "domain", "example.org"),
    ],
)
def test_what_a_line_does_not_catch(tmp_path: Path, line: str, kind: str, value: str) -> None:
    """Pages of a good host, what is above it, addresses at it: these may well be bad."""
    assert reason(text_list(tmp_path, line, ""), kind, value) is None


@pytest.mark.parametrize(
    ("kind", "value", "attributes", "caught", "spared"),
    [
        ("string", "info@example.org", [], [("email", "Info@Example.org")], []),
        (
            "string",
            "example.org",
            ["domain", "hostname"],
            [("domain", "example.org")],
            [("url", "https://example.org"), ("domain", "a.example.org")],
        ),
        ("string", "example", ["md5"], [], [("phrase", "example"), ("username", "example")]),
        (
            "hostname",
            "example.org",
            ["hostname", "domain", "url", "domain|ip"],
            [
                ("domain", "example.org"),
                ("domain", "a.example.org"),
                ("url", "http://b.example.org"),
            ],
            [("url", "http://example.org/x"), ("domain", "example.com")],
        ),
        (
            "hostname",
            "www.example.org",
            ["hostname", "url"],
            [("domain", "www.example.org"), ("url", "https://www.example.org")],
            [("domain", "example.org")],
        ),
        (
            "hostname",
            "example.org",
            ["hostname"],
            [("domain", "example.org")],
            [("url", "https://example.org")],
        ),
        ("hostname", "192.0.2.1", ["hostname", "domain|ip"], [("ip", "192.0.2.1")], []),
        (
            "cidr",
            "192.0.2.0/24",
            ["ip-src", "ip-dst"],
            [("ip", "192.0.2.9"), ("ip", "192.0.2.0/24")],
            [("ip", "198.51.100.1")],
        ),
        ("cidr", "192.0.2.7", [], [("ip", "192.0.2.7")], [("ip", "192.0.2.8")]),
    ],
)
def test_warninglists(
    tmp_path: Path,
    kind: str,
    value: str,
    attributes: list[str],
    caught: list[tuple[str, str]],
    spared: list[tuple[str, str]],
) -> None:
    """Match as their type says, for the types of their attributes."""
    known = warninglist(tmp_path, kind, [value], *attributes)
    for each in caught:
        assert reason(known, *each) == "on the known-good list misp.json"
    for each in spared:
        assert reason(known, *each) is None


def test_a_warninglist_without_a_type_is_one_of_strings(tmp_path: Path) -> None:
    """As MISP has it, and for every indicator type."""
    (tmp_path / "misp.json").write_bytes(orjson.dumps({"list": ["some phrase"]}))
    assert reason(KnownGood.load([tmp_path]), "phrase", "Some phrase")


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.json", {"type": "regex", "list": ["/x/"]}, "a.json: type: only string, hostname and"),
        ("a.json", {"type": "substring", "list": ["x"]}, "a.json: type: only string"),
        ("a.json", {"type": "cidr", "list": ["192.0.2.0/99"]}, "a.json: list: an entry that is no"),
        ("a.json", {"list": "x"}, "a.json: not a MISP warninglist"),
        ("a.json", {"list": [7]}, "a.json: not a MISP warninglist"),
        ("a.json", ["x"], "a.json: not a MISP warninglist"),
        ("a.json", {"list": [], "matching_attributes": "url"}, "a.json: matching_attributes: not"),
        ("a.json", b"{", "a.json: not JSON"),
        ("a.txt", b"\xff\xfe", "a.txt: not UTF-8"),
        ("a.csv", b"x", r"a.csv: not a .txt or .json list"),
    ],
)
def test_what_cannot_be_compared_is_refused_until_it_is_ignored(
    tmp_path: Path, name: str, content: Any, problem: str
) -> None:
    """By the file's name: nothing is passed over silently."""
    data = content if isinstance(content, bytes) else orjson.dumps(content)
    (tmp_path / name).write_bytes(data)
    (tmp_path / "good.txt").write_text("some phrase\n")
    with pytest.raises(FeedError, match=problem):
        KnownGood.load([tmp_path])
    (tmp_path / "IGNORED").write_text(f"# not for us\n{name}\n")
    assert reason(KnownGood.load([tmp_path]), "phrase", "some phrase")


def test_an_ignored_file_must_be_there(tmp_path: Path) -> None:
    """Else a list may be read that nobody wanted."""
    (tmp_path / "IGNORED").write_text("lists.json\n")
    with pytest.raises(FeedError, match=r"IGNORED: no such file: lists\.json"):
        KnownGood.load([tmp_path])


def test_folders(tmp_path: Path) -> None:
    """Several, with sub-folders; hidden files are no lists; a missing folder is said."""
    first, second = tmp_path / "first", tmp_path / "second" / "inner"
    for folder, line in ((first, "one phrase"), (second, "two phrases")):
        folder.mkdir(parents=True)
        (folder / "list.txt").write_text(line)
    (first / ".hidden").write_text("x")
    known = KnownGood.load([first, tmp_path / "second"])
    assert reason(known, "phrase", "one phrase") == "on the known-good list list.txt"
    assert reason(known, "phrase", "two phrases") == "on the known-good list inner/list.txt"
    with pytest.raises(FeedError, match="third: no such folder"):
        KnownGood.load([tmp_path / "third"])


def test_no_lists_know_nothing() -> None:
    """Everything may go on the list."""
    assert reason(KnownGood.load([]), "domain", "example.org") is None


ADDRESSES = st.tuples(st.integers(0, 255), st.integers(24, 32))


@given(st.lists(ADDRESSES, max_size=6), ADDRESSES)
def test_networks_agree_with_the_library(
    listed: list[tuple[int, int]], asked: tuple[int, int]
) -> None:
    """A network is known good when all of it lies in a listed one."""
    import ipaddress
    import tempfile
    from pathlib import Path

    def network(last: int, prefix: int) -> ipaddress.IPv4Network:
        return ipaddress.IPv4Network((f"192.0.2.{last}", prefix), strict=False)

    networks = [network(*each) for each in listed]
    one = network(*asked)
    with tempfile.TemporaryDirectory() as folder:
        known = text_list(Path(folder), *map(str, networks))
    expected = any(one.subnet_of(each) for each in networks)
    assert (reason(known, "ip", str(one)) is not None) == expected
