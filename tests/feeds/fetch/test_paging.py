"""TAXII 2.1 paging, also as servers get it wrong: all objects, or a problem, but never a loop."""

from __future__ import annotations

import asyncio
import itertools
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.fetch import taxii as taxii_client
from feeds.fetch import web
from tests.feeds.fetch.collection import indicator, stamp
from tests.feeds.fetch.fetching import DAY, NOW, feed, fetch, kept, objects, stored
from tests.feeds.fetch.server import Reply, Request, Server, running

if TYPE_CHECKING:
    from feeds.feeds_file import Feed
    from feeds.fetch import Fetched

PATH = "/api/collections/1/objects/"
TAXII = {"content-type": "application/taxii+json;version=2.1"}


def taxii(server: Server, **more: object) -> Feed:
    """The collection on this server."""
    return feed("taxii", f"http://{server.host}/api/collections/1/", **more)


def page(*held: Any, last: str | None = None, **more: Any) -> Reply:
    """An envelope; `last` is when its last object was added."""
    headers = TAXII if last is None else TAXII | {"x-taxii-date-added-last": last}
    return Reply(orjson.dumps({"objects": held, **more} if held else more), headers=headers)


def problem(result: Fetched) -> str:
    """Why it failed."""
    assert result.problem is not None
    return result.problem.partition(": ")[2].partition(": ")[2]


async def test_more_with_next(server: Server, tmp_path: Path) -> None:
    """The same filters and `next`, and not `added_after` of the page before."""
    server.in_turn(PATH, page(indicator(1), last=stamp(1)))
    await kept(taxii(server), tmp_path)
    server.in_turn(
        PATH,
        page(indicator(2), last=stamp(2), more=True, next="a b&c"),
        page(indicator(3), last=stamp(3), more=True, next=7),
        page(indicator(4), last=stamp(4), more=False),
    )
    result = await kept(taxii(server), tmp_path)
    assert objects(result) == [indicator(number) for number in range(1, 5)]
    since = {"limit": "1000", "added_after": stamp(1)}
    asked = [request.query for request in server.asked[1:]]
    assert asked == [since, since | {"next": "a b&c"}, since | {"next": "7"}]
    await fetch(taxii(server), tmp_path)
    assert server.asked[-1].query["added_after"] == stamp(4)
    assert server.asked[0].headers["accept"] == "application/taxii+json;version=2.1"


@pytest.mark.parametrize("more", [{"more": True}, {"more": True, "next": ""}])
async def test_more_without_next(server: Server, tmp_path: Path, more: dict[str, Any]) -> None:
    """`added_after` from the header, never from an object's `modified`, and no `next`."""
    server.in_turn(
        PATH,
        page(indicator(1, version=99), last=stamp(1), **more),
        page(indicator(2, version=98), last=stamp(2), **more),
        page(indicator(3)),
    )
    assert len(objects(await kept(taxii(server), tmp_path))) == 3
    asked = [request.query for request in server.asked]
    limit = {"limit": "1000"}
    assert asked == [
        limit,
        limit | {"added_after": stamp(1)},
        limit | {"added_after": stamp(2)},
    ]
    await fetch(taxii(server), tmp_path)
    assert server.asked[-1].query["added_after"] == stamp(2)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (page(indicator(1), more=True), "neither next nor X-TAXII-Date-Added-Last"),
        (page(indicator(1), last="yesterday", more=True), "neither next nor"),
        (page(indicator(1), more=True, next="same"), "no progress"),
        (page(indicator(1), last=stamp(1), more=True), "no progress"),
        (page(more=True, next="same"), "no progress"),
        (Reply(b"[]", headers=TAXII), "not a TAXII envelope"),
        (Reply(b'{"objects": {}}', headers=TAXII), "not a TAXII envelope"),
        (Reply(b'{"objects": [', headers=TAXII), "not JSON"),
        (Reply(b"[" * 100_000, headers=TAXII), "not JSON"),
        (Reply(b"<p>", headers={"content-type": "text/html"}), "answered text/html"),
        (Reply(b"{}", headers={"content-type": "application/json"}), "answered application/json"),
        (Reply(b"", 406, TAXII), "answered 406 Not Acceptable: it does not speak TAXII 2.1"),
    ],
)
async def test_a_page_that_cannot_be_right(
    server: Server, tmp_path: Path, reply: Reply, expected: str
) -> None:
    """Is a problem, and what was kept before stays."""
    server.in_turn(PATH, page(indicator(7), last=stamp(7)))
    await kept(taxii(server), tmp_path)
    server.in_turn(PATH, reply)
    result = await fetch(taxii(server), tmp_path, NOW + 8 * DAY)
    assert expected in problem(result)
    assert objects(result) == [indicator(7)]
    assert len(server.asked) <= 4


async def test_empty_pages_for_ever(server: Server, tmp_path: Path) -> None:
    """Each with another `next`: they end."""
    names = itertools.count()
    server.at(PATH, lambda _request: page(more=True, next=f"page {next(names)}"))
    result = await fetch(taxii(server, limits={"timeout_seconds": 20}), tmp_path)
    assert "no progress" in problem(result)


async def test_full_pages_for_ever(server: Server, tmp_path: Path) -> None:
    """End at the limit, which counts all pages together; nothing of them stays."""
    names = itertools.count()
    server.at(PATH, lambda _request: page(indicator(next(names)), more=True, next="next"))
    limits = {"timeout_seconds": 20, "max_bytes": 30_000}
    result = await fetch(taxii(server, limits=limits), tmp_path)
    assert problem(result) == "more than 30000 bytes (limits.max_bytes)"
    assert 80 < len(server.asked) < 110
    assert not stored(tmp_path)


