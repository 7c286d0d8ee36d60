"""New alerts as they are read, for whoever has the console open.

Rule 1: a slow reader holds up nobody: its queue is bounded, and what does not fit is told of as a
number, upon which the page reads its list again.
Rule 2: when the process ends, every stream ends first.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable

MOST_STREAMS, MOST_WAITING = 64, 256
HEARTBEAT_SECONDS = 15.0


class _Queue:
    """What waits for one reader."""

    def __init__(self) -> None:
        self.rows: list[bytes] = []
        self.missed = 0
        self.news = asyncio.Event()

    def put(self, row: bytes) -> None:
        if len(self.rows) < MOST_WAITING:
            self.rows.append(row)
        else:
            self.missed += 1
        self.news.set()

    def take(self) -> bytes:
        """All that waits, as server-sent events."""
        rows, missed, self.rows, self.missed = self.rows, self.missed, [], 0
        self.news.clear()
        parts = [b"event: alert\ndata: %b\n\n" % row for row in rows]
        if missed:
            parts.append(b'event: missed\ndata: {"count":%d}\n\n' % missed)
        return b"".join(parts)


class Live:
    """The open streams; to be used in the event loop alone."""

    def __init__(self) -> None:
        """No stream is open."""
        self._queues: set[_Queue] = set()
        self._is_over = False

    @property
    def is_full(self) -> bool:
        """Whether no further stream is opened."""
        return self._is_over or len(self._queues) >= MOST_STREAMS

    @property
    def is_heard(self) -> bool:
        """Whether any stream is open."""
        return bool(self._queues)

    def publish(self, rows: Iterable[dict[str, Any]]) -> None:
        """Give rows of alerts to all streams."""
        if not self._queues:
            return
        for row in rows:
            line = orjson.dumps(row)
            for queue in self._queues:
                queue.put(line)

    def end(self) -> None:
        """End all streams."""
        self._is_over = True
        for queue in self._queues:
            queue.news.set()

    async def stream(self, is_admitted: Callable[[], bool]) -> AsyncIterator[bytes]:
        """Server-sent events until the end, or until the reader is not admitted any more."""
        queue = _Queue()
        self._queues.add(queue)
        try:
            yield b": here are new alerts\n\n"
            while True:
                is_news = await _heard(queue.news)
                if self._is_over or not is_admitted():
                    return
                yield queue.take() if is_news else b": nothing new\n\n"
        finally:
            self._queues.discard(queue)


async def _heard(news: asyncio.Event) -> bool:
    try:
        async with asyncio.timeout(HEARTBEAT_SECONDS):
            return await news.wait()
    except TimeoutError:
        return False
