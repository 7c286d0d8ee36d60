"""The newest list of this host, opened for look-ups when the first is made, and kept."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from fastapi import HTTPException

from feeds import compile as compiler
from feeds.compile import StaleError
from feeds.prepare import COMPILED
from feeds.snapshot import SnapshotError
from screening.console import snapshots
from screening.console.lists.shown import newest

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList
    from feeds.snapshot import Manifest
    from screening.settings import Settings


class Newest:
    """Opens it again only when there is another one."""

    def __init__(self, settings: Settings) -> None:
        """Nothing is opened yet."""
        self._settings = settings
        self._lock = threading.Lock()
        self._held: ActiveList | None = None

    def active(self) -> ActiveList:
        """The list; the first call may take as long as compiling it does.

        Raises:
            HTTPException: 404, there is none on this host; 503, it cannot be read.
        """
        with self._lock:
            found = newest(snapshots.found(self._settings))
            if found is None:
                raise HTTPException(404, "no list is on this host: nothing can be looked up")
            folder, manifest = found
            if self._held is None or self._held.manifest.digest != manifest.digest:
                self._held = self._opened(folder, manifest)
            return self._held

    def _opened(self, folder: Path, manifest: Manifest) -> ActiveList:
        given = self._settings
        if given.state_dir is not None:
            place = compiler.place(given.state_dir / COMPILED, manifest.digest, given.engine)
            try:
                return compiler.restore(place, manifest, given.engine)
            except (SnapshotError, StaleError, OSError):
                pass  # it is opened from the snapshot
        try:
            return compiler.load(folder, given.engine)
        except (SnapshotError, OSError):
            raise HTTPException(503, "the list on this host cannot be read") from None
