"""How long one waits: for an alert behind its record, for an answer of `POST /v1/screen`.

Both at a fixed rate, whatever is answered (an open loop), against the real service with a real
Kafka. An alert's time runs from its record's timestamp to its arrival at a consumer of the review
topic, so it holds more than the acknowledgement that the service itself counts.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import IO, TYPE_CHECKING

import orjson
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer

from benchmarks import stream
from tests.kafka import admin
from tests.kafka.broker import Broker

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator, Sequence

RATE, REQUESTS = 20_000, 500  # a second
SECONDS, CONNECTIONS = 10, 20
_READY_SECONDS = 60.0
_TICK_SECONDS = 0.005


def run(snapshot: Path, records: list[bytes], log: IO[bytes]) -> dict[str, tuple[float, float]]:
    """The median and the 99th percentile of both, in milliseconds."""
    with Broker() as broker:
        asyncio.run(admin.create_topics(broker.bootstrap, *stream.TOPICS, partitions=4))
        with _service(broker.bootstrap, snapshot, log) as port:
            return {
                f"alert, {RATE:,} records/s": asyncio.run(_alerts(broker.bootstrap, records)),
                f"POST /v1/screen, {REQUESTS}/s": asyncio.run(_answers(port, records)),
            }


@contextlib.contextmanager
def _service(bootstrap: str, snapshot: Path, log: IO[bytes]) -> Iterator[int]:
    port = stream.free_port()
    environment = os.environ | {
        "FRESNEL_KAFKA__BOOTSTRAP_SERVERS": bootstrap,
        "FRESNEL_SNAPSHOT": str(snapshot),
        "FRESNEL_HTTP__PORT": str(port),
    }
    command = [str(Path(sys.executable).with_name("fresnel")), "serve"]
    with subprocess.Popen(command, env=environment, stderr=log) as process:
        try:
            ends = time.monotonic() + _READY_SECONDS
            while not stream.is_ready(port):
                if time.monotonic() > ends:
                    raise TimeoutError("the service is not ready: see its log")
                time.sleep(0.1)
            yield port
        finally:
            process.terminate()


async def _alerts(bootstrap: str, records: Sequence[bytes]) -> tuple[float, float]:
    """Of alerts, while records come at the rate."""
    review = AIOKafkaConsumer(stream.TOPICS[1], bootstrap_servers=bootstrap)
    producer = AIOKafkaProducer(bootstrap_servers=bootstrap, compression_type="lz4")
    await review.start()
    await producer.start()
    sent: dict[str, float] = {}
    took: list[float] = []

    async def listen() -> None:
        async for alert in review:
            identity = orjson.loads(alert.value)["transaction"]["id"]
            took.append(time.time() - sent[identity])

    async def send(number: int) -> None:
        raw = records[number % len(records)]
        now = time.time()
        sent[orjson.loads(raw)["id"]] = now
        await producer.send(stream.TOPICS[0], raw, timestamp_ms=int(now * 1000))

    listening = asyncio.create_task(listen())
    await _at_rate(RATE, send)
    await asyncio.sleep(1)  # the last ones
    listening.cancel()
    await producer.stop()
    await review.stop()
    return _figures(took)


async def _answers(port: int, records: Sequence[bytes]) -> tuple[float, float]:
    """Of answers, each asked on a connection that stays open."""
    idle: asyncio.Queue[tuple[asyncio.StreamReader, asyncio.StreamWriter]] = asyncio.Queue()
    for _ in range(CONNECTIONS):
        idle.put_nowait(await asyncio.open_connection("127.0.0.1", port))
    took: list[float] = []
    asking: set[asyncio.Task[None]] = set()

    async def ask(number: int, due: float) -> None:
        reader, writer = await idle.get()
        body = records[number % len(records)]
        head = f"POST /v1/screen HTTP/1.1\r\nHost: x\r\nContent-Length: {len(body)}\r\n"
        writer.write(head.encode() + b"Content-Type: application/json\r\n\r\n" + body)
        headers = await reader.readuntil(b"\r\n\r\n")
        assert headers.startswith(b"HTTP/1.1 200"), headers
        length = next(
            int(line.split(b":")[1])
            for line in headers.lower().split(b"\r\n")
            if line.startswith(b"content-length")
        )
        await reader.readexactly(length)
        took.append(time.perf_counter() - due)
        idle.put_nowait((reader, writer))

    async def begin(number: int) -> None:
        task = asyncio.create_task(ask(number, time.perf_counter()))
        asking.add(task)
        task.add_done_callback(asking.discard)

    await _at_rate(REQUESTS, begin)
    await asyncio.gather(*asking)
    return _figures(took)


async def _at_rate(rate: int, do: Callable[[int], Awaitable[None]]) -> None:
    """Call `do` so often a second, for as long as a measurement lasts; late ones at once."""
    began = time.perf_counter()
    done = 0
    while (passed := time.perf_counter() - began) < SECONDS:
        while done < passed * rate:
            await do(done)
            done += 1
        await asyncio.sleep(_TICK_SECONDS if rate > 1 / _TICK_SECONDS else 1 / rate)


def _figures(seconds: list[float]) -> tuple[float, float]:
    found = sorted(seconds)
    return round(found[len(found) // 2] * 1000, 2), round(found[len(found) * 99 // 100] * 1000, 2)
