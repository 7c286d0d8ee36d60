"""A TAXII 2.1 collection: all its objects once, then what was added, merged into what is kept.

Law (TAXII 2.1 sections 3.4 and 5.4): with `more` and `next`, the same filters and `next`; with
`more` alone, `added_after` from `X-TAXII-Date-Added-Last`; never both ways in one request, and
never from an object's `modified`. A page that brings nothing new and leads to itself is a
problem, not a loop. TAXII has no way to say that an object was deleted: a full fetch every
`full_resync_days` does.

Only the latest version of each object is asked for, as `match[version]` is unless given: an
indicator is what its newest version says, and revocations are versions like others.
"""

from __future__ import annotations

import asyncio
import re
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from feeds.fetch.problem import FetchError, UnusableAnswerError
from feeds.fetch.spill import Spill, loads
from feeds.fetch.state import Kept, digests
from feeds.fetch.web import RefusedError, Wanted

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime
    from pathlib import Path

    import httpx

    from feeds.fetch.state import Store
    from feeds.fetch.web import Answer, Web

OBJECTS = "objects.jsonl"
MEDIA_TYPE = "application/taxii+json;version=2.1"
LAST_ADDED = "X-TAXII-Date-Added-Last"
LIMIT = 1000
"""Objects a page that are asked for; a server may send fewer."""
MAX_PAGE_BYTES = 1 << 27
MAX_IDLE_PAGES = 100
_TIMESTAMP = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?Z")
_HINTS = {404: "no such collection", 406: "it does not speak TAXII 2.1"}
Filters = dict[str, str]


async def fetch(web: Web, store: Store, kept: Kept | None, now: datetime) -> Kept:
    """The collection as it is now, as JSON lines; `kept` confirmed if nothing was added.

    Raises:
        FetchError: it cannot be had.
        OSError: the disk refuses.
    """
    old = _to_go_on_from(kept, now, web.feed.full_resync_days)
    folder = await asyncio.to_thread(store.begin)
    spill = Spill(folder / "spill.db")
    try:
        if old is not None:
            await asyncio.to_thread(spill.load, store.path(old) / OBJECTS)
        pages = _Pages(web, spill, folder / "page.json")
        await pages.all(None if old is None else old.cursor)
        if old is not None and not pages.new:
            return old.model_copy(update={"fetched": now, "cursor": pages.cursor})
        await asyncio.to_thread(spill.write, folder / OBJECTS)
    finally:
        spill.close()
    (folder / "page.json").unlink()
    return Kept(
        source=store.source,
        copy_name=folder.name,
        files=await asyncio.to_thread(digests, folder),
        fetched=now,
        full=now if old is None else old.full,
        cursor=pages.cursor,
    )


def _to_go_on_from(kept: Kept | None, now: datetime, days: float) -> Kept | None:
    """The copy that what was added is merged into; None when everything is to be fetched."""
    if kept is None or kept.cursor is None:
        return None
    return kept if timedelta(0) <= now - kept.full < timedelta(days=days) else None


@dataclass(frozen=True, slots=True)
class _Envelope:
    """A page (TAXII 2.1 section 3.7)."""

    objects: list[Any]
    more: bool
    next: str | None


class _Pages:
    """One walk over a collection: `cursor` is where it ended, `new` how much it brought."""

    def __init__(self, web: Web, spill: Spill, page: Path) -> None:
        self._web = web
        self._spill = spill
        self._page = page
        self._address = objects_of(web.location)
        self.cursor: str | None = None
        self.new = 0

    async def all(self, since: str | None) -> None:
        """Take every page, from what was added after `since` on."""
        self.cursor = since
        filters: Filters = {} if since is None else {"added_after": since}
        asked: Mapping[str, str] | None = filters
        idle = 0
        while asked is not None:
            envelope, last = await self._ask(asked)
            new = await asyncio.to_thread(self._spill.add, envelope.objects)
            self.cursor = last or self.cursor
            self.new += new
            idle = 0 if new else idle + 1
            following, filters = _following(envelope, filters, last)
            if following is not None and idle and (following == asked or idle > MAX_IDLE_PAGES):
                raise FetchError("no progress: it says there is more, but sends nothing new")
            asked = following

    async def _ask(self, asked: Mapping[str, str]) -> tuple[_Envelope, str | None]:
        url = self._address.copy_merge_params({**asked, "limit": str(LIMIT)})
        types = frozenset({"application/taxii+json"})
        try:
            answer = await self._web.get(
                Wanted(url, types, {"Accept": MEDIA_TYPE}), self._page, most=MAX_PAGE_BYTES
            )
        except RefusedError as error:
            hint = _HINTS.get(error.status)
            raise FetchError(f"{error}: {hint}" if hint else str(error)) from error
        envelope = await asyncio.to_thread(_envelope, self._page)
        return envelope, _last_added(answer)


def _following(
    envelope: _Envelope, filters: Filters, last: str | None
) -> tuple[Mapping[str, str] | None, Filters]:
    """What to ask for after this page, None at the end; and the filters from now on."""
    if not envelope.more:
        return None, filters
    if envelope.next is not None:
        return {**filters, "next": envelope.next}, filters
    if last is None:
        raise FetchError(f"it says there is more, but neither next nor {LAST_ADDED}")
    filters = {"added_after": last}
    return filters, filters


def objects_of(collection: httpx.URL) -> httpx.URL:
    """The address of a collection's objects, whether or not it was written out."""
    path = collection.path.rstrip("/")
    return collection.copy_with(path=f"{path.removesuffix('/objects')}/objects/")


def _last_added(answer: Answer) -> str | None:
    """When the page's last object was added; None if the server does not say it readably."""
    text = answer.headers.get(LAST_ADDED, "").strip()
    return text if _TIMESTAMP.fullmatch(text) else None


def _envelope(page: Path) -> _Envelope:
    try:
        values = loads(page.read_bytes())
    except ValueError as error:
        raise UnusableAnswerError("answered something that is not JSON") from error
    objects = values.get("objects", []) if isinstance(values, dict) else None
    if not isinstance(objects, list):
        raise UnusableAnswerError("answered JSON that is not a TAXII envelope")
    following = values.get("next")
    if isinstance(following, int) and not isinstance(following, bool):
        following = str(following)
    usable = isinstance(following, str) and following != ""
    return _Envelope(objects, values.get("more") is True, following if usable else None)
