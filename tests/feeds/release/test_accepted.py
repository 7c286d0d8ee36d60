"""The last good release: durable, verified again, and there when nothing else is."""

from __future__ import annotations

import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from feeds import snapshot
from feeds.release import channel
from feeds.release.accepted import ACCEPTED
from feeds.release.channel import ReleaseError
from feeds.snapshot import INDICATORS, MANIFEST, SnapshotError

if TYPE_CHECKING:
    from tests.feeds.release.provider import Bank, Provider
    from tests.feeds.release.server import Server


def test_nothing_is_accepted_before_something_was(bank: Bank) -> None:
    """Taking a release is not yet accepting it."""
    assert channel.last_good(bank.state) is None
    bank.pull()
    assert channel.last_good(bank.state) is None


def test_the_record_says_what_was_accepted(bank: Bank) -> None:
    """All that a start without a network needs."""
    release = bank.follow()
    manifest = snapshot.read_manifest(release.folder)
    found = channel.last_good(bank.state)
    assert found is not None
    assert (found.serial, found.digest, found.counts) == (10, manifest.digest, manifest.counts)
    assert (found.folder, found.expires) == (release.folder, release.expires)
    assert found.targets_keys == release.targets_keys


def test_it_is_there_without_a_network_and_without_metadata(bank: Bank, server: Server) -> None:
    """A restart with the provider gone, from a state folder that was moved."""
    release = bank.follow()
    server.shutdown()
    moved = bank.state.rename(bank.state.with_name("moved"))
    shutil.rmtree(moved / channel.LOCAL_METADATA)
    found = channel.last_good(moved)
    assert found is not None
    assert found.folder.name == release.folder.name
    assert snapshot.read(found.folder)[0].serial == 10


def test_a_newer_one_takes_its_place(provider: Provider, bank: Bank) -> None:
    """One record, of the last."""
    bank.follow()
    provider.publish(11)
    bank.follow()
    found = channel.last_good(bank.state)
    assert found is not None
    assert found.serial == 11


@pytest.mark.parametrize("change", [b"", b" ", None])
def test_an_altered_manifest_is_noticed(bank: Bank, change: bytes | None) -> None:
    """Emptied, grown by what means nothing, or gone: it is not what was accepted."""
    path = bank.follow().folder / MANIFEST
    if change is None:
        path.unlink()
    else:
        path.write_bytes(path.read_bytes() + change if change else b"")
    with pytest.raises(ReleaseError, match=r"last good release 10: manifest\.json: .*: pull it"):
        channel.last_good(bank.state)


def test_altered_indicators_are_noticed_when_they_are_read(bank: Bank) -> None:
    """The manifest that was verified states their digest."""
    path = bank.follow().folder / INDICATORS
    path.write_bytes(path.read_bytes()[:-1] + b"x")
    found = channel.last_good(bank.state)
    assert found is not None
    with pytest.raises(SnapshotError, match="SHA-256"):
        snapshot.read(found.folder)
    assert snapshot.read(bank.pull().folder)[0].serial == 10


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("serial", 9),
        ("digest", "0" * 64),
        ("manifest_sha256", "0" * 64),
        ("folder", "../../elsewhere"),
        ("folder", "/elsewhere"),
        ("folder", ".."),
        ("folder", ""),
        ("counts", {"email": -1}),
        ("expires", "2026-01-01T00:00:00"),
        ("foreign", 1),
    ],
)
def test_a_record_that_was_altered_is_refused(bank: Bank, name: str, value: object) -> None:
    """It names a folder of its own, and what is in it."""
    bank.follow()
    path = bank.state / ACCEPTED
    path.write_bytes(orjson.dumps(orjson.loads(path.read_bytes()) | {name: value}))
    with pytest.raises(ReleaseError):
        channel.last_good(bank.state)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"\xff", b"{}" * 99_999])
def test_a_damaged_record_is_refused_and_says_what_to_do(bank: Bank, data: bytes) -> None:
    """It is never taken for no record: the serial would be free to go back."""
    bank.follow()
    (bank.state / ACCEPTED).write_bytes(data)
    for attempt in (lambda: channel.last_good(bank.state), bank.pull):
        with pytest.raises(ReleaseError, match="remove it to take the channel's release anew"):
            attempt()


def test_what_counts_is_on_the_disk(bank: Bank, monkeypatch: pytest.MonkeyPatch) -> None:
    """Versions, both files of the release, and the record, each before it is relied upon."""
    synced: list[str] = []
    monkeypatch.setattr(os, "fsync", lambda number: synced.append(_name(number)))
    bank.pull()
    assert {"timestamp.json", "snapshot.json", "targets.json", "1.root.json"} <= set(synced)
    assert {MANIFEST, INDICATORS, "snapshots"} <= set(synced)
    synced.clear()
    bank.follow()
    assert synced[-2:] == [f".{ACCEPTED}.new", "bank"]


def _name(descriptor: int) -> str:
    return Path(f"/proc/self/fd/{descriptor}").readlink().name


def test_prune_keeps_what_it_is_told_to(bank: Bank) -> None:
    """And nothing else below `snapshots`."""
    release = bank.follow()
    other = release.folder.with_name("9-0123456789ab")
    other.mkdir()
    channel.prune(bank.state, [release.folder])
    assert release.folder.is_dir()
    assert not other.exists()
    channel.prune(bank.state / "nothing", [])
