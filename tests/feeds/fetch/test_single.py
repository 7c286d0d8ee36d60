"""One file over HTTP: what is taken, what is refused, and what it costs."""

from __future__ import annotations

import asyncio
import gzip
from typing import TYPE_CHECKING

import pytest

from feeds.fetch import fetch_all, hosts_of
from tests.feeds.fetch.fetching import DAY, NOW, feed, fetch, kept, stored, text
from tests.feeds.fetch.server import Reply, Server, broken, drip, endless, never

if TYPE_CHECKING:
    from pathlib import Path

CSV = {"content-type": "text/csv; charset=utf-8"}
LIST = b"type,value\nemail,a@example.com\n"
GOOD = Reply(LIST, headers=CSV)


def csv(server: Server, **more: object):
    """A CSV feed on this server."""
    return feed("csv", f"http://{server.host}/list.csv", **more)


async def test_a_file_is_fetched(server: Server, tmp_path: Path) -> None:
    """Its bytes are there to read, and it is as current as now."""
    server.at("/list.csv", GOOD)
    result = await fetch(csv(server), tmp_path / "state")
    assert (result.problem, result.fetched) == (None, NOW)
    assert text(result).encode() == LIST
    assert result.path is not None
    assert result.path.suffix == ".csv"


async def test_unchanged_content_is_not_sent_again(server: Server, tmp_path: Path) -> None:
    """The server's own validators are sent back; 304 confirms the copy as of now."""
    validators = {"etag": '"1"', "last-modified": "Fri, 02 Jan 2026 00:00:00 GMT"}
    server.in_turn("/list.csv", Reply(LIST, headers=CSV | validators), Reply(status=304))
    first = await kept(csv(server), tmp_path)
    second = await kept(csv(server), tmp_path, NOW + DAY)
    assert second.path == first.path
    assert text(second).encode() == LIST
    assert second.fetched == NOW + DAY
    assert server.asked[1].headers["if-none-match"] == '"1"'
    assert server.asked[1].headers["if-modified-since"] == validators["last-modified"]


@pytest.mark.parametrize("etag", ['"\xe9"', '"' + "x" * 1000 + '"'])
async def test_a_validator_that_cannot_be_sent_back(
    server: Server, tmp_path: Path, etag: str
) -> None:
    """Is not kept: it would spoil every later fetch."""
    server.at("/list.csv", Reply(LIST, headers=CSV | {"etag": etag}))
    await kept(csv(server), tmp_path)
    await kept(csv(server), tmp_path)
    assert "if-none-match" not in server.asked[1].headers


@pytest.mark.parametrize(
    ("reply", "problem"),
    [
        (Reply(b"<html>", headers={"content-type": "text/html"}), "answered text/html"),
        (Reply(b"", 401, CSV), "answered 401 Unauthorized: the log-in is missing or wrong"),
        (Reply(b"", 403, CSV), "answered 403 Forbidden: the log-in may not read this"),
        (Reply(b"", 404, CSV), "answered 404 Not Found"),
        (Reply(b"", 500, CSV), "answered 500 Internal Server Error"),
        (Reply(b"", 304, CSV), "answered 304 Not Modified"),
        (Reply(b"", 206, CSV), "answered 206 Partial Content"),
        (Reply(b"x", headers=CSV | {"content-encoding": "br"}), "an encoding other than gzip"),
        (Reply(b"x", headers=CSV | {"content-encoding": "gzip, gzip"}), "other than gzip"),
        (Reply(LIST, headers=CSV | {"content-encoding": "gzip"}), "not readable as gzip"),
    ],
)
async def test_a_wrong_answer_is_a_problem_at_once(
    server: Server, tmp_path: Path, reply: Reply, problem: str
) -> None:
    """Named with feed and host, and not asked for again: it would be the same."""
    server.at("/list.csv", reply)
    result = await fetch(csv(server), tmp_path)
    assert result.problem is not None
    assert result.problem.startswith(f"one: {server.host}: ")
    assert problem in result.problem
    assert (result.path, result.fetched) == (None, None)
    assert len(server.asked) == 1


@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_what_may_pass_is_tried_again(server: Server, tmp_path: Path, status: int) -> None:
    """A busy server, or one that is being restarted."""
    server.in_turn("/list.csv", Reply(b"", status), Reply(b"", status), GOOD)
    assert (await fetch(csv(server), tmp_path)).problem is None
    assert len(server.asked) == 3


async def test_it_gives_up_after_four_tries(server: Server, tmp_path: Path) -> None:
    """And says what the last answer was."""
    server.at("/list.csv", Reply(b"", 503))
    result = await fetch(csv(server), tmp_path)
    assert result.problem is not None
    assert result.problem.endswith("answered 503 Service Unavailable (4 tries)")
    assert len(server.asked) == 4


@pytest.mark.parametrize(
    "headers",
    [
        {"retry-after": "3600"},
        {"retry-after": "Fri, 02 Jan 2026 01:00:00 GMT", "date": "Fri, 02 Jan 2026 00:00:00 GMT"},
    ],
)
async def test_a_wait_beyond_the_deadline_is_not_begun(
    server: Server, tmp_path: Path, headers: dict[str, str]
) -> None:
    """Retry-After is honoured: nothing is asked before, so there is nothing to wait for."""
    server.in_turn("/list.csv", Reply(b"", 429, headers), GOOD)
    result = await fetch(csv(server), tmp_path)
    assert result.problem is not None
    assert "answered 429" in result.problem
    assert len(server.asked) == 1


