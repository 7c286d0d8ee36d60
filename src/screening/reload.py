"""Reload: one at a time, built aside, one reference swapped.

Rule 1: a first load that fails ends the start; a later one that fails changes nothing but
what `status` and the metrics say.
Rule 2: whoever asks while one is running is told so, and no second one begins.
"""

from __future__ import annotations

import asyncio
import gc
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import structlog

from feeds.compile import ActiveList, load
from feeds.snapshot import SnapshotError, read_manifest
from screening.alert import render_time

if TYPE_CHECKING:
    from pathlib import Path

    from matcher.automaton import Engine
    from screening.metrics import Metrics

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

    def __init__(self, folder: Path, engine: Engine, metrics: Metrics) -> None:
        """Load the first list.

        Raises:
            SnapshotError: it is refused: there is nothing to screen by.
            LookupError: the engine is not installed.
        """
        self._folder = folder
        self._engine = engine
        self._metrics = metrics
        self._task: asyncio.Task[None] | None = None
        self._last: LastReload | None = None
        self._active = load(folder, engine)
        self._activated(self._active)

    def active(self) -> ActiveList:
        """The list in use; take it once a batch."""
        return self._active

    def start(self) -> bool:
        """Begin a reload in the background; False if one is running."""
        if self._task is not None and not self._task.done():
            return False
        self._task = asyncio.create_task(self._reload(), name="reload")
        return True

    def status(self) -> dict[str, Any]:
        """What `GET /v1/reload` answers."""
        running = self._task is not None and not self._task.done()
        last = None if self._last is None else asdict(self._last)
        return {"status": "running" if running else "idle", "last": last}

    def describe(self) -> dict[str, Any]:
        """What `GET /v1/snapshot` answers."""
        manifest = self._active.manifest
        return {
            "serial": manifest.serial,
            "digest": manifest.digest,
            "created": render_time(manifest.created),
            "activated": render_time(self._since),
            "age_seconds": int((datetime.now(UTC) - manifest.created).total_seconds()),
            "total": manifest.total,
            "counts": manifest.counts,
        }

    async def _reload(self) -> None:
        started, clock = datetime.now(UTC), time.monotonic()
        reason: str | None = None
        serial: int | None = None
        try:
            fresh = await asyncio.to_thread(self._load_if_changed)
            result = "unchanged" if fresh is None else "activated"
            if fresh is not None:
                self._activated(fresh)
            serial = self._active.manifest.serial
        except (SnapshotError, OSError) as error:
            result, reason = "refused", str(error)
        except Exception as error:
            _log.exception("reload failed")
            result, reason = "refused", f"internal error ({type(error).__name__})"
        finished = render_time(datetime.now(UTC))
        self._last = LastReload(result, reason, serial, render_time(started), finished)
        self._metrics.reloaded(result, clock)
        _log.info("reload finished", result=result, reason=reason, serial=serial)

    def _load_if_changed(self) -> ActiveList | None:
        if read_manifest(self._folder) == self._active.manifest:
            return None
        return load(self._folder, self._engine)

    def _activated(self, fresh: ActiveList) -> None:
        self._active = fresh
        self._since = datetime.now(UTC)
        gc.freeze()  # the list is never garbage while in use: later collections pass over it
        self._metrics.activated(fresh.manifest)
