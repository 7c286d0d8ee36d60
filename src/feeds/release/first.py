"""The first state of a channel: keys for every role, and metadata that lists no release.

Law: private keys are never below the folder that is served.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING

from tuf.api.metadata import Metadata, MetaFile, Root, Snapshot, Targets, Timestamp

from feeds.release import signing
from feeds.release.errors import ReleaseError
from feeds.release.roles import (
    DEFAULT_RETAIN,
    LEAST_RETAIN,
    ONLINE,
    RETAIN_FIELD,
    ROLES,
    ROOT,
    SNAPSHOT,
    TARGETS,
    TIMESTAMP,
    Lifetimes,
    lifetime,
)
from feeds.release.store import State, Store

if TYPE_CHECKING:
    from datetime import datetime
    from pathlib import Path

    from feeds.release.ring import Ring, SigningKey
    from feeds.release.roles import Role

_DEFAULT = Lifetimes()
_UNWRITTEN = 0


def init(
    folder: Path,
    ring: Ring,
    now: datetime,
    *,
    root_keys: int = 1,
    threshold: int = 1,
    lifetimes: Lifetimes = _DEFAULT,
    retain: int = DEFAULT_RETAIN,
) -> Path:
    """Make a channel in `folder` that has no release yet; gives its first root file.

    There are `root_keys` root keys, of which `threshold` must sign a new root; they go to the
    ring's root folders in turn. The last `retain` releases stay available.

    Raises:
        ReleaseError: there is a channel, or an argument makes no sense.
        OSError: the disk refuses.
    """
    store = Store(folder)
    _check(store, ring, root_keys, threshold, retain)
    store.create()
    with store.alone():
        signers = _make_keys(ring, root_keys)
        state = _state(lifetimes, retain, signers, threshold)
        root = state.root.signed
        root.expires = now.astimezone(UTC) + lifetime(root)
        store.put("1.root.json", signing.sealed(root, signers[ROOT]))
        signing.write(store, state, signers, now)
    return store.metadata / "1.root.json"


def _check(store: Store, ring: Ring, root_keys: int, threshold: int, retain: int) -> None:
    if store.exists():
        raise ReleaseError(f"{store.folder}: is a release channel already")
    if not 1 <= threshold <= root_keys:
        raise ReleaseError("the threshold must be at least 1 and at most the number of root keys")
    if retain < LEAST_RETAIN:
        raise ReleaseError(f"at least {LEAST_RETAIN} releases must be retained")
    served = store.folder.resolve()
    for place in {place for role in ROLES for place in ring.folders(role)}:
        if place.resolve().is_relative_to(served):
            raise ReleaseError(f"{place}: keys must not be in the folder that is served")


def _make_keys(ring: Ring, root_keys: int) -> dict[Role, list[SigningKey]]:
    places = ring.folders(ROOT)
    made: dict[Role, list[SigningKey]] = {
        ROOT: [ring.create(ROOT, places[n % len(places)])[0] for n in range(root_keys)]
    }
    for role in ONLINE:
        made[role] = [ring.create(role, ring.folders(role)[0])[0]]
    return made


def _state(
    lifetimes: Lifetimes, retain: int, signers: dict[Role, list[SigningKey]], threshold: int
) -> State:
    root = Root(consistent_snapshot=True, unrecognized_fields=lifetimes.fields(ROOT))
    for role, made in signers.items():
        for signer in made:
            root.add_key(signer.public_key, role)
    root.roles[ROOT].threshold = threshold
    fields = lifetimes.fields(TARGETS) | {RETAIN_FIELD: retain}
    targets = Targets(unrecognized_fields=fields)
    snapshot = Snapshot(meta={}, unrecognized_fields=lifetimes.fields(SNAPSHOT))
    timestamp = Timestamp(
        snapshot_meta=MetaFile(1), unrecognized_fields=lifetimes.fields(TIMESTAMP)
    )
    for signed in (targets, snapshot, timestamp):
        signed.version = _UNWRITTEN  # writing makes it 1
    return State(Metadata(root), Metadata(targets), Metadata(snapshot), Metadata(timestamp))
