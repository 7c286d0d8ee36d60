"""The bank's side: take the current release of a channel, or refuse it and say why.

Rule 1: nothing is trusted but the root file that came by another way, and what it leads to
(TUF 1.0, section 5.3, the client's workflow).
Rule 2: the highest versions that were ever seen are kept, so that nothing older is taken.
Rule 3: the serial does not go back either, unless root gave the targets role new keys.
Rule 4: a release is in the state folder whole and as it was signed, or not at all.
"""

from __future__ import annotations

import fcntl
import shutil
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from tuf.api.exceptions import DownloadError, RepositoryError
from tuf.api.metadata import Metadata
from tuf.ngclient import Updater, UpdaterConfig

from feeds import folder as folders
from feeds.release import held, listing
from feeds.release.accepted import (
    ACCEPTED,
    SNAPSHOTS,
    Accepted,
    accept,
    last_good,
    prune,
    recorded,
)
from feeds.release.errors import ExpiredError, ReleaseError, UnreachableError
from feeds.release.explain import explained
from feeds.release.roles import ROLES, ROOT, TARGETS
from feeds.release.transport import METADATA, Transport
from feeds.release.transport import TARGETS as TARGETS_FOLDER
from feeds.snapshot import INDICATORS, SnapshotError, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime
    from pathlib import Path

    from tuf.api.metadata import Targets

    from feeds.gate import Step
    from feeds.release.listing import Listed

__all__ = [
    "ACCEPTED",
    "LOCAL_METADATA",
    "SNAPSHOTS",
    "Accepted",
    "ExpiredError",
    "Release",
    "ReleaseError",
    "UnreachableError",
    "accept",
    "last_good",
    "prune",
    "pull",
    "recorded",
    "timestamp",
]

LOCAL_METADATA = "metadata"
MOST_TIMESTAMP_BYTES = UpdaterConfig().timestamp_max_length
_LOCK = "lock"


@dataclass(frozen=True, slots=True)
class Release:
    """A release that was taken: verified, and in `folder` as a snapshot.

    `expires` is when the first of the channel's four metadata files does; None where there is no
    channel. `targets_keys` are the ids of the keys that may sign releases; `new_keys` says that
    they share none with those of the last accepted release, so that its serial no longer binds.
    `steps` are the listed releases by serial.
    """

    serial: int
    folder: Path
    manifest_sha256: str
    large_change: bool
    expires: datetime | None
    targets_keys: tuple[str, ...] = ()
    new_keys: bool = False
    steps: tuple[Step, ...] = ()


def pull(
    location: str, root: bytes, state: Path, *, timeout_seconds: float, max_bytes: int
) -> Release:
    """Take the current release of the channel at `location` into the folder `state`.

    `root` is the content of the root file. Each file has `timeout_seconds` and may have
    `max_bytes`. What is there already is verified and not fetched again. Of the snapshots only
    this one and the last accepted one are kept. Waits while another process pulls into `state`.

    Raises:
        UnreachableError: there is no whole answer within the limits.
        ExpiredError: what is there is no longer current.
        ReleaseError: it is refused for another reason.
        OSError: the disk refuses.
    """
    if not root.strip():
        raise ReleaseError("FRESNEL_RELEASE__ROOT: the root file is empty")
    with (
        _alone(state),
        Transport(
            location, timeout_seconds=timeout_seconds, max_bytes=max_bytes, scratch=state
        ) as transport,
    ):
        try:
            return _pull(transport, root, state, max_bytes)
        except (SnapshotError, OSError, MemoryError):
            raise
        except Exception as error:
            raise explained(error, transport.asked) from error


def timestamp(location: str, timeout_seconds: float) -> bytes:
    """The channel's timestamp as it is, unverified: while it is the same, nothing is new.

    Raises:
        UnreachableError: there is none within the limits, whatever the reason.
    """
    try:
        with Transport(
            location, timeout_seconds=timeout_seconds, max_bytes=MOST_TIMESTAMP_BYTES
        ) as transport:
            url = f"{transport.base}{METADATA}timestamp.json"
            return transport.download_bytes(url, MOST_TIMESTAMP_BYTES)
    except DownloadError as error:
        raise UnreachableError(str(explained(error, "timestamp.json"))) from error
    except UnreachableError:
        raise
    except ReleaseError as error:
        raise UnreachableError(str(error)) from error


