"""The console's composition root: the one place that makes its parts and wires them.

Start: settings, tokens and store are checked, and the port is bound, before any connection is made.
Stop: the streams end, then the reading, which is cut short where it hangs, then the port, then the
store; a reading that ended by itself ends the process, for a window that shows nothing new looks
like a quiet day.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import structlog

from screening import mapping
from screening.console import app, session
from screening.console.live import Live
from screening.console.parts import Parts
from screening.console.state import IngestState
from screening.console.store import Store
from screening.decode import registry
from screening.health import Health
from screening.http.app import Server, bound
from screening.http.guard import ANYBODY, LOOPBACK
from screening.http.tokens import Tokens
from screening.lookup import audit_log
from screening.lookup.audit_log import AuditLog
from screening.settings import SettingsError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Sequence

    from screening.settings import Settings

    Work = Callable[[Parts, asyncio.Event], Awaitable[None]]

_log = structlog.get_logger(__name__)
_END_SECONDS = 10.0


class WindowError(Exception):
    """The console ended by itself; the message says why in one line."""


@dataclass(frozen=True, slots=True)
class Window:
    """A console whose parts are made and whose port is bound, and that is not running yet."""

    parts: Parts
    health: Health
    server: Server

    @property
    def url(self) -> str:
        """Where it is opened."""
        host = self.parts.settings.console.host
        return f"http://{f'[{host}]' if ':' in host.strip('[]') else host}:{self.server.bound_port}"

    async def run(self, stop: asyncio.Event, beside: Sequence[Work]) -> None:
        """Serve, and work beside it, until `stop` is set; close everything.

        Raises:
            WindowError: the server or a work ended by itself.
        """
        serving = asyncio.create_task(self.server.run_until_told())
        works = [asyncio.create_task(_awaited(each(self.parts, stop))) for each in beside]
        stopping = asyncio.create_task(stop.wait())
        await asyncio.wait([serving, stopping, *works], return_when=asyncio.FIRST_COMPLETED)
        by_itself = not stop.is_set()
        self.health.report("console", "ending")
        stop.set()
        self.parts.live.end()
        ended = await _ended(works)
        self.server.should_exit = True
        await serving
        self.parts.store.close()
        for each in ended:
            _log.error("a part of the console failed", exc_info=each)
        if by_itself or ended:
            why = f" ({type(ended[0]).__name__})" if ended else ""
            raise WindowError(f"a part of the console ended by itself{why}")


async def _ended(works: Sequence[asyncio.Task[None]]) -> list[BaseException]:
    """Wait for works to end, cancel those that do not, and say what failed."""
    late = (await asyncio.wait(works, timeout=_END_SECONDS))[1] if works else set()
    for each in late:
        _log.warning("a part of the console did not end in time")
        each.cancel()
    ended = await asyncio.gather(*works, return_exceptions=True)
    cancelled = asyncio.CancelledError if late else ()
    return [each for each in ended if each is not None and not isinstance(each, cancelled)]


async def _awaited(work: Awaitable[None]) -> None:
    await work


def build(settings: Settings) -> Window:
    """Check everything that can be checked without a connection, and make the parts.

    Raises:
        SettingsError, TokensError, AuditError, StoreError, MappingError, OSError: each with one
            line that names what is wrong.
    """
    console, http = settings.console, settings.http
    if not (console.is_loopback or http.tokens_file or http.open):
        raise SettingsError(
            "FRESNEL_CONSOLE__HOST: not a loopback address: set FRESNEL_HTTP__TOKENS_FILE, "
            "or FRESNEL_HTTP__OPEN=true to serve without tokens"
        )
    tokens = Tokens(http.tokens_file) if http.tokens_file else None
    without_tokens = LOOPBACK if console.is_loopback else ANYBODY
    state = audit_log.folder(settings.state_dir)
    reader = mapping.load(settings.mapping, registry=registry.of(settings))
    server_socket = bound(console.host, console.port)
    parts = Parts(
        settings=settings,
        store=Store(state),
        tokens=tokens,
        ingest=IngestState(),
        guard=session.guard(tokens, without_tokens),
        audit=AuditLog(state),
        live=Live(),
        zone=ZoneInfo(reader.model.timezone),
    )
    health = Health()
    return Window(parts, health, Server(app.create(parts, health), server_socket))
