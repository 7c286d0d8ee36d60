"""A channel's life: made, published, taken, renewed, restored."""

from __future__ import annotations

import os
import stat
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest

from feeds import snapshot
from feeds.release import channel, listing
from feeds.release.channel import ReleaseError
from feeds.release.repository import Repository
from feeds.release.roles import Lifetimes
from feeds.snapshot import MANIFEST, SnapshotError
from tests.feeds.release.provider import Bank, Provider, content, days, now

if TYPE_CHECKING:
    from pathlib import Path

    from tests.feeds.release.server import Server


def test_a_release_arrives_as_it_was_published(provider: Provider, bank: Bank) -> None:
    """The bank has the publisher's bytes, and what the channel signs of them."""
    made = provider.make(11)
    provider.at().publish(made)
    release = bank.pull()
    assert content(release.folder) == content(made)
    assert (release.serial, release.large_change, release.new_keys) == (11, False, False)
    assert release.folder.name == f"11-{release.manifest_sha256[:12]}"
    assert abs(release.expires - (now() + days(2))) < days(0.01)  # the timestamp's, the first


def test_rejects_are_not_published(provider: Provider) -> None:
    """Only the two files of a snapshot are."""
    made = provider.make(11)
    (made / "rejects.jsonl").write_text("{}\n")
    provider.at().publish(made)
    names = {path.name.split(".", 1)[1] for path in provider.store.targets.rglob("*.*")}
    assert names == {"manifest.json", "indicators.jsonl.gz"}


def test_the_same_release_is_not_fetched_twice(bank: Bank, server: Server) -> None:
    """A second visit verifies what is there; only metadata is asked for."""
    first = bank.pull()
    server.asked.clear()
    assert bank.pull() == first
    assert not [path for path in server.asked if path.startswith("/targets/")]


def test_a_taken_release_that_was_damaged_is_fetched_again(bank: Bank) -> None:
    """What is there counts only as far as it is what was signed."""
    release = bank.follow()
    before = content(release.folder)
    (release.folder / MANIFEST).write_bytes(b"{}")
    with pytest.raises(SnapshotError, match="altered"):
        channel.last_good(bank.state)
    assert content(bank.pull().folder) == before
    assert channel.last_good(bank.state) is not None


def test_a_folder_may_be_followed_without_any_server(tmp_path: Path, provider: Provider) -> None:
    """A file URL and a path are channels too."""
    for number, place in enumerate((provider.url, str(provider.repository))):
        assert Bank(tmp_path / str(number), place, provider.first_root).pull().serial == 10


def test_the_state_folder_is_for_its_owner(bank: Bank) -> None:
    """It says what a bank screens by."""
    bank.follow()
    for name in ("", "metadata", "snapshots"):
        assert stat.S_IMODE((bank.state / name).stat().st_mode) == 0o700


def test_the_newest_and_the_accepted_snapshot_are_kept(provider: Provider, bank: Bank) -> None:
    """Candidates that were not accepted make room for later ones."""
    accepted = bank.follow()
    for serial in (11, 12):
        provider.publish(serial)
        newest = bank.pull()
    kept = {folder.name for folder in (bank.state / channel.SNAPSHOTS).iterdir()}
    assert kept == {accepted.folder.name, newest.folder.name}


def test_visits_at_once_take_turns(bank: Bank) -> None:
    """Services of a host may share a state folder."""
    with ThreadPoolExecutor(4) as pool:
        taken = list(pool.map(lambda _: bank.pull(), range(8)))
    assert len(set(map(str, taken))) == 1


def test_changes_at_once_take_turns(provider: Provider, bank: Bank) -> None:
    """A timer that renews while a list is published: nobody's work is lost."""
    with ThreadPoolExecutor(4) as pool:
        done = [pool.submit(provider.at().renew) for _ in range(6)]
        done.append(pool.submit(provider.publish, 11))
        for each in done:
            each.result()
    assert bank.pull().serial == 11
    assert provider.store.state().timestamp.signed.version == 9


def test_a_mistyped_folder_is_not_made(provider: Provider) -> None:
    """Only `init` makes a channel."""
    other = Repository(provider.base / "typo", provider.ring, now())
    for attempt in (other.renew, lambda: other.restore(10), lambda: other.rotate("targets")):
        with pytest.raises(ReleaseError, match="no release channel"):
            attempt()
    assert not (provider.base / "typo").exists()


def test_what_an_interrupted_visit_left_goes(bank: Bank) -> None:
    """Scratch of a killed process does not fill the disk."""
    bank.pull()
    (bank.state / "snapshots" / ".10-x.abc").mkdir()
    (bank.state / "metadata" / "tmpabc").write_bytes(b"{")
    bank.pull()
    assert len(list((bank.state / "snapshots").iterdir())) == 1
    assert not (bank.state / "metadata" / "tmpabc").exists()


@pytest.mark.parametrize("serial", [9, 10])
def test_serials_rise(provider: Provider, serial: int) -> None:
    """An equal or older serial is never signed."""
    with pytest.raises(ReleaseError, match="must be greater than 10"):
        provider.publish(serial)


def test_a_damaged_snapshot_is_never_signed(provider: Provider) -> None:
    """What is published was verified whole."""
    made = provider.make(11)
    with (made / "indicators.jsonl.gz").open("r+b") as stream:
        stream.seek(-1, os.SEEK_END)
        stream.write(b"x")
    with pytest.raises(SnapshotError):
        provider.at().publish(made)
    assert not (provider.repository / "targets" / "11").exists()


