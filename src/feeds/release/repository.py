"""The publisher's side: put releases into a channel, keep it current, change its keys.

Rule 1: what is signed was verified first: the snapshot whole, the old metadata by our own keys.
Rule 2: serials only rise; undoing is a newer serial with older content.
Rule 3: a great change of size is signed only when someone says that it is meant.
"""

from __future__ import annotations

from copy import deepcopy
from dataclasses import dataclass
from io import BytesIO
from typing import TYPE_CHECKING

import orjson
from tuf.api.metadata import TargetFile

from feeds import folder as folders
from feeds import snapshot
from feeds.gate import size_reason
from feeds.release import listing, signing
from feeds.release.errors import ReleaseError
from feeds.release.roles import (
    DEFAULT_RETAIN,
    ONLINE,
    RETAIN_FIELD,
    ROOT,
    SNAPSHOT,
    TARGETS,
    TIMESTAMP,
    is_past_half,
)
from feeds.release.store import Store
from feeds.snapshot import INDICATORS, MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from tuf.api.metadata import Root, Targets

    from feeds.release.ring import Ring
    from feeds.release.roles import Role
    from feeds.release.store import State
    from feeds.snapshot import Manifest


@dataclass(frozen=True, slots=True)
class Rotated:
    """A key that took another's place: the new one's file, and the old one's if it is at hand."""

    made: Path
    replaced_id: str
    replaced: Path | None


