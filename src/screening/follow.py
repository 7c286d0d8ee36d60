"""Following a release channel: asking often whether there is something new, cheaply.

Law: the channel's timestamp is the poll (the update framework, section 5.3). While its bytes
are those of the last release that was taken, nothing else is asked; any other bytes, true or
not, are judged by the reload and nowhere else.
"""

from __future__ import annotations

import asyncio
import contextlib
import random
from typing import TYPE_CHECKING

import structlog

from feeds.release import channel
from feeds.release.errors import UnreachableError

if TYPE_CHECKING:
    from screening.reload import Reloader

_log = structlog.get_logger(__name__)
JITTER = 0.2
"""Share of the interval by which a poll comes early or late, so that a fleet spreads."""
SLOWEST = 30 * 60.0
_chance = random.SystemRandom()


class Follower:
    """Starts a reload when the channel has something new."""

    def __init__(
        self, reloader: Reloader, location: str, seconds: float, timeout_seconds: float
    ) -> None:
        """Ask `location` about every `seconds`."""
        self._reloader = reloader
        self._location = location
        self._seconds = seconds
        self._timeout = timeout_seconds
        self._taken: bytes | None = None
        self._failures = 0

    async def run(self, stop: asyncio.Event) -> None:
        """Ask until `stop`; each failure makes the next time later, up to half an hour."""
        while not stop.is_set():
            try:
                await self.poll()
            except Exception:  # whatever it was, the next poll may find the channel well
                _log.exception("poll failed")
                self._failures += 1
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), self._pause())

    async def poll(self) -> None:
        """Ask once; an unreachable channel is news for a log, and no reason to stop."""
        try:
            stamp = await asyncio.to_thread(channel.timestamp, self._location, self._timeout)
        except (UnreachableError, OSError) as error:
            self._failures += 1
            _log.warning("release channel unreachable", reason=str(error))
            self._reloader.heard(str(error))
            return
        self._reloader.heard(None)
        if stamp == self._taken:
            return
        self._reloader.start()
        last = await self._reloader.finished()
        if last is not None and last.result != "refused":
            self._taken, self._failures = stamp, 0
        else:
            self._failures += 1

    def _pause(self) -> float:
        """Seconds until the next poll."""
        slower = min(self._seconds * 2.0 ** min(self._failures, 16), max(SLOWEST, self._seconds))
        return slower * (1 + JITTER * (2 * _chance.random() - 1))
