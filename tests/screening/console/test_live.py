"""Live rows: bounded, told of when missed, ended with the process and with the token."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

from screening.console import live
from screening.console.live import MOST_STREAMS, MOST_WAITING, Live

if TYPE_CHECKING:
    import pytest


def events(raw: bytes) -> list[tuple[str, dict[str, int]]]:
    """The events of a piece of the stream."""
    found = []
    for block in raw.decode().split("\n\n"):
        lines = dict(line.split(": ", 1) for line in block.splitlines() if line)
        if "event" in lines:
            found.append((lines["event"], json.loads(lines["data"])))
    return found


async def test_rows_arrive_in_order() -> None:
    """All that were published since the last look, in one piece."""
    hub = Live()
    stream = hub.stream(lambda: True)
    assert (await anext(stream)).startswith(b":")
    assert hub.is_heard
    hub.publish([{"n": 1}, {"n": 2}])
    hub.publish([{"n": 3}])
    assert events(await anext(stream)) == [("alert", {"n": n}) for n in (1, 2, 3)]
    await stream.aclose()
    assert not hub.is_heard


async def test_a_slow_reader_is_told_what_it_missed() -> None:
    """Its queue does not grow, and others have all."""
    hub = Live()
    slow, quick = hub.stream(lambda: True), hub.stream(lambda: True)
    await anext(slow)
    await anext(quick)
    for number in range(MOST_WAITING + 5):
        hub.publish([{"n": number}])
        assert events(await anext(quick)) == [("alert", {"n": number})]
    found = events(await anext(slow))
    assert [data["n"] for name, data in found if name == "alert"] == list(range(MOST_WAITING))
    assert found[-1] == ("missed", {"count": 5})
    hub.publish([{"n": 1}])
    assert events(await anext(slow)) == [("alert", {"n": 1})]


async def test_the_end_ends_every_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also those that wait, at once, and there are no further ones."""
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 3_600.0)
    hub = Live()
    streams = [hub.stream(lambda: True) for _ in range(3)]
    for stream in streams:
        await anext(stream)
    waiting = [asyncio.ensure_future(anext(stream, None)) for stream in streams]
    await asyncio.sleep(0)
    hub.end()
    async with asyncio.timeout(30):
        assert await asyncio.gather(*waiting) == [None] * 3
    assert hub.is_full


async def test_a_token_that_is_gone_ends_its_stream() -> None:
    """At the next news, before it is told."""
    hub, admitted = Live(), [True]
    stream = hub.stream(lambda: admitted[0])
    await anext(stream)
    admitted[0] = False
    hub.publish([{"n": 1}])
    assert await anext(stream, None) is None


async def test_a_quiet_stream_beats(monkeypatch: pytest.MonkeyPatch) -> None:
    """A comment keeps it open, and nothing else is in it."""
    monkeypatch.setattr(live, "HEARTBEAT_SECONDS", 0.01)
    stream = Live().stream(lambda: True)
    await anext(stream)
    beat = await anext(stream)
    assert beat.startswith(b":")
    assert beat.endswith(b"\n\n")


async def test_streams_are_bounded() -> None:
    """No more than so many at once."""
    hub = Live()
    streams = [hub.stream(lambda: True) for _ in range(MOST_STREAMS)]
    for stream in streams[:-1]:
        await anext(stream)
    assert not hub.is_full
    await anext(streams[-1])
    assert hub.is_full
