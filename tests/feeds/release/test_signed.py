"""What a bank refuses although somebody signed it: expired, unsound, or no release at all."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tuf.api.metadata import TargetFile

from feeds.release import listing, signing
from feeds.release.channel import ExpiredError
from feeds.release.roles import ROLES, SNAPSHOT, TIMESTAMP
from tests.feeds.release.provider import Bank, Provider, days, now, refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feeds.release.store import State


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets"])
def test_unsigned_metadata_is_refused(provider: Provider, bank: Bank, role: str) -> None:
    """Sound in all but the signature; the other roles' metadata is of the right keys."""
    state = provider.store.state()
    signers = {each: provider.ring.signers(each, state.root.signed) for each in ROLES}
    signers[role] = []
    signing.write(provider.store, state, signers, now())
    assert f"{role}.json: not signed by enough" in refused(bank)


@pytest.mark.parametrize("role", ["timestamp", "snapshot", "targets", "root"])
def test_a_first_start_with_expired_metadata_is_refused(tmp_path: Path, role: str) -> None:
    """Whichever role nobody renewed is named."""
    long_ago = {"timestamp": 3, "snapshot": 15, "targets": 91, "root": 366}
    provider = Provider(tmp_path / "old").init(now() - days(long_ago[role]))
    provider.publish(1, at=now() - days(long_ago[role]))
    renewed = [each for each in (SNAPSHOT, TIMESTAMP) if long_ago[each] < long_ago[role]]
    state = provider.store.state()
    signers = signing.signers_of(provider.ring, state.root.signed, renewed)
    signers.setdefault(TIMESTAMP, provider.ring.held(TIMESTAMP))
    at = now() if renewed else now() - days(3)
    signing.write(provider.store, state, signers, at, targets=False)
    bank = Bank(tmp_path / "bank", provider.url, provider.first_root)
    message = refused(bank, ExpiredError)
    assert message.startswith(f"{role} metadata has expired")


def list_also(path: str, hashes: dict[str, str] | None = None) -> Callable[[State], None]:
    def change(state: State) -> None:
        targets = state.targets.signed.targets
        old = targets["10/manifest.json"]
        targets[path] = TargetFile(old.length, hashes or dict(old.hashes), path)

    return change


@pytest.mark.parametrize(
    "path",
    [
        "../11/manifest.json",
        "/etc/manifest.json",
        "11/../../manifest.json",
        "11\\manifest.json",
        "11//manifest.json",
        "./11/manifest.json",
        "11/manifest.json\n",
        "11/.manifest.json",
        "",
    ],
)
def test_a_path_that_leaves_its_folder_is_refused(
    provider: Provider, bank: Bank, path: str
) -> None:
    """Even when it is signed."""
    provider.sign(list_also(path))
    assert "not a plain file's" in refused(bank)


@pytest.mark.parametrize(
    "hashes", [{"sha256": "../" * 9 + "x"}, {"md5": "0" * 32}, {"sha256": "0" * 64, "md5": "0"}]
)
def test_a_file_without_its_sha256_is_refused(
    provider: Provider, bank: Bank, hashes: dict[str, str]
) -> None:
    """The digest becomes part of a name; weaker ones do not count."""
    provider.sign(list_also("10/manifest.json", hashes))
    assert "without its SHA-256" in refused(bank)


@pytest.mark.parametrize("serial", [11, 9999999999999999])
def test_a_release_that_lacks_a_file_is_refused(
    provider: Provider, bank: Bank, serial: int
) -> None:
    """And so is a serial beyond all."""
    provider.sign(list_also(f"{serial}/manifest.json"))
    assert ("lacks" if serial == 11 else "too large") in refused(bank)


def test_files_of_later_versions_are_left_alone(provider: Provider, bank: Bank) -> None:
    """A plain path of another name does no harm."""
    provider.sign(list_also("11/changes.jsonl.gz"))
    provider.sign(list_also("notes/readme.txt"))
    assert bank.pull().serial == 10


def test_a_release_larger_than_allowed_is_refused(provider: Provider, bank: Bank) -> None:
    """The setting is named."""

    def grow(state: State) -> None:
        state.targets.signed.targets["10/indicators.jsonl.gz"].length = bank.max_bytes + 1

    provider.sign(grow)
    assert "FRESNEL_RELEASE__MAX_BYTES" in refused(bank)


@pytest.mark.parametrize("more", [-1, 1])
@pytest.mark.parametrize("name", ["manifest.json", "indicators.jsonl.gz"])
def test_a_file_of_another_length_than_signed_is_refused(
    provider: Provider, bank: Bank, name: str, more: int
) -> None:
    """Truncated or grown by a byte."""

    def change(state: State) -> None:
        state.targets.signed.targets[f"10/{name}"].length -= more

    provider.sign(change)
    assert name in refused(bank)


def test_a_manifest_of_another_serial_is_refused(provider: Provider, bank: Bank) -> None:
    """The path, the manifest and the content must agree, whoever signs."""

    def rename(state: State) -> None:
        targets = state.targets.signed.targets
        for listed in listing.releases(state.targets.signed):
            for name, info in listed.files.items():
                path = listing.path(11, name)
                place = provider.store.targets / "11"
                place.mkdir(exist_ok=True)
                prefixed = info.get_prefixed_paths()[0]
                (place / prefixed.partition("/")[2]).write_bytes(
                    (provider.store.targets / prefixed).read_bytes()
                )
                targets[path] = TargetFile(info.length, dict(info.hashes), path)

    provider.sign(rename)
    assert refused(bank) == "release 11: its manifest says 10"


def test_files_of_two_snapshots_are_refused(provider: Provider, bank: Bank) -> None:
    """Each signed, but not of each other."""
    provider.publish(11, 5)

    def mix(state: State) -> None:
        targets = state.targets.signed.targets
        other = targets["10/indicators.jsonl.gz"]
        name = "11/indicators.jsonl.gz"
        targets[name] = TargetFile(other.length, dict(other.hashes), name)
        old, new = (each.get_prefixed_paths()[0] for each in (other, targets[name]))
        (provider.store.targets / new).write_bytes((provider.store.targets / old).read_bytes())

    provider.sign(mix)
    assert refused(bank) == "release 11: its files are of two snapshots"
