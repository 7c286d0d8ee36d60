"""Who may be asked, and who gets to see a log-in."""

from __future__ import annotations

import base64
import logging
from typing import TYPE_CHECKING

import pytest

from feeds.fetch import hosts_of
from feeds.fetch.address import checked
from feeds.fetch.problem import FetchError
from tests.feeds.fetch.fetching import NOW, feed, fetch, text
from tests.feeds.fetch.server import Reply, Server

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.feeds_file import Feed

GOOD = Reply(b"type,value\n", headers={"content-type": "text/csv"})
SECRET = "s3cret-of-the-feed"


def csv(server: Server, **more: object) -> Feed:
    """A CSV feed on this server."""
    return feed("csv", f"http://{server.host}/list.csv", **more)


def elsewhere(location: str, status: int = 302) -> Reply:
    """A redirect."""
    return Reply(b"", status, {"location": location})


@pytest.mark.parametrize(
    "location",
    [
        "https://feeds.example.com/list.csv",
        "HTTPS://Feeds.Example.com:443/list.csv",
        "https://feeds.example.com:8443/list.csv",
        "http://127.0.0.1/list.csv",
        "http://localhost:8080/list.csv",
        "http://[::1]:8080/list.csv",
    ],
)
def test_addresses_that_may_be_asked(location: str) -> None:
    """HTTPS anywhere that is named, plain HTTP on this machine."""
    assert checked(location, hosts_of([feed("csv", location)])).host


@pytest.mark.parametrize(
    ("location", "problem"),
    [
        ("http://feeds.example.com/list.csv", "not an HTTPS address"),
        ("http://127.0.0.1.example.com/list.csv", "not an HTTPS address"),
        ("ftp://feeds.example.com/list.csv", "not an HTTPS address"),
        ("file:///etc/hosts", "not an HTTPS address"),
        ("https://other.example.com/list.csv", "not a host that the feeds file names"),
        ("https://feeds.example.com:8443/list.csv", "not a host that the feeds file names"),
        ("https://feeds.example.com.evil.test/", "not a host that the feeds file names"),
        ("https://user:pass@feeds.example.com/", "user name or password"),
        ("https://feeds.example.com@evil.test/", "user name or password"),
        ("https://feeds.example.com:port/", "not a readable address"),
    ],
)
def test_addresses_that_may_not(location: str, problem: str) -> None:
    """Each has its reason, and none shows a password."""
    with pytest.raises(FetchError, match=problem) as caught:
        checked(location, frozenset({"feeds.example.com"}))
    assert "pass@" not in str(caught.value)


def test_hosts_are_named_with_their_unusual_ports() -> None:
    """As `fetch_all` takes them; local feeds have none."""
    feeds = [
        feed("csv", "https://A.example.com/x"),
        feed("csv", "https://b.example.com:8443/x"),
        feed("csv", "/lists/c.csv"),
    ]
    assert hosts_of(feeds) == {"a.example.com", "b.example.com:8443"}


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_redirects_are_followed(server: Server, tmp_path: Path, status: int) -> None:
    """Three of them, relative ones too."""
    server.at("/list.csv", elsewhere("/a", status))
    server.at("/a", elsewhere(f"http://{server.host}/b", status))
    server.at("/b", elsewhere("c", status))
    server.at("/c", GOOD)
    assert text(await fetch(csv(server), tmp_path)) == "type,value\n"


@pytest.mark.parametrize("target", ["/list.csv", "/again"])
async def test_redirects_end(server: Server, tmp_path: Path, target: str) -> None:
    """In a loop, to itself or by way of another."""
    server.at("/list.csv", elsewhere(target))
    server.at("/again", elsewhere("/list.csv"))
    result = await fetch(csv(server), tmp_path)
    assert result.problem == f"one: {server.host}: redirects more than 3 times"
    assert len(server.asked) == 4


async def test_no_redirect_to_another_host(server: Server, other: Server, tmp_path: Path) -> None:
    """Unless the feeds file names it: the host is never asked."""
    server.at("/list.csv", elsewhere(f"http://{other.host}/list.csv"))
    other.at("/list.csv", GOOD)
    result = await fetch(csv(server), tmp_path)
    assert result.problem is not None
    assert f"{other.host} is not a host that the feeds file names" in result.problem
    assert not other.asked
    assert (await fetch(csv(server), tmp_path, NOW, other.host)).problem is None