class Repository:
    """One channel's folder, the keys at hand, and the time."""

    def __init__(self, folder: Path, ring: Ring, now: datetime) -> None:
        """Nothing is read yet."""
        self._store = Store(folder)
        self._ring = ring
        self._now = now

    def publish(self, folder: Path, *, large_change: bool = False) -> Manifest:
        """Make the snapshot in `folder` the current release; needs the three online keys.

        Raises:
            ReleaseError: it may not follow the last one, or the channel or a key is not sound.
            SnapshotError: the snapshot is not sound.
            OSError: the disk refuses.
        """

        def fill(state: State, place: Path) -> None:
            del state
            snapshot.read_manifest(folder)
            place.mkdir()
            for name in (MANIFEST, INDICATORS):
                folders.copy_durably(place / name, folder / name)

        return self._release(fill, large_change=large_change)

    def restore(
        self, serial: int, *, new_serial: int | None = None, large_change: bool = False
    ) -> Manifest:
        """Make the content of a retained release current again, under a newer serial.

        `new_serial` defaults to the time in seconds, or the next one if that is greater.

        Raises:
            ReleaseError: it is not retained, or else as `publish`.
            SnapshotError: it was normalised by another version of this software.
            OSError: the disk refuses.
        """

        def fill(state: State, place: Path) -> None:
            listed = listing.releases(state.targets.signed)
            old = next((each for each in listed if each.serial == serial), None)
            if old is None:
                raise ReleaseError(f"release {serial} is not among those retained")
            given = max(int(self._now.timestamp()), listed[-1].serial + 1)
            self._restamp(old, place, given if new_serial is None else new_serial)

        return self._release(fill, large_change=large_change)

    def renew(self, *, targets: bool = False, root: bool = False) -> list[Role]:
        """Sign new expiry times of snapshot and timestamp, with their two keys alone.

        `targets`: also of the targets metadata if half of its lifetime is over; `root`: also of
        root, with its keys. Gives the roles that were renewed.

        Raises:
            ReleaseError: a key is not at hand, or the channel is not sound.
            OSError: the disk refuses.
        """
        with self._store.alone():
            state = self._store.state()
            targets = targets and is_past_half(state.targets.signed, self._now)
            roles: tuple[Role, ...] = ONLINE if targets else (SNAPSHOT, TIMESTAMP)
            signers = self._checked(state, roles)
            new_root = self._next_root(state, lambda _: None) if root else None
            signing.write(self._store, state, signers, self._now, targets=targets)
            self._put_root(state, new_root)
            self._store.sweep(state.targets.signed, state.snapshot.signed.version)
        return [*([ROOT] if root else []), *roles]

    def rotate(self, role: Role, *, replace: str | None = None) -> Rotated:
        """Give `role` a new key in place of one, by a new root; needs enough root keys.

        Also needed are the online keys of the roles that sign after it; the replaced key is not.
        If it is at hand it signs once more, so that no bank meets a moment between. `replace` is
        how the replaced key's id begins, where there are several.

        Raises:
            ReleaseError: a key is not at hand, or the channel is not sound.
            OSError: the disk refuses.
        """
        with self._store.alone():
            state = self._store.state()
            signing.check_root(state.root, self._ring)
            old = _one_key(state.root.signed, role, replace)
            replaced = self._ring.path(role, old)
            place = replaced.parent if replaced else self._ring.folders(role)[0]
            signer, made = self._ring.create(role, place)

            def change(root: Root) -> None:
                root.revoke_key(old, role)
                root.add_key(signer.public_key, role)

            new_root = self._next_root(state, change)
            if role != ROOT:
                self._sign_again(state, role, made)
            self._put_root(state, new_root)
        return Rotated(made, old, replaced)

    def _release(self, fill: Callable[[State, Path], None], *, large_change: bool) -> Manifest:
        with self._store.alone(), self._store.scratch() as scratch:
            state = self._store.state()
            if state.root.signed.is_expired(self._now):
                raise ReleaseError("root metadata has expired: renew it with the root keys first")
            signers = self._checked(state, ONLINE)
            place = scratch / "release"
            fill(state, place)
            manifest = snapshot.read(place)[0]
            self._check_follows(state.targets.signed, manifest, large_change=large_change)
            self._list(state.targets.signed, manifest, place, large_change=large_change)
            signing.write(self._store, state, signers, self._now)
            self._store.sweep(state.targets.signed, state.snapshot.signed.version)
        return manifest

    def _checked(self, state: State, roles: tuple[Role, ...]) -> signing.Signers:
        signers = signing.signers_of(self._ring, state.root.signed, roles)
        signing.check_ours(state, signers)
        signing.check_whole(state, self._store)
        return signers

    def _check_follows(self, targets: Targets, manifest: Manifest, *, large_change: bool) -> None:
        listed = listing.releases(targets)
        if not listed:
            return
        last = listed[-1]
        if manifest.serial <= last.serial:
            raise ReleaseError(
                f"serial {manifest.serial} must be greater than {last.serial}, the last release's"
            )
        counts = self._store.manifest(last).counts
        reason = None if large_change else size_reason(counts, manifest.counts)
        if reason is not None:
            raise ReleaseError(f"{reason}; say so (--large-change) if that is meant")

    def _list(
        self, targets: Targets, manifest: Manifest, place: Path, *, large_change: bool
    ) -> None:
        """Put the release's files in their place, list them, and no longer list the oldest."""
        for name in (MANIFEST, INDICATORS):
            target = listing.path(manifest.serial, name)
            info = TargetFile.from_file(target, str(place / name))
            if name == MANIFEST:
                custom: dict[str, object] = {listing.COUNTS: manifest.counts}
                custom |= {listing.LARGE_CHANGE: True} if large_change else {}
                info.unrecognized_fields["custom"] = custom
            self._store.put_target(info, place / name)
            targets.targets[target] = info
        retain = targets.unrecognized_fields.get(RETAIN_FIELD, DEFAULT_RETAIN)
        for old in listing.releases(targets)[:-retain]:
            for name in old.files:
                del targets.targets[listing.path(old.serial, name)]

    def _restamp(self, old: listing.Listed, place: Path, serial: int) -> None:
        """Write the content of `old` as a snapshot of its own; the digest stays."""
        with self._store.scratch() as scratch:
            self._store.fetch(old, scratch)
            manifest, content = snapshot.read(scratch)
        snapshot.write(
            place,
            ((orjson.loads(line)["type"], line) for line in BytesIO(content)),
            serial=serial,
            created=self._now.replace(microsecond=0),
            feeds=manifest.feeds,
            beside={},
        )

    def _next_root(self, state: State, change: Callable[[Root], None]) -> bytes:
        signing.check_root(state.root, self._ring)
        root = deepcopy(state.root.signed)
        change(root)
        return signing.next_root(state.root.signed, root, self._ring, self._now)

    def _put_root(self, state: State, data: bytes | None) -> None:
        if data is not None:
            self._store.put(f"{state.root.signed.version + 1}.root.json", data)

    def _sign_again(self, state: State, role: Role, made: Path) -> None:
        """Sign what `role` and the roles after it sign, by the old keys at hand and the new."""
        roles = ONLINE[ONLINE.index(role) :]
        held = {each: self._ring.held(each) for each in roles}
        signing.check_ours(state, held, by_root=True)
        signing.check_whole(state, self._store)
        others = tuple(each for each in roles if each != role)
        signers = signing.signers_of(self._ring, state.root.signed, others)
        new = [s for s in held[role] if self._ring.path(role, s.public_key.keyid) == made]
        old = self._ring.signers(role, state.root.signed)
        signers[role] = [*old, *new]
        signing.write(self._store, state, signers, self._now, targets=role == TARGETS)


def _one_key(root: Root, role: Role, replace: str | None) -> str:
    found = [keyid for keyid in root.roles[role].keyids if keyid.startswith(replace or "")]
    if len(found) != 1:
        ids = ", ".join(keyid[:16] for keyid in root.roles[role].keyids)
        raise ReleaseError(f"name the one {role} key to replace, by its id: one of {ids}")
    return found[0]
