"""The FastAPI application, and the servers that carry it in the service's own loop."""

from __future__ import annotations

import contextlib
import socket
from typing import TYPE_CHECKING

import uvicorn
from fastapi import FastAPI

from screening import SOFTWARE
from screening.http import approve_route, lookup_route, problems, routes
from screening.http.guard import guard
from screening.http.tokens import Scope
from screening.opening import NoListError

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator
    from pathlib import Path

    from fastapi import Request, Response
    from starlette.types import ASGIApp

    from screening.http.routes import Parts
    from screening.settings import Settings


def create(parts: Parts) -> FastAPI:
    """The whole HTTP port. `/openapi.json` describes it; no page needs the internet."""
    app = application("Fresnel")
    app.include_router(routes.probes(parts))
    app.include_router(routes.service(parts))
    app.include_router(approve_route.approval(parts.reloader, parts.tokens, parts.without_tokens))
    app.add_exception_handler(NoListError, _without_list(parts))
    if parts.lookups is not None:
        active = parts.reloader.active
        admit = guard(parts.tokens, Scope.LOOKUP, parts.lookups.without_tokens)
        app.include_router(lookup_route.lookup(parts.lookups, admit, active))
    return app


def _without_list(parts: Parts) -> Callable[[Request, Exception], Awaitable[Response]]:
    """What a route answers that needs a list while the first one waits for approval."""

    async def answer(_: Request, error: Exception) -> Response:
        return problems.problem(503, str(error), waiting=parts.reloader.waiting)

    return answer


def create_metrics(parts: Parts) -> FastAPI:
    """The second listener: probes and metrics alone."""
    app = application("Fresnel")
    app.include_router(routes.probes(parts))
    return app


def application(title: str) -> FastAPI:
    """An application without routes, whose errors are problem documents."""
    app = FastAPI(
        title=title,
        version=SOFTWARE.partition("/")[2],
        docs_url=None,  # both pages load scripts from other hosts
        redoc_url=None,
    )
    problems.install(app)
    return app


class Server(uvicorn.Server):
    """uvicorn without its signal handlers: the service stops its parts in its own order."""

    def __init__(self, app: ASGIApp, place: socket.socket | Path) -> None:
        """Serve at a socket that is `bound` already, or at a path of this host."""
        self._socket = place if isinstance(place, socket.socket) else None
        super().__init__(
            uvicorn.Config(
                app,
                uds=None if isinstance(place, socket.socket) else str(place),
                log_config=None,
                access_log=False,
                server_header=False,
                timeout_graceful_shutdown=5,
                timeout_keep_alive=30,
            )
        )

    @property
    def bound_port(self) -> int:
        """The port that was bound; 0 for a path."""
        return int(self._socket.getsockname()[1]) if self._socket else 0

    async def run_until_told(self) -> None:
        """Serve until `should_exit` is set."""
        await self.serve(sockets=[self._socket] if self._socket else None)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Leave signals to the service."""
        yield


def servers(settings: Settings, whole: FastAPI, probes: FastAPI) -> tuple[Server, ...]:
    """The port, and the second listener where the settings ask for one, bound.

    Raises:
        OSError: an address cannot be bound.
    """
    first = Server(whole, bound(settings.http.host, settings.http.port))
    second = settings.metrics.address()
    return (first,) if second is None else (first, Server(probes, bound(*second)))


def bound(host: str, port: int) -> socket.socket:
    """A socket at this address, bound at once, so that a port that is taken ends the start.

    Raises:
        OSError: the address cannot be bound.
    """
    address = host.strip("[]")
    family, kind, protocol, _, place = socket.getaddrinfo(
        address, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
    )[0]
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind(place)
    except OSError as error:
        made.close()
        raise OSError(f"cannot bind {host}:{port}: {error.strerror}") from error
    return made
