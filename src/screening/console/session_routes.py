"""The routes of a session: opening and closing it, and who it is of."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from fastapi import APIRouter, Depends, Request, Response

from screening import SOFTWARE
from screening.console.model import MeModel, problems
from screening.console.session import COOKIE, SessionRequest, check_source, open_session
from screening.http.guard import Caller  # noqa: TC001  FastAPI reads it at run time
from screening.http.tokens import Scope

if TYPE_CHECKING:
    from screening.console.parts import Parts


def router(parts: Parts) -> APIRouter:
    """All of them."""
    routes = APIRouter(prefix="/v1", tags=["session"])

    @routes.post(
        "/session",
        status_code=204,
        summary="Open a session: sets the cookie",
        responses=problems(401, 403, 415, 422),
    )
    def begin(request: Request, asked: SessionRequest) -> Response:
        check_source(request, is_ambient=True)
        response = Response(status_code=204)
        open_session(request, response, parts.tokens, asked.token)
        return response

    @routes.delete(
        "/session",
        status_code=204,
        summary="Close the session",
        responses=problems(403, 415),
    )
    def end(request: Request) -> Response:
        check_source(request, is_ambient=True)
        response = Response(status_code=204)
        response.delete_cookie(COOKIE, httponly=True, samesite="strict")
        return response

    @routes.get("/me", summary="Who asks", response_model=MeModel, responses=problems(401, 403))
    def me(caller: Caller = Depends(parts.guard(Scope.CONSOLE))) -> MeModel:  # noqa: B008
        return MeModel(
            name=caller.name,
            scopes=sorted(caller.scopes),
            tokens=parts.tokens is not None,
            four_eyes=bool(getattr(parts.settings.release, "four_eyes", False)),
            version=SOFTWARE.partition("/")[2],
            retention_days=parts.settings.console.retention_days,
            timezone=parts.zone.key if isinstance(parts.zone, ZoneInfo) else "UTC",
        )

    return routes