def _pull(transport: Transport, root: bytes, state: Path, max_bytes: int) -> Release:
    updater = _updater(transport, root, state)
    try:
        updater.refresh()
    finally:  # what was verified before it failed counts too
        _sync(state / LOCAL_METADATA)
    known = {role: _stored(state, role) for role in ROLES}
    current = _current(known[TARGETS])
    keys = tuple(sorted(known[ROOT].roles[TARGETS].keyids))
    before = recorded(state)
    signed_by = set(keys if before is None else before.targets_keys or keys)
    new_keys = signed_by.isdisjoint(keys)
    _check_serial(current, None if new_keys else before)
    folder = _take(updater, current, state, max_bytes)
    kept = [each.folder for each in (before, held.waiting(state)) if each is not None]
    prune(state, [folder, *kept])
    expires = min(signed.expires for signed in known.values())
    digest = current.manifest_sha256
    listed = listing.releases(known[TARGETS])
    steps = tuple(each.step for each in listed if each.step is not None)
    return Release(
        current.serial, folder, digest, current.large_change, expires, keys, new_keys, steps
    )


def _updater(transport: Transport, root: bytes, state: Path) -> Updater:
    try:
        return Updater(
            str(state / LOCAL_METADATA),
            transport.base + METADATA,
            target_base_url=transport.base + TARGETS_FOLDER,
            fetcher=transport,
            bootstrap=root,
        )
    except RepositoryError as error:
        raise ReleaseError(
            "FRESNEL_RELEASE__ROOT: not the root metadata of a release channel"
        ) from error


def _current(targets: Targets) -> Listed:
    listed = listing.releases(targets)
    if not listed:
        raise ReleaseError("the channel has no release yet")
    return listed[-1]


def _check_serial(current: Listed, before: Accepted | None) -> None:
    if before is None:
        return
    if current.serial < before.serial:
        raise ReleaseError(f"serial goes back: {current.serial} after {before.serial}")


def _take(updater: Updater, current: Listed, state: Path, max_bytes: int) -> Path:
    """The folder of this release, fetched unless it is there as it was signed."""
    for name, info in current.files.items():
        if info.length > max_bytes:
            raise ReleaseError(f"{name}: signed as larger than FRESNEL_RELEASE__MAX_BYTES")
    place = state / SNAPSHOTS / f"{current.serial}-{current.manifest_sha256[:12]}"
    if not _is_there(place, current):
        with folders.written(place) as scratch:
            for name, info in current.files.items():
                updater.download_target(info, str(scratch / name))
                folders.sync(scratch / name)
            _check_manifest(scratch, current)
    return place


def _is_there(place: Path, current: Listed) -> bool:
    try:
        for name, info in current.files.items():
            with (place / name).open("rb") as stream:
                info.verify_length_and_hashes(stream)
    except (OSError, RepositoryError):
        return False
    return True


def _check_manifest(folder: Path, current: Listed) -> None:
    try:
        manifest = read_manifest(folder)
    except SnapshotError as error:
        raise ReleaseError(f"release {current.serial}: {error}") from error
    if manifest.serial != current.serial:
        raise ReleaseError(f"release {current.serial}: its manifest says {manifest.serial}")
    if manifest.files[INDICATORS].stored_sha256 != current.indicators.hashes["sha256"]:
        raise ReleaseError(f"release {current.serial}: its files are of two snapshots")


@contextmanager
def _alone(state: Path) -> Iterator[None]:
    """Have `state` to oneself, without what an interrupted visit left."""
    for folder in (state, state / LOCAL_METADATA, state / SNAPSHOTS):
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with (state / _LOCK).open("wb") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        for left in (state / LOCAL_METADATA).glob("tmp*"):
            left.unlink(missing_ok=True)
        for left in (state / SNAPSHOTS).glob(".*"):
            shutil.rmtree(left, ignore_errors=True)
        yield


def _stored(state: Path, role: str) -> Any:  # noqa: ANN401  the framework names no union
    """What the framework verified and kept of this role."""
    return Metadata.from_file(str(state / LOCAL_METADATA / f"{role}.json")).signed


def _sync(metadata: Path) -> None:
    """Have the highest versions on the disk: the framework leaves that to the system."""
    for path in metadata.rglob("*.json"):
        folders.sync(path)
    for folder in (metadata / "root_history", metadata):
        folders.sync(folder)
