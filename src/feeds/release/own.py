"""An operator's own snapshot folder, taken like a release: it may change while it waits."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from feeds import folder as folders
from feeds.release import accepted, held
from feeds.release.channel import Release
from feeds.snapshot import MANIFEST, SnapshotError, read_manifest

if TYPE_CHECKING:
    from pathlib import Path


def take(folder: Path, state: Path) -> Release:
    """A copy in `state` of the snapshot in `folder`; of others the accepted and the waiting stay.

    Raises:
        SnapshotError: it is none, or cannot be read.
        OSError: the disk refuses.
    """
    manifest = read_manifest(folder)
    content = (folder / MANIFEST).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    place = state / accepted.SNAPSHOTS / f"{manifest.serial}-{digest[:12]}"
    with folders.written(place) as scratch:
        folders.write_durably(scratch / MANIFEST, content)
        for name in manifest.files:
            try:
                folders.copy_durably(scratch / name, folder / name)
            except FileNotFoundError as error:
                raise SnapshotError(f"{name}: {error.strerror}") from error
        if read_manifest(scratch) != manifest:
            raise SnapshotError(f"{MANIFEST}: changed while it was read")
    kept = [each.folder for each in (accepted.recorded(state), held.waiting(state)) if each]
    accepted.prune(state, [place, *kept])
    return Release(manifest.serial, place, digest, large_change=True, expires=None)