async def test_pages_that_each_come_in_time_end_too(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """All requests of a feed have a deadline together, so many times that of one."""
    monkeypatch.setattr(web, "WHOLE_FACTOR", 0.02)
    names = itertools.count()
    server.at(PATH, lambda _request: page(indicator(next(names)), more=True, next="next"))
    result = await fetch(taxii(server, limits={"timeout_seconds": 20}), tmp_path)
    assert problem(result) == "took longer than 0.4 s"


async def test_a_page_has_a_limit_of_its_own(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It is held in memory, which the whole feed is not."""
    monkeypatch.setattr(taxii_client, "MAX_PAGE_BYTES", 2000)
    server.in_turn(PATH, *[page(indicator(n), more=n < 9, next="x") for n in range(10)])
    assert len(objects(await fetch(taxii(server), tmp_path))) == 10
    server.in_turn(PATH, page(*map(indicator, range(10))))
    result = await fetch(taxii(server), tmp_path)
    assert problem(result) == "more than 2000 bytes in one answer"


async def test_a_string_that_is_no_text_costs_its_own_object(
    server: Server, tmp_path: Path
) -> None:
    """Of that one the name is left, for the reader to reject; so of what is no object at all."""
    broken = orjson.dumps(indicator(2)).replace(b"user2", b"\\ud800")
    body = b'{"objects": [%s, %s, 3, {"id": 4}]}' % (orjson.dumps(indicator(1)), broken)
    server.at(PATH, Reply(body, headers=TAXII))
    found = objects(await kept(taxii(server), tmp_path))
    plain = {name: indicator(2)[name] for name in ("id", "modified", "type")}
    assert found[:2] == [indicator(1), plain]
    assert sorted(found[2:], key=str) == [3, {"id": 4}]


async def test_versions_are_ordered_as_times(server: Server, tmp_path: Path) -> None:
    """A fraction of a second may be written with any number of digits."""
    times = ["2026-01-01T00:00:00Z", "2026-01-01T00:00:00.5Z", "2026-01-01T00:00:00.10Z"]
    times.append("2026-01-01T00:00:00.50Z")  # the same as one before it, which stays
    sent = [{**indicator(1), "modified": time} for time in times]
    server.at(PATH, page(*sent))
    assert objects(await kept(taxii(server), tmp_path)) == [sent[1]]


@dataclass(frozen=True, slots=True)
class Stub:
    """A collection: (added, object) in the order of adding; how it pages."""

    held: list[tuple[int, dict[str, Any]]]
    sizes: list[int]
    is_inclusive: bool
    has_next: bool

    def __call__(self, request: Request) -> Reply:
        """The page that is asked for."""
        after = request.query.get("added_after")
        first, number = map(int, request.query.get("next", "0 0").split())
        left = [each for each in self.held if after is None or self._is_after(each[0], after)]
        size = self.sizes[number % len(self.sizes)]
        if not self.has_next:  # such a server must not cut between equal times
            times = [added for added, _ in left]
            while 0 < size < len(times) and times[size - 1] == times[size] and self._cuts_none:
                size += 1
        taken = left[first : first + size]
        more = len(left) > first + size
        last = stamp(taken[-1][0]) if taken else None
        name = {"next": f"{first + size} {number + 1}"} if more and self.has_next else {}
        return page(*(each for _, each in taken), last=last, more=more, **name)

    @property
    def _cuts_none(self) -> bool:
        return not self.is_inclusive

    def _is_after(self, added: int, after: str) -> bool:
        return stamp(added) >= after if self.is_inclusive else stamp(added) > after


HELD = st.lists(
    st.tuples(st.integers(0, 3), st.integers(0, 9), st.integers(0, 3)), max_size=25
).map(lambda rows: [(added, indicator(number, version=v)) for added, number, v in sorted(rows)])


@given(HELD, HELD, st.lists(st.integers(1, 9), min_size=1), st.booleans(), st.booleans())
@settings(deadline=None, max_examples=60)
def test_any_pages_give_the_newest_objects(
    first: list[tuple[int, dict[str, Any]]],
    then: list[tuple[int, dict[str, Any]]],
    sizes: list[int],
    is_inclusive: bool,
    has_next: bool,
) -> None:
    """However they are split, with whatever equal times: exactly these, or else a problem.

    A problem only where a page of equal times is all that a server can send: no request asks
    for what is behind it.
    """
    later = [(added + 10, each) for added, each in then]
    results = asyncio.run(_twice(first, later, sizes, is_inclusive, has_next))
    for result, held in zip(results, (first, [*first, *later]), strict=True):
        if result is None:
            assert is_inclusive
            assert not has_next
        else:
            assert result == _newest(held)


async def _twice(
    first: list[Any], later: list[Any], sizes: list[int], is_inclusive: bool, has_next: bool
) -> list[list[Any] | None]:
    found: list[list[Any] | None] = []
    async with running() as server:
        with tempfile.TemporaryDirectory() as folder:
            for held in (first, [*first, *later]):
                server.at(PATH, Stub(held, sizes, is_inclusive, has_next))
                one = taxii(server, limits={"timeout_seconds": 20})
                result = await fetch(one, Path(folder))
                result.keep()
                found.append(None if result.problem else objects(result))
    return found


def _newest(held: list[tuple[int, dict[str, Any]]]) -> list[Any]:
    newest: dict[str, Any] = {}
    for _, each in held:
        if each["id"] not in newest or each["modified"] > newest[each["id"]]["modified"]:
            newest[each["id"]] = each
    return sorted(newest.values(), key=lambda each: each["id"])
