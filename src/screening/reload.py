"""Reload: one at a time, prepared in another process, one reference swapped.

Rule 1: a first list that fails ends the start; a later one that fails changes nothing but what
`status`, `describe` and the metrics say.
Rule 2: whoever asks while one is running is told so, and no second one begins.
Rule 3: what was accepted once is used again at start, without a network and whatever expired.
"""

from __future__ import annotations

import asyncio
import gc
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog

from feeds import compile as compiler
from feeds.compile import ActiveList, StaleError
from feeds.prepare import COMPILED, RELEASE, Ready
from feeds.release import channel
from feeds.snapshot import SnapshotError, read_manifest
from screening import freshness, preparation
from screening.alert import render_time

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from feeds.release.channel import Accepted
    from feeds.snapshot import Manifest
    from screening.metrics import Metrics
    from screening.origin import Origin

_log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class LastReload:
    """How the last reload ended; `result` is activated, unchanged or refused."""

    result: str
    reason: str | None
    serial: int | None
    started: str
    finished: str


class Reloader:
    """Holds the list in use, and replaces it."""

    def __init__(
        self,
        origin: Origin,
        metrics: Metrics,
        *,
        prepare_seconds: float = 900.0,
        warn_hours: float = 168.0,
        remarks: Callable[[ActiveList], Iterable[str]] = lambda _: (),
    ) -> None:
        """Load the first list; a later one may take `prepare_seconds` to prepare.

        `remarks` are more warnings of a list, whichever is in use.

        Raises:
            SnapshotError: it is refused: there is nothing to screen by.
            LookupError: the engine is not installed.
        """
        self._origin = origin
        self._metrics = metrics
        self._seconds = prepare_seconds
        self._warn_hours = warn_hours
        self._remarks = remarks
        self._task: asyncio.Task[None] | None = None
        self._last: LastReload | None = None
        self._refused: LastReload | None = None
        self._stage = ""
        self._asked: datetime | None = None
        self._silence: str | None = None
        self._active, self.expires = self._first()
        self._activated(self._active)

    def active(self) -> ActiveList:
        """The list in use; take it once a batch."""
        return self._active

    def start(self) -> bool:
        """Begin a reload in the background; False if one is running."""
        if self._task is not None and not self._task.done():
            return False
        self._stage = "starting"
        self._task = asyncio.create_task(self._reload(), name="reload")
        return True

    async def finished(self) -> LastReload | None:
        """Wait for the reload that is running, if one is, and tell how the last one ended."""
        if self._task is not None:
            await asyncio.shield(self._task)
        return self._last

    async def stop(self) -> None:
        """End a reload that is running; the list in use stays."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    def heard(self, problem: str | None) -> None:
        """Note how the last poll of the channel went: `problem` is None when it answered."""
        self._silence = problem
        if problem is None:
            self._asked = datetime.now(UTC)
            self._metrics.polled(self._asked)

    def status(self) -> dict[str, Any]:
        """What `GET /v1/reload` answers."""
        running = self._task is not None and not self._task.done()
        last = None if self._last is None else asdict(self._last)
        return (
            {"status": "running", "stage": self._stage, "last": last}
            if running
            else {
                "status": "idle",
                "last": last,
            }
        )

    def describe(self) -> dict[str, Any]:
        """What `GET /v1/snapshot` answers."""
        manifest, now = self._active.manifest, datetime.now(UTC)
        return {
            "serial": manifest.serial,
            "digest": manifest.digest,
            "created": render_time(manifest.created),
            "activated": render_time(self._since),
            "age_seconds": int((now - manifest.created).total_seconds()),
            "source": self._origin.name,
            "expires": None if self.expires is None else render_time(self.expires),
            "expired": self.expires is not None and self.expires <= now,
            "stale_feeds": [feed.name for feed in manifest.feeds if feed.stale],
            "last_answer": None if self._asked is None else render_time(self._asked),
            "warnings": self.warnings(),
            "total": manifest.total,
            "counts": manifest.counts,
            "last_refused": None if self._refused is None else asdict(self._refused),
        }

    def warnings(self) -> list[str]:
        """What somebody should look at about the list in use."""
        manifest, now = self._active.manifest, datetime.now(UTC)
        found = freshness.warnings(manifest, self.expires, now, self._warn_hours)
        if self._silence is not None:
            found.append(f"the release channel does not answer: {self._silence}")
        return [*found, *self._remarks(self._active)]

    def _first(self) -> tuple[ActiveList, datetime | None]:
        """The last good list where there is one, or the first that can be prepared."""
        try:
            if self._origin.folder is not None:
                return self._restored(self._origin.folder, None)
            kept = self._kept()
            if kept is not None:
                return self._restored(kept.folder, kept.expires)
            ready = preparation.prepare_now(self._origin.request(None), self._seconds)
            return self._opened(ready, read_manifest(ready.folder)), ready.expires
        except (SnapshotError, StaleError) as error:
            raise SnapshotError(f"snapshot {self._origin.name}: {error}") from error

    def _kept(self) -> Accepted | None:
        """The last good release; one that was altered since is taken from the channel again."""
        try:
            return channel.last_good(self._origin.state / RELEASE)
        except SnapshotError as error:
            _log.warning("last good list not usable", reason=str(error))
            return None

    def _restored(
        self, folder: Path, expires: datetime | None
    ) -> tuple[ActiveList, datetime | None]:
        """The list in a snapshot folder; compiled again only where that is needed."""
        manifest = read_manifest(folder)
        place = compiler.place(self._origin.state / COMPILED, manifest.digest, self._origin.engine)
        try:
            return compiler.restore(place, manifest, self._origin.engine), expires
        except StaleError:
            # What the gate once let pass is not tried again by the operator's canaries.
            canaries = self._origin.canaries if self._origin.release is None else None
            changes = {"folder": folder, "release": None, "canaries": canaries}
            request = self._origin.request(None).model_copy(update=changes)
            preparation.prepare_now(request, self._seconds)
            return compiler.restore(place, manifest, self._origin.engine), expires

    async def _reload(self) -> None:
        started, clock = datetime.now(UTC), time.monotonic()
        reason: str | None = None
        serial: int | None = None
        try:
            result = await self._replace()
            serial = self._active.manifest.serial
        except (SnapshotError, StaleError, OSError) as error:
            result, reason = "refused", str(error)
        except Exception as error:
            _log.exception("reload failed")
            result, reason = "refused", f"internal error ({type(error).__name__})"
        finished = render_time(datetime.now(UTC))
        self._last = LastReload(result, reason, serial, render_time(started), finished)
        if result == "refused":
            self._refused = self._last
        self._metrics.reloaded(result, clock)
        say = _log.warning if result == "refused" else _log.info
        say("reload finished", result=result, reason=reason, serial=serial)

    async def _replace(self) -> str:
        """Prepare the current list and take it into use; activated or unchanged."""
        standing = self._active.manifest
        folder = self._origin.folder
        if folder is not None and await asyncio.to_thread(read_manifest, folder) == standing:
            return "unchanged"
        request = self._origin.request(
            {"serial": standing.serial, "digest": standing.digest, "counts": standing.counts}
        )
        ready = await preparation.prepare(request, self._seconds, self._tell)
        self._tell("activating")
        manifest = read_manifest(ready.folder)
        self.expires = ready.expires
        self._metrics.expires(self.expires)
        if manifest == standing:
            return "unchanged"
        self._activated(await asyncio.to_thread(self._opened, ready, manifest))
        return "activated"

    def _opened(self, ready: Ready, manifest: Manifest) -> ActiveList:
        return compiler.restore(ready.compiled, manifest, self._origin.engine)

    def _tell(self, stage: str) -> None:
        self._stage = stage

    def _activated(self, fresh: ActiveList) -> None:
        self._active = fresh
        self._since = datetime.now(UTC)
        gc.freeze()  # the list is never garbage while in use: later collections pass over it
        self._metrics.activated(fresh.manifest)
        self._metrics.expires(self.expires)
