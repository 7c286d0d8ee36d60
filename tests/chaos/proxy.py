"""A TCP proxy on loopback that makes a network's faults.

Every fault holds for both directions unless it says otherwise, and for the connections that are
open as for those to come, unless it says otherwise.
"""

from __future__ import annotations

import asyncio
import random
import socket
import struct
import time
from contextlib import suppress
from typing import Self

from tests.chaos.timing import lasting
from tests.kafka.properties import HOST

_CHUNK = 1 << 16
_MOST_UNDER_WAY = 64
_RESET = struct.pack("ii", 1, 0)  # linger for no time: closing sends RST


class Proxy:
    """Passes bytes between clients and one port, as well as it is set to."""

    def __init__(self, port: int, target: int, *, seed: int = 7) -> None:
        """Prepares a proxy from `port` to `target`."""
        self.port = port
        self.target = target
        self.delay = self.jitter = 0.0  # seconds on the way, and up to so many more
        self.stall_share, self.stall_seconds = 0.0, 0.0  # as TCP is after a lost segment
        self.bandwidth: float | None = None  # bytes a second and direction
        self.requests_vanish = self.answers_vanish = False
        self.connections = 0
        self._chance = random.Random(seed)
        self._server: asyncio.Server | None = None
        self._links: set[_Link] = set()
        self._tasks: set[asyncio.Task[None]] = set()

    async def __aenter__(self) -> Self:
        await self.accept()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.refuse()
        self.reset()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def accept(self) -> None:
        """Takes new connections."""
        if self._server is None:
            self._server = await asyncio.start_server(self._begin, HOST, self.port)

    async def refuse(self) -> None:
        """Refuses new connections; open ones go on."""
        server, self._server = self._server, None
        if server is not None:
            server.close()

    def heal(self) -> None:
        """Ends every fault but refusal, and resets connections that were made to lose bytes."""
        self.delay = self.jitter = self.stall_share = self.stall_seconds = 0.0
        self.bandwidth = None
        self.requests_vanish = self.answers_vanish = False
        for link in [link for link in self._links if link.lost]:
            link.reset()

    def vanish(self) -> None:
        """Loses every byte, both ways; connections are opened and stay open."""
        self.requests_vanish = self.answers_vanish = True

    def forget(self) -> None:
        """Makes the connections that are open half-open: nobody is at the other end any more.

        What is sent into them vanishes and they are never closed; new ones work.
        """
        for link in self._links:
            link.forgotten = True

    def reset(self) -> None:
        """Resets (RST) every open connection."""
        for link in list(self._links):
            link.reset()

    def due(self, before: float, size: int) -> float:
        """When a chunk is to arrive that comes now, behind one that is due at `before`."""
        now = time.monotonic()
        at = max(before, now + self.delay + self._chance.random() * self.jitter)
        if self.stall_share and self._chance.random() < self.stall_share:
            at += self.stall_seconds
        return at + (size / self.bandwidth if self.bandwidth else 0.0)

    async def _begin(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        self.connections += 1
        link = _Link(self, writer)
        try:
            with suppress(OSError, asyncio.CancelledError):
                await link.run(reader)
        finally:
            self._links.discard(link)
            self._tasks.discard(task)

    def _opened(self, link: _Link) -> None:
        self._links.add(link)


class _Link:
    """One connection of a client, and ours to the target."""

    def __init__(self, proxy: Proxy, client: asyncio.StreamWriter) -> None:
        self._proxy = proxy
        self._client = client
        self._server: asyncio.StreamWriter | None = None
        self.forgotten = self.lost = False
        proxy._opened(self)

    async def run(self, client: asyncio.StreamReader) -> None:
        try:
            server, self._server = await asyncio.open_connection(HOST, self._proxy.target)
            pumps = [
                asyncio.create_task(self._pump(client, self._server, "requests_vanish")),
                asyncio.create_task(self._pump(server, self._client, "answers_vanish")),
            ]
            try:
                await asyncio.wait(pumps, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for pump in pumps:
                    pump.cancel()
                await asyncio.gather(*pumps, return_exceptions=True)
        finally:
            self._close()

    async def _pump(
        self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, fault: str
    ) -> None:
        """Passes on what comes, each chunk when it is due; many may be on their way."""
        under_way: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(_MOST_UNDER_WAY)
        writing = asyncio.create_task(self._write(under_way, sink, fault))
        try:
            due = 0.0
            while chunk := await source.read(_CHUNK):
                due = self._proxy.due(due, len(chunk))
                await under_way.put((due, chunk))
            await under_way.put((due, b""))
            await writing
        finally:
            writing.cancel()

    async def _write(
        self, under_way: asyncio.Queue[tuple[float, bytes]], sink: asyncio.StreamWriter, fault: str
    ) -> None:
        while True:
            due, chunk = await under_way.get()
            if (left := due - time.monotonic()) > 0:
                await lasting(left)
            if self.forgotten or getattr(self._proxy, fault):
                self.lost = True  # the end of the stream may be lost too
            elif not chunk:
                return
            else:
                sink.write(chunk)
                await sink.drain()

    def reset(self) -> None:
        """Ends the connection with RST, both ways."""
        for writer in (self._client, self._server):
            if writer is not None:
                ours = writer.get_extra_info("socket")
                with suppress(OSError):
                    ours.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _RESET)
                writer.transport.abort()

    def _close(self) -> None:
        for writer in (self._client, self._server):
            if writer is not None:
                writer.close()
