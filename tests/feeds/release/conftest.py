"""Fixtures: a channel with one release, a web server in front of it, a bank, a clock."""

from __future__ import annotations

import os
import types
from datetime import datetime
from typing import TYPE_CHECKING

import pytest
from tuf.ngclient._internal import trusted_metadata_set

from tests.feeds.release.provider import Bank, Provider
from tests.feeds.release.server import Server, serving

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path


@pytest.fixture(scope="session", autouse=True)
def _no_waiting_for_the_disk() -> Iterator[None]:
    """Nobody cuts the power; `test_accepted.py` sees what would be on the disk."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _: None)
        yield


@pytest.fixture
def provider(tmp_path: Path) -> Provider:
    """A channel whose current release has serial 10."""
    made = Provider(tmp_path / "provider").init()
    made.publish(10)
    return made


@pytest.fixture
def server(provider: Provider) -> Iterator[Server]:
    """A web server of the channel."""
    with serving(provider.repository) as server:
        yield server


@pytest.fixture
def bank(tmp_path: Path, provider: Provider, server: Server) -> Bank:
    """A bank that has never been there, and has its first root file by another way."""
    return Bank(tmp_path / "bank", server.url, provider.first_root)


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Callable[[datetime], None]:
    """Sets the time by which the framework judges expiry."""

    def set_to(moment: datetime) -> None:
        class Fixed(datetime):
            @classmethod
            def now(cls, tz: object = None) -> datetime:  # noqa: ARG003  its shape
                return moment

        fixed = types.SimpleNamespace(
            datetime=Fixed, timezone=trusted_metadata_set.datetime.timezone
        )
        monkeypatch.setattr(trusted_metadata_set, "datetime", fixed)

    return set_to
