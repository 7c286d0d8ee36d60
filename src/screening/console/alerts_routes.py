"""The routes about alerts: list, one, live, export, reveal."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import orjson
from fastapi import APIRouter, Depends, HTTPException, Path, Query, Request, Response
from fastapi.responses import StreamingResponse
from pydantic import Field

from screening.console import alerts_query, detail, export, shown
from screening.console.cursor import CursorError
from screening.console.filters import Filters
from screening.console.model import DetailModel, FacetsModel, Format, PageModel, problems
from screening.console.reveal import ExportRequest, RevealRequest, Reveals
from screening.console.session import secret_of
from screening.http.guard import Caller  # noqa: TC001  FastAPI reads it at run time
from screening.http.tokens import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.console.parts import Parts

MOST_ROWS = 200
AlertId = Annotated[str, Path(pattern="^[0-9a-f]{32}$")]


class PageRequest(Filters):
    """A page of a selection; `before` is the cursor that the page before gave as `next`."""

    before: Annotated[str, Field(max_length=100)] | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 50


class MaskedExport(Filters):
    """A selection, and as what it is exported."""

    format: Format = "jsonl"


def router(parts: Parts) -> APIRouter:
    """All of them; whoever asks has the scope `console`."""
    routes = APIRouter(prefix="/v1", tags=["alerts"], responses=problems(401, 403, 422))
    admit = Depends(parts.guard(Scope.CONSOLE))
    _lists(routes, parts, admit)
    _exports(routes, parts, admit)
    _single(routes, parts, admit)
    return routes


def answer(content: Any) -> Response:  # noqa: ANN401  any JSON value
    """A JSON answer."""
    return Response(orjson.dumps(content), media_type="application/json")


def _lists(routes: APIRouter, parts: Parts, admit: Any) -> None:  # noqa: ANN401  FastAPI's own
    @routes.get("/alerts", summary="Alerts, newest first", response_model=PageModel)
    def alerts(asked: Annotated[PageRequest, Query()], _: Caller = admit) -> Response:
        with parts.store.reading() as connection:
            try:
                rows, following = alerts_query.page(connection, asked, asked.before, asked.limit)
            except CursorError as error:
                raise HTTPException(422, f"before: {error}") from None
            count = alerts_query.total(connection, asked)
        items = [shown.row(orjson.loads(each.record)) for each in rows]
        return answer({"items": items, "next": following, "total": count})

    @routes.get("/facets", summary="What alerts can be filtered by", response_model=FacetsModel)
    def facets(_: Caller = admit) -> Response:
        with parts.store.reading() as connection:
            found = alerts_query.facets(connection)
        return answer(
            {
                name: [{"value": value, "count": count} for value, count in values]
                for name, values in found.items()
            }
        )

    @routes.get(
        "/alerts/stream",
        summary="New alerts as they are read: server-sent events, `alert` with a row",
        response_class=StreamingResponse,
        responses={200: {"content": {"text/event-stream": {}}}, **problems(503)},
    )
    async def stream(request: Request, _: Caller = admit) -> Response:
        if parts.live.is_full:
            raise HTTPException(503, "too many streams are open")
        tokens, secret = parts.tokens, secret_of(request)

        def is_admitted() -> bool:
            token = None if tokens is None else tokens.find(secret or "")
            return tokens is None or (token is not None and Scope.CONSOLE in token.scopes)

        return StreamingResponse(parts.live.stream(is_admitted), media_type="text/event-stream")


def _exports(routes: APIRouter, parts: Parts, admit: Any) -> None:  # noqa: ANN401
    content: dict[str, Any] = {kind.partition(";")[0]: {} for kind in export.TYPES.values()}
    responses: dict[int | str, dict[str, Any]] = {200: {"content": content}}

    @routes.get(
        "/alerts/export",
        summary="A selection as a file, values masked",
        response_class=StreamingResponse,
        responses=responses,
    )
    def masked(asked: Annotated[MaskedExport, Query()], _: Caller = admit) -> Response:
        return _file(parts, asked, asked.format, revealed=False)

    @routes.post(
        "/alerts/export",
        summary="A selection as a file with its values; audited",
        response_class=StreamingResponse,
        responses=responses | problems(415, 503),
    )
    def whole(asked: ExportRequest, caller: Caller = admit) -> Response:
        with parts.store.reading() as connection:
            count = alerts_query.total(connection, asked)
        Reveals(parts.audit).of_selection(caller, asked.reason, asked, count)
        return _file(parts, asked, asked.format, revealed=True)


def _file(parts: Parts, filters: Filters, form: Format, *, revealed: bool) -> Response:
    pieces: Iterator[bytes] = export.pieces(parts.store, filters, form, revealed=revealed)
    name = f"attachment; filename=alerts.{form}"
    return StreamingResponse(
        pieces, media_type=export.TYPES[form], headers={"Content-Disposition": name}
    )


def _single(routes: APIRouter, parts: Parts, admit: Any) -> None:  # noqa: ANN401
    @routes.get(
        "/alerts/{alert_id}",
        summary="One alert, values masked",
        response_model=DetailModel,
        responses=problems(404),
    )
    def one(alert_id: AlertId, _: Caller = admit) -> Response:
        return _detail(parts, alert_id, revealed=False)

    @routes.post(
        "/alerts/{alert_id}/reveal",
        summary="One alert with its values; audited",
        response_model=DetailModel,
        responses=problems(404, 415, 503),
    )
    def reveal(alert_id: AlertId, asked: RevealRequest, caller: Caller = admit) -> Response:
        found = detail.found(parts, alert_id)
        if found is not None:
            Reveals(parts.audit).of_alert(caller, asked.reason, found)
        return _detail(parts, alert_id, revealed=True)


def _detail(parts: Parts, alert_id: str, *, revealed: bool) -> Response:
    found = detail.detail(parts, alert_id, revealed=revealed)
    if found is None:
        raise HTTPException(404, "there is no such alert here, or not any more")
    return answer(found)
