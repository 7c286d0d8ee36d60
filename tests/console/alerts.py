"""Alerts that come while a page is open, and alerts made for one test."""

from __future__ import annotations

import random
from datetime import UTC, datetime
from itertools import count
from typing import TYPE_CHECKING, Any

import orjson

from benchmarks import console_store
from screening.console import shown
from tests.screening.console import made

if TYPE_CHECKING:
    from screening.alert import Alert
    from tests.screening.console.conftest import Running

_offsets = count(1_000_000)
_chance = random.Random(11)


def one_more(running: Running, **more: Any) -> Alert:
    """Another alert like the first of the store, detected now; `more` replaces its members."""
    with running.window.parts.store.reading() as connection:
        query = "SELECT record FROM records JOIN alerts USING (id) ORDER BY id LIMIT 1"
        pattern = orjson.loads(connection.execute(query).fetchone()[0])
    number = next(_offsets)
    return console_store.another(_chance, pattern, number, datetime.now(UTC)) | more


def arrive(running: Running, alert: Alert) -> None:
    """Write it to the store and tell it to open pages, as the reading of the topic does."""
    parts, offset = running.window.parts, next(_offsets)
    parts.store.write([made.chunk([made.row_of(alert, offset)], offset)], 0.0)
    running.loop.call_soon_threadsafe(parts.live.publish, [shown.row(alert)])
