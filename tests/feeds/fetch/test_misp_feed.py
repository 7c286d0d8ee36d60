"""MISP feed folders over HTTP: only what changed is asked for, and no name leads outside."""

from __future__ import annotations

import gzip
from typing import TYPE_CHECKING, Any

import orjson
import pytest

from feeds.formats import Reject, misp
from tests.feeds.fetch.fetching import DAY, NOW, feed, fetch, kept
from tests.feeds.fetch.server import Reply, Server

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.feeds_file import Feed

JSON = {"content-type": "application/json"}
ONE, TWO, THREE = (f"5f3a1c00-0000-4000-8000-00000000000{number}" for number in (1, 2, 3))


def event(name: str, value: str) -> Reply:
    """An event with one address."""
    attribute = {"type": "email", "to_ids": True, "value": value, "uuid": name}
    return Reply(orjson.dumps({"Event": {"uuid": name, "Attribute": [attribute]}}), headers=JSON)


def manifest(stamps: dict[str, Any], **headers: str) -> Reply:
    """A manifest with these timestamps."""
    entries = {name: {"timestamp": stamp, "info": "x"} for name, stamp in stamps.items()}
    return Reply(orjson.dumps(entries), headers=JSON | headers)


def folder(server: Server, stamps: dict[str, str], values: dict[str, str]) -> None:
    """What the server has from now on."""
    server.handlers.clear()
    server.asked.clear()
    server.at("/feed/manifest.json", manifest(stamps))
    for name, value in values.items():
        server.at(f"/feed/{name}.json", event(name, value))


def remote(server: Server, ending: str = "/", **more: Any) -> Feed:
    """The feed on this server."""
    return feed("misp", f"http://{server.host}/feed{ending}", **more)


def names(folder: Path) -> list[str]:
    """Everything below a folder."""
    return [path.name for path in folder.rglob("*")]


def values(path: Path | None) -> list[Any]:
    """What a reader finds in the copy: values, and reasons of rejects."""
    assert path is not None
    return [
        f"{each.place}: {each.reason}" if isinstance(each, Reject) else each.values["value"]
        for each in misp.read(path, "one")
    ]


@pytest.mark.parametrize("ending", ["", "/", "/manifest.json"])
async def test_a_folder_is_fetched(server: Server, tmp_path: Path, ending: str) -> None:
    """The manifest and the events that it names; `hashes.csv` is not asked for."""
    folder(server, {ONE: "1", TWO: "1"}, {ONE: "a@example.com", TWO: "b@example.com"})
    result = await fetch(remote(server, ending), tmp_path)
    assert values(result.path) == ["a@example.com", "b@example.com"]
    assert server.paths() == [f"/feed/{name}.json" for name in ("manifest", ONE, TWO)]


async def test_only_what_changed_is_asked_for(server: Server, tmp_path: Path) -> None:
    """By its timestamp; an event that the manifest no longer names is gone."""
    folder(
        server, {ONE: "1", TWO: "1", THREE: "1"}, dict.fromkeys((ONE, TWO, THREE), "a@b.example")
    )
    await kept(remote(server), tmp_path)
    folder(server, {ONE: "1", TWO: "2"}, {TWO: "new@b.example"})
    result = await kept(remote(server), tmp_path)
    assert server.paths() == ["/feed/manifest.json", f"/feed/{TWO}.json"]
    assert values(result.path) == ["a@b.example", "new@b.example"]
    assert result.path is not None
    assert not (result.path / f"{THREE}.json").exists()
    assert {path.stat().st_mode & 0o777 for path in result.path.iterdir()} == {0o600}


