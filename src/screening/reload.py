"""Reload: one at a time, prepared in another process, one reference swapped.

Rule 1: a first list that fails ends the start; a later one that fails changes nothing but what
`status`, `describe` and the metrics say.
Rule 2: whoever asks while one is running is told so, and no second one begins.
Rule 3: what was accepted once is used again at start, without a network and whatever expired.
Rule 4: with four eyes (`four_eyes.py`) what is prepared waits for approval; one that was never
approved is not in use, and until a first one is there is no list at all.
"""

from __future__ import annotations

import asyncio
import gc
import time
from dataclasses import asdict
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog

from feeds.compile import StaleError
from feeds.snapshot import SnapshotError, read_manifest
from screening import freshness, preparation
from screening.alert import render_time
from screening.four_eyes import (
    CHANNEL,
    START,
    Asker,
    BusyError,
    FourEyes,
    NothingWaitsError,
)
from screening.last_reload import LastReload, ended
from screening.lookup.audit_log import AuditError
from screening.opening import NoListError, Opener

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from feeds.compile import ActiveList
    from feeds.prepare import Ready
    from feeds.snapshot import Manifest
    from screening.four_eyes import Candidate
    from screening.metrics import Metrics
    from screening.origin import Origin

_log = structlog.get_logger(__name__)
_STANDING = {"serial", "digest", "counts"}


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
        four_eyes: bool = False,
    ) -> None:
        """Load the first list; a later one may take `prepare_seconds` to prepare.

        `remarks` are more warnings of a list, whichever is in use. With `four_eyes` lists wait for
        approval, and the first one is the last that was approved, or none yet.

        Raises:
            SnapshotError: it is refused: there is nothing to screen by.
            LookupError: the engine is not installed.
            AuditError: with `four_eyes`, its log cannot be written.
        """
        self._origin = origin
        self._four_eyes = FourEyes(origin.state, origin.records) if four_eyes else None
        self._opener = Opener(origin, prepare_seconds)
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
        self._active: ActiveList | None = None
        self._has_list = asyncio.Event()
        self.expires: datetime | None = None
        first = self._opener.first(START.name if four_eyes else None)
        if isinstance(first, tuple):
            fresh, self.expires = first
            self._activated(fresh)
        elif first is not None:
            self._held(first, START)
        self._looked()

    def active(self) -> ActiveList:
        """The list in use; take it once a batch.

        Raises:
            NoListError: there is none yet.
        """
        if self._active is None:
            raise NoListError
        return self._active

    @property
    def has_list(self) -> bool:
        """Whether there is one."""
        return self._active is not None

    async def first_list(self, stop: asyncio.Event) -> None:
        """Wait until there is a list, or `stop` is set."""
        both = [asyncio.ensure_future(each.wait()) for each in (self._has_list, stop)]
        await asyncio.wait(both, return_when=asyncio.FIRST_COMPLETED)
        for each in both:
            each.cancel()

    @property
    def waiting(self) -> dict[str, Any] | None:
        """What waits for approval: serial, digest, asked_by, since."""
        return None if self._four_eyes is None else self._four_eyes.shown()

    def start(self, asker: Asker = CHANNEL) -> bool:
        """Begin a reload that `asker` asks for, in the background; False if one is running."""
        if self._is_running():
            return False
        self._stage = "starting"
        self._task = asyncio.create_task(self._reload(asker), name="reload")
        return True

    async def approve(self, digest: str, who: str, reason: str | None = None) -> None:
        """Take the list of this digest, which waits, into use: `who` approves it.

        Raises:
            ApprovalError: it does not count; says why.
            AuditError: it cannot be logged, so it does not count.
        """
        if self._four_eyes is None:
            raise NothingWaitsError
        if self._is_running():
            raise BusyError
        in_use = None if self._active is None else self._active.manifest.digest
        candidate = self._four_eyes.candidate(digest, who, in_use)
        self._stage = "activating"
        self._task = asyncio.create_task(self._approve(candidate, who, reason), name="approval")
        await asyncio.shield(self._task)

    def _is_running(self) -> bool:
        return self._task is not None and not self._task.done()

    async def finished(self) -> LastReload | None:
        """Wait for the reload that is running, if one is, and tell how the last one ended."""
        if self._task is not None:
            await asyncio.wait([self._task])
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
        waiting = self.waiting
        told = {"status": "idle"} if waiting is None else {"status": "waiting", "waiting": waiting}
        if self._is_running():
            told |= {"status": "running", "stage": self._stage}
        return told | {"last": None if self._last is None else asdict(self._last)}

    def describe(self) -> dict[str, Any]:
        """What `GET /v1/snapshot` answers.

        Raises:
            NoListError: there is none yet.
        """
        manifest, now = self.active().manifest, datetime.now(UTC)
        return {
            **freshness.described(manifest, self.expires, self._since, now),
            "source": self._origin.name,
            "last_answer": None if self._asked is None else render_time(self._asked),
            "warnings": self.warnings(),
            "last_refused": None if self._refused is None else asdict(self._refused),
            "waiting": self.waiting,
        }

    def warnings(self) -> list[str]:
        """What somebody should look at about the list in use."""
        if self._active is None:
            return [str(NoListError())]
        manifest, now = self._active.manifest, datetime.now(UTC)
        found = freshness.warnings(manifest, self.expires, now, self._warn_hours)
        if self._silence is not None:
            found.append(f"the release channel does not answer: {self._silence}")
        return [*found, *self._remarks(self._active)]

    async def _reload(self, asker: Asker) -> None:
        started, clock = datetime.now(UTC), time.monotonic()
        reason: str | None = None
        serial: int | None = None
        try:
            result, serial = await self._replace(asker)
        except (SnapshotError, StaleError, AuditError, OSError) as error:
            result, reason = "refused", str(error)
        except Exception as error:
            _log.exception("reload failed")
            result, reason = "refused", f"internal error ({type(error).__name__})"
        self._last = ended(result, started, serial, reason)
        if result == "refused":
            self._refused = self._last
        self._metrics.reloaded(result, clock)
        say = _log.warning if result == "refused" else _log.info
        say("reload finished", result=result, reason=reason, serial=serial)

    async def _replace(self, asker: Asker) -> tuple[str, int]:
        """Prepare the current list and take it into use: how it ended, and for which serial."""
        standing = None if self._active is None else self._active.manifest
        if standing is not None and await self._is_unchanged(standing):
            return "unchanged", standing.serial
        request = self._origin.request(
            None if standing is None else standing.model_dump(include=_STANDING),
            None if self._four_eyes is None else asker.name,
        )
        ready = await preparation.prepare(request, self._seconds, self._tell)
        self._tell("activating")
        manifest = read_manifest(ready.folder)
        if ready.is_held:
            await asyncio.to_thread(self._held, ready, asker)
            return "waiting", manifest.serial
        self._looked()
        self.expires = ready.expires
        self._metrics.expires(self.expires)
        if manifest == standing:
            return "unchanged", manifest.serial
        self._activated(await asyncio.to_thread(self._opener.opened, ready, manifest))
        return "activated", manifest.serial

    async def _is_unchanged(self, standing: Manifest) -> bool:
        """Whether the folder, if it is one, holds what is in use, and nothing else waits."""
        folder = self._origin.folder
        if folder is None or self.waiting is not None:
            return False
        return await asyncio.to_thread(read_manifest, folder) == standing

    def _held(self, ready: Ready, asker: Asker) -> None:
        """Note that a list waits, in the log if it is news."""
        assert self._four_eyes is not None
        self._looked()
        if ready.is_new:
            self._four_eyes.asked(asker.via)
            _log.warning("list waits for approval", **(self.waiting or {}))

    def _looked(self) -> None:
        if self._four_eyes is not None:
            self._four_eyes.look()
        self._metrics.waiting(waits=self.waiting is not None)

    async def _approve(self, candidate: Candidate, who: str, reason: str | None) -> None:
        assert self._four_eyes is not None
        started, clock = datetime.now(UTC), time.monotonic()
        release = candidate.held.release
        fresh = await asyncio.to_thread(self._opener.held, release)
        await asyncio.to_thread(self._four_eyes.approve, candidate, who, reason)
        self.expires = release.expires
        self._activated(fresh)
        self._looked()
        self._last = ended("activated", started, release.serial, None)
        self._metrics.reloaded("activated", clock)
        _log.info("list approved", serial=release.serial, digest=release.digest)

    def _tell(self, stage: str) -> None:
        self._stage = stage

    def _activated(self, fresh: ActiveList) -> None:
        self._active = fresh
        self._has_list.set()
        self._since = datetime.now(UTC)
        gc.freeze()  # the list is never garbage while in use: later collections pass over it
        self._metrics.activated(fresh.manifest)
        self._metrics.expires(self.expires)
