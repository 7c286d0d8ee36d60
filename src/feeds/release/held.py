"""A release that waits for approval: taken, judged and kept whole, but not accepted.

Law 1: what waits is never the last good release; `approve` alone makes it that.
Law 2: one waits at a time; another takes its place. Who asked for it first stays who asked.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from pydantic import AwareDatetime, BaseModel, ConfigDict, ValidationError

from feeds import folder as folders
from feeds.release import accepted
from feeds.release.accepted import Accepted, Record

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.release.channel import Release
    from feeds.snapshot import Manifest

HELD = "held.json"
_MOST_BYTES = 1 << 16


class _HeldRecord(BaseModel):
    """What is on the disk."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    release: Record
    asked_by: str
    since: AwareDatetime


@dataclass(frozen=True, slots=True)
class Held:
    """A release that waits since `since`, for which `asked_by` asked."""

    release: Accepted
    asked_by: str
    since: datetime

    @property
    def folder(self) -> Path:
        """Its snapshot."""
        return self.release.folder


def hold(state: Path, release: Release, manifest: Manifest, asked_by: str) -> bool:
    """Have `release`, whose manifest this is, wait in the folder `state`; False if it did before.

    Raises:
        OSError: the disk refuses; what waited before still does.
    """
    before = _read(state)
    record = accepted.record_of(release, manifest)
    is_new = before is None or before.release.digest != record.digest
    if before is not None and not is_new:
        asked_by, since = before.asked_by, before.since
    else:
        since = datetime.now(UTC).replace(microsecond=0)
    held = _HeldRecord(release=record, asked_by=asked_by, since=since)
    folders.replace_durably(state / HELD, held.model_dump_json(indent=2).encode() + b"\n")
    return is_new


def waiting(state: Path) -> Held | None:
    """What waits in `state`; None where nothing does, or where its record is damaged."""
    found = _read(state)
    if found is None:
        return None
    return Held(accepted.placed(state, found.release), found.asked_by, found.since)


def approve(state: Path, digest: str) -> bool:
    """Make what waits the last good release: durable when this returns; False if it is another.

    Raises:
        OSError: the disk refuses; it still waits.
    """
    found = _read(state)
    if found is None or found.release.digest != digest:
        return False
    now = datetime.now(UTC).replace(microsecond=0)
    accepted.write(state, found.release.model_copy(update={"accepted": now}))
    drop(state)
    return True


def drop(state: Path) -> None:
    """Have nothing wait.

    Raises:
        OSError: the disk refuses.
    """
    (state / HELD).unlink(missing_ok=True)


def _read(state: Path) -> _HeldRecord | None:
    try:
        with (state / HELD).open("rb") as stream:
            return _HeldRecord.model_validate_json(stream.read(_MOST_BYTES))
    except (FileNotFoundError, ValidationError):
        return None
