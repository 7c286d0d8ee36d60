"""`GET /v1/overview`: whether screening is complete and current, and the figures behind it."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

import orjson
from fastapi import APIRouter, Depends, Response

from feeds import moment
from screening.console import snapshots
from screening.console.alerts_routes import answer
from screening.console.model import problems
from screening.console.overview import asked, chains, pace, standing
from screening.console.overview.model import OverviewModel
from screening.console.shown import time_of
from screening.http.guard import Caller  # noqa: TC001  FastAPI reads it at run time
from screening.http.tokens import Scope

if TYPE_CHECKING:
    import sqlite3

    from screening.console.overview.chains import Place
    from screening.console.parts import Parts
    from screening.console.rows import ReceiptRow


def router(parts: Parts) -> APIRouter:
    """The route."""
    routes = APIRouter(prefix="/v1", tags=["operation"], responses=problems(401, 403))

    @routes.get("/overview", summary="Complete and current?", response_model=OverviewModel)
    def overview(_: Caller = Depends(parts.guard(Scope.CONSOLE))) -> Response:  # noqa: B008
        return answer(_overview(parts, time.time()))

    return routes


def _overview(parts: Parts, now: float) -> dict[str, Any]:
    state, group = parts.ingest, parts.settings.kafka.group_id
    receipts = [
        each
        for each in parts.store.receipts(now - pace.HEARD_SECONDS)
        if each.grp == group and each.at <= now + pace.HEARD_SECONDS
    ]
    heads = [each for each in parts.store.heads() if each.grp == group]
    topic = parts.settings.kafka.transactions_topic
    places = chains.places(topic, heads, state.ends, state.topic_id)
    rate = pace.per_second(receipts, now)
    waiting = standing.lag(places) if state.broker_ok else None
    with parts.store.reading() as connection:
        gaps = asked.gaps(connection, group, state.topic_id)
        known = standing.Known(
            state.broker_ok, state.is_current, _age(heads, now), gaps, places, rate
        )
        word, sentence = standing.standing(known)
        return {
            "at": time_of(now),
            "broker": {
                "ok": bool(state.broker_ok),
                "error": state.broker_error,
                "since": None if state.broker_since is None else time_of(state.broker_since),
            },
            "state": word,
            "state_reason": sentence,
            "throughput": {"per_second": rate, "window_seconds": pace.WINDOW_SECONDS},
            "lag": {
                "records": waiting,
                "seconds_to_drain": standing.seconds_to_drain(waiting, rate),
                "partitions": [_place(each) for each in places],
            },
            "outcomes": asked.outcomes(connection, group, asked.midnight(now, parts.zone)),
            "series": {"step_seconds": pace.STEP_SECONDS, "points": pace.series(receipts, now)},
            "replicas": pace.replicas(receipts, now),
            "fleet_agrees": pace.fleet_agrees(receipts, now),
            "list": _list(parts, connection, heads, now),
            "alerts_per_day": asked.alerts_per_day(connection, now, parts.zone),
            "dead_letters": asked.dead_letters(connection),
            "events": asked.events(connection, gaps),
        }


def _age(heads: list[ReceiptRow], now: float) -> float | None:
    return max(0.0, now - max(each.at for each in heads)) if heads else None


def _place(place: Place) -> dict[str, Any]:
    return {
        "topic": place.topic,
        "partition": place.partition,
        "end": place.end,
        "screened_to": place.screened_to,
        "lag": place.lag,
    }


def _list(
    parts: Parts, connection: sqlite3.Connection, heads: list[ReceiptRow], now: float
) -> dict[str, Any] | None:
    """The list that the last receipt names, as far as this host or an alert knows of it."""
    if not heads:
        return None
    last = max(heads, key=lambda each: each.at)
    known = snapshots.manifests(parts.settings).get(last.digest)
    created = known.created if known else None
    if created is None:
        row = connection.execute(
            "SELECT record FROM alerts JOIN records USING (id) WHERE digest = ? LIMIT 1",
            (last.digest,),
        ).fetchone()
        stated = orjson.loads(row[0])["snapshot"]["created"] if row else None
        created = moment.parse(stated) if stated else None
    return {
        "serial": last.serial,
        "digest": last.digest,
        "created": None if created is None else time_of(created.timestamp()),
        "age_seconds": None if created is None else max(0.0, now - created.timestamp()),
        "indicators": known.total if known else None,
        "expires_at": None,
    }
