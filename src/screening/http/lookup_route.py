"""`POST /v1/lookup`: one value in, what the list says of it out.

Rule 1: values are masked; to see them takes the scope `reveal` and a reason.
Rule 2: every answer has its line in the audit log, and no answer or error repeats what was sent.
Rule 3: files are waited for in a thread, never in the event loop.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Any

import structlog
from fastapi import APIRouter, Depends, HTTPException, Request, Response
from fastapi.responses import JSONResponse
from pydantic import BaseModel, ConfigDict, Field, StrictBool, ValidationError, WithJsonSchema

from matcher.indicator import IndicatorType
from screening.http.body import read_body
from screening.http.guard import ANYBODY, LOOPBACK, Caller
from screening.http.tokens import Scope
from screening.lookup import audit_log
from screening.lookup.audit_log import AuditError, AuditLog
from screening.lookup.desk import MAX_REASON_CHARS, Asker, Desk, Question
from screening.lookup.model import AnswerModel
from screening.lookup.rate import RateLimit
from screening.lookup.readings import MAX_CHARS

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from feeds.compile import ActiveList
    from screening.lookup.view import Shown
    from screening.setting_groups import HttpSettings

_log = structlog.get_logger(__name__)
MAX_BODY_BYTES = 1 << 17
_PROBLEM: dict[str, Any] = {"content": {"application/problem+json": {}}}
_TYPES = {"anyOf": [{"type": "string", "enum": list(IndicatorType)}, {"type": "null"}]}


class LookupRequest(BaseModel):
    """A value to look up."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    value: Annotated[str, Field(min_length=1, max_length=MAX_CHARS)]
    type: Annotated[IndicatorType | None, WithJsonSchema(_TYPES)] = None
    reveal: StrictBool = False
    reason: Annotated[str, Field(max_length=MAX_REASON_CHARS)] | None = None


@dataclass(frozen=True, slots=True)
class Lookups:
    """Where look-ups are answered: the desk, its limit, and who asks without tokens."""

    desk: Desk
    limit: RateLimit
    without_tokens: Caller = LOOPBACK


def lookups_of(http: HttpSettings, state_dir: Path | None) -> Lookups:
    """The look-ups that these settings ask for.

    Raises:
        AuditError: there is no folder for the audit log.
    """
    state = audit_log.folder(state_dir)
    limit = RateLimit(state, http.lookups_per_minute)
    return Lookups(Desk(AuditLog(state)), limit, LOOPBACK if http.is_loopback else ANYBODY)


def lookup(
    lookups: Lookups, admit: Callable[..., Caller], active: Callable[[], ActiveList]
) -> APIRouter:
    """The route; `admit` is the guard that gives the caller, `active` gives the list in use.

    `active` is called in a thread.
    """
    router = APIRouter(prefix="/v1")

    @router.post(
        "/lookup",
        summary="Is this value on the list? Masked and audited",
        response_model=AnswerModel,
        responses=dict.fromkeys((401, 403, 404, 413, 422, 429, 503), _PROBLEM),
        openapi_extra={
            "requestBody": {
                "required": True,
                "content": {"application/json": {"schema": LookupRequest.model_json_schema()}},
            }
        },
    )
    async def look_up(request: Request, caller: Caller = Depends(admit)) -> Response:  # noqa: B008
        raw = await read_body(request, MAX_BODY_BYTES)
        try:
            answer = await asyncio.to_thread(lambda: _answer(lookups, active(), caller, raw))
        except AuditError as error:
            _log.error("look-up refused", reason=str(error))
            raise HTTPException(503, "nothing is answered: the audit log fails") from None
        return JSONResponse(answer, headers={"Cache-Control": "no-store"})

    return router


def _answer(lookups: Lookups, active: ActiveList, caller: Caller, raw: bytes) -> Shown:
    """The answer to a request's body.

    Raises:
        HTTPException: 403, 422 or 429.
        AuditError: the log cannot be written.
    """
    if seconds := lookups.limit.wait(caller.name):
        if lookups.limit.is_news(caller.name):
            lookups.desk.refuse(Asker(caller.name, "http"), "too many look-ups")
        raise HTTPException(429, "too many look-ups in a minute", {"Retry-After": str(seconds)})
    asked = _read(raw)
    asker = Asker(caller.name, "http", (asked.reason or "").strip() or None, asked.reveal)
    _check(lookups, caller, asker, asked)
    (answer,) = lookups.desk.answer(active, [Question(asked.value, asked.type)], asker)
    if answer["outcome"] == "unknown_type":
        raise HTTPException(422, f"value: {answer['problem']}")
    return answer


def _check(lookups: Lookups, caller: Caller, asker: Asker, asked: LookupRequest) -> None:
    """Refuse to reveal without the scope or without a reason, and write so."""
    if not asked.reveal:
        return
    if Scope.REVEAL not in caller.scopes:
        lookups.desk.refuse(asker, "lacks the scope reveal", asked.value)
        raise HTTPException(403, f"this token lacks the scope {Scope.REVEAL}")
    if asker.reason is None:
        lookups.desk.refuse(asker, "no reason", asked.value)
        raise HTTPException(422, "reason: needed to reveal values")


def _read(raw: bytes) -> LookupRequest:
    try:
        return LookupRequest.model_validate_json(raw)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise HTTPException(422, _said(first["loc"], first["type"], first["msg"])) from None


def _said(place: tuple[int | str, ...], kind: str, message: str) -> str:
    """Location and rule; a name that is not ours was sent, and is not repeated."""
    if kind == "json_invalid":
        return "body: not JSON"
    field = str(place[0]) if place else ""
    if field not in LookupRequest.model_fields:
        return "body: not an object" if not field else "body: a field that is not known"
    return f"{field}: {message}"
