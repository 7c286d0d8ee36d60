"""How a reload ended, for the routes and the log."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime

from screening.alert import render_time


@dataclass(frozen=True, slots=True)
class LastReload:
    """How the last reload ended; `result` is activated, unchanged, refused or waiting."""

    result: str
    reason: str | None
    serial: int | None
    started: str
    finished: str


def ended(result: str, started: datetime, serial: int | None, reason: str | None) -> LastReload:
    """A reload that ends now."""
    finished = render_time(datetime.now(UTC))
    return LastReload(result, reason, serial, render_time(started), finished)
