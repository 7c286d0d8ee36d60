"""Following a channel: when it asks again, and what is said of a list's age."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import pytest

from feeds.snapshot import FeedState, read_manifest
from screening.follow import JITTER, SLOWEST, Follower
from screening.freshness import warnings
from screening.metrics import Metrics
from screening.origin import Origin
from screening.reload import Reloader

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 3, 8, 12, tzinfo=UTC)


@pytest.fixture
def reloader(snapshot: Path, tmp_path: Path) -> Reloader:
    """A reloader of a folder's list."""
    return Reloader(Origin(snapshot, None, tmp_path / "state"), Metrics())


async def test_each_failure_makes_the_next_poll_later(reloader: Reloader, tmp_path: Path) -> None:
    """Up to half an hour, never at once, and never all of a fleet together."""
    follower = Follower(reloader, (tmp_path / "none").as_uri(), 60, 1)
    bounds = [60, 120, 240, 480, 960, SLOWEST, SLOWEST]
    for seconds in bounds:
        pauses = {follower._pause() for _ in range(50)}
        assert seconds * (1 - JITTER) <= min(pauses) < max(pauses) <= seconds * (1 + JITTER)
        await follower.poll()


async def test_the_channel_is_asked_until_the_end(
    reloader: Reloader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever a poll raises, the next one comes; the end ends it at once."""
    polls = 0
    stop = asyncio.Event()

    async def poll(_: Follower) -> None:
        nonlocal polls
        polls += 1
        if polls == 3:
            stop.set()
        raise ValueError

    monkeypatch.setattr(Follower, "poll", poll)
    await asyncio.wait_for(Follower(reloader, "file:///none", 0.001, 1).run(stop), 10)
    assert polls == 3


def test_what_is_said_of_a_list(snapshot: Path) -> None:
    """Expired, old, with stale feeds: a line each; none where all is well."""
    manifest = read_manifest(snapshot).model_copy(update={"created": NOW - timedelta(days=7)})
    assert warnings(manifest, NOW + timedelta(seconds=1), NOW, 169) == []
    assert warnings(manifest, None, NOW, 168) == ["the list is older than 168 hours"]
    (told,) = warnings(manifest, NOW, NOW, 169)
    assert told.startswith("the release has expired")
    stale = FeedState(
        name="desk", kind="csv", licence=None, fetched=None, problem="gone", kept=0, rejected=0
    )
    manifest = manifest.model_copy(update={"feeds": (*manifest.feeds, stale)})
    assert warnings(manifest, None, NOW, 169) == ["stale feeds: desk"]
