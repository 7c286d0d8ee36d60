"""A real Chromium, and real consoles: one that is full, one that is empty."""

from __future__ import annotations

import contextlib
import sqlite3
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio

from benchmarks import console_store
from screening.http.tokens import Scope, append, create
from screening.settings import ConsoleSettings, HttpSettings, load
from tests.console.chromium import launched
from tests.console.filled import fill
from tests.console.visit import Visit, visiting
from tests.screening.console.conftest import Running, run

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
    from pathlib import Path

    from playwright.async_api import Browser

    Visits = Callable[..., Awaitable[Visit]]

ALERTS, FEW, MANY = 400, 20, 6_000
_TABLES = """SELECT name FROM sqlite_master WHERE type = 'table'
    AND name NOT LIKE 'search%' AND name NOT LIKE 'sqlite%'"""
VIEWS = ("overview", "alerts", "lists")


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def chromium() -> AsyncIterator[Browser]:
    """A headless Chromium."""
    async with launched() as browser:
        yield browser


@pytest.fixture(scope="session")
def full(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A console with alerts, receipts and dead letters of the last weeks; it only grows."""
    settings = load(state_dir=tmp_path_factory.mktemp("full"), console=ConsoleSettings(port=0))
    for running in run(settings, []):
        fill(running, ALERTS)
        yield running


@pytest.fixture(scope="session")
def shown(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A console that is worth a picture."""
    settings = load(state_dir=tmp_path_factory.mktemp("shown"), console=ConsoleSettings(port=0))
    for running in run(settings, []):
        fill(running, MANY, waiting=120)
        yield running


@pytest.fixture(scope="session")
def small(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A console with few alerts, for tests that add such as others would stumble over."""
    settings = load(state_dir=tmp_path_factory.mktemp("small"), console=ConsoleSettings(port=0))
    for running in run(settings, []):
        console_store.fill(running.window.parts.store, FEW)
        yield running


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A console that has read nothing."""
    settings = load(state_dir=tmp_path_factory.mktemp("bare"), console=ConsoleSettings(port=0))
    yield from run(settings, [])


@pytest.fixture(scope="session")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """A console whose store was damaged while it ran."""
    settings = load(state_dir=tmp_path_factory.mktemp("broken"), console=ConsoleSettings(port=0))
    for running in run(settings, []):
        with contextlib.closing(sqlite3.connect(running.window.parts.store.path)) as connection:
            names = [name for (name,) in connection.execute(_TABLES)]
            for name in names:
                connection.execute(f"DROP TABLE {name}")
            connection.commit()
        yield running


@pytest.fixture
def new_token(tmp_path: Path) -> Callable[..., str]:
    """Makes tokens in the tokens file of the guarded console."""

    def make(*scopes: Scope, name: str = "robin") -> str:
        secret, entry = create(name, list(scopes))
        append(tmp_path / "tokens.yaml", entry)
        return secret

    return make


@pytest.fixture
def guarded(tmp_path: Path, new_token: Callable[..., str]) -> Iterator[Running]:
    """A console that asks for tokens, with few alerts."""
    new_token(Scope.SCREEN, name="first")
    http = HttpSettings(tokens_file=tmp_path / "tokens.yaml")
    console = ConsoleSettings(port=0)
    for running in run(load(state_dir=tmp_path / "state", console=console, http=http), []):
        console_store.fill(running.window.parts.store, FEW)
        yield running


@pytest.fixture(autouse=True)
def _has_its_route(request: pytest.FixtureRequest, bare: Running) -> None:
    """A test of a view (its parameter, or its module's `VIEW`) needs the view's route."""
    given = getattr(request.node, "callspec", None)
    view = given.params.get("view") if given else None
    view = str(view or getattr(request.module, "VIEW", "alerts")).partition("?")[0]
    with bare.client() as client:
        if f"/v1/{view}" not in client.get("/openapi.json").json()["paths"]:
            pytest.skip(f"this console has no /v1/{view} yet")


@pytest_asyncio.fixture(loop_scope="session")
async def visit(chromium: Browser) -> AsyncIterator[Visits]:
    """Opens pages; at the end none of them has anything to complain of."""
    async with AsyncExitStack() as stack:

        async def opened(running: Running, fragment: str = "", **more: Any) -> Visit:
            made = visiting(chromium, running.window.url, **more)
            visit = await stack.enter_async_context(made)
            await visit.go(fragment)
            return visit

        yield opened