@pytest.mark.parametrize(
    ("target", "problem"),
    [
        ("http://feeds.example.com/list.csv", "feeds.example.com is not an HTTPS address"),
        ("file:///etc/hosts", "is not an HTTPS address"),
        ("https://user:pw@feeds.example.com/", "user name or password"),
        ("https://feeds.example.com:port/", "not readable"),
    ],
)
async def test_no_redirect_to_plain_http(
    server: Server, tmp_path: Path, target: str, problem: str
) -> None:
    """Nor to a file, or with a password in it, though the host is named."""
    server.at("/list.csv", elsewhere(target))
    result = await fetch(csv(server), tmp_path, NOW, "feeds.example.com")
    assert result.problem is not None
    assert problem in result.problem
    assert len(server.asked) == 1


def basic(tmp_path: Path) -> dict[str, str]:
    """Log-in by password."""
    (tmp_path / "password").write_text(SECRET + "\n")
    return {"username": "bank", "password_file": str(tmp_path / "password")}


def bearer(tmp_path: Path) -> dict[str, str]:
    """Log-in by token."""
    (tmp_path / "token").write_text(SECRET + "\r\n")
    return {"token_file": str(tmp_path / "token")}


@pytest.mark.parametrize("login", [basic, bearer])
async def test_a_login_is_sent(server: Server, tmp_path: Path, login) -> None:
    """By password or by token, without the line feed at the file's end."""
    server.at("/list.csv", GOOD)
    await fetch(csv(server, auth=login(tmp_path)), tmp_path)
    pair = base64.b64encode(f"bank:{SECRET}".encode()).decode()
    expected = f"Basic {pair}" if login is basic else f"Bearer {SECRET}"
    assert server.asked[0].headers["authorization"] == expected


async def test_a_login_is_for_its_own_host(server: Server, other: Server, tmp_path: Path) -> None:
    """Not for another that it redirects to, though that may be asked; but for it again."""
    server.at("/list.csv", elsewhere(f"http://{other.host}/a"))
    other.at("/a", elsewhere(f"http://{server.host}/b"))
    server.at("/b", GOOD)
    result = await fetch(csv(server, auth=bearer(tmp_path)), tmp_path, NOW, other.host)
    assert result.problem is None
    assert ["authorization" in each.headers for each in server.asked] == [True, True]
    assert ["authorization" in each.headers for each in other.asked] == [False]


async def test_cookies_are_not_kept(server: Server, tmp_path: Path) -> None:
    """Nothing but the log-in says who asks."""
    server.at("/list.csv", Reply(b"", 302, {"location": "/b", "set-cookie": "a=b; Path=/"}))
    server.at("/b", GOOD)
    assert (await fetch(csv(server), tmp_path)).problem is None
    assert "cookie" not in server.asked[1].headers


@pytest.mark.parametrize(
    ("content", "problem"),
    [
        (None, "auth: token: No such file or directory"),
        (b"", "auth: token: empty or too long"),
        (b"\n", "auth: token: empty or too long"),
        (b"a" * 70_000, "auth: token: empty or too long"),
        (b"one\r\nX-Other: two", "auth: token: not a token"),
        (b"\xff\xfe", "auth: token: not UTF-8"),
    ],
)
async def test_a_login_that_cannot_be_read(
    server: Server, tmp_path: Path, content: bytes | None, problem: str
) -> None:
    """Names the file, not its folder nor what is in it; nothing is asked."""
    if content is not None:
        (tmp_path / "token").write_bytes(content)
    auth = {"token_file": str(tmp_path / "token")}
    result = await fetch(csv(server, auth=auth), tmp_path / "state")
    assert result.problem == f"one: {server.host}: {problem}"
    assert not server.asked


async def test_a_login_is_read_anew(server: Server, tmp_path: Path) -> None:
    """A token that was changed is used at the next fetch."""
    server.at("/list.csv", GOOD)
    one = csv(server, auth=bearer(tmp_path))
    await fetch(one, tmp_path / "state")
    (tmp_path / "token").write_text("another")
    await fetch(one, tmp_path / "state")
    assert server.asked[-1].headers["authorization"] == "Bearer another"


async def test_no_secret_is_told(
    server: Server, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """In no problem and no log, whatever is logged; nor what is in an address."""
    server.at("/list.csv", Reply(b"", 401))
    one = feed("csv", f"http://{server.host}/list.csv?key={SECRET}", auth=bearer(tmp_path))
    with caplog.at_level(logging.DEBUG):
        result = await fetch(one, tmp_path / "state")
    assert result.problem is not None
    assert server.asked[0].query == {"key": SECRET}
    assert SECRET not in result.problem + caplog.text + repr(result.fetched)
    kept = b"".join(
        path.read_bytes() for path in (tmp_path / "state").rglob("*.*") if path.is_file()
    )
    assert SECRET.encode() not in kept