async def test_an_unchanged_manifest_is_one_request(server: Server, tmp_path: Path) -> None:
    """304: the copy is confirmed as of now."""
    folder(server, {}, {ONE: "a@example.com"})
    server.in_turn("/feed/manifest.json", manifest({ONE: "1"}, etag='"7"'), Reply(status=304))
    await kept(remote(server), tmp_path)
    result = await kept(remote(server), tmp_path, NOW + DAY)
    assert (values(result.path), result.fetched) == (["a@example.com"], NOW + DAY)
    assert server.asked[-1].headers["if-none-match"] == '"7"'
    assert len(server.asked) == 3


CUT = Reply(gzip.compress(bytes(99))[:-3], headers=JSON | {"content-encoding": "gzip"})
PAGE = Reply(b"<p>", headers={"content-type": "text/html"})


@pytest.mark.parametrize("missing", [Reply(b"", 404), PAGE, CUT])
async def test_an_event_that_is_missing(server: Server, tmp_path: Path, missing: Reply) -> None:
    """Is a reject alone, and is asked for again though the manifest stays as it is."""
    folder(server, {}, {ONE: "a@example.com"})
    whole = manifest({ONE: "1", TWO: "1"}, etag='"7"')
    server.at(
        "/feed/manifest.json",
        lambda asked: Reply(status=304) if "if-none-match" in asked.headers else whole,
    )
    server.at(f"/feed/{TWO}.json", missing)
    result = await kept(remote(server), tmp_path)
    assert values(result.path) == ["a@example.com", f"{TWO}: event file missing"]
    server.at(f"/feed/{TWO}.json", event(TWO, "b@example.com"))
    result = await kept(remote(server), tmp_path)
    assert values(result.path) == ["a@example.com", "b@example.com"]
    assert server.paths()[3:] == ["/feed/manifest.json", f"/feed/{TWO}.json"]


@pytest.mark.parametrize("status", [401, 403, 503])
async def test_trouble_at_an_event_is_the_feeds(
    server: Server, tmp_path: Path, status: int
) -> None:
    """It would be so for others: the last good copy stays."""
    folder(server, {ONE: "1"}, {ONE: "a@example.com"})
    await kept(remote(server), tmp_path)
    folder(server, {ONE: "2"}, {})
    server.at(f"/feed/{ONE}.json", Reply(b"", status))
    result = await fetch(remote(server), tmp_path)
    assert result.problem is not None
    assert f"answered {status}" in result.problem
    assert values(result.path) == ["a@example.com"]


@pytest.mark.parametrize(
    ("body", "problem"),
    [
        (b'{"../../x": {"timestamp": "1"}}', "manifest.json: an event's name is not a UUID"),
        (b'{"%2e%2e": {}}', "manifest.json: an event's name is not a UUID"),
        (f'{{"{ONE}/..": {{}}}}'.encode(), "manifest.json: an event's name is not a UUID"),
        (f'{{"{ONE}\\n": {{}}}}'.encode(), "manifest.json: an event's name is not a UUID"),
        (b"[]", "manifest.json: not a JSON object"),
        (b"{", "manifest.json: not JSON"),
    ],
)
async def test_a_manifest_that_is_none(
    server: Server, tmp_path: Path, body: bytes, problem: str
) -> None:
    """Nothing but the manifest was asked for, and nothing else is written."""
    server.at("/feed/manifest.json", Reply(body, headers=JSON))
    result = await fetch(remote(server), tmp_path / "state")
    assert result.problem == f"one: {server.host}: {problem}"
    assert server.paths() == ["/feed/manifest.json"]
    assert names(tmp_path) == ["state", "one"]


async def test_events_share_the_limit(server: Server, tmp_path: Path) -> None:
    """Many small ones are as much as a large one."""
    names = [f"5f3a1c00-0000-4000-8000-0000000000{number}" for number in range(10, 40)]
    folder(server, dict.fromkeys(names, "1"), dict.fromkeys(names, "a@example.com"))
    result = await fetch(remote(server, limits={"max_bytes": 5000}), tmp_path)
    assert result.problem is not None
    assert result.problem.endswith("more than 5000 bytes (limits.max_bytes)")
