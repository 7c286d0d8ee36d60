"""All that is fetched over the network: each remote feed to a file or folder on this machine.

Law: a feed that fails costs no other feed, and not its own last good copy. Nothing becomes the
last good copy before `Fetched.keep`, which the build calls once its snapshot is written.
"""

from __future__ import annotations

import asyncio
import sqlite3
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING

from feeds.feeds_file import Kind
from feeds.fetch import client, misp, single, taxii
from feeds.fetch.address import authority, hosts_of
from feeds.fetch.problem import FetchError
from feeds.fetch.state import Store, exclusive
from feeds.fetch.web import Web

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    import httpx

    from feeds.feeds_file import Feed
    from feeds.fetch.state import Kept

AT_ONCE = 8
_FETCH = {
    Kind.CSV: single.fetch,
    Kind.JSONL: single.fetch,
    Kind.STIX: single.fetch,
    Kind.TAXII: taxii.fetch,
    Kind.MISP: misp.fetch,
}


def _nothing() -> None:
    """There is nothing new to keep."""


@dataclass(frozen=True, slots=True)
class Fetched:
    """What there is to read of one feed.

    `path` is a file (for `taxii` one of JSON lines, a STIX object each) or a folder (for
    `misp`); None when there is not even an older copy. `fetched` is when what it holds was last
    confirmed current. `problem` is one line on why this fetch failed: the feed is stale then.
    `before` is the last good copy: what to read when `path` turns out to be no feed.
    """

    feed: Feed
    path: Path | None
    fetched: datetime | None
    problem: str | None = None
    before: Path | None = None
    _keep: Callable[[], None] = field(default=_nothing, repr=False)

    def keep(self) -> None:
        """Make this fetch the last good one, durably; after a failed fetch nothing changes.

        Raises:
            OSError: the disk refuses; the earlier copy stays the last good one.
        """
        self._keep()


async def fetch_all(
    feeds: Sequence[Feed],
    hosts: frozenset[str],
    state: Path,
    now: datetime,
    *,
    proxy: str | None = None,
    ca_file: Path | None = None,
) -> list[Fetched]:
    """Fetch every remote feed that is enabled, at most `AT_ONCE` at a time, in their order.

    `hosts` are all that may be asked (see `hosts_of`), `state` is where copies are kept, `now`
    an aware moment. `proxy` and `ca_file`: see `client.new`. One feed's failure is its own
    `problem`; hold `exclusive(state)` until everything is kept.

    Raises:
        OSError: `ca_file` cannot be read.
    """
    turns = asyncio.Semaphore(AT_ONCE)
    async with client.new(proxy, ca_file) as http_client:

        async def one(feed: Feed) -> Fetched:
            async with turns:
                return await _fetch(feed, hosts, Store(state, feed), now, http_client)

        return await asyncio.gather(*(one(each) for each in feeds if _is_fetched(each)))


def _is_fetched(feed: Feed) -> bool:
    return feed.is_remote and feed.enabled


async def _fetch(
    feed: Feed,
    hosts: frozenset[str],
    store: Store,
    now: datetime,
    http_client: httpx.AsyncClient,
) -> Fetched:
    kept = await asyncio.to_thread(store.kept)
    before = None if kept is None else _readable(feed, store, kept)
    try:
        new = await _FETCH[feed.kind](Web(feed, hosts, http_client), store, kept, now)
    except Exception as error:
        await asyncio.to_thread(store.discard)
        problem = f"{feed.name}: {authority(feed.location)}: {_explain(error)}"
        return Fetched(feed, before, None if kept is None else kept.fetched, problem, before)
    path = _readable(feed, store, new)
    return Fetched(feed, path, new.fetched, None, before, partial(store.keep, new))


def _readable(feed: Feed, store: Store, kept: Kept) -> Path:
    """What a reader takes: the file, or for MISP the folder."""
    if feed.kind is Kind.MISP:
        return store.path(kept)
    return store.path(kept) / single.NAMES.get(feed.kind, taxii.OBJECTS)


def _explain(error: Exception) -> str:
    if isinstance(error, FetchError):
        return str(error)
    if isinstance(error, OSError | sqlite3.Error):
        return f"cannot be stored: {getattr(error, 'strerror', None) or 'the disk refuses'}"
    return f"failed unexpectedly ({type(error).__name__})"


__all__ = ["Fetched", "exclusive", "fetch_all", "hosts_of"]
