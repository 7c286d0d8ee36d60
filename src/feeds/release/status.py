"""What a channel is: its roles, its releases, and what is or will soon be expired.

Law: signatures and digests are verified as a bank would, from a root file; expiry and age are
shown, not refused.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from tuf.api.exceptions import DownloadHTTPError
from tuf.api.metadata import Metadata, Root
from tuf.ngclient import UpdaterConfig

from feeds import moment
from feeds.release import channel, listing, roles
from feeds.release.errors import ReleaseError
from feeds.release.explain import explained
from feeds.release.location import base, file_of
from feeds.release.roles import ROLES, ROOT, SNAPSHOT, TARGETS, TIMESTAMP
from feeds.release.transport import METADATA, Transport
from feeds.release.transport import TARGETS as TARGETS_FOLDER
from feeds.snapshot import SnapshotError

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from tuf.api.metadata import MetaFile

    from feeds.release.roles import Role

_LIMITS = UpdaterConfig()
_WORDS = {"soon": "expires soon:", "expired": "has expired:"}


@dataclass(frozen=True, slots=True)
class RoleStatus:
    """A role's metadata. `keys` are key ids, of which `threshold` must sign."""

    role: Role
    version: int
    expires: datetime
    state: Literal["current", "soon", "expired"]
    keys: tuple[str, ...]
    threshold: int


@dataclass(frozen=True, slots=True)
class ReleaseStatus:
    """A listed release; None stands for what is not known here."""

    serial: int
    created: datetime | None
    digest: str | None
    total: int | None
    counts: dict[str, int] | None
    large_change: bool


@dataclass(frozen=True, slots=True)
class AcceptedStatus:
    """A bank's last good release; `problem` says what is wrong with it."""

    serial: int | None
    digest: str | None
    accepted: datetime | None
    expires: datetime | None
    problem: str | None


@dataclass(frozen=True, slots=True)
class Status:
    """All of it; the current release is the last of `releases`."""

    roles: tuple[RoleStatus, ...]
    releases: tuple[ReleaseStatus, ...]
    accepted: AcceptedStatus | None = None

    def warnings(self) -> list[str]:
        """What somebody has to do something about, one line each."""
        lines = [
            f"{each.role} metadata {_WORDS[each.state]} {moment.render(each.expires)}"
            for each in self.roles
            if each.state != "current"
        ]
        if self.accepted is not None and self.accepted.problem is not None:
            lines.append(self.accepted.problem)
        return lines


def of_channel(
    location: str, root: bytes | None, now: datetime, *, timeout_seconds: float = 60.0
) -> Status:
    """The status of the channel at a URL or in a folder.

    `root` is the content of a root file; for a folder of this machine None takes its own first
    one, which proves nothing about who made it.

    Raises:
        UnreachableError: there is no whole answer within the limits.
        ReleaseError: something is not as it was signed, or `root` is missing for a URL.
    """
    limit = _LIMITS.targets_max_length
    with Transport(location, timeout_seconds=timeout_seconds, max_bytes=limit) as transport:
        try:
            known = _read(transport, _own_root(location) if root is None else root)
            listed = listing.releases(known[TARGETS])
            releases = tuple(_release(transport, each) for each in listed)
        except (SnapshotError, OSError, MemoryError):
            raise
        except Exception as error:
            raise explained(error, transport.asked) from error
    return Status(_roles(known, now), releases)


def of_state(state: Path, now: datetime) -> Status:
    """The status of a bank's state folder, as it was at the last visit; asks nobody.

    Raises:
        ReleaseError: it is none.
    """
    state = state / "release" if (state / "release").is_dir() else state
    try:
        known: dict[Role, Any] = {
            role: Metadata.from_file(str(state / channel.LOCAL_METADATA / f"{role}.json")).signed
            for role in ROLES
        }
    except Exception as error:
        raise ReleaseError("the state folder holds no release channel's metadata") from error
    releases = tuple(
        ReleaseStatus(each.serial, None, None, None, None, each.large_change)
        for each in listing.releases(known[TARGETS])
    )
    return Status(_roles(known, now), releases, _accepted(state))


