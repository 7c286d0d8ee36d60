"""Which releases the targets metadata lists.

Law: a release is exactly `<serial>/manifest.json` and `<serial>/indicators.jsonl.gz`, each with
its length and SHA-256; the current one has the highest serial. A path that could leave its
folder spoils the whole listing; plain files of other names are left for later versions.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import ValidationError
from tuf.api.exceptions import RepositoryError

from feeds.gate import Step
from feeds.release.errors import ReleaseError
from feeds.snapshot import INDICATORS, MANIFEST, MAX_MANIFEST_BYTES, Manifest

if TYPE_CHECKING:
    from tuf.api.metadata import TargetFile, Targets

LARGE_CHANGE, COUNTS = "large_change", "counts"
MOST_SERIAL = (1 << 53) - 1
_PLAIN = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*")
_RELEASE = re.compile(r"(0|[1-9][0-9]{0,15})/(manifest\.json|indicators\.jsonl\.gz)")
_SHA256 = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True, slots=True)
class Listed:
    """A release as the targets metadata states it."""

    serial: int
    manifest: TargetFile
    indicators: TargetFile

    @property
    def manifest_sha256(self) -> str:
        """What names the release: the digest of its manifest."""
        return self.manifest.hashes["sha256"]

    @property
    def large_change(self) -> bool:
        """Whether the publisher signed that a great change of size is meant."""
        custom = self.manifest.custom
        return isinstance(custom, dict) and custom.get(LARGE_CHANGE) is True

    @property
    def step(self) -> Step | None:
        """Its counts and whether a great change is meant; None if the counts were not signed."""
        custom = self.manifest.custom
        counts = custom.get(COUNTS) if isinstance(custom, dict) else None
        if not isinstance(counts, dict) or not all(type(n) is int for n in counts.values()):
            return None
        return Step(self.serial, counts, self.large_change)

    @property
    def files(self) -> dict[str, TargetFile]:
        """Both files by their name in a snapshot folder."""
        return {MANIFEST: self.manifest, INDICATORS: self.indicators}


def path(serial: int, name: str) -> str:
    """The target path of a release's file."""
    return f"{serial}/{name}"


def releases(targets: Targets) -> list[Listed]:
    """The releases that are listed, by serial.

    Raises:
        ReleaseError: a path leaves its folder, or a release lacks a file or its digest.
    """
    found: dict[int, dict[str, TargetFile]] = {}
    for name, info in targets.targets.items():
        if not _PLAIN.fullmatch(name):
            raise ReleaseError("targets.json: lists a path that is not a plain file's")
        match = _RELEASE.fullmatch(name)
        if match is not None:
            found.setdefault(_serial(match[1]), {})[match[2]] = _checked(info)
    return [_listed(serial, found[serial]) for serial in sorted(found)]


def manifest_of(listed: Listed, data: bytes) -> Manifest:
    """The manifest of a release from its file.

    Raises:
        ReleaseError: it is not as it was signed, or is of another version of this software.
    """
    try:
        listed.manifest.verify_length_and_hashes(data)
        return Manifest.model_validate_json(data)
    except (RepositoryError, ValidationError) as error:
        raise ReleaseError(f"release {listed.serial}: {MANIFEST}: altered or unusable") from error


def _serial(digits: str) -> int:
    serial = int(digits)
    if serial > MOST_SERIAL:
        raise ReleaseError("targets.json: lists a serial that is too large")
    return serial


def _checked(info: TargetFile) -> TargetFile:
    """One digest, SHA-256: it becomes part of the file's name on the server."""
    if set(info.hashes) != {"sha256"} or not _SHA256.fullmatch(info.hashes["sha256"]):
        raise ReleaseError("targets.json: lists a file without its SHA-256 alone")
    return info


def _listed(serial: int, files: dict[str, TargetFile]) -> Listed:
    if set(files) != {MANIFEST, INDICATORS}:
        raise ReleaseError(f"targets.json: release {serial} lacks one of its two files")
    if files[MANIFEST].length > MAX_MANIFEST_BYTES:
        raise ReleaseError(f"targets.json: release {serial} has a manifest that is too large")
    return Listed(serial, files[MANIFEST], files[INDICATORS])
