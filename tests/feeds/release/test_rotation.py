"""Keys are replaced: planned, lost or stolen; and root by a threshold."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from feeds.release import signing
from feeds.release.channel import ReleaseError
from feeds.release.first import init
from feeds.release.repository import Repository
from feeds.release.ring import Ring
from feeds.release.roles import ONLINE, ROLES, Role
from tests.feeds.release.provider import Bank, Provider, now, passphrase

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feeds.release.store import State


def key_files(provider: Provider, role: Role) -> list[Path]:
    return sorted(provider.base.glob(f"o*line/{role}-*.pem"))


@pytest.mark.parametrize("role", ROLES)
def test_a_bank_follows_a_rotation(
    provider: Provider, bank: Bank, tmp_path: Path, role: Role
) -> None:
    """One that knew the old key, and one that starts with the first root file."""
    bank.follow()
    (old,) = key_files(provider, role)
    done = provider.at().rotate(role)
    assert done.replaced == old
    assert provider.store.root().signed.version == 2
    old.unlink()
    assert bank.follow().serial == 10
    provider.publish(11)
    assert bank.follow().serial == 11
    fresh = Bank(tmp_path / "fresh", bank.location, bank.root)
    assert fresh.pull().serial == 11


@pytest.mark.parametrize("role", ONLINE)
def test_a_lost_key_is_replaced(provider: Provider, bank: Bank, role: Role) -> None:
    """Root says who signs; the lost key is not needed."""
    bank.follow()
    key_files(provider, role)[0].unlink()
    with pytest.raises(ReleaseError, match=f"no key of the {role} role"):
        provider.publish(11)
    done = provider.at().rotate(role)
    assert done.replaced is None
    provider.publish(11)
    assert bank.follow().serial == 11


@pytest.mark.parametrize("role", ONLINE)
def test_what_a_replaced_key_signs_is_refused(
    provider: Provider, bank: Bank, tmp_path: Path, role: Role
) -> None:
    """A thief of the old key can no longer speak for the channel."""
    thief = Bank(tmp_path / "thief", bank.location, bank.root)
    (old,) = key_files(provider, role)
    kept = old.read_bytes()
    provider.at().rotate(role)
    bank.follow()
    (new,) = [path for path in key_files(provider, role) if path != old]
    state = provider.store.state()
    stolen = provider.base / "stolen"
    stolen.mkdir()
    for path in (provider.base / "online").glob("*.pem"):
        path.rename(stolen / path.name)
    (stolen / new.name).unlink()
    (stolen / old.name).write_bytes(kept)
    forge(provider, state, stolen)
    for victim in (bank, thief):
        with pytest.raises(ReleaseError, match="not signed by enough"):
            victim.pull()


def forge(provider: Provider, state: State, stolen: Path) -> None:
    """Sign the next state with every key in `stolen`, whatever root says of it."""
    ring = Ring(stolen, passphrase)
    signers = {role: ring.held(role) for role in ONLINE}
    signing.write(provider.store, state, signers, now())


def ahead(role: Role) -> Callable[[State], None]:
    def change(state: State) -> None:
        getattr(state, role).signed.version += 1 << 31

    return change


@pytest.mark.parametrize("role", ONLINE)
def test_banks_recover_from_a_thief_who_ran_ahead(
    provider: Provider, bank: Bank, tmp_path: Path, role: Role
) -> None:
    """Huge versions bind nobody once the keys that signed them are replaced (fast forward)."""
    backup = {path.name: path.read_bytes() for path in provider.store.metadata.iterdir()}
    provider.sign(ahead(role))
    bank.follow()
    for path in provider.store.metadata.iterdir():
        path.unlink()
    for name, data in backup.items():
        (provider.store.metadata / name).write_bytes(data)
    with pytest.raises(ReleaseError, match="rollback"):
        bank.pull()
    for each in ONLINE:
        provider.at().rotate(each)
    provider.publish(11)
    assert bank.follow().serial == 11


def test_a_serial_that_a_thief_ran_ahead_with_binds_nobody_after_new_keys(
    provider: Provider, bank: Bank
) -> None:
    """With the targets key replaced the serial may start anew, and the release says so."""
    backup = {path.name: path.read_bytes() for path in provider.store.metadata.iterdir()}
    provider.publish((1 << 53) - 1)
    bank.follow()
    for name, data in backup.items():
        (provider.store.metadata / name).write_bytes(data)
    for each in ONLINE:
        provider.at().rotate(each)
    provider.publish(11)
    release = bank.follow()
    assert (release.serial, release.new_keys) == (11, True)
    assert not bank.pull().new_keys


@pytest.fixture
def three(tmp_path: Path) -> Provider:
    """A channel with three root keys, of which two must sign."""
    made = Provider(tmp_path / "three").init(root_keys=3, threshold=2)
    made.publish(1)
    return made


def test_two_of_three_root_keys_replace_the_third(three: Provider, tmp_path: Path) -> None:
    """One may be lost; banks follow from the first root file."""
    lost = key_files(three, "root")[0]
    lost.unlink()
    keyid = lost.stem.removeprefix("root-")
    with pytest.raises(ReleaseError, match="name the one root key"):
        three.at().rotate("root")
    three.at().rotate("root", replace=keyid)
    assert len(three.store.root().signed.roles["root"].keyids) == 3
    three.at().rotate("timestamp")
    bank = Bank(tmp_path / "bank", three.url, three.first_root)
    assert bank.pull().serial == 1


def test_one_of_three_root_keys_changes_nothing(three: Provider) -> None:
    """Too few are told so before anything is written, and no key is made."""
    for path in key_files(three, "root")[:2]:
        path.unlink()
    before = {path: path.read_bytes() for path in three.base.rglob("*") if path.is_file()}
    for role in ROLES:
        with pytest.raises(ReleaseError, match="2 of 3 are needed"):
            three.at().rotate(
                role, replace=key_files(three, "root")[0].stem[5:] if role == "root" else None
            )
    with pytest.raises(ReleaseError, match="2 of 3 are needed"):
        three.at().renew(root=True)
    after = {path: path.read_bytes() for path in three.base.rglob("*") if path.is_file()}
    assert after == before


def test_a_root_by_one_of_three_keys_is_refused(three: Provider, tmp_path: Path) -> None:
    """A thief of one root key cannot make a new root."""
    root = three.store.root().signed
    root.version += 1
    (signer, *_) = three.ring.signers("root", root)
    three.store.put("2.root.json", signing.sealed(root, [signer]))
    with pytest.raises(ReleaseError, match="not signed by enough"):
        Bank(tmp_path / "bank", three.url, three.first_root).pull()


def test_root_keys_may_be_in_several_places(tmp_path: Path) -> None:
    """Each goes to the next folder in turn; a replaced one's folder takes the new one."""
    places = [tmp_path / name for name in ("a", "b", "c")]
    ring = Ring(tmp_path / "online", passphrase, places)
    init(tmp_path / "channel", ring, now(), root_keys=3, threshold=3)
    assert [len(list(place.iterdir())) for place in places] == [1, 1, 1]
    old = next(places[1].iterdir())
    made = Repository(tmp_path / "channel", ring, now()).rotate("root", replace=old.stem[5:])
    assert made.made.parent == places[1]


