"""A small HTTP server in the test's own loop that answers as told, however wrong that is."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING
from urllib.parse import parse_qsl, urlsplit

if TYPE_CHECKING:
    import ssl
    from collections.abc import AsyncIterator


@dataclass(frozen=True, slots=True)
class Request:
    """What a client asked for; header names in lower case."""

    path: str
    query: dict[str, str]
    headers: dict[str, str]


@dataclass(frozen=True, slots=True)
class Reply:
    """A whole answer; its length is stated unless the headers do."""

    body: bytes = b""
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)

    def encode(self) -> bytes:
        """The bytes on the wire."""
        headers = {"content-length": str(len(self.body)), **self.headers}
        head = "".join(f"{name}: {value}\r\n" for name, value in headers.items())
        return f"HTTP/1.1 {self.status} X\r\n{head}\r\n".encode() + self.body


Writing = Callable[[asyncio.StreamWriter], Awaitable[None]]
Handler = Callable[[Request], Reply | Writing]


class Server:
    """Answers by path; `asked` is every request so far."""

    def __init__(self) -> None:
        self.asked: list[Request] = []
        self.handlers: dict[str, Handler] = {}
        self.host = ""

    def at(self, path: str, answer: Reply | Handler) -> None:
        """Answer requests for `path` so from now on."""
        self.handlers[path] = (lambda _request: answer) if isinstance(answer, Reply) else answer

    def in_turn(self, path: str, *answers: Reply | Writing) -> None:
        """Answer `path` with these one after another, and with the last from then on."""
        left = list(answers)
        self.at(path, lambda _request: left.pop(0) if len(left) > 1 else left[0])

    def paths(self) -> list[str]:
        """The paths that were asked for."""
        return [request.path for request in self.asked]

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection, until it ends or an answer was written by hand."""
        with contextlib.suppress(ConnectionError, asyncio.IncompleteReadError):
            while await self._answer(await reader.readuntil(b"\r\n\r\n"), writer):
                await writer.drain()
        writer.close()

    async def _answer(self, head: bytes, writer: asyncio.StreamWriter) -> bool:
        first, *lines = head.decode().split("\r\n")
        target = urlsplit(first.split(" ")[1])
        pairs = (line.partition(":") for line in lines if line)
        headers = {name.lower(): value.strip() for name, _, value in pairs}
        request = Request(target.path, dict(parse_qsl(target.query)), headers)
        self.asked.append(request)
        missing: Handler = lambda _request: Reply(b"no such page", 404)  # noqa: E731
        answer = self.handlers.get(request.path, missing)(request)
        if isinstance(answer, Reply):
            writer.write(answer.encode())
            return True
        await answer(writer)
        return False


@contextlib.asynccontextmanager
async def running(tls: ssl.SSLContext | None = None) -> AsyncIterator[Server]:
    """A server on a free port of 127.0.0.1."""
    server, tasks = Server(), set()

    async def serve(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        tasks.add(task)
        with contextlib.suppress(asyncio.CancelledError):
            await server.serve(reader, writer)
        writer.transport.abort()

    listener = await asyncio.start_server(serve, "127.0.0.1", 0, ssl=tls)
    server.host = f"127.0.0.1:{listener.sockets[0].getsockname()[1]}"
    try:
        yield server
    finally:
        listener.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await listener.wait_closed()


async def never(_writer: asyncio.StreamWriter) -> None:
    """Say nothing, and keep the connection."""
    await asyncio.get_running_loop().create_future()


async def drip(writer: asyncio.StreamWriter) -> None:
    """A byte now and then, for ever."""
    writer.write(b"HTTP/1.1 200 X\r\ncontent-type: text/csv\r\n\r\n")
    pause = asyncio.Event()
    while True:
        writer.write(b"x")
        await writer.drain()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(pause.wait(), 0.02)


async def endless(writer: asyncio.StreamWriter) -> None:
    """As many bytes as are taken."""
    writer.write(b"HTTP/1.1 200 X\r\ncontent-type: text/csv\r\n\r\n")
    while True:
        writer.write(b"x" * (1 << 16))
        await writer.drain()


async def broken(writer: asyncio.StreamWriter) -> None:
    """Ten bytes of a hundred."""
    writer.write(b"HTTP/1.1 200 X\r\ncontent-type: text/csv\r\ncontent-length: 100\r\n\r\n")
    writer.write(b"0123456789")
    await writer.drain()
