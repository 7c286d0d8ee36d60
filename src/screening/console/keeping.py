"""Keeping the store bounded: what is older than the retention goes, hour by hour."""

from __future__ import annotations

import asyncio
import sqlite3
import time
from contextlib import suppress
from typing import TYPE_CHECKING

import structlog

from screening.console.taking import DAY_SECONDS

if TYPE_CHECKING:
    from screening.console.parts import Parts

_log = structlog.get_logger(__name__)
_EVERY_SECONDS = 3_600.0


async def run(parts: Parts, stop: asyncio.Event) -> None:
    """Remove what is too old, now and every hour, until `stop` is set."""
    while not stop.is_set():
        try:
            count = await asyncio.to_thread(expire, parts, time.time())
        except sqlite3.Error:
            _log.exception("the store cannot be cleared")
        else:
            if count:
                _log.info("alerts removed", count=count)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), _EVERY_SECONDS)


def expire(parts: Parts, now: float) -> int:
    """Remove what is too old at `now`; how many alerts."""
    days = parts.settings.console.retention_days
    return parts.store.expire(now - days * DAY_SECONDS, now - DAY_SECONDS)
