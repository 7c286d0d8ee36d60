"""What the status shows: roles, releases, and what somebody must do."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from feeds.release import status
from feeds.release.channel import ReleaseError, UnreachableError
from feeds.release.roles import ROLES
from feeds.snapshot import MANIFEST
from tests.feeds.release import server as faults
from tests.feeds.release.provider import Bank, Provider, days, now

if TYPE_CHECKING:
    from pathlib import Path

    from tests.feeds.release.server import Server


def test_a_channel_shows_its_roles_and_releases(provider: Provider, bank: Bank) -> None:
    """The same from a folder and from a web server with a root file."""
    provider.publish(11, 5, large_change=True)
    provider.at().rotate("targets")
    found = status.of_channel(str(provider.repository), None, now())
    assert found == status.of_channel(bank.location, bank.root, now())
    assert [each.role for each in found.roles] == list(ROLES)
    assert [each.version for each in found.roles] == [2, 4, 4, 4]
    assert [(r.serial, r.total, r.counts, r.large_change) for r in found.releases] == [
        (10, 3, {"email": 3}, False),
        (11, 5, {"email": 5}, True),
    ]
    assert found.warnings() == []


@pytest.mark.parametrize(
    ("after", "warned"),
    [
        (1.2, []),
        (1.4, ["timestamp metadata expires soon"]),
        (2.1, ["timestamp metadata has expired"]),
        (10, ["snapshot metadata expires soon", "timestamp metadata has expired"]),
        (
            300,
            ["root metadata expires soon"]
            + [f"{role} metadata has expired" for role in ("targets", "snapshot", "timestamp")],
        ),
    ],
)
def test_expiry_is_told_when_a_third_of_the_time_is_left(
    provider: Provider, after: float, warned: list[str]
) -> None:
    """Early enough to do something; and an expired channel is shown all the same."""
    found = status.of_channel(provider.url, provider.first_root, now() + days(after))
    assert [line.partition(":")[0] for line in found.warnings()] == warned


def test_a_url_needs_a_root_file(server: Server) -> None:
    """A channel does not vouch for itself."""
    with pytest.raises(ReleaseError, match="--root"):
        status.of_channel(server.url, None, now())


@pytest.mark.parametrize("name", ["timestamp.json", ".snapshot.json", ".targets.json", MANIFEST])
def test_what_is_altered_is_not_shown(bank: Bank, server: Server, name: str) -> None:
    """Every part is verified."""
    server.faults[name] = faults.html
    with pytest.raises(ReleaseError):
        status.of_channel(bank.location, bank.root, now())
    server.faults[name] = faults.status(503)
    with pytest.raises(UnreachableError):
        status.of_channel(bank.location, bank.root, now())


def test_a_strangers_channel_is_not_shown(bank: Bank, tmp_path: Path) -> None:
    """Sound by itself, but not by the root file."""
    stranger = Provider(tmp_path / "stranger").init()
    with pytest.raises(ReleaseError, match="not signed by enough"):
        status.of_channel(stranger.url, bank.root, now())


def test_a_false_root_is_not_followed(bank: Bank, tmp_path: Path, server: Server) -> None:
    """A next root needs the keys of the one before."""
    stranger = Provider(tmp_path / "stranger").init()
    stranger.at().rotate("timestamp")
    forged = (stranger.store.metadata / "2.root.json").read_bytes()
    server.faults["2.root.json"] = faults.body(forged)
    with pytest.raises(ReleaseError, match="not signed by enough"):
        status.of_channel(bank.location, bank.root, now())


def test_a_folder_of_something_else_is_told(tmp_path: Path) -> None:
    """Neither a channel nor a state folder."""
    with pytest.raises(ReleaseError, match="no release channel here"):
        status.of_channel(str(tmp_path), None, now())
    with pytest.raises(ReleaseError, match="no release channel's metadata"):
        status.of_state(tmp_path, now())
    assert not status.is_state(tmp_path)


def test_a_bank_sees_what_it_has(bank: Bank, provider: Provider) -> None:
    """What was accepted and what is listed, without asking anybody."""
    bank.pull()
    assert status.is_state(bank.state)
    assert status.of_state(bank.state, now()).warnings() == ["nothing was accepted yet"]
    release = bank.follow()
    provider.publish(11)
    found = status.of_state(bank.state, now())
    assert found.accepted is not None
    assert (found.accepted.serial, found.accepted.expires) == (10, release.expires)
    assert [each.serial for each in found.releases] == [10]
    assert found.warnings() == []
    (release.folder / MANIFEST).unlink()
    assert "last good release 10" in status.of_state(bank.state, now()).warnings()[0]
