"""The proxy makes the faults that it says it makes."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

import pytest

from tests.chaos.proxy import Proxy
from tests.kafka.broker import free_port
from tests.kafka.properties import HOST
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@asynccontextmanager
async def proxied() -> AsyncIterator[Proxy]:
    """A proxy before a server that answers each line with itself."""

    async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while line := await reader.readline():
                writer.write(line)
        except OSError:
            pass
        finally:
            writer.close()

    port = free_port()
    server = await asyncio.start_server(echo, HOST, port)
    try:
        async with Proxy(free_port(), port) as proxy:
            yield proxy
    finally:
        server.close()


class Line:
    """A connection through the proxy."""

    async def open(self, proxy: Proxy) -> Line:
        """Connects."""
        self._reader, self._writer = await asyncio.open_connection(HOST, proxy.port)
        return self

    async def says(self, text: bytes, seconds: float = 10.0) -> bytes:
        """The answer to a line; nothing if none came in time."""
        self._writer.write(text + b"\n")
        try:
            return (await asyncio.wait_for(self._reader.readline(), seconds)).rstrip()
        except TimeoutError:
            return b""

    def close(self) -> None:
        """Ends it."""
        self._writer.close()


async def test_without_a_fault_it_passes_everything_on() -> None:
    """Both ways, more than fits into one chunk."""
    async with proxied() as proxy:
        line = await Line().open(proxy)
        for text in (b"lantern", b"x" * 60_000):
            assert await line.says(text) == text
        assert proxy.connections == 1
        line.close()


async def test_a_delay_is_on_the_way_and_not_in_it() -> None:
    """Many chunks may be under way at once; none overtakes another."""
    proxy = Proxy(0, 0)
    proxy.delay, proxy.bandwidth = 5.0, None
    dues = [proxy.due(0.0, 1_000) for _ in range(10)]
    assert dues[-1] - dues[0] < 1.0
    proxy.jitter = 5.0
    before = 0.0
    for _ in range(50):
        before, last = proxy.due(before, 1_000), before
        assert before >= last
    proxy.bandwidth = 1_000.0
    assert proxy.due(before, 2_000) >= before + 2.0


async def test_what_vanishes_is_not_answered_and_nothing_is_closed() -> None:
    """Either way alone, too; mended, connections that lost bytes are reset."""
    for which in ("requests_vanish", "answers_vanish"):
        async with proxied() as proxy:
            line = await Line().open(proxy)
            assert await line.says(b"a") == b"a"
            setattr(proxy, which, True)
            assert await line.says(b"b", 0.3) == b""
            proxy.heal()
            with pytest.raises(ConnectionError):
                await line.says(b"c")
            other = await Line().open(proxy)
            assert await other.says(b"d") == b"d"
            other.close()


async def test_a_forgotten_connection_is_half_open_and_new_ones_work() -> None:
    """Its far end is gone without a word."""
    async with proxied() as proxy:
        line = await Line().open(proxy)
        assert await line.says(b"a") == b"a"
        proxy.forget()
        assert await line.says(b"b", 0.3) == b""
        other = await Line().open(proxy)
        assert await other.says(b"c") == b"c"
        line.close()
        other.close()


async def test_refused_and_reset() -> None:
    """Open connections end with RST, new ones are refused until it accepts again."""
    async with proxied() as proxy:
        line = await Line().open(proxy)
        assert await line.says(b"a") == b"a"
        await proxy.refuse()
        assert await line.says(b"b") == b"b"
        proxy.reset()
        with pytest.raises(ConnectionError):
            await line.says(b"c")
        with pytest.raises(ConnectionError):
            await Line().open(proxy)
        await proxy.accept()
        other = await Line().open(proxy)
        assert await until(lambda: other.says(b"d")) == b"d"
        other.close()
