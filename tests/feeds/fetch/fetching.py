"""Feeds for tests, and fetching them."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import orjson

from feeds.feeds_file import Feed
from feeds.fetch import Fetched, fetch_all, hosts_of

if TYPE_CHECKING:
    from pathlib import Path

NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
DAY = timedelta(days=1)


def feed(kind: str, location: str, **more: Any) -> Feed:
    """A feed that gives up after half a second."""
    limits = {"timeout_seconds": 0.5, **more.pop("limits", {})}
    values = {"name": "one", "kind": kind, "location": location, "limits": limits, **more}
    return Feed.model_validate(values)


async def fetch(one: Feed, state: Path, now: datetime = NOW, *more_hosts: str) -> Fetched:
    """Fetch one feed; only its own host and `more_hosts` may be asked."""
    hosts = hosts_of([one]) | set(more_hosts)
    (result,) = await fetch_all([one], hosts, state, now)
    return result


async def kept(one: Feed, state: Path, now: datetime = NOW) -> Fetched:
    """Fetch one feed and keep it."""
    result = await fetch(one, state, now)
    assert result.problem is None
    result.keep()
    return result


def text(result: Fetched) -> str:
    """What was fetched, a single file."""
    assert result.path is not None
    return result.path.read_text("utf-8")


def objects(result: Fetched) -> list[Any]:
    """The STIX objects that were fetched."""
    return [orjson.loads(line) for line in text(result).splitlines()]


def stored(folder: Path) -> int:
    """The bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
