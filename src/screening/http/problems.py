"""Errors as RFC 9457 problem documents: the location and the rule, never what was sent."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

import structlog
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Mapping

    from fastapi import FastAPI, Request

_log = structlog.get_logger(__name__)


def problem(
    status: int, detail: str, *, headers: Mapping[str, str] | None = None, **more: object
) -> JSONResponse:
    """A problem document; `more` are extension members."""
    content = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return JSONResponse(
        content | {"detail": detail} | more,
        status,
        headers=dict(headers or {}),
        media_type="application/problem+json",
    )


def install(app: FastAPI) -> None:
    """Make every error of `app` a problem document."""

    async def known(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, HTTPException)
        return problem(error.status_code, error.detail, headers=error.headers)

    async def invalid(_: Request, error: Exception) -> JSONResponse:
        assert isinstance(error, RequestValidationError)
        return problem(422, _said(error))

    async def unknown(_: Request, error: Exception) -> JSONResponse:
        _log.error("request failed", error=type(error).__name__)
        return problem(500, "internal error")

    app.add_exception_handler(HTTPException, known)
    app.add_exception_handler(RequestValidationError, invalid)
    app.add_exception_handler(Exception, unknown)


def _said(error: RequestValidationError) -> str:
    """The first thing that is wrong: its place and the rule; a name that is not ours was sent."""
    first = error.errors()[0]
    if first["type"] == "json_invalid":
        return "body: not JSON"
    where, *names = (str(part) for part in first["loc"])
    if first["type"] == "extra_forbidden":
        return f"{where}: has a name that is not known"
    return f"{names[0] if names else where}: {first['msg'].removeprefix('Value error, ')}"
