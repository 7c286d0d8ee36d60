"""`GET /v1/lists`, `GET /v1/lists/diff` and `POST /v1/lookup`."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, Depends, HTTPException, Query, Response

from feeds.snapshot import SnapshotError
from screening.console import snapshots
from screening.console.alerts_routes import answer
from screening.console.lists import shown
from screening.console.lists.active import Newest
from screening.console.lists.model import DifferenceModel, ListsModel
from screening.console.model import problems
from screening.console.overview import pace
from screening.http import lookup_route
from screening.http.guard import Caller  # noqa: TC001  FastAPI reads it at run time
from screening.http.tokens import Scope

if TYPE_CHECKING:
    from pathlib import Path

    from screening.console.parts import Parts

Serial = Annotated[int, Query(ge=0, lt=1 << 63)]


def router(parts: Parts) -> APIRouter:
    """The routes."""
    routes = APIRouter(prefix="/v1", tags=["lists"], responses=problems(401, 403))
    admit = Depends(parts.guard(Scope.CONSOLE))

    @routes.get("/lists", summary="The lists of this host", response_model=ListsModel)
    def lists(_: Caller = admit) -> Response:
        return answer(_lists(parts, time.time()))

    @routes.get(
        "/lists/diff",
        summary="What a list adds to another",
        response_model=DifferenceModel,
        responses=problems(404, 422),
    )
    def difference(
        from_: Annotated[int, Query(alias="from", ge=0, lt=1 << 63)],
        to: Serial,
        _: Caller = admit,
    ) -> Response:
        folders = (_folder(parts, "from", from_), _folder(parts, "to", to))
        try:
            return answer(shown.difference(*folders))
        except (SnapshotError, OSError):
            raise HTTPException(404, "one of the two snapshots can no longer be read") from None

    both = APIRouter()
    both.include_router(routes)
    given = parts.settings
    both.include_router(
        lookup_route.lookup(
            lookup_route.lookups_of(given.http, given.state_dir),
            parts.guard(Scope.LOOKUP),
            Newest(given).active,
        )
    )
    return both


def _folder(parts: Parts, name: str, serial: int) -> Path:
    for folder, manifest in snapshots.found(parts.settings):
        if manifest.serial == serial:
            return folder
    raise HTTPException(404, f"{name}: no snapshot of this serial is on this host")


def _lists(parts: Parts, now: float) -> dict[str, Any]:
    found = sorted(snapshots.found(parts.settings), key=lambda each: each[1].serial, reverse=True)
    receipts = parts.store.receipts(now - pace.HEARD_SECONDS)
    mine = [each for each in receipts if each.grp == parts.settings.kafka.group_id]
    used = max(mine, key=lambda each: each.at).digest if mine else None
    active = next((each for each in found if each[1].digest == used), None)
    if active is None and used is None:
        active = shown.newest(found)
    digest = active[1].digest if active else None
    rows = {
        manifest.digest: shown.listed(manifest, is_active=manifest.digest == digest)
        for _, manifest in found
    }
    return {
        "active": None if active is None else _active(rows[active[1].digest], active, now),
        "replicas": pace.replicas(mine, now),
        "snapshots": list(rows.values()),
        "forecast": None,
        "quarantine": shown.quarantine(active[0]) if active else None,
    }


def _active(row: dict[str, Any], found: tuple[Path, Any], now: float) -> dict[str, Any]:
    created = found[1].created.timestamp()
    return row | {"age_seconds": max(0.0, now - created), "expires_at": None}
