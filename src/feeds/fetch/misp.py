"""A MISP feed folder: its manifest, and the events whose timestamp in it changed.

Law: a manifest's key is a UUID before it is part of any address or path. An event that the
server does not have costs that event alone: the reader rejects it, and it is asked for again.
"""

from __future__ import annotations

import asyncio
import os
import shutil
from typing import TYPE_CHECKING

import httpx
import orjson

from feeds.feeds_file import Kind
from feeds.fetch import single
from feeds.fetch.problem import FetchError, UnusableAnswerError
from feeds.fetch.state import Kept, digests
from feeds.fetch.web import RefusedError, Wanted
from feeds.formats.misp import MANIFEST, is_uuid

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from feeds.fetch.state import Store
    from feeds.fetch.web import Web

TYPES = single.TYPES[Kind.STIX]
_FOR_ALL = frozenset({401, 403})  # about the log-in, not about one event


async def fetch(web: Web, store: Store, kept: Kept | None, now: datetime) -> Kept:
    """The feed folder as it is now; `kept` confirmed if its manifest did not change.

    Raises:
        FetchError: it cannot be had, or its manifest is none.
        OSError: the disk refuses.
    """
    folder = await asyncio.to_thread(store.begin)
    asked = Wanted(_address(web, MANIFEST), TYPES, single.conditions(kept))
    answer = await web.get(asked, folder / MANIFEST)
    if kept is not None and answer.status == httpx.codes.NOT_MODIFIED:
        return kept.model_copy(update={"fetched": now})
    stamps = await asyncio.to_thread(_stamps, folder / MANIFEST)
    old = None if kept is None else store.path(kept)
    had = {} if kept is None else kept.stamps
    got = {}
    for event, stamp in stamps.items():
        is_kept = old is not None and had.get(event) == stamp
        if old is not None and is_kept:
            await asyncio.to_thread(_take_over, old, folder, f"{event}.json")
        if is_kept or await _event(web, folder, f"{event}.json"):
            got[event] = stamp
    return Kept(
        source=store.source,
        copy_name=folder.name,
        files=await asyncio.to_thread(digests, folder),
        fetched=now,
        full=now,
        stamps=got,
        # While an event is missing the manifest is read each time, so that it is asked for again.
        **(single.validators(answer) if len(got) == len(stamps) else {}),
    )


async def _event(web: Web, folder: Path, name: str) -> bool:
    """Fetch one event; whether the server had it."""
    try:
        await web.get(Wanted(_address(web, name), TYPES), folder / name)
    except UnusableAnswerError as error:
        if isinstance(error, RefusedError) and error.status in _FOR_ALL:
            raise
        (folder / name).unlink(missing_ok=True)
        return False
    return True


def _address(web: Web, name: str) -> httpx.URL:
    path = web.location.path.removesuffix(MANIFEST).rstrip("/")
    return web.location.copy_with(path=f"{path}/{name}")


def _stamps(manifest: Path) -> dict[str, str]:
    """The events of a manifest in order, each with its timestamp."""
    try:
        values = orjson.loads(manifest.read_bytes())
    except orjson.JSONDecodeError as error:
        raise FetchError(f"{MANIFEST}: not JSON") from error
    if not isinstance(values, dict):
        raise FetchError(f"{MANIFEST}: not a JSON object")
    if not all(map(is_uuid, values)):
        raise FetchError(f"{MANIFEST}: an event's name is not a UUID")
    return {event: _stamp(values[event]) for event in sorted(values)}


def _stamp(about: object) -> str:
    return str(about.get("timestamp")) if isinstance(about, dict) else ""


def _take_over(old: Path, new: Path, name: str) -> None:
    """The unchanged file in the new copy: a link, or where there are none, a copy."""
    try:
        os.link(old / name, new / name)
    except OSError:
        shutil.copyfile(old / name, new / name)
        (new / name).chmod(0o600)