@pytest.mark.parametrize("emails", [99, 2001])
def test_a_great_change_of_size_must_be_meant(provider: Provider, bank: Bank, emails: int) -> None:
    """Half gone or ten times as many is signed only when somebody says so, and says it signed."""
    provider.publish(11, 200, large_change=True)
    made = provider.make(12, emails)
    with pytest.raises(ReleaseError, match="--large-change"):
        provider.at().publish(made)
    assert bank.pull().serial == 11
    provider.at().publish(made, large_change=True)
    assert bank.pull().large_change


def test_an_older_release_is_restored_under_a_newer_serial(provider: Provider, bank: Bank) -> None:
    """The digest is the old one's, and the bank takes it."""
    old = snapshot.read(bank.follow().folder)[0]
    provider.publish(11)
    bank.follow()
    provider.at().restore(10)
    new = snapshot.read(bank.follow().folder)[0]
    assert new.digest == old.digest
    assert new.serial > 11


def test_a_restored_release_keeps_its_content(provider: Provider) -> None:
    """Serial and time are new, the rest is what it was; the new serial may be given."""
    before = provider.store.manifest(listing.releases(provider.store.state().targets.signed)[0])
    provider.publish(11)
    manifest = provider.at().restore(10, new_serial=12)
    assert manifest.serial == 12
    assert (manifest.digest, manifest.counts, manifest.feeds) == (
        before.digest,
        before.counts,
        before.feeds,
    )


def test_a_restored_serial_follows_whatever_came_before(provider: Provider) -> None:
    """Serials that are ahead of the time still rise by one."""
    far = int(now().timestamp()) * 10
    provider.publish(far)
    assert provider.at().restore(10).serial == far + 1


def test_only_retained_releases_can_be_restored(provider: Provider) -> None:
    """A serial that is not there is named."""
    with pytest.raises(ReleaseError, match="release 9 is not among those retained"):
        provider.at().restore(9)


def test_old_releases_are_dropped(tmp_path: Path) -> None:
    """The last few stay available; the others' files go."""
    provider = Provider(tmp_path).init(retain=3)
    for serial in range(1, 6):
        provider.publish(serial)
    listed = listing.releases(provider.store.state().targets.signed)
    assert [each.serial for each in listed] == [3, 4, 5]
    assert {folder.name for folder in provider.store.targets.iterdir()} == {"3", "4", "5"}


def test_renewing_needs_two_keys_and_no_new_list(provider: Provider, bank: Bank) -> None:
    """A timer has neither targets nor root keys."""
    before = bank.follow()
    for path in (provider.base / "online").glob("targets-*"):
        path.unlink()
    (provider.base / "offline").rename(provider.base / "safe")
    assert provider.at(now() + days(1)).renew() == ["snapshot", "timestamp"]
    after = bank.follow()
    assert (after.serial, after.folder) == (before.serial, before.folder)
    assert after.expires > before.expires
    accepted = channel.last_good(bank.state)
    assert accepted is not None
    assert accepted.expires == after.expires


def test_targets_are_renewed_when_half_their_time_is_over(provider: Provider) -> None:
    """Not before; and not without being asked."""
    assert provider.at(now() + days(44)).renew(targets=True) == ["snapshot", "timestamp"]
    assert provider.at(now() + days(46)).renew() == ["snapshot", "timestamp"]
    assert "targets" in provider.at(now() + days(46)).renew(targets=True)


def test_root_is_renewed_with_the_same_keys(provider: Provider, bank: Bank) -> None:
    """Before its year is over."""
    bank.follow()
    keys = provider.store.root().signed.roles["root"].keyids
    assert "root" in provider.at().renew(root=True)
    assert provider.store.root().signed.version == 2
    assert provider.store.root().signed.roles["root"].keyids == keys
    provider.publish(11)
    assert bank.follow().serial == 11


def test_nothing_is_published_under_an_expired_root(tmp_path: Path) -> None:
    """Banks would refuse it; renewing root helps."""
    provider = Provider(tmp_path).init(now() - days(400))
    with pytest.raises(ReleaseError, match="root metadata has expired"):
        provider.publish(1)
    provider.at().renew(root=True)
    provider.publish(1)
    assert Bank(tmp_path / "bank", provider.url, provider.first_root).pull().serial == 1


def test_lifetimes_are_remembered(tmp_path: Path) -> None:
    """What was said when the channel was made holds whenever something is signed."""
    provider = Provider(tmp_path).init(lifetimes=Lifetimes(100, 50, 20, 10))
    provider.publish(1)
    provider.at().renew(targets=True)
    state = provider.store.state()
    left = [
        (getattr(state, role).signed.expires - now()) / days(1)
        for role in ("root", "targets", "snapshot", "timestamp")
    ]
    assert left == pytest.approx([100, 50, 20, 10], abs=0.01)


def test_old_metadata_does_not_pile_up(provider: Provider) -> None:
    """A timer that renews for years leaves a bounded number of files."""
    for _ in range(45):
        provider.at().renew()
    assert len(list(provider.store.metadata.glob("*.snapshot.json"))) <= 21


def test_a_channel_is_made_once(provider: Provider) -> None:
    """Its keys would be lost otherwise."""
    with pytest.raises(ReleaseError, match="already"):
        provider.init()


@pytest.mark.parametrize(
    "options", [{"threshold": 2}, {"threshold": 0}, {"root_keys": 3, "threshold": 4}, {"retain": 1}]
)
def test_a_channel_that_makes_no_sense_is_not_made(tmp_path: Path, options: dict[str, int]) -> None:
    """A threshold that nobody can meet, or that means nothing."""
    with pytest.raises(ReleaseError):
        Provider(tmp_path).init(**options)
    assert not (tmp_path / "online").exists()
