"""Keys: encrypted, for their owner alone, never where they are served."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.asymmetric.ec import SECP256R1, generate_private_key
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)

from feeds.release.channel import ReleaseError
from feeds.release.first import init
from feeds.release.ring import Ring
from feeds.release.roles import ROLES
from tests.feeds.release.provider import PASSPHRASE, Provider, now, passphrase

if TYPE_CHECKING:
    from pathlib import Path


def test_keys_are_encrypted_and_their_owners(provider: Provider) -> None:
    """One a role, mode 0600, in folders of mode 0700; none opens without the passphrase."""
    files = sorted(provider.base.glob("o*line/*"))
    assert [path.name.partition("-")[0] for path in files] == [
        "root", "snapshot", "targets", "timestamp",
    ]  # fmt: skip
    for path in files:
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
        assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
        data = path.read_bytes()
        assert data.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----")
        with pytest.raises(TypeError):
            load_pem_private_key(data, None)
        with pytest.raises(ValueError, match="password"):
            load_pem_private_key(data, b"another passphrase!")
        load_pem_private_key(data, PASSPHRASE.encode())


def test_no_key_is_in_the_folder_that_is_served(provider: Provider) -> None:
    """Nor can one be put there."""
    served = b"".join(p.read_bytes() for p in provider.repository.rglob("*") if p.is_file())
    assert b"PRIVATE KEY" not in served
    inside = provider.base / "other" / "keys"
    for ring in (
        Ring(inside, passphrase, [provider.base / "offline"]),
        Ring(provider.base / "online", passphrase, [inside]),
        Ring(provider.base / "other", passphrase),
    ):
        with pytest.raises(ReleaseError, match="must not be in the folder that is served"):
            init(provider.base / "other", ring, now())
    assert not inside.exists()


@pytest.mark.parametrize("given", ["", "too short", "fifteen letters"])
def test_a_short_passphrase_is_refused(tmp_path: Path, given: str) -> None:
    """Whoever copies the file may try as many as they like."""
    ring = Ring(tmp_path / "keys", lambda _folder, _new: given)
    with pytest.raises(ReleaseError, match="at least 16 characters"):
        init(tmp_path / "channel", ring, now())
    assert not (tmp_path / "keys").exists()


def test_a_wrong_passphrase_is_told_without_it(provider: Provider) -> None:
    """The file is named."""
    ring = Ring(provider.base / "online", lambda _folder, _new: "wrong passphrase of mine")
    with pytest.raises(ReleaseError, match="wrong passphrase") as caught:
        ring.signers("targets", provider.store.root().signed)
    assert "of mine" not in str(caught.value)
    assert ring.held("targets") == []


def test_each_folder_is_asked_for_once(provider: Provider) -> None:
    """However many keys of it are needed."""
    asked: list[str] = []

    def ask(folder: Path, new: bool) -> str:
        asked.append(folder.name)
        return PASSPHRASE

    ring = Ring(provider.base / "online", ask, [provider.base / "offline"])
    for role in ROLES:
        ring.signers(role, provider.store.root().signed)
    assert sorted(asked) == ["offline", "online"]


@pytest.mark.parametrize("data", [b"", b"junk", b"-----BEGIN PRIVATE KEY-----\nAAAA\n"])
def test_a_damaged_key_is_told(provider: Provider, data: bytes) -> None:
    """In one line, without its content."""
    (path,) = (provider.base / "online").glob("targets-*")
    path.write_bytes(data)
    with pytest.raises(ReleaseError, match="not an encrypted key"):
        provider.publish(11)


def test_keys_of_other_kinds_or_without_passphrase_are_refused(provider: Provider) -> None:
    """Only what this program makes."""
    (path,) = (provider.base / "online").glob("targets-*")
    private = generate_private_key(SECP256R1())
    for sealed, why in (
        (BestAvailableEncryption(PASSPHRASE.encode()), "Ed25519"),
        (NoEncryption(), "not an encrypted key"),
    ):
        path.write_bytes(private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, sealed))
        with pytest.raises(ReleaseError, match=why):
            provider.publish(11)


def test_another_key_under_the_name_of_one_does_not_count(provider: Provider) -> None:
    """What root names is the key, not the file."""
    (path,) = (provider.base / "online").glob("targets-*")
    (other,) = (provider.base / "online").glob("snapshot-*")
    path.write_bytes(other.read_bytes())
    with pytest.raises(ReleaseError, match="no key of the targets role"):
        provider.publish(11)
