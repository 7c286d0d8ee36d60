"""Servers, and feeds that point to them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import pytest_asyncio

from feeds.fetch import retry
from tests.feeds.fetch.server import Server, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Tries follow each other at once."""
    monkeypatch.setattr(retry, "FIRST_WAIT_SECONDS", 0.001)


@pytest_asyncio.fixture
async def server() -> AsyncIterator[Server]:
    """A server that answers as told."""
    async with running() as one:
        yield one


@pytest_asyncio.fixture
async def other() -> AsyncIterator[Server]:
    """Another one."""
    async with running() as one:
        yield one


@pytest.fixture(autouse=True)
def no_proxy_matters(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy in the environment that would break every fetch that used it."""
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
