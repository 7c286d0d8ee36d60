"""A release that waits is whole, survives what comes after it, and is never the last good one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from feeds import snapshot
from feeds.release import channel, held, own
from feeds.snapshot import SnapshotError
from tests.feeds.release.provider import content

if TYPE_CHECKING:
    from pathlib import Path

    from tests.feeds.release.provider import Bank, Provider


def hold(bank: Bank, asked_by: str) -> bool:
    """Take the current release and have it wait."""
    release = bank.pull()
    return held.hold(bank.state, release, snapshot.read(release.folder)[0], asked_by)


def test_what_waits_is_not_the_last_good_one(bank: Bank, provider: Provider) -> None:
    """Until it is approved; then nothing waits."""
    bank.follow()
    provider.publish(11)
    assert hold(bank, "alice")
    found = held.waiting(bank.state)
    assert found is not None
    assert (found.release.serial, found.asked_by) == (11, "alice")
    good = channel.last_good(bank.state)
    assert good is not None
    assert good.serial == 10
    assert not held.approve(bank.state, good.digest)
    assert held.approve(bank.state, found.release.digest)
    good = channel.last_good(bank.state)
    assert good is not None
    assert (good.serial, good.digest) == (11, found.release.digest)
    assert held.waiting(bank.state) is None
    assert not held.approve(bank.state, found.release.digest)


def test_who_asked_first_stays(bank: Bank) -> None:
    """And since when it waits."""
    assert hold(bank, "alice")
    first = held.waiting(bank.state)
    assert not hold(bank, "bob")
    assert held.waiting(bank.state) == first


def test_what_waits_is_kept_while_others_come(bank: Bank, provider: Provider) -> None:
    """A newer release that is taken and refused leaves both folders."""
    bank.follow()
    provider.publish(11)
    hold(bank, "alice")
    provider.publish(12)
    newest = bank.pull()
    found, good = held.waiting(bank.state), channel.last_good(bank.state)
    assert found is not None
    assert good is not None
    folders = {found.folder, good.folder, newest.folder}
    assert set(bank.state.glob("snapshots/*")) == folders
    assert len(folders) == 3
    held.approve(bank.state, found.release.digest)
    assert channel.last_good(bank.state) is not None


def test_a_folder_is_copied_while_it_waits(provider: Provider, tmp_path: Path) -> None:
    """Whatever becomes of it then; copies that neither wait nor were accepted go."""
    folder, state = provider.make(3), tmp_path / "own"
    before = content(folder)
    release = own.take(folder, state)
    assert content(release.folder) == before
    assert (release.serial, release.expires) == (3, None)
    held.hold(state, release, snapshot.read(release.folder)[0], "alice")
    for name in ("manifest.json", "indicators.jsonl.gz"):
        (folder / name).write_bytes(b"")
    found = held.waiting(state)
    assert found is not None
    assert content(found.folder) == before
    others = [own.take(provider.make(serial), state) for serial in (4, 5)]
    assert set(state.glob("snapshots/*")) == {found.folder, others[-1].folder}


@pytest.mark.parametrize("missing", ["manifest.json", "indicators.jsonl.gz"])
def test_a_folder_that_is_no_snapshot(provider: Provider, tmp_path: Path, missing: str) -> None:
    """The error names the file, and nothing is left."""
    folder = provider.make(3)
    (folder / missing).unlink()
    with pytest.raises(SnapshotError, match=missing.replace(".", r"\.")):
        own.take(folder, tmp_path / "own")
    assert list((tmp_path / "own").glob("snapshots/*")) == []
