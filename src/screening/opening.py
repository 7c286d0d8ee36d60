"""Opening lists: the last good one at a start, one that was prepared, one that was held."""

from __future__ import annotations

from typing import TYPE_CHECKING

import structlog

from feeds import compile as compiler
from feeds.compile import ActiveList, StaleError
from feeds.prepare import COMPILED
from feeds.release import accepted, channel, held
from feeds.snapshot import SnapshotError, read_manifest
from screening import preparation
from screening.four_eyes import UnusableError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from feeds.prepare import Ready
    from feeds.release.channel import Accepted
    from feeds.snapshot import Manifest
    from screening.origin import Origin

_log = structlog.get_logger(__name__)


class NoListError(Exception):
    """No list is in use yet: the first one waits for approval."""

    def __init__(self) -> None:
        super().__init__("no list is in use yet: the first one waits for approval")


class Opener:
    """Opens the lists of one origin; a list that must be compiled anew may take `seconds`."""

    def __init__(self, origin: Origin, seconds: float) -> None:
        """Bind the origin."""
        self._origin, self._seconds = origin, seconds

    def first(self, asked_by: str | None) -> tuple[ActiveList, datetime | None] | Ready | None:
        """The last good list where there is one, or the first that can be prepared.

        With `asked_by` the first of all is held for approval: then only what is ready is given, or
        None where one waits already.

        Raises:
            SnapshotError: there is nothing to screen by.
            LookupError: the engine is not installed.
        """
        origin = self._origin
        try:
            if origin.folder is not None and asked_by is None:
                return self.restored(origin.folder, None)
            kept = self._kept()
            if kept is not None:
                return self.restored(kept.folder, kept.expires)
            if asked_by is not None and held.waiting(origin.records) is not None:
                return None
            ready = preparation.prepare_now(origin.request(None, asked_by), self._seconds)
            if ready.is_held:
                return ready
            return self.opened(ready, read_manifest(ready.folder)), ready.expires
        except (SnapshotError, StaleError) as error:
            raise SnapshotError(f"snapshot {origin.name}: {error}") from error

    def _kept(self) -> Accepted | None:
        """The last good release; one that was altered since is taken anew."""
        try:
            return channel.last_good(self._origin.records)
        except SnapshotError as error:
            _log.warning("last good list not usable", reason=str(error))
            return None

    def restored(
        self, folder: Path, expires: datetime | None
    ) -> tuple[ActiveList, datetime | None]:
        """The list in a snapshot folder; compiled again only where that is needed.

        Raises:
            SnapshotError, StaleError: it cannot be used.
        """
        origin, manifest = self._origin, read_manifest(folder)
        place = compiler.place(origin.state / COMPILED, manifest.digest, origin.engine)
        try:
            return compiler.restore(place, manifest, origin.engine), expires
        except StaleError:
            # What the gate once let pass is not tried again by the operator's canaries.
            canaries = origin.canaries if origin.release is None else None
            changes = {"folder": folder, "release": None, "canaries": canaries}
            preparation.prepare_now(origin.request(None).model_copy(update=changes), self._seconds)
            return compiler.restore(place, manifest, origin.engine), expires

    def held(self, release: Accepted) -> ActiveList:
        """The list that waited for approval, seen to be what it was.

        Raises:
            UnusableError: it is not any more.
        """
        try:
            accepted.verify(release)
            return self.restored(release.folder, release.expires)[0]
        except (SnapshotError, StaleError) as error:
            raise UnusableError(f"the list cannot be used: {error}") from error

    def opened(self, ready: Ready, manifest: Manifest) -> ActiveList:
        """The list that was prepared.

        Raises:
            StaleError: it is not there any more.
        """
        return compiler.restore(ready.compiled, manifest, self._origin.engine)
