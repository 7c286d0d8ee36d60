"""`GET /v1/dead-letters`: what could not be screened, newest first; never what was in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Response
from pydantic import BaseModel, ConfigDict, Field

from screening.bad_record import Reason
from screening.console import cursor
from screening.console.alerts_routes import MOST_ROWS, answer
from screening.console.cursor import CursorError
from screening.console.model import DeadLettersModel, problems
from screening.console.shown import time_of
from screening.http.guard import Caller  # noqa: TC001  FastAPI reads it at run time
from screening.http.tokens import Scope

if TYPE_CHECKING:
    import sqlite3

    from screening.console.parts import Parts


class DeadLettersRequest(BaseModel):
    """A page of dead letters, of any of some reasons or of all."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    reason: list[Reason] = Field(default=[], max_length=len(Reason))
    before: Annotated[str, Field(max_length=100)] | None = None
    limit: Annotated[int, Field(ge=1, le=MOST_ROWS)] = 50


def router(parts: Parts) -> APIRouter:
    """The route."""
    routes = APIRouter(prefix="/v1", tags=["operation"], responses=problems(401, 403, 422))

    @routes.get("/dead-letters", summary="Dead letters", response_model=DeadLettersModel)
    def dead_letters(
        asked: Annotated[DeadLettersRequest, Query()],
        _: Caller = Depends(parts.guard(Scope.CONSOLE)),  # noqa: B008
    ) -> Response:
        with parts.store.reading() as connection:
            return answer(_page(connection, asked))

    return routes


def _page(connection: sqlite3.Connection, asked: DeadLettersRequest) -> dict[str, Any]:
    marks = ", ".join("?" * len(asked.reason))
    where = f"reason IN ({marks})" if asked.reason else "1"
    bound: list[Any] = list(asked.reason)
    total = connection.execute(f"SELECT count(*) FROM dead_letters WHERE {where}", bound)
    count = total.fetchone()[0]
    if asked.before is not None:
        where += " AND (at, rowid) < (?, ?)"
        bound += _place(asked.before)
    rows = connection.execute(
        "SELECT rowid, at, reason, source_topic, source_partition, source_offset, detail, bytes"
        f" FROM dead_letters WHERE {where} ORDER BY at DESC, rowid DESC LIMIT ?",
        (*bound, asked.limit + 1),
    ).fetchall()
    page, rest = rows[: asked.limit], rows[asked.limit :]
    names = ("reason", "topic", "partition", "offset", "detail", "bytes")
    return {
        "items": [
            {"at": time_of(at), **dict(zip(names, given, strict=True))} for _, at, *given in page
        ],
        "next": cursor.render(page[-1][1], page[-1][0]) if rest else None,
        "total": count,
    }


def _place(before: str) -> tuple[float, int]:
    try:
        return cursor.parse(before)
    except CursorError as error:
        raise HTTPException(422, f"before: {error}") from None
