"""Who asks, and whether they may (RFC 6750).

Law: without a tokens file everybody is the same caller, who may what the settings leave open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from fastapi import Depends, HTTPException
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from screening.http.tokens import Scope

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from screening.http.tokens import Tokens

_bearer = HTTPBearer(auto_error=False, description="See `fresnel token new`")


@dataclass(frozen=True, slots=True)
class Caller:
    """A token's name and what it permits."""

    name: str
    scopes: frozenset[Scope]


LOOPBACK = Caller("loopback", frozenset(Scope))
"""Whoever asks from this machine, where there is no tokens file."""

ANYBODY = Caller("anybody", frozenset(Scope) - {Scope.REVEAL, Scope.APPROVE})
"""Whoever asks from anywhere, where the port is open to all."""


def guard(
    tokens: Tokens | None, scope: Scope | None, without_tokens: Caller = LOOPBACK
) -> Callable[..., Caller]:
    """A dependency that admits tokens with `scope`, or any token where it is None.

    It gives the caller: `without_tokens` where there are none.
    """

    def admit(
        credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
    ) -> Caller:
        if tokens is None:
            return without_tokens
        found = admitted(tokens, credentials.credentials if credentials else None)
        require(found, () if scope is None else (scope,))
        return found

    return admit


def admitted(tokens: Tokens, secret: str | None) -> Caller:
    """Whose token this is.

    Raises:
        HTTPException: 401, there is no such token.
    """
    token = tokens.find(secret) if secret else None
    if token is None:
        raise HTTPException(401, "a bearer token is needed", {"WWW-Authenticate": "Bearer"})
    return Caller(token.name, token.scopes)


def require(caller: Caller, scopes: Iterable[Scope]) -> None:
    """Let a caller with these scopes pass.

    Raises:
        HTTPException: 403, the caller lacks one.
    """
    for scope in scopes:
        if scope not in caller.scopes:
            raise HTTPException(403, f"this token lacks the scope {scope}")
