"""Which snapshots are on this host: the folder that the settings name, and the releases taken."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from feeds.prepare import RELEASE
from feeds.release.accepted import SNAPSHOTS
from feeds.snapshot import SnapshotError, read_manifest
from screening.origin import is_channel

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.snapshot import Manifest
    from screening.console.parts import Parts
    from screening.settings import Settings


def known_digests(parts: Parts) -> frozenset[str]:
    """The digests of the snapshots that can be looked into here."""
    return frozenset(manifests(parts.settings))


def manifests(settings: Settings) -> dict[str, Manifest]:
    """What the snapshots on this host say of themselves, by digest."""
    return {manifest.digest: manifest for _, manifest in found(settings)}


def found(settings: Settings) -> Iterator[tuple[Path, Manifest]]:
    """The snapshots on this host: folder and manifest; one that cannot be read is left out."""
    for folder in _folders(settings):
        try:
            yield folder, read_manifest(folder)
        except (SnapshotError, OSError):
            continue


def _folders(settings: Settings) -> Iterator[Path]:
    if settings.snapshot is not None and not is_channel(settings.snapshot):
        yield Path(settings.snapshot)
    if settings.state_dir is not None:
        yield from (settings.state_dir / RELEASE / SNAPSHOTS).glob("*/")
