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
    from collections.abc import Callable

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
        token = tokens.find(credentials.credentials) if credentials else None
        if token is None:
            raise HTTPException(401, "a bearer token is needed", {"WWW-Authenticate": "Bearer"})
        if scope is not None and scope not in token.scopes:
            raise HTTPException(403, f"this token lacks the scope {scope}")
        return Caller(token.name, token.scopes)

    return admit
