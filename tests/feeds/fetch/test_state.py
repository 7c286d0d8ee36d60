"""What is kept between builds survives crashes and damage, and belongs to its feed alone."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from feeds.fetch import exclusive
from feeds.formats import FeedError
from tests.feeds.fetch.fetching import DAY, NOW, feed, fetch, kept, text
from tests.feeds.fetch.server import Reply, Server

if TYPE_CHECKING:
    from feeds.feeds_file import Feed

CSV = {"content-type": "text/csv", "etag": '"1"'}
OLD, NEW = Reply(b"old", headers=CSV), Reply(b"new", headers=CSV)


def csv(server: Server, **more: object) -> Feed:
    """A CSV feed on this server."""
    return feed("csv", f"http://{server.host}/list.csv", **more)


async def test_a_failed_fetch_gives_the_last_good_copy(server: Server, tmp_path: Path) -> None:
    """Stale, as of when it was last good; keeping it changes nothing."""
    server.in_turn("/list.csv", OLD, Reply(b"", 404))
    await kept(csv(server), tmp_path)
    stale = await fetch(csv(server), tmp_path, NOW + DAY)
    assert stale.problem is not None
    assert (text(stale), stale.fetched) == ("old", NOW)
    before = (tmp_path / "one" / "state.json").read_bytes()
    stale.keep()
    assert (tmp_path / "one" / "state.json").read_bytes() == before


async def test_before_it_is_kept_nothing_changed(server: Server, tmp_path: Path) -> None:
    """A build that dies after the fetch leaves the earlier copy; the next asks for it again."""
    server.in_turn("/list.csv", OLD, NEW, Reply(b"", 404), NEW)
    await kept(csv(server), tmp_path)
    assert text(await fetch(csv(server), tmp_path)) == "new"
    assert text(await fetch(csv(server), tmp_path)) == "old"
    assert text(await kept(csv(server), tmp_path)) == "new"
    assert len(list((tmp_path / "one").glob("copy-*"))) == 1


async def test_a_crash_while_keeping(
    server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At any of its steps the earlier or the later copy is whole, and one of them is there."""
    for step in range(1, 20):
        state = tmp_path / str(step)
        server.in_turn("/list.csv", OLD, NEW, Reply(b"", 404))
        await kept(csv(server), state)
        result = await fetch(csv(server), state)
        with monkeypatch.context() as patch:
            crash_at(patch, step)
            try:
                result.keep()
            except KeyboardInterrupt:
                pass
            else:
                break
        assert text(await fetch(csv(server), state)) in ("old", "new")
    assert step > 5


def crash_at(patch: pytest.MonkeyPatch, step: int) -> None:
    """Die at this system call of those that keeping makes."""
    calls = 0

    def dying(real):
        def call(*args, **kwargs):
            nonlocal calls
            calls += 1
            if calls == step:
                raise KeyboardInterrupt
            return real(*args, **kwargs)

        return call

    patch.setattr(os, "fsync", dying(os.fsync))
    patch.setattr(Path, "rename", dying(Path.rename))


@pytest.mark.parametrize(
    "damage",
    [
        lambda folder: cut(folder / "state.json"),
        lambda folder: (folder / "state.json").write_bytes(b"{}"),
        lambda folder: (folder / "state.json").write_bytes(b"\xff\xfe"),
        lambda folder: cut(next(folder.glob("copy-*/feed.csv"))),
        lambda folder: next(folder.glob("copy-*/feed.csv")).unlink(),
        lambda folder: (next(folder.glob("copy-*")) / "more.csv").write_bytes(b""),
    ],
)
async def test_a_damaged_state_is_not_used(server: Server, tmp_path: Path, damage) -> None:
    """All is fetched anew, without the validators of what is lost."""
    server.at("/list.csv", OLD)
    await kept(csv(server), tmp_path)
    damage(tmp_path / "one")
    assert text(await kept(csv(server), tmp_path)) == "old"
    assert "if-none-match" not in server.asked[1].headers
    await fetch(csv(server), tmp_path)
    assert server.asked[2].headers["if-none-match"] == '"1"'


def copy_of_copy(folder: Path) -> None:
    """Put the same files where they do not belong."""
    shutil.copytree(next((folder / "one").glob("copy-*")), folder / "copy-else")


def cut(path: Path) -> None:
    """Lose the end of a file."""
    path.write_bytes(path.read_bytes()[:-2])


async def test_a_state_that_names_another_folder_is_not_used(
    server: Server, tmp_path: Path
) -> None:
    """Nothing outside the feed's own folder is read or removed."""
    server.at("/list.csv", OLD)
    await kept(csv(server), tmp_path)
    copy_of_copy(tmp_path)
    state = tmp_path / "one" / "state.json"
    state.write_text(re.sub(r'"copy-\w+"', '"../copy-else"', state.read_text()))
    await kept(csv(server), tmp_path)
    assert "if-none-match" not in server.asked[1].headers
    assert (tmp_path / "copy-else").is_dir()


async def test_another_location_is_another_feed(
    server: Server, other: Server, tmp_path: Path
) -> None:
    """What came from elsewhere is not what this one says, not even when this one fails."""
    server.at("/list.csv", OLD)
    await kept(csv(server), tmp_path)
    result = await fetch(csv(other), tmp_path)
    assert result.problem is not None
    assert result.path is None
    assert "if-none-match" not in other.asked[0].headers
    assert text(await fetch(csv(server), tmp_path)) == "old"


async def test_feeds_do_not_share(server: Server, tmp_path: Path) -> None:
    """Each has a folder of its own."""
    server.in_turn("/list.csv", OLD, NEW)
    first = await kept(csv(server, name="a"), tmp_path)
    second = await kept(csv(server, name="b b"), tmp_path)
    assert (text(first), text(second)) == ("old", "new")


async def test_only_its_owner_may_read_it(server: Server, tmp_path: Path) -> None:
    """Folders have mode 0700, files 0600; a feed's own folder also if others made it."""
    server.at("/list.csv", OLD)
    (tmp_path / "state").mkdir(mode=0o700)
    (tmp_path / "state" / "one").mkdir(mode=0o755)
    await kept(csv(server), tmp_path / "state")
    modes = {
        (path.is_dir(), path.stat().st_mode & 0o777)
        for path in [tmp_path / "state", *(tmp_path / "state").rglob("*")]
    }
    assert modes == {(True, 0o700), (False, 0o600)}


def test_one_build_at_a_time(tmp_path: Path) -> None:
    """A second one says so, and may come when the first has ended."""
    state = tmp_path / "state"
    with exclusive(state), pytest.raises(FeedError, match="another build"), exclusive(state):
        pass
    with exclusive(state):
        pass