async def test_retry_after_within_the_deadline(server: Server, tmp_path: Path) -> None:
    """Is waited for."""
    server.in_turn("/list.csv", Reply(b"", 429, {"retry-after": "1"}), GOOD)
    clock = asyncio.get_running_loop().time
    start = clock()
    result = await fetch(csv(server, limits={"timeout_seconds": 30}), tmp_path)
    assert result.problem is None
    assert clock() - start >= 1


@pytest.mark.parametrize("writing", [never, drip])
async def test_a_slow_server_ends_in_time(server: Server, tmp_path: Path, writing) -> None:
    """Whether it says nothing, or a byte now and then."""
    server.at("/list.csv", lambda _request: writing)
    clock = asyncio.get_running_loop().time
    start = clock()
    result = await fetch(csv(server), tmp_path)
    assert result.problem == f"one: {server.host}: took longer than 0.5 s"
    assert clock() - start < 10


async def test_a_body_that_breaks_off_is_tried_again(server: Server, tmp_path: Path) -> None:
    """And is never taken for the whole."""
    server.in_turn("/list.csv", broken, GOOD)
    assert text(await fetch(csv(server), tmp_path)).encode() == LIST
    server.in_turn("/list.csv", broken)
    result = await fetch(csv(server), tmp_path)
    assert result.problem == f"one: {server.host}: broke off before the end (4 tries)"


async def test_a_try_that_broke_off_costs_nothing(server: Server, tmp_path: Path) -> None:
    """Its bytes do not count: the whole is within the limit."""
    server.in_turn("/list.csv", broken, broken, Reply(b"x" * 95, headers=CSV))
    limits = {"max_bytes": 100, "timeout_seconds": 9}
    assert (await fetch(csv(server, limits=limits), tmp_path)).problem is None


async def test_a_dead_server(server: Server, tmp_path: Path) -> None:
    """Nobody listens there."""
    result = await fetch(feed("csv", "http://127.0.0.1:1/list.csv"), tmp_path)
    assert result.problem == "one: 127.0.0.1:1: cannot connect (4 tries)"


async def test_an_endless_body_is_never_stored(server: Server, tmp_path: Path) -> None:
    """It ends where the limit is."""
    server.at("/list.csv", lambda _request: endless)
    result = await fetch(csv(server, limits={"max_bytes": 300_000, "timeout_seconds": 9}), tmp_path)
    assert result.problem == f"one: {server.host}: more than 300000 bytes (limits.max_bytes)"
    assert not stored(tmp_path)


async def test_ten_gigabytes_that_are_announced_are_not_begun(
    server: Server, tmp_path: Path
) -> None:
    """The length alone is refused."""
    server.at("/list.csv", Reply(b"x", headers=CSV | {"content-length": str(10 << 30)}))
    result = await fetch(csv(server), tmp_path)
    assert result.problem is not None
    assert "more than 536870912 bytes" in result.problem
    assert not stored(tmp_path)


async def test_a_gzip_bomb_ends_at_the_limit(server: Server, tmp_path: Path) -> None:
    """What counts is what comes out."""
    bomb = gzip.compress(bytes(50_000_000))
    server.at("/list.csv", Reply(bomb, headers=CSV | {"content-encoding": "gzip"}))
    result = await fetch(csv(server, limits={"max_bytes": 100_000, "timeout_seconds": 9}), tmp_path)
    assert result.problem is not None
    assert "more than 100000 bytes" in result.problem
    assert not stored(tmp_path)


async def test_gzip_is_unpacked(server: Server, tmp_path: Path) -> None:
    """Of one member or several; it is what is asked for."""
    packed = gzip.compress(LIST[:9]) + gzip.compress(LIST[9:])
    server.at("/list.csv", Reply(packed, headers=CSV | {"content-encoding": "gzip"}))
    assert text(await fetch(csv(server), tmp_path)).encode() == LIST
    assert server.asked[0].headers["accept-encoding"] == "gzip"


async def test_gzip_that_breaks_off(server: Server, tmp_path: Path) -> None:
    """Is not the whole, though the length is right."""
    packed = gzip.compress(LIST)[:-9]
    server.at("/list.csv", Reply(packed, headers=CSV | {"content-encoding": "gzip"}))
    result = await fetch(csv(server), tmp_path)
    assert result.problem is not None
    assert result.problem.endswith("broke off inside gzip")


async def test_a_failing_feed_costs_no_other(server: Server, tmp_path: Path) -> None:
    """The others are there, in their order; local and disabled ones are not fetched."""
    server.at("/list.csv", GOOD)
    feeds = [
        csv(server, name="a"),
        feed("csv", "http://127.0.0.1:1/x", name="b"),
        feed("csv", "/nowhere/list.csv", name="c"),
        csv(server, name="d", enabled=False),
        csv(server, name="e"),
    ]
    results = await fetch_all(feeds, hosts_of(feeds), tmp_path, NOW)
    assert [each.feed.name for each in results] == ["a", "b", "e"]
    assert [each.problem is None for each in results] == [True, False, True]


async def test_a_full_disk_is_a_problem_of_the_feed(server: Server, tmp_path: Path) -> None:
    """Here a file stands where the state folder should be."""
    server.at("/list.csv", GOOD)
    (tmp_path / "state").write_text("")
    result = await fetch(csv(server), tmp_path / "state")
    assert result.problem is not None
    assert "cannot be stored" in result.problem
    assert str(tmp_path) not in result.problem
