"""A feed that is one file (CSV, JSON lines, STIX bundle): asked for only if it changed.

ETag and Last-Modified with 304 (RFC 9110 section 13): unchanged content is not sent again.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import httpx

from feeds.feeds_file import Kind
from feeds.fetch.state import Kept, digests
from feeds.fetch.web import Wanted

if TYPE_CHECKING:
    from datetime import datetime

    from feeds.fetch.state import Store
    from feeds.fetch.web import Answer, Web

NAMES = {Kind.CSV: "feed.csv", Kind.JSONL: "feed.jsonl", Kind.STIX: "feed.json"}
MAX_VALIDATOR = 1000
# Plain file servers know few endings; what they all know is HTML, and that is refused.
_ANY_FILE = frozenset({"", "text/plain", "application/octet-stream", "binary/octet-stream"})
_CSV = frozenset({"text/csv", "application/csv", "application/vnd.ms-excel"})
_JSON = frozenset({"application/json", "text/json", "+json"})
_LINES = frozenset({"application/x-ndjson", "application/ndjson", "application/jsonl"})
TYPES = {
    Kind.CSV: _ANY_FILE | _CSV,
    Kind.JSONL: _ANY_FILE | _JSON | _LINES | {"application/jsonlines", "application/x-jsonlines"},
    Kind.STIX: _ANY_FILE | _JSON,
}


async def fetch(web: Web, store: Store, kept: Kept | None, now: datetime) -> Kept:
    """The file as it is now; `kept` confirmed if it did not change.

    Raises:
        FetchError: it cannot be had.
        OSError: the disk refuses.
    """
    folder = await asyncio.to_thread(store.begin)
    kind = web.feed.kind
    wanted = Wanted(web.location, TYPES[kind], conditions(kept))
    answer = await web.get(wanted, folder / NAMES[kind])
    if kept is not None and answer.status == httpx.codes.NOT_MODIFIED:
        return kept.model_copy(update={"fetched": now})
    return Kept(
        source=store.source,
        copy_name=folder.name,
        files=await asyncio.to_thread(digests, folder),
        fetched=now,
        full=now,
        **validators(answer),
    )


def conditions(kept: Kept | None) -> dict[str, str]:
    """The headers that ask for content only if it is not what is kept."""
    if kept is None:
        return {}
    given = {"If-None-Match": kept.etag, "If-Modified-Since": kept.modified}
    return {name: value for name, value in given.items() if value is not None}


def validators(answer: Answer) -> dict[str, str | None]:
    """What the server calls this content: its ETag and Last-Modified, if they can be sent back."""
    return {"etag": _plain(answer, "etag"), "modified": _plain(answer, "last-modified")}


def _plain(answer: Answer, name: str) -> str | None:
    text = answer.headers.get(name)
    usable = text is not None and len(text) <= MAX_VALIDATOR and text.isascii()
    return text if usable and text.isprintable() else None
