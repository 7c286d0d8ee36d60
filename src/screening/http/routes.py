"""The routes of the service (DESIGN section 4, "HTTP")."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Protocol

from fastapi import APIRouter, Depends, Request, Response
from fastapi.responses import JSONResponse, PlainTextResponse

from screening.alert import AlertModel
from screening.decode.registry import SchemaMissingError
from screening.decode.registry_client import RegistryUnavailableError
from screening.four_eyes import Asker
from screening.http.body import read_body
from screening.http.guard import LOOPBACK, Caller, guard
from screening.http.problems import problem
from screening.http.tokens import Scope
from screening.screen import Origin
from screening.stream.accounting import outcome

if TYPE_CHECKING:
    from screening.health import Health
    from screening.http.lookup_route import Lookups
    from screening.http.tokens import Tokens
    from screening.judge import Judge
    from screening.metrics import Metrics
    from screening.reload import Reloader
    from screening.stream.accounting import Accounts

_PROBLEM: dict[str, Any] = {"content": {"application/problem+json": {}}}


@dataclass(frozen=True, slots=True)
class Parts:
    """What the routes speak for; `tokens` None means that the port is open.

    `lookups` None: there is no look-up. `without_tokens` is who asks where there are no tokens.
    """

    health: Health
    metrics: Metrics
    reloader: Reloader
    judge: Judge
    accounts: Accounts
    tokens: Tokens | None
    max_body_bytes: int
    lookups: Lookups | None = None
    without_tokens: Caller = LOOPBACK


class Rendered(Protocol):
    """Metrics of a process."""

    def render(self, *, ready: bool) -> bytes:
        """The exposition format of Prometheus."""
        ...


class Probed(Protocol):
    """What probes speak for."""

    @property
    def health(self) -> Health:
        """Why it is not ready."""
        ...

    @property
    def metrics(self) -> Rendered:
        """What it counts."""
        ...


def probes(parts: Probed) -> APIRouter:
    """Probes and metrics: always open, without any data."""
    router = APIRouter(tags=["operation"])

    @router.get("/livez", summary="Is the process alive?")
    async def livez() -> dict[str, str]:
        return {"status": "alive"}

    @router.get("/readyz", summary="Can it screen?", responses={503: {"description": "Not ready"}})
    async def readyz() -> JSONResponse:
        reasons = parts.health.reasons
        return JSONResponse({"ready": not reasons, "reasons": reasons}, 503 if reasons else 200)

    @router.get(
        "/metrics",
        summary="Metrics in Prometheus' text format",
        response_class=PlainTextResponse,
    )
    async def metrics() -> Response:
        content = parts.metrics.render(ready=not parts.health.reasons)
        return Response(content, media_type="text/plain; version=0.0.4; charset=utf-8")

    return router


def service(parts: Parts) -> APIRouter:
    """What operators and systems ask of the service."""
    router = APIRouter(prefix="/v1", responses={401: _PROBLEM, 403: _PROBLEM})
    admit_reload = guard(parts.tokens, Scope.RELOAD)

    @router.get(
        "/snapshot",
        summary="The list in use",
        responses={503: _PROBLEM},
        dependencies=[Depends(guard(parts.tokens, None))],
    )
    async def snapshot() -> dict[str, Any]:
        return parts.reloader.describe()

    @router.get(
        "/accounting",
        summary="What became of the records of each partition, since the start",
        dependencies=[Depends(guard(parts.tokens, None))],
    )
    async def accounting() -> dict[str, Any]:
        return parts.accounts.describe()

    @router.get(
        "/reload",
        summary="How the last reload went",
        dependencies=[Depends(guard(parts.tokens, None))],
    )
    async def reload_status() -> dict[str, Any]:
        return parts.reloader.status()

    @router.post(
        "/reload",
        status_code=202,
        summary="Load the snapshot again",
        responses={409: _PROBLEM},
    )
    async def reload(caller: Caller = Depends(admit_reload)) -> Response:  # noqa: B008
        if not parts.reloader.start(Asker(caller.name, "http")):
            return problem(409, "a reload is running")
        return JSONResponse({"status": "started"}, 202)

    @router.post(
        "/screen",
        summary="Screen one transaction; publishes nothing",
        response_model=AlertModel | None,
        responses={413: _PROBLEM, 422: _PROBLEM, 503: _PROBLEM},
        dependencies=[Depends(guard(parts.tokens, Scope.SCREEN))],
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": {"type": "object"}}},
            }
        },
    )
    async def screen(request: Request) -> Response:
        raw = await read_body(request, parts.max_body_bytes)
        return await _screen(parts, raw)

    return router


async def _screen(parts: Parts, raw: bytes) -> Response:
    now = datetime.now(UTC)
    origin = Origin(time.time_ns() // 1_000_000, (None, None, None))
    active = parts.reloader.active()
    while True:
        try:
            judgement = parts.judge.judge(raw, origin, active, mode="live", now=now)
            break
        except SchemaMissingError as missing:
            try:
                await asyncio.to_thread(missing.fetch)
            except RegistryUnavailableError as error:
                parts.metrics.requested("refused")
                return problem(503, str(error))
    if judgement.reason is None and judgement.transactions > 1:
        parts.metrics.requested("refused")
        return problem(422, "body: more than one transaction; send them one by one")
    parts.metrics.requested(outcome(judgement))
    if judgement.reason is not None:
        return problem(422, f"body: {judgement.reason}", reason=judgement.reason)
    return JSONResponse(judgement.alerts[0] if judgement.alerts else None)
