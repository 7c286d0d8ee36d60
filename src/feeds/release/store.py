"""The publisher's folder: `metadata/` and `targets/`, as any static web server can serve them.

Law: a file appears whole, under a name that nothing refers to yet; `timestamp.json`, which makes
all the others current, is replaced after them. Whoever reads at any moment, and whatever is
killed when, has the old state or the new one (TUF 1.0, section 6.2, consistent snapshots).
"""

from __future__ import annotations

import fcntl
import re
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar, cast

from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, Root, Snapshot, Targets, Timestamp

from feeds import folder as folders
from feeds.release import listing
from feeds.release.errors import ReleaseError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tuf.api.metadata import TargetFile

    from feeds.snapshot import Manifest

_T = TypeVar("_T", Root, Snapshot, Targets, Timestamp)
_VERSIONED = re.compile(r"([1-9][0-9]{0,15})\.(root|targets|snapshot)\.json")
_KEPT_VERSIONS = 20
_SCRATCH = ".making-"


@dataclass(frozen=True, slots=True)
class State:
    """What the folder says is current; its signatures are not looked at here."""

    root: Metadata[Root]
    targets: Metadata[Targets]
    snapshot: Metadata[Snapshot]
    timestamp: Metadata[Timestamp]


class Store:
    """One channel's folder."""

    def __init__(self, folder: Path) -> None:
        """`folder` need not exist yet."""
        self.folder = folder
        self.metadata = folder / "metadata"
        self.targets = folder / "targets"

    def create(self) -> None:
        """Make the empty folder of a channel."""
        for folder in (self.metadata, self.targets):
            folder.mkdir(parents=True, exist_ok=True)

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Wait until nobody else changes the folder, and remove what a killed one left.

        Raises:
            ReleaseError: there is no such folder.
        """
        if not (self.metadata.is_dir() and self.targets.is_dir()):
            raise self._none()
        with (self.folder / ".lock").open("wb") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            for left in self.folder.glob(f"{_SCRATCH}*"):
                shutil.rmtree(left)
            for left in self.folder.rglob(".*.new"):
                left.unlink()
            yield

    @contextmanager
    def scratch(self) -> Iterator[Path]:
        """A folder on the same disk that goes when the block ends."""
        place = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=self.folder))
        try:
            yield place
        finally:
            shutil.rmtree(place, ignore_errors=True)

    def exists(self) -> bool:
        """Whether there is a channel."""
        return (self.metadata / "timestamp.json").exists()

    def root(self) -> Metadata[Root]:
        """The newest root metadata.

        Raises:
            ReleaseError: there is none that can be read.
        """
        versions = self._versions("root")
        if not versions:
            raise self._none()
        return self._load(f"{versions[-1]}.root.json", Root)

    def state(self) -> State:
        """The current metadata, from the timestamp on.

        Raises:
            ReleaseError: a part is not there, or is no metadata.
        """
        root, timestamp = self.root(), self._load("timestamp.json", Timestamp)
        snapshot = self._load(f"{timestamp.signed.snapshot_meta.version}.snapshot.json", Snapshot)
        version = snapshot.signed.meta["targets.json"].version
        targets = self._load(f"{version}.targets.json", Targets)
        return State(root, targets, snapshot, timestamp)

    def bytes_of(self, name: str) -> bytes:
        """A metadata file as it is.

        Raises:
            ReleaseError: it cannot be read.
        """
        try:
            return (self.metadata / name).read_bytes()
        except OSError as error:
            raise ReleaseError(f"{name}: {error.strerror}") from error

    def put(self, name: str, data: bytes) -> None:
        """Write a metadata file, in one step and durably."""
        folders.replace_durably(self.metadata / name, data)

    def put_target(self, info: TargetFile, source: Path) -> None:
        """Move a durable file of this disk to its name with its digest, durably."""
        place = self._place(info)
        place.parent.mkdir(exist_ok=True)
        folders.sync(self.targets)
        source.replace(place)
        folders.sync(place.parent)

    def manifest(self, listed: listing.Listed) -> Manifest:
        """What a listed release says of itself.

        Raises:
            ReleaseError: its file is missing, or is not as it was signed.
        """
        try:
            data = self._place(listed.manifest).read_bytes()
        except OSError as error:
            raise ReleaseError(f"release {listed.serial}: {error.strerror}") from error
        return listing.manifest_of(listed, data)

    def fetch(self, listed: listing.Listed, into: Path) -> None:
        """Copy a release's files to `into`, under their names in a snapshot folder.

        Raises:
            ReleaseError: one is missing or is not as it was signed.
        """
        for name, info in listed.files.items():
            try:
                shutil.copyfile(self._place(info), into / name)
                with (into / name).open("rb") as stream:
                    info.verify_length_and_hashes(stream)
            except (OSError, RepositoryError) as error:
                raise ReleaseError(
                    f"release {listed.serial}: {name}: missing, altered or damaged"
                ) from error

    def sweep(self, targets: Targets, version: int) -> None:
        """Remove files of releases that `targets` does not list, and old metadata.

        `version` is the current snapshot's. Root metadata stays: clients walk through all of it.
        """
        listed = {str(each.serial) for each in listing.releases(targets)}
        for folder in self.targets.iterdir():
            if folder.name.isdecimal() and folder.name not in listed:
                shutil.rmtree(folder)
        for role, current in (("targets", targets.version), ("snapshot", version)):
            for old in self._versions(role):
                if old <= current - _KEPT_VERSIONS:
                    (self.metadata / f"{old}.{role}.json").unlink()

    def _none(self) -> ReleaseError:
        return ReleaseError(f"{self.folder}: no release channel: see `fresnel release init`")

    def _place(self, info: TargetFile) -> Path:
        return self.targets / info.get_prefixed_paths()[0]

    def _versions(self, role: str) -> list[int]:
        names = [path.name for path in self.metadata.glob(f"*.{role}.json")]
        matches = [_VERSIONED.fullmatch(name) for name in names]
        return sorted(int(match[1]) for match in matches if match)

    def _load(self, name: str, kind: type[_T]) -> Metadata[_T]:
        try:
            found: Metadata[Any] = Metadata.from_bytes(self.bytes_of(name))
        except RepositoryError as error:
            raise ReleaseError(f"{name}: not metadata of a release channel") from error
        if not isinstance(found.signed, kind):
            raise ReleaseError(f"{name}: not {kind.type} metadata")
        return cast("Metadata[_T]", found)
