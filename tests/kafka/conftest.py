"""Fixtures of the tests on a real broker: one broker a session, fresh topics for each test."""

from __future__ import annotations

import os
import uuid
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.kafka import admin, payments
from tests.kafka.broker import Broker
from tests.kafka.jars import UnavailableError, fetch, java

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterator

HERE = Path(__file__).parent
PARTITIONS = 4


@dataclass(frozen=True, slots=True)
class Topics:
    """One test's own topics and consumer group; only `transactions` has four partitions."""

    transactions: str
    review: str
    dead_letter: str
    audit: str
    group: str


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Marks every test of this folder `kafka`."""
    for item in items:
        if item.path.is_relative_to(HERE):
            item.add_marker(pytest.mark.kafka)


@pytest.fixture(scope="session")
def own_broker() -> None:
    """Asked for by tests that start brokers of their own: skips, or in CI fails, without Java."""
    try:
        java()
        fetch()
    except UnavailableError as missing:
        if os.environ.get("CI"):
            pytest.fail(str(missing), pytrace=False)
        pytest.skip(str(missing))


@pytest.fixture(scope="session")
def bootstrap(request: pytest.FixtureRequest) -> Iterator[str]:
    """host:port of the session's broker: KAFKA_BOOTSTRAP's, else one started here."""
    external = os.environ.get("KAFKA_BOOTSTRAP")
    if external:
        yield external
        return
    request.getfixturevalue("own_broker")
    with Broker() as broker:
        yield broker.bootstrap


@pytest.fixture(scope="session")
def crashable(own_broker: None) -> Iterator[Broker]:
    """A second broker, for tests that kill or pause it; running before and after each test."""
    with Broker() as broker:
        yield broker


@pytest.fixture
def names() -> Topics:
    """Names of topics and of a group that no other test uses; nothing is created."""
    prefix = f"test-{uuid.uuid4().hex[:12]}"
    return Topics(
        prefix, f"{prefix}.review", f"{prefix}.dead-letter", f"{prefix}.audit", f"{prefix}.group"
    )


@pytest.fixture
async def topics(bootstrap: str, names: Topics) -> AsyncIterator[Topics]:
    """The topics of `names` on the session's broker; they are deleted afterwards."""
    await create(bootstrap, names)
    yield names
    await delete(bootstrap, names)


async def create(bootstrap: str, names: Topics) -> None:
    """Creates a test's topics."""
    await admin.create_topics(bootstrap, names.transactions, partitions=PARTITIONS)
    await admin.create_topics(bootstrap, names.review, names.dead_letter, names.audit)


async def delete(bootstrap: str, names: Topics) -> None:
    """Deletes a test's topics."""
    await admin.delete_topics(
        bootstrap, names.transactions, names.review, names.dead_letter, names.audit
    )


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a snapshot that lists what `payments` hides; not to be changed."""
    return payments.snapshot(tmp_path_factory.mktemp("snapshot"))
