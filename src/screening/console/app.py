"""The console's HTTP port, put together: the page, the routes, and what guards them all."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from screening.console import (
    alerts_routes,
    dead_letters_routes,
    lists,
    overview,
    page,
    session_routes,
)
from screening.console.gauges import ConsoleMetrics
from screening.console.headers import Guarded
from screening.http import routes
from screening.http.app import application

if TYPE_CHECKING:
    from starlette.types import ASGIApp

    from screening.console.parts import Parts
    from screening.health import Health

ROUTERS = (session_routes, overview, alerts_routes, dead_letters_routes, lists)


@dataclass(frozen=True, slots=True)
class _Probed:
    health: Health
    metrics: ConsoleMetrics


def create(parts: Parts, health: Health) -> ASGIApp:
    """The whole port; a part that is not ready says so in `health`."""
    app = application("Fresnel console")
    app.include_router(page.router())
    app.include_router(routes.probes(_Probed(health, ConsoleMetrics(parts.ingest))))
    for module in ROUTERS:
        app.include_router(module.router(parts))
    return Guarded(app, loopback_only=parts.tokens is None and parts.settings.console.is_loopback)
