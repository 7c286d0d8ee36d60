"""A provider's channel and a bank's visits to it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest

from feeds import entry, record, snapshot
from feeds.release import channel, signing
from feeds.release.channel import ReleaseError
from feeds.release.first import init
from feeds.release.repository import Repository
from feeds.release.ring import Ring
from feeds.release.roles import ONLINE
from feeds.release.store import Store
from feeds.snapshot import INDICATORS, MANIFEST

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from feeds.release.channel import Release
    from feeds.release.store import State
    from feeds.snapshot import Manifest

PASSPHRASE = "quiet lantern over the harbour"
MAX_BYTES = 1 << 24


def passphrase(folder: Path, new: bool) -> str:
    """The same for every folder."""
    return PASSPHRASE


def now() -> datetime:
    """The time, as metadata has it."""
    return datetime.now(UTC).replace(microsecond=0)


def days(count: float) -> timedelta:
    """So many days."""
    return timedelta(days=count)


@dataclass
class Provider:
    """A channel in `base / "repository"`, its keys in two folders beside it."""

    base: Path
    lists: int = field(default=0)

    @property
    def repository(self) -> Path:
        """The folder that is served."""
        return self.base / "repository"

    @property
    def url(self) -> str:
        """The folder's URL."""
        return self.repository.as_uri()

    @property
    def store(self) -> Store:
        """What reads and writes the folder."""
        return Store(self.repository)

    @property
    def ring(self) -> Ring:
        """The keys at hand."""
        return Ring(self.base / "online", passphrase, [self.base / "offline"])

    @property
    def first_root(self) -> bytes:
        """The root file that banks are given."""
        return (self.repository / "metadata" / "1.root.json").read_bytes()

    def init(self, at: datetime | None = None, **options: Any) -> Provider:
        """Make the channel."""
        init(self.repository, self.ring, at or now(), **options)
        return self

    def at(self, moment: datetime | None = None) -> Repository:
        """The publisher's tool, at some time."""
        return Repository(self.repository, self.ring, moment or now())

    def publish(
        self,
        serial: int,
        emails: int = 3,
        *,
        at: datetime | None = None,
        large_change: bool = False,
    ) -> Manifest:
        """Publish a list of so many addresses."""
        folder = self.make(serial, emails)
        return self.at(at).publish(folder, large_change=large_change)

    def make(self, serial: int, emails: int = 3) -> Path:
        """A snapshot folder; each has other content."""
        self.lists += 1
        folder = self.base / f"list-{self.lists}"
        snapshot.write(
            folder,
            lines(emails, f"list{self.lists}"),
            serial=serial,
            created=now(),
            beside={},
        )
        return folder

    def sign(self, change: Callable[[State], None], at: datetime | None = None) -> None:
        """Sign whatever `change` makes of the channel: somebody who has the online keys."""
        state = self.store.state()
        change(state)
        signers = signing.signers_of(self.ring, state.root.signed, ONLINE)
        signing.write(self.store, state, signers, at or now())


def lines(count: int, prefix: str) -> Iterator[tuple[str, bytes]]:
    """E-mail indicators."""
    for number in range(count):
        value = f"{prefix}.{number:04}@example.com"
        yield "email", record.to_line(entry.to_indicator({"type": "email", "value": value}, "feed"))


@dataclass
class Bank:
    """A bank that visits a channel."""

    state: Path
    location: str
    root: bytes
    timeout_seconds: float = 20.0
    max_bytes: int = MAX_BYTES

    def pull(self) -> Release:
        """Take the current release."""
        return channel.pull(
            self.location,
            self.root,
            self.state,
            timeout_seconds=self.timeout_seconds,
            max_bytes=self.max_bytes,
        )

    def follow(self) -> Release:
        """Take the current release and accept it."""
        release = self.pull()
        channel.accept(self.state, release, snapshot.read(release.folder)[0])
        return release


def refused(bank: Bank, kind: type[ReleaseError] = ReleaseError) -> str:
    """Why a visit is refused: of exactly this kind, in one line, with nothing of a release left."""
    with pytest.raises(ReleaseError) as caught:
        bank.pull()
    message = str(caught.value)
    assert type(caught.value) is kind, message
    assert message.isprintable()
    assert 0 < len(message) < 200
    assert list(bank.state.glob("snapshots/*")) == []
    return message


def content(folder: Path) -> tuple[bytes, bytes]:
    """The bytes of a snapshot's two files."""
    return (folder / MANIFEST).read_bytes(), (folder / INDICATORS).read_bytes()
