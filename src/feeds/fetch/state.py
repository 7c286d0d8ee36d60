"""What is kept of each feed between builds: `<state>/<feed>/state.json` and the copy it names.

Law: `state.json` changes by one rename, after all it names is on disk. So a crash at any moment
leaves the earlier copy with its cursor, and a copy that is not byte for byte what `state.json`
says is not used: the feed is fetched anew. Folders have mode 0700, files 0600.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from feeds import folder as folders
from feeds.formats import FeedError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.feeds_file import Feed

STATE = "state.json"
_PREFIX = "copy-"
Sha256 = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]
FileName = Annotated[str, Field(pattern=r"^[0-9A-Za-z-]+\.[a-z]+$")]


class Kept(BaseModel):
    """One feed's copy: where it is, from where and when, and how to ask for what is new.

    `source` is a hash of kind and location: another one's copy is of no use. `fetched` is when
    the copy was last confirmed current, `full` when all of it was last fetched; `etag` and
    `modified` are the server's validators, `cursor` is TAXII's `added_after`, `stamps` are the
    manifest's timestamps of MISP events.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    source: Sha256
    copy_name: Annotated[str, Field(pattern=rf"^{_PREFIX}[A-Za-z0-9_]+$")]
    files: dict[FileName, Sha256]
    fetched: AwareDatetime
    full: AwareDatetime
    etag: str | None = None
    modified: str | None = None
    cursor: str | None = None
    stamps: dict[str, str] = {}


class Store:
    """One feed's folder in the state folder."""

    def __init__(self, state: Path, feed: Feed) -> None:
        self.folder = state / feed.name
        self.source = hashlib.sha256(f"{feed.kind} {feed.location}".encode()).hexdigest()

    def kept(self) -> Kept | None:
        """The last good copy, verified; None if there is none, or it is damaged or another's."""
        found = self._named()
        if found is None or found.source != self.source:
            return None
        try:
            whole = digests(self.path(found)) == found.files
        except OSError:
            return None
        return found if whole else None

    def path(self, kept: Kept) -> Path:
        """The folder that holds a copy."""
        return self.folder / kept.copy_name

    def begin(self) -> Path:
        """A new, empty folder for a copy; those that were never kept are removed.

        Raises:
            OSError: the disk refuses.
        """
        self.folder.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.folder.mkdir(mode=0o700, exist_ok=True)
        self.folder.chmod(0o700)
        self.discard()
        return Path(tempfile.mkdtemp(prefix=_PREFIX, dir=self.folder))

    def discard(self) -> None:
        """Remove every copy that was never kept."""
        self._remove_all_but(self._named())

    def keep(self, kept: Kept) -> None:
        """Make `kept` the last good copy, durably, and remove the others.

        Raises:
            OSError: the disk refuses; the earlier copy is still the last good one.
        """
        folder = self.path(kept)
        for name in kept.files:
            folders.sync(folder / name)
        folders.sync(folder)
        aside = self.folder / f".{STATE}.new"
        descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(descriptor, "wb") as stream:
            stream.write(kept.model_dump_json().encode())
            stream.flush()
            os.fsync(stream.fileno())
        aside.rename(self.folder / STATE)
        folders.sync(self.folder)
        folders.sync(self.folder.parent)
        self._remove_all_but(kept)

    def _named(self) -> Kept | None:
        try:
            return Kept.model_validate_json((self.folder / STATE).read_bytes())
        except (OSError, ValidationError):
            return None

    def _remove_all_but(self, kept: Kept | None) -> None:
        for path in self.folder.glob(f"{_PREFIX}*"):
            if kept is None or path.name != kept.copy_name:
                shutil.rmtree(path, ignore_errors=True)


def digests(folder: Path) -> dict[str, str]:
    """The SHA-256 of every file in `folder`, by name.

    Raises:
        OSError: one cannot be read.
    """
    found = {}
    for path in sorted(folder.iterdir()):
        with path.open("rb") as stream:
            found[path.name] = hashlib.file_digest(stream, "sha256").hexdigest()
    return found


@contextmanager
def exclusive(state: Path) -> Iterator[None]:
    """Hold the state folder, from before `fetch_all` until after `keep`; ends with the process.

    Raises:
        FeedError: another build holds it.
        OSError: the folder cannot be made.
    """
    state.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(state / ".lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise FeedError(f"{state.name}: another build is fetching its feeds") from None
        yield
    finally:
        os.close(descriptor)
