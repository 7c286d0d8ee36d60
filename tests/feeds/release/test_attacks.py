"""What somebody who serves the channel, or sits on the line, can try without keys."""

from __future__ import annotations

import shutil
from typing import TYPE_CHECKING

import pytest

from feeds.release import channel
from feeds.release.channel import ExpiredError, ReleaseError
from feeds.snapshot import SnapshotError
from tests.feeds.release import server as faults
from tests.feeds.release.provider import Bank, Provider, days, now

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from tests.feeds.release.server import Server


def saved(provider: Provider) -> Path:
    """A copy of the whole channel as it is now."""
    copy = provider.base / "saved"
    shutil.copytree(provider.repository, copy)
    return copy


def put_back(provider: Provider, copy: Path) -> None:
    """Serve the copy."""
    shutil.rmtree(provider.repository)
    shutil.copytree(copy, provider.repository)


def test_an_old_channel_served_whole_is_refused(provider: Provider, bank: Bank) -> None:
    """Rollback: sound, signed, not expired, but older than what was seen."""
    copy = saved(provider)
    provider.publish(11)
    before = bank.follow()
    put_back(provider, copy)
    with pytest.raises(ReleaseError, match=r"timestamp\.json: older than what was seen"):
        bank.pull()
    accepted = channel.last_good(bank.state)
    assert accepted is not None
    assert accepted.folder == before.folder


def test_a_rollback_is_refused_after_a_restart_and_after_a_refused_release(
    provider: Provider, bank: Bank
) -> None:
    """The highest versions are on the disk from the moment they are verified."""
    copy = saved(provider)
    provider.publish(11)
    provider.store.targets.rename(provider.base / "gone")
    with pytest.raises(ReleaseError, match=r"11/manifest\.json: not there"):
        bank.pull()
    put_back(provider, copy)
    with pytest.raises(ReleaseError, match="older"):
        Bank(bank.state, bank.location, bank.root).pull()


def test_an_old_release_under_newer_metadata_is_refused(provider: Provider, bank: Bank) -> None:
    """The serial itself does not go back, even when somebody with the online keys signs it."""
    provider.publish(11)
    bank.follow()
    provider.sign(
        lambda state: (
            [
                state.targets.signed.targets.pop(f"11/{name}")
                for name in ("manifest.json", "indicators.jsonl.gz")
            ]
            and None
        )
    )
    with pytest.raises(ReleaseError, match="serial goes back: 10 after 11"):
        bank.pull()


def test_an_accepted_serial_binds_without_the_frameworks_metadata(
    provider: Provider, bank: Bank
) -> None:
    """Damage to the kept versions does not open the way back."""
    copy = saved(provider)
    provider.publish(11)
    bank.follow()
    shutil.rmtree(bank.state / channel.LOCAL_METADATA)
    put_back(provider, copy)
    with pytest.raises(ReleaseError, match="serial goes back: 10 after 11"):
        bank.pull()


def test_a_replayed_timestamp_is_good_until_it_expires(
    provider: Provider, bank: Bank, clock: Callable[[datetime], None]
) -> None:
    """Freeze: hiding newer releases works only for the timestamp's two days."""
    copy = saved(provider)
    before = bank.follow()
    provider.publish(11)
    put_back(provider, copy)
    clock(now() + days(1.9))
    assert bank.pull().serial == 10
    clock(now() + days(2.1))
    with pytest.raises(ExpiredError, match="timestamp metadata has expired"):
        bank.pull()
    accepted = channel.last_good(bank.state)
    assert accepted is not None
    assert (accepted.folder, accepted.serial) == (before.folder, 10)


@pytest.mark.parametrize(
    ("after", "role"), [(3, "timestamp"), (15, "timestamp"), (91, "timestamp"), (366, "root")]
)
def test_a_frozen_channel_expires_for_everyone(
    bank: Bank, clock: Callable[[datetime], None], after: float, role: str
) -> None:
    """One who knew it and one who comes new; nothing that was accepted is touched."""
    bank.follow()
    fresh = Bank(bank.state.parent / "fresh", bank.location, bank.root)
    clock(now() + days(after))
    for visitor in (bank, fresh):
        with pytest.raises(ExpiredError, match=f"{role} metadata has expired"):
            visitor.pull()
    assert channel.last_good(bank.state) is not None
    assert channel.last_good(fresh.state) is None


def test_renewing_ends_a_freeze(
    provider: Provider, bank: Bank, clock: Callable[[datetime], None]
) -> None:
    """Expired metadata is no reason to refuse newer metadata."""
    bank.follow()
    clock(now() + days(3))
    provider.at(now() + days(3)).renew()
    assert bank.pull().serial == 10


@pytest.mark.parametrize("name", ["snapshot", "targets"])
def test_metadata_of_two_releases_is_refused(
    provider: Provider, bank: Bank, server: Server, name: str
) -> None:
    """Mix and match: an old file, once signed, under the new one's name."""
    old = provider.store.state()
    provider.publish(11)
    new = provider.store.state()
    file = f"{getattr(old, name).signed.version}.{name}.json"
    data = (provider.store.metadata / file).read_bytes()
    server.faults[f"{getattr(new, name).signed.version}.{name}.json"] = faults.body(data)
    with pytest.raises(ReleaseError, match="not the file that was signed"):
        bank.pull()


@pytest.mark.parametrize("name", ["manifest.json", "indicators.jsonl.gz"])
def test_files_of_another_release_are_refused(
    provider: Provider, bank: Bank, server: Server, name: str
) -> None:
    """The same with the release's own files."""
    provider.publish(11)
    (old,) = (provider.store.targets / "10").glob(f"*.{name}")
    server.faults[name] = faults.body(old.read_bytes())
    with pytest.raises(ReleaseError, match=name.replace(".", r"\.")):
        bank.pull()


def test_an_older_root_is_refused(provider: Provider, bank: Bank, server: Server) -> None:
    """The next root must be the next one."""
    bank.follow()
    first = provider.first_root
    server.faults["2.root.json"] = faults.body(first)
    with pytest.raises(ReleaseError, match=r"2\.root\.json: older"):
        bank.pull()


def test_hidden_root_keys_are_found_again(provider: Provider, bank: Bank, server: Server) -> None:
    """Hiding a new root leaves only metadata that the old root does not trust."""
    bank.follow()
    provider.at().rotate("timestamp")
    for path in (provider.base / "online").glob("timestamp-*"):
        if provider.store.root().signed.roles["timestamp"].keyids[0][:16] not in path.name:
            path.unlink()
    provider.publish(11)
    server.faults["2.root.json"] = faults.status(404)
    with pytest.raises(ReleaseError, match="not signed by enough"):
        bank.pull()
    del server.faults["2.root.json"]
    assert bank.pull().serial == 11


def test_refusals_leave_what_was_accepted(provider: Provider, bank: Bank, server: Server) -> None:
    """Whatever goes wrong, the last good release is there."""
    before = bank.follow()
    provider.publish(11)
    for name, fault in (
        ("timestamp.json", faults.html),
        (".targets.json", faults.status(500)),
        ("manifest.json", faults.cut),
        ("jsonl.gz", faults.endless(None)),
    ):
        server.faults[name] = fault
        with pytest.raises(SnapshotError):
            bank.pull()
        server.faults.clear()
        accepted = channel.last_good(bank.state)
        assert accepted is not None
        assert accepted.folder == before.folder
    assert bank.follow().serial == 11
