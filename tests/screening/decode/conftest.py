"""A schema registry for each test."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from tests.screening.decode.registry_server import RegistryServer

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def server() -> Iterator[RegistryServer]:
    """A registry with nothing in it."""
    with RegistryServer() as running:
        yield running
