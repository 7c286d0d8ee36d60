"""What is signed, by which keys, and what must be true before.

Law: a role's next version is made only from one that a key at hand signed, or that root says was
signed: whoever can write to the folder cannot have us sign their words.
"""

from __future__ import annotations

from datetime import UTC
from typing import TYPE_CHECKING, Any

from securesystemslib.exceptions import UnverifiedSignatureError
from tuf.api.exceptions import RepositoryError
from tuf.api.metadata import Metadata, MetaFile
from tuf.api.serialization.json import JSONSerializer

from feeds.release.errors import ReleaseError
from feeds.release.roles import ONLINE, ROOT, SNAPSHOT, TARGETS, TIMESTAMP, lifetime

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from tuf.api.metadata import Root, Signed

    from feeds.release.ring import Ring, SigningKey
    from feeds.release.roles import Role
    from feeds.release.store import State, Store

    Signers = Mapping[Role, Sequence[SigningKey]]


def signers_of(ring: Ring, root: Root, roles: Sequence[Role]) -> dict[Role, list[SigningKey]]:
    """The keys at hand of these roles, at least one each.

    Raises:
        ReleaseError: a role has none at hand, or one cannot be read.
    """
    found = {role: ring.signers(role, root) for role in roles}
    for role, signers in found.items():
        if not signers:
            places = ", ".join(map(str, ring.folders(role)))
            raise ReleaseError(f"no key of the {role} role in {places}")
    return found


def check_ours(state: State, signers: Signers, *, by_root: bool = False) -> None:
    """See that the current metadata was signed by these keys; `by_root`: or by those root names.

    The parts must also be of one release.

    Raises:
        ReleaseError: something was not, or is not.
    """
    for role in ONLINE:
        metadata: Metadata[Any] = getattr(state, role)
        ours = role not in signers or any(_has_signed(each, metadata) for each in signers[role])
        if not ours and not (by_root and _root_names_signer(state, role)):
            raise ReleaseError(f"{role}.json was not signed by the key at hand: altered")


def check_whole(state: State, store: Store) -> None:
    """See that timestamp, snapshot and targets metadata are of one release.

    Raises:
        ReleaseError: they are mixed.
    """
    snapshot, targets = state.timestamp.signed.snapshot_meta, state.snapshot.signed.meta
    pairs = {SNAPSHOT: snapshot, TARGETS: targets["targets.json"]}
    for role, info in pairs.items():
        try:
            info.verify_length_and_hashes(store.bytes_of(f"{info.version}.{role}.json"))
        except RepositoryError as error:
            raise ReleaseError(
                f"{info.version}.{role}.json: altered or of another state"
            ) from error


def write(
    store: Store, state: State, signers: Signers, now: datetime, *, targets: bool = True
) -> None:
    """Sign and write the next state: targets (if they changed), snapshot, timestamp, in order.

    `state.targets.signed` holds the new content; versions and expiry are set here. A role
    without signers stays as it is.
    """
    if targets:
        _bump(state.targets.signed, now)
        data = sealed(state.targets.signed, signers[TARGETS])
        version = state.targets.signed.version
        store.put(f"{version}.targets.json", data)
        state.snapshot.signed.meta["targets.json"] = _info(version, data)
    if SNAPSHOT in signers:
        _bump(state.snapshot.signed, now)
        data = sealed(state.snapshot.signed, signers[SNAPSHOT])
        version = state.snapshot.signed.version
        store.put(f"{version}.snapshot.json", data)
        state.timestamp.signed.snapshot_meta = _info(version, data)
    _bump(state.timestamp.signed, now)
    store.put("timestamp.json", sealed(state.timestamp.signed, signers[TIMESTAMP]))


def next_root(old: Root, new: Root, ring: Ring, now: datetime) -> bytes:
    """The file of the root that follows `old`, by enough keys of both (TUF 1.0, 5.3.4).

    `new` gets its version and expiry.

    Raises:
        ReleaseError: too few root keys are at hand.
    """
    _bump(new, now)
    both = {s.public_key.keyid: s for each in (old, new) for s in ring.signers(ROOT, each)}
    data = sealed(new, list(both.values()))
    metadata: Metadata[Root] = Metadata.from_bytes(data)
    if not new.get_root_verification_result(old, metadata.signed_bytes, metadata.signatures):
        raise _too_few(ring, old)
    return data


def check_root(root: Metadata[Root], ring: Ring) -> None:
    """See that enough root keys are at hand, and that one of them signed `root`.

    Raises:
        ReleaseError: they are not, or it was not.
    """
    signers = ring.signers(ROOT, root.signed)
    if len(signers) < root.signed.roles[ROOT].threshold:
        raise _too_few(ring, root.signed)
    if not any(_has_signed(signer, root) for signer in signers):
        raise ReleaseError("root.json was not signed by a root key at hand: altered")


def sealed(payload: Signed, signers: Sequence[SigningKey]) -> bytes:
    """The metadata file of `payload`, signed by each."""
    metadata: Metadata[Any] = Metadata(payload)
    for signer in signers:
        metadata.sign(signer, append=True)
    return metadata.to_bytes(JSONSerializer(validate=True))


def _bump(payload: Signed, now: datetime) -> None:
    payload.version += 1
    payload.expires = now.astimezone(UTC) + lifetime(payload)


def _info(version: int, data: bytes) -> MetaFile:
    return MetaFile.from_data(version, data, ["sha256"])


def _has_signed(signer: SigningKey, metadata: Metadata[Any]) -> bool:
    signature = metadata.signatures.get(signer.public_key.keyid)
    if signature is None:
        return False
    try:
        signer.public_key.verify_signature(signature, metadata.signed_bytes)
    except UnverifiedSignatureError:
        return False
    return True


def _root_names_signer(state: State, role: Role) -> bool:
    metadata: Metadata[Any] = getattr(state, role)
    try:
        state.root.signed.verify_delegate(role, metadata.signed_bytes, metadata.signatures)
    except RepositoryError:
        return False
    return True


def _too_few(ring: Ring, root: Root) -> ReleaseError:
    places, role = ", ".join(map(str, ring.folders(ROOT))), root.roles[ROOT]
    needed = f"{role.threshold} of {len(role.keyids)} are needed"
    return ReleaseError(f"too few root keys in {places}: {needed}")