def test_nothing_of_a_strangers_is_signed(provider: Provider) -> None:
    """Who can write to the served folder cannot have the publisher sign their list."""
    state = provider.store.state()
    stranger = Provider(provider.base / "stranger").init()
    stranger.publish(99)
    theirs = stranger.store.state()
    state.targets.signed.targets.update(theirs.targets.signed.targets)
    name = f"{state.targets.signed.version}.targets.json"
    provider.store.put(name, state.targets.to_bytes())
    for attempt in (
        lambda: provider.publish(11),
        lambda: provider.at().renew(),
        lambda: provider.at().rotate("targets"),
    ):
        with pytest.raises(ReleaseError, match="altered"):
            attempt()


def test_a_strangers_whole_state_is_not_built_upon(provider: Provider) -> None:
    """Sound in itself, of our versions, under our root: but not signed by our keys."""
    stranger = Provider(provider.base / "stranger").init()
    stranger.publish(10)
    for path in stranger.store.metadata.glob("*"):
        if "root" not in path.name:
            provider.store.put(path.name, path.read_bytes())
    for role in ONLINE:
        with pytest.raises(ReleaseError, match=r"was not signed by the key at hand: altered"):
            provider.at().rotate(role)
    for attempt in (lambda: provider.publish(11), lambda: provider.at().renew()):
        with pytest.raises(ReleaseError, match=r"was not signed by the key at hand: altered"):
            attempt()


def test_a_strangers_root_is_not_built_upon(provider: Provider) -> None:
    """It may name our keys among its own: none of ours signed it."""
    stranger = Provider(provider.base / "stranger").init()
    (signer,) = stranger.ring.held("root")
    root = provider.store.root().signed
    root.version += 1
    for role in ROLES:
        root.add_key(signer.public_key, role)
    provider.store.put("2.root.json", signing.sealed(root, [signer]))
    for attempt in (
        lambda: provider.at().rotate("timestamp"),
        lambda: provider.at().rotate("root", replace=signer.public_key.keyid),
        lambda: provider.at().renew(root=True),
    ):
        with pytest.raises(ReleaseError, match=r"root\.json was not signed"):
            attempt()
