"""Fixtures of the fault suite's short form: one broker for all of it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.chaos.nodes import ProxiedBroker
from tests.kafka.broker import free_port
from tests.kafka.conftest import own_broker

if TYPE_CHECKING:
    from collections.abc import Iterator

__all__ = ["own_broker"]

HERE = Path(__file__).parent


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder `kafka`."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.kafka)


@pytest.fixture(scope="session")
def proxied(own_broker: None) -> Iterator[ProxiedBroker]:
    """A broker that faults may happen to; running before and after each test."""
    with ProxiedBroker(free_port()) as broker:
        yield broker
