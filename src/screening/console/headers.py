"""What every answer of the console says to a browser, whatever it is an answer to.

Law: the page loads, runs and asks nothing but what comes from the console itself, is shown in no
other page, and tells nobody where it was; what the API answers is kept nowhere.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException

from screening.console.session import is_loopback_host
from screening.http.problems import problem

if TYPE_CHECKING:
    from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; "
    "font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; "
    "frame-ancestors 'none'"
)
MOST_BODY_BYTES = 1 << 17
_ALWAYS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


class Guarded:
    """An application whose every answer has the headers, errors and the unexpected too."""

    def __init__(self, app: ASGIApp, *, loopback_only: bool) -> None:
        """Wrap `app`; `loopback_only`: requests for another host's name are refused."""
        self._app, self._loopback_only = app, loopback_only

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers.update(_ALWAYS)
                if scope["path"].startswith("/v1/"):
                    headers["Cache-Control"] = "no-store"
            await send(message)

        app = self._app
        if self._loopback_only and not is_loopback_host(Headers(scope=scope).get("host", "")):
            app = problem(421, "host: without tokens only this machine's own name is answered")
        await app(scope, _bounded(receive), send_with_headers)


def _bounded(receive: Receive) -> Receive:
    """A request's body up to a bound."""
    size = 0

    async def receive_some() -> Message:
        nonlocal size
        message = await receive()
        size += len(message.get("body", b""))
        if size > MOST_BODY_BYTES:
            raise HTTPException(413, f"body: more than {MOST_BODY_BYTES} bytes")
        return message

    return receive_some
