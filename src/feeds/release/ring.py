"""Signing keys: one encrypted file each, named by its role and key id.

Law: a private key is written encrypted or not at all, for its owner alone, and is never deleted
by this program. Ed25519 (RFC 8032) in PKCS#8 PEM (RFC 5958), AES-256; whoever has the file can
try passphrases quickly, so they must be long.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    load_pem_private_key,
)
from securesystemslib.signer import CryptoSigner  # type: ignore[attr-defined]

from feeds import folder as folders
from feeds.release.errors import ReleaseError
from feeds.release.roles import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from tuf.api.metadata import Root

    from feeds.release.roles import Role

    Ask = Callable[[Path, bool], str]
    """The passphrase of the keys in a folder; True where new ones are being made."""

SigningKey = CryptoSigner
LEAST_PASSPHRASE = 16
MOST_KEY_BYTES = 1 << 16
_ID_DIGITS = 16


class Ring:
    """The keys that are at hand: online ones in one folder, root keys there or in others."""

    def __init__(self, online: Path, ask: Ask, root: Sequence[Path] = ()) -> None:
        """`ask` gives the passphrase of each folder, when a key of it is needed."""
        self._online = online
        self._root = tuple(root) or (online,)
        self._ask = ask
        self._known: dict[Path, bytes] = {}

    def folders(self, role: Role) -> tuple[Path, ...]:
        """Where keys of this role are."""
        return self._root if role == ROOT else (self._online,)

    def create(self, role: Role, place: Path) -> tuple[SigningKey, Path]:
        """Make a key and write it, encrypted, to the folder `place`; gives its file too.

        Raises:
            ReleaseError: the passphrase is too short.
            OSError: the disk refuses.
        """
        passphrase = self._passphrase(place, new=True)
        private = Ed25519PrivateKey.generate()
        signer = CryptoSigner(private)
        path = place / f"{role}-{signer.public_key.keyid[:_ID_DIGITS]}.pem"
        _write(path, private, passphrase)
        return signer, path

    def signers(self, role: Role, root: Root) -> list[SigningKey]:
        """The keys at hand that `root` names for this role; maybe none.

        Raises:
            ReleaseError: one cannot be read.
        """
        named = root.roles[role].keyids
        paths = [self.path(role, keyid) for keyid in named]
        signers = [self._load(path) for path in paths if path is not None]
        return [signer for signer in signers if signer.public_key.keyid in named]

    def held(self, role: Role) -> list[SigningKey]:
        """All keys of this role at hand whose passphrase is the folder's, named by a root or not.

        Raises:
            OSError: a folder cannot be read.
        """
        paths = [path for place in self.folders(role) for path in place.glob(f"{role}-*.pem")]
        found = []
        for path in sorted(paths):
            try:
                found.append(self._load(path))
            except ReleaseError:
                continue  # another passphrase, or damaged: not at hand
        return found

    def path(self, role: Role, keyid: str) -> Path | None:
        """The file of this key, if it is at hand."""
        name = f"{role}-{keyid[:_ID_DIGITS]}.pem"
        return next((p / name for p in self.folders(role) if (p / name).is_file()), None)

    def _load(self, path: Path) -> CryptoSigner:
        with path.open("rb") as stream:
            data = stream.read(MOST_KEY_BYTES)
        passphrase = self._passphrase(path.parent, new=False)
        try:
            private = load_pem_private_key(data, passphrase)
        except (ValueError, TypeError):  # its text could quote the file
            raise ReleaseError(f"{path}: wrong passphrase, or not an encrypted key") from None
        if not isinstance(private, Ed25519PrivateKey):
            raise ReleaseError(f"{path}: not an Ed25519 key")
        return CryptoSigner(private)

    def _passphrase(self, place: Path, *, new: bool) -> bytes:
        if place not in self._known:
            given = self._ask(place, new).encode()
            if new and len(given) < LEAST_PASSPHRASE:
                raise ReleaseError(f"a passphrase needs at least {LEAST_PASSPHRASE} characters")
            self._known[place] = given
        return self._known[place]


def _write(path: Path, private: Ed25519PrivateKey, passphrase: bytes) -> None:
    sealed = BestAvailableEncryption(passphrase)
    data = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())
    folders.sync(path.parent)