def is_state(place: Path) -> bool:
    """Whether a folder is a bank's state folder and not a channel."""
    return any(
        (each / channel.LOCAL_METADATA / "root_history").is_dir()
        for each in (place, place / "release")
    )


def _read(transport: Transport, root: bytes) -> dict[Role, Any]:
    """The four metadata files, each verified by the one before, whatever their age."""
    trusted = _root(transport, root)
    timestamp = _verified(trusted, TIMESTAMP, _get(transport, "timestamp.json", None))
    snapshot = _of(transport, trusted, SNAPSHOT, timestamp.snapshot_meta)
    targets = _of(transport, trusted, TARGETS, snapshot.meta["targets.json"])
    return {ROOT: trusted, TARGETS: targets, SNAPSHOT: snapshot, TIMESTAMP: timestamp}


def _root(transport: Transport, data: bytes) -> Root:
    """The newest root that `data` leads to."""
    first: Metadata[Root] = Metadata.from_bytes(data)
    first.signed.verify_delegate(ROOT, first.signed_bytes, first.signatures)
    trusted = first.signed
    for version in range(trusted.version + 1, trusted.version + _LIMITS.max_root_rotations):
        try:
            found = _get(transport, f"{version}.root.json", None)
        except DownloadHTTPError:
            break
        new = _verified(trusted, ROOT, found)
        trusted = _verified(new, ROOT, found)
        if trusted.version != version:
            raise ReleaseError(f"{version}.root.json: is of another version")
    return trusted


def _of(transport: Transport, root: Root, role: Role, info: MetaFile) -> Any:  # noqa: ANN401
    data = _get(transport, f"{info.version}.{role}.json", info.length)
    info.verify_length_and_hashes(data)
    return _verified(root, role, data)


def _verified(root: Root, role: Role, data: bytes) -> Any:  # noqa: ANN401  no union of payloads
    metadata: Metadata[Any] = Metadata.from_bytes(data)
    if metadata.signed.type != role:
        raise ReleaseError(f"{role}.json: is of another role")
    root.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    return metadata.signed


def _get(transport: Transport, name: str, length: int | None) -> bytes:
    limit = _LIMITS.targets_max_length if length is None else length
    return transport.download_bytes(f"{transport.base}{METADATA}{name}", limit)


def _own_root(location: str) -> bytes:
    url = base(location)
    if not url.startswith("file:"):
        raise ReleaseError("a channel at a URL is verified by a root file: --root")
    try:
        return file_of(f"{url}{METADATA}1.root.json").read_bytes()
    except OSError as error:
        raise ReleaseError(f"1.root.json: {error.strerror}: no release channel here") from error


def _release(transport: Transport, listed: listing.Listed) -> ReleaseStatus:
    name = listed.manifest.get_prefixed_paths()[0]
    url = f"{transport.base}{TARGETS_FOLDER}{name}"
    manifest = listing.manifest_of(listed, transport.download_bytes(url, listed.manifest.length))
    return ReleaseStatus(
        listed.serial,
        manifest.created,
        manifest.digest,
        manifest.total,
        manifest.counts,
        listed.large_change,
    )


def _roles(known: dict[Role, Any], now: datetime) -> tuple[RoleStatus, ...]:
    named = known[ROOT].roles
    return tuple(
        RoleStatus(
            role,
            known[role].version,
            known[role].expires,
            roles.state(known[role], now),
            tuple(named[role].keyids),
            named[role].threshold,
        )
        for role in ROLES
    )


def _accepted(state: Path) -> AcceptedStatus:
    try:
        found = channel.last_good(state)
    except SnapshotError as error:
        return AcceptedStatus(None, None, None, None, str(error))
    if found is None:
        return AcceptedStatus(None, None, None, None, "nothing was accepted yet")
    return AcceptedStatus(found.serial, found.digest, found.accepted, found.expires, None)
