"""The last good release: what a bank goes on screening by when everything else fails.

Law: reading it needs no network and no current metadata; expiry does not matter here. It was
verified when it was accepted, and its recorded digests show whether it still is what it was.
"""

from __future__ import annotations

import hashlib
import shutil
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, ValidationError

from feeds import folder as folders
from feeds.release.errors import ReleaseError
from feeds.snapshot import MANIFEST, MAX_MANIFEST_BYTES, Count, Sha256, read_manifest

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feeds.release.channel import Release
    from feeds.snapshot import Manifest

ACCEPTED, SNAPSHOTS = "accepted.json", "snapshots"
_MOST_BYTES = 1 << 16


def _is_a_name(folder: Path) -> Path:
    if folder.name != str(folder) or str(folder) in ("", ".", ".."):
        raise ValueError("not the name of a folder")
    return folder


class Record(BaseModel):
    """What is on the disk: the folder by its name, so that the state folder may be moved.

    `expires` is None for a release that was no channel's.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    serial: Count
    digest: Sha256
    manifest_sha256: Sha256
    folder: Annotated[Path, AfterValidator(_is_a_name)]
    counts: dict[str, Count]
    expires: AwareDatetime | None
    accepted: AwareDatetime
    targets_keys: tuple[str, ...] = ()


class Accepted(BaseModel):
    """The last good release. `folder` is its snapshot; `targets_keys` could sign it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    serial: int
    digest: str
    manifest_sha256: str
    folder: Path
    counts: dict[str, int]
    expires: datetime | None
    accepted: datetime
    targets_keys: tuple[str, ...]


def accept(state: Path, release: Release, manifest: Manifest) -> None:
    """Record that `release`, whose manifest this is, is good: durable when this returns.

    Raises:
        OSError: the disk refuses; the record before stays.
    """
    write(state, record_of(release, manifest))


def write(state: Path, record: Record) -> None:
    """Record as good what `record` says: durable when this returns.

    Raises:
        OSError: the disk refuses; the record before stays.
    """
    data = record.model_dump_json(indent=2).encode() + b"\n"
    folders.replace_durably(state / ACCEPTED, data)


def record_of(release: Release, manifest: Manifest) -> Record:
    """The record of a release, whose manifest this is, as accepted now."""
    return Record(
        serial=manifest.serial,
        digest=manifest.digest,
        manifest_sha256=release.manifest_sha256,
        folder=Path(release.folder.name),
        counts=manifest.counts,
        expires=release.expires,
        accepted=datetime.now(UTC).replace(microsecond=0),
        targets_keys=release.targets_keys,
    )


def recorded(state: Path) -> Accepted | None:
    """What was accepted last, by its record alone; None if nothing was.

    Raises:
        ReleaseError: the record cannot be read or understood.
    """
    try:
        with (state / ACCEPTED).open("rb") as stream:
            data = stream.read(_MOST_BYTES)
        record = Record.model_validate_json(data)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise ReleaseError(f"{ACCEPTED}: {error.strerror}") from error
    except ValidationError as error:
        raise ReleaseError(
            f"{ACCEPTED}: altered or damaged: remove it to take the channel's release anew"
        ) from error
    return placed(state, record)


def placed(state: Path, record: Record) -> Accepted:
    """What a record says, with the folder where it is."""
    return Accepted(**record.model_dump() | {"folder": state / SNAPSHOTS / record.folder})


def last_good(state: Path) -> Accepted | None:
    """The last good release, its manifest verified by the recorded digest; None if there is none.

    The indicators are verified by the manifest, whenever they are read. Nothing is removed.

    Raises:
        ReleaseError: the record or the snapshot was altered since, or is gone.
        SnapshotError: its manifest is of another version of this software.
    """
    found = recorded(state)
    if found is not None:
        verify(found)
    return found


def verify(found: Accepted) -> None:
    """See that a release's manifest still is what was recorded.

    Raises:
        ReleaseError: the snapshot was altered since, or is gone.
        SnapshotError: its manifest is of another version of this software.
    """
    try:
        with (found.folder / MANIFEST).open("rb") as stream:
            data = stream.read(MAX_MANIFEST_BYTES + 1)
    except OSError as error:
        raise _altered(found, error.strerror or "unreadable") from error
    if hashlib.sha256(data).hexdigest() != found.manifest_sha256:
        raise _altered(found, "altered or damaged since it was accepted")
    manifest = read_manifest(found.folder)
    if (manifest.serial, manifest.digest) != (found.serial, found.digest):
        raise _altered(found, "not what was recorded")


def prune(state: Path, keep: Iterable[Path]) -> None:
    """Remove snapshot folders other than these, and what interrupted visits left."""
    place = state / SNAPSHOTS
    kept = {folder.name for folder in keep}
    for folder in place.iterdir() if place.is_dir() else ():
        if folder.name not in kept:
            shutil.rmtree(folder, ignore_errors=True)


def _altered(found: Accepted, why: str) -> ReleaseError:
    return ReleaseError(f"last good release {found.serial}: {MANIFEST}: {why}: pull it again")
