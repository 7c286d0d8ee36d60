"""A remote feed in a build: stale when it fails, kept only when it could be read."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import yaml

from feeds import snapshot
from feeds.build import Built, build
from tests.feeds.fetch.server import Reply, Server
from tests.feeds.files import CREATED

if TYPE_CHECKING:
    from pathlib import Path

CSV = {"content-type": "text/csv"}


def reply(*values: str) -> Reply:
    """A good feed."""
    rows = "".join(f"email,{value}@example.com\n" for value in values)
    return Reply(f"type,value\n{rows}".encode(), headers=CSV)


async def built(server: Server, folder: Path) -> Built:
    """The snapshot of a remote feed and one of this machine."""
    (folder / "own.csv").write_text("type,value\nemail,own@example.com\n")
    feeds = [
        {"name": "desk", "kind": "csv", "location": f"http://{server.host}/list.csv"},
        {"name": "own", "kind": "csv", "location": "own.csv"},
    ]
    (folder / "feeds.yaml").write_text(yaml.safe_dump({"feeds": feeds}))
    path = folder / "feeds.yaml"
    return await asyncio.to_thread(build, [path], folder / "out", serial=1, created=CREATED)


def listed(folder: Path) -> set[str]:
    """The values on the list."""
    content = snapshot.read(folder / "out")[1].decode()
    return {line.split('"value":"')[1].split("@")[0] for line in content.splitlines()}


async def test_a_server_that_fails_leaves_the_last_good_copy(
    server: Server, tmp_path: Path
) -> None:
    """The manifest says that it is stale, since when and why; the others go on."""
    server.in_turn("/list.csv", reply("a", "b"), Reply(status=404), reply("c"))
    fresh = (await built(server, tmp_path)).manifest.feeds[0]
    assert (fresh.problem, fresh.fetched, fresh.kept) == (None, CREATED, 2)
    stale = (await built(server, tmp_path)).manifest.feeds
    assert stale[0].problem is not None
    assert "404" in stale[0].problem
    assert (stale[0].fetched, stale[0].kept, stale[1].problem) == (CREATED, 2, None)
    assert listed(tmp_path) == {"a", "b", "own"}
    assert (await built(server, tmp_path)).manifest.feeds[0].problem is None
    assert listed(tmp_path) == {"c", "own"}


async def test_nonsense_is_read_as_it_was_before_and_not_kept(
    server: Server, tmp_path: Path
) -> None:
    """A page without the columns is no feed, though it was fetched well."""
    nonsense = Reply(b"<p>come back later</p>\n", headers=CSV)
    server.in_turn("/list.csv", nonsense, reply("a"), nonsense, Reply(status=503))
    first = (await built(server, tmp_path)).manifest.feeds[0]
    assert first.problem is not None
    assert "column missing" in first.problem
    assert listed(tmp_path) == {"own"}
    await built(server, tmp_path)
    for why in ("column missing", "503"):
        stale = (await built(server, tmp_path)).manifest.feeds[0]
        assert why in (stale.problem or "")
        assert stale.kept == 1
        assert listed(tmp_path) == {"a", "own"}
