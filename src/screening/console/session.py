"""Who asks the console: a bearer token, or the cookie that holds one.

Rule 1: every route but the page, its files and the probes takes the scope `console`, beside what it
takes else. A token that is deleted from its file ends its sessions at once: the cookie is the
token, and nothing else is kept of a session.
Rule 2: what a browser sends by itself proves nothing. Whatever changes anything states
`application/json`, and with the cookie, or without tokens, comes from our own page (Fetch Metadata,
else Origin).
Rule 3: without tokens the host that is asked must be this machine's own name, so that no name of
somebody else's leads here (DNS rebinding).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated
from urllib.parse import urlsplit

from fastapi import Depends, HTTPException, Request, Response
from fastapi.security import APIKeyCookie, HTTPAuthorizationCredentials, HTTPBearer
from pydantic import BaseModel, ConfigDict, Field

from screening.http.guard import Caller, admitted, require
from screening.http.tokens import Scope
from screening.setting_groups import is_loopback_name

if TYPE_CHECKING:
    from collections.abc import Callable

    from screening.http.tokens import Tokens

COOKIE = "fresnel_console"
MOST_CHARS = 500
_SAFE = frozenset(("GET", "HEAD"))
_OWN_PAGE = frozenset(("same-origin", "none"))

Bearer = Annotated[
    HTTPAuthorizationCredentials | None,
    Depends(HTTPBearer(auto_error=False, description="See `fresnel token new`")),
]
Cookie = Annotated[
    str | None,
    Depends(APIKeyCookie(name=COOKIE, auto_error=False, description="Set by `POST /v1/session`")),
]


class SessionRequest(BaseModel):
    """A token that a session is opened with."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    token: Annotated[str, Field(min_length=1, max_length=MOST_CHARS)]


def guard(
    tokens: Tokens | None, without_tokens: Caller
) -> Callable[[Scope], Callable[..., Caller]]:
    """Makes dependencies that admit callers with a scope; see `parts.Parts`."""

    def of(scope: Scope) -> Callable[..., Caller]:
        def admit(request: Request, bearer: Bearer, cookie: Cookie) -> Caller:
            check_source(request, is_ambient=tokens is None or bearer is None, has_cookie=cookie)
            if tokens is None:
                found = without_tokens
            else:
                found = admitted(tokens, bearer.credentials if bearer else cookie)
            require(found, dict.fromkeys((Scope.CONSOLE, scope)))
            return found

        return admit

    return of


def secret_of(request: Request) -> str | None:
    """The token that a request presents, admitted or not."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    return secret.strip() if kind.lower() == "bearer" else request.cookies.get(COOKIE)


def check_source(request: Request, *, is_ambient: bool, has_cookie: str | None = None) -> None:
    """Refuse what a page of somebody else's may have made a browser send.

    `is_ambient`: nothing but the browser itself, or nothing at all, says who asks.

    Raises:
        HTTPException: 403 or 415.
    """
    if request.method in _SAFE:
        return
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != "application/json":
        raise HTTPException(415, "content-type: must be application/json")
    if is_ambient and not _is_own_page(request, unknown=not has_cookie):
        raise HTTPException(403, "this request comes from another page than the console's")


def is_loopback_host(host: str) -> bool:
    """Whether a Host header names this machine."""
    try:
        name = urlsplit(f"//{host}").hostname
    except ValueError:
        return False
    return name is not None and is_loopback_name(name)


def open_session(request: Request, response: Response, tokens: Tokens | None, secret: str) -> None:
    """Set the cookie of a token; without tokens there is nothing to set.

    Raises:
        HTTPException: 401 or 403, the token is unknown or lacks the scope `console`.
    """
    if tokens is None:
        return
    try:
        require(admitted(tokens, secret), (Scope.CONSOLE,))
    except HTTPException:
        raise HTTPException(401, "this token does not open the console") from None
    response.set_cookie(
        COOKIE,
        secret,
        httponly=True,
        samesite="strict",
        secure=request.url.scheme == "https",
    )


def _is_own_page(request: Request, *, unknown: bool) -> bool:
    """Whether the browser says so; `unknown` where it says nothing, or is none."""
    site, origin = request.headers.get("sec-fetch-site"), request.headers.get("origin")
    if site is not None:
        return site in _OWN_PAGE
    if origin is not None:
        host = request.headers.get("host")
        return origin in (f"https://{host}", f"http://{host}")
    return unknown
