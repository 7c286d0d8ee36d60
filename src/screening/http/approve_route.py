"""`POST /v1/reload/approve`: the second pair of eyes on a list that waits (`screening.four_eyes`).

Rule 1: the body names the list by its digest, so that nobody approves another than was looked at.
Rule 2: it is taken as `application/json` alone, which no page of another origin can send unasked.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import structlog
from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from screening.four_eyes import ApprovalError
from screening.http.body import read_body
from screening.http.guard import Caller, guard, require
from screening.http.tokens import Scope
from screening.lookup.audit_log import AuditError

if TYPE_CHECKING:
    from screening.http.tokens import Tokens
    from screening.reload import Reloader

_log = structlog.get_logger(__name__)
_PROBLEM: dict[str, Any] = {"content": {"application/problem+json": {}}}
MAX_BODY_BYTES, MAX_REASON_CHARS = 1 << 14, 500


class ApprovalRequest(BaseModel):
    """Which list may go live, and why."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    digest: Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
    reason: Annotated[str, Field(max_length=MAX_REASON_CHARS)] | None = None


class ApprovedModel(BaseModel):
    """The list that went live."""

    status: str
    serial: int
    digest: str


def approval(reloader: Reloader, tokens: Tokens | None, without_tokens: Caller) -> APIRouter:
    """The route; `without_tokens` is who asks where there are no tokens."""
    router = APIRouter(prefix="/v1")
    admit = guard(tokens, Scope.APPROVE, without_tokens)

    @router.post(
        "/reload/approve",
        summary="Take the list that waits into use; by another person than who asked for it",
        response_model=ApprovedModel,
        responses=dict.fromkeys((401, 403, 404, 409, 413, 415, 422, 503), _PROBLEM),
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": ApprovalRequest.model_json_schema()}},
            }
        },
    )
    async def approve(request: Request, caller: Caller = Depends(admit)) -> Response:  # noqa: B008
        require(caller, (Scope.APPROVE,))
        kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":
            raise HTTPException(415, "body: application/json is expected")
        asked = _read(await read_body(request, MAX_BODY_BYTES))
        await _approve(reloader, asked, caller)
        manifest = reloader.active().manifest
        told = {"status": "activated", "serial": manifest.serial, "digest": manifest.digest}
        return JSONResponse(told)

    return router


async def _approve(reloader: Reloader, asked: ApprovalRequest, caller: Caller) -> None:
    try:
        await reloader.approve(asked.digest, caller.name, (asked.reason or "").strip() or None)
    except ApprovalError as error:
        raise HTTPException(error.status, str(error)) from None
    except AuditError as error:
        _log.error("approval refused", reason=str(error))
        raise HTTPException(503, "nothing is approved: the log of approvals fails") from None


def _read(raw: bytes) -> ApprovalRequest:
    try:
        return ApprovalRequest.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        raise HTTPException(422, "body: not JSON")
    field = str(first["loc"][0]) if first["loc"] else ""
    if field not in ApprovalRequest.model_fields:
        said = "a name that is not known" if field else "not an object"
        raise HTTPException(422, f"body: {said}")
    raise HTTPException(422, f"{field}: {first['msg']}")
