"""A real server on a free port, in a thread with an event loop of its own; no Kafka."""

from __future__ import annotations

import asyncio
import shutil
import threading
from concurrent.futures import Future
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest
import uvloop

from screening import mapping
from screening.health import Health
from screening.http import app
from screening.http.lookup_route import lookups_of
from screening.http.routes import Parts
from screening.http.tokens import Scope, Tokens, append, create
from screening.metrics import Metrics
from screening.origin import Origin
from screening.reload import Reloader
from screening.settings import HttpSettings, KafkaSettings
from screening.stream.accounting import Accounts
from screening.stream.consume import TransactionSource
from tests.kafka.waiting import until
from tests.screening.support import judge_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

MAX_BODY = 4096
PER_MINUTE = 100_000


@dataclass(frozen=True)
class Running:
    """A server that answers, and the parts behind it."""

    url: str
    parts: Parts
    loop: asyncio.AbstractEventLoop
    folder: Path

    def client(self, token: str | None = None) -> httpx.Client:
        """A client that presents this token, or none."""
        headers = {} if token is None else {"Authorization": f"Bearer {token}"}
        return httpx.Client(base_url=self.url, headers=headers, trust_env=False)


def run(parts: Parts, folder: Path, *, metrics_only: bool = False) -> Iterator[Running]:
    """Serve until the generator is closed."""
    started: Future[tuple[app.Server, asyncio.AbstractEventLoop]] = Future()

    async def serve() -> None:
        make = app.create_metrics if metrics_only else app.create
        server = app.Server(make(parts), app.bound("127.0.0.1", 0))
        started.set_result((server, asyncio.get_running_loop()))
        await server.run_until_told()

    thread = threading.Thread(target=lambda: uvloop.run(serve()))
    thread.start()
    server, loop = started.result(timeout=10)
    asyncio.run(until(lambda: server.started))
    try:
        yield Running(f"http://127.0.0.1:{server.bound_port}", parts, loop, folder)
    finally:
        server.should_exit = True
        thread.join(timeout=10)
        assert not thread.is_alive()


def parts_of(folder: Path, tokens: Tokens | None) -> Parts:
    """The parts of a service that is ready."""
    metrics = Metrics()
    judging = judge_of(mapping.load("generic"), max_record_bytes=MAX_BODY)
    reloader = Reloader(Origin(folder, None, folder.with_name("state")), metrics)
    accounts = Accounts(TransactionSource(KafkaSettings()))
    lookups = lookups_of(HttpSettings(lookups_per_minute=PER_MINUTE), folder.with_name("state"))
    return Parts(Health(), metrics, reloader, judging, accounts, tokens, MAX_BODY, lookups)


@pytest.fixture
def own_snapshot(snapshot: Path, tmp_path: Path) -> Path:
    """A snapshot folder that a test may replace."""
    shutil.copytree(snapshot, tmp_path / "snapshot")
    return tmp_path / "snapshot"


@pytest.fixture
def server(own_snapshot: Path) -> Iterator[Running]:
    """An open server."""
    yield from run(parts_of(own_snapshot, None), own_snapshot)


@pytest.fixture
def client(server: Running) -> Iterator[httpx.Client]:
    """A client of the open server."""
    with server.client() as client:
        yield client


@pytest.fixture(scope="session")
def shared(snapshot: Path) -> Iterator[httpx.Client]:
    """A client of an open server that other tests ask too: for what leaves nothing behind."""
    for running in run(parts_of(snapshot, None), snapshot):
        with running.client() as client:
            yield client


@pytest.fixture
def new_token(tmp_path: Path) -> Callable[..., str]:
    """Makes tokens in the tokens file of the guarded server."""

    def make(*scopes: Scope, name: str = "test") -> str:
        secret, entry = create(name, list(scopes))
        append(tmp_path / "tokens.yaml", entry)
        return secret

    return make


@pytest.fixture
def guarded(own_snapshot: Path, tmp_path: Path, new_token: Callable[..., str]) -> Iterator[Running]:
    """A server that asks for tokens."""
    new_token(Scope.SCREEN, name="first")
    yield from run(parts_of(own_snapshot, Tokens(tmp_path / "tokens.yaml")), own_snapshot)


@pytest.fixture
def metrics_server(own_snapshot: Path) -> Iterator[Running]:
    """The second listener."""
    yield from run(parts_of(own_snapshot, None), own_snapshot, metrics_only=True)
