"""A real console on a free port, in a thread with an event loop of its own; no Kafka."""

from __future__ import annotations

import asyncio
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import httpx
import pytest
import uvloop

from screening.console import window
from screening.console.store import Store
from screening.http.tokens import Scope, append, create
from screening.settings import ConsoleSettings, HttpSettings, Settings, load
from tests.kafka.waiting import until
from tests.screening.console import made

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from feeds.compile import ActiveList
    from screening.alert import Alert
    from screening.console.window import Window

ALERTS = 60


@dataclass(frozen=True)
class Running:
    """A console that answers, its loop, and its state folder."""

    window: Window
    loop: asyncio.AbstractEventLoop
    state: Path

    def client(self, token: str | None = None, **headers: str) -> httpx.Client:
        """A client that presents this token, or none."""
        given = {} if token is None else {"Authorization": f"Bearer {token}"}
        return httpx.Client(
            base_url=self.window.url, headers=given | headers, trust_env=False, timeout=30
        )


def run(settings: Settings, alerts: list[Alert]) -> Iterator[Running]:
    """Serve these alerts until the generator is closed."""
    opened = window.build(settings)
    made.keep(opened.parts.store, alerts)
    loop, stop = uvloop.new_event_loop(), asyncio.Event()
    thread = threading.Thread(target=lambda: loop.run_until_complete(opened.run(stop, [])))
    thread.start()
    asyncio.run(until(lambda: opened.server.started))
    assert settings.state_dir is not None
    try:
        yield Running(opened, loop, settings.state_dir)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(timeout=20)
        assert not thread.is_alive()
        loop.close()


@pytest.fixture(scope="session")
def alerts(active: ActiveList) -> list[Alert]:
    """Different alerts, the oldest first; not to be changed."""
    return made.several(active, ALERTS)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """An empty store."""
    opened = Store(tmp_path)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def shared(alerts: list[Alert], tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A client of an open console with `alerts`: for what leaves nothing behind."""
    state = tmp_path_factory.mktemp("console")
    settings = load(state_dir=state, console=ConsoleSettings(port=0), http=HttpSettings())
    for running in run(settings, alerts):
        with running.client() as client:
            yield client


@pytest.fixture
def console(alerts: list[Alert], tmp_path: Path) -> Iterator[Running]:
    """An open console with `alerts`."""
    yield from run(load(state_dir=tmp_path / "s", console=ConsoleSettings(port=0)), alerts)


@pytest.fixture
def new_token(tmp_path: Path) -> Callable[..., str]:
    """Makes tokens in the tokens file of the guarded console."""

    def make(*scopes: Scope, name: str = "robin") -> str:
        secret, entry = create(name, list(scopes))
        append(tmp_path / "tokens.yaml", entry)
        return secret

    return make


@pytest.fixture
def guarded(
    alerts: list[Alert], tmp_path: Path, new_token: Callable[..., str]
) -> Iterator[Running]:
    """A console that asks for tokens."""
    new_token(Scope.SCREEN, name="first")
    settings = load(
        state_dir=tmp_path / "state",
        console=ConsoleSettings(port=0),
        http=HttpSettings(tokens_file=tmp_path / "tokens.yaml"),
    )
    yield from run(settings, alerts)
