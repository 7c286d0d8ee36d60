"""The console's views on a full store: how long each answers, at the port, in milliseconds.

`python -m benchmarks.console --serve` shows the same store, with a new alert every few seconds; its
token-free URL is printed. Without Kafka: what the topics would say is written to the store.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import orjson
import uvloop
from rich.console import Console
from rich.table import Table

from benchmarks import console_store
from screening.console import reading, shown, window
from screening.console.rows import AlertRow, Chunk
from screening.service import stop_when_told
from screening.settings import ConsoleSettings, load

if TYPE_CHECKING:
    from screening.alert import Alert
    from screening.console.parts import Parts
    from screening.console.window import Window

LIMIT_MS = 300.0
ALERTS, ROUNDS = 100_000, 7
VIEWS = {
    "newest alerts": "/v1/alerts",
    "of one severity": "/v1/alerts?severity=high",
    "of a rare platform and type": "/v1/alerts?platform=example-pay&type=account&tier=indicator",
    "of several filters": "/v1/alerts?type=email&type=phone&region=AU-NSW&severity=high&mode=live",
    "of none": "/v1/alerts?platform=none-such",
    "a word": "/v1/alerts?q=garden",
    "a payment's id": "/v1/alerts?q=tx-0054321",
    "two letters": "/v1/alerts?q=ga",
    "since and until": "/v1/alerts?since=2026-01-01&until=2100-01-01",
    "facets": "/v1/facets",
    "dead letters": "/v1/dead-letters",
}


def main() -> None:
    """Fill a store, and measure or show it."""
    parser = argparse.ArgumentParser(prog="benchmarks.console", description=__doc__)
    parser.add_argument("--serve", action="store_true", help="show it until Ctrl-C")
    parser.add_argument("--port", type=int, default=8081)
    parser.add_argument("--alerts", type=int, default=ALERTS)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="fresnel-console-") as scratch:
        settings = load(
            state_dir=Path(scratch),
            console=ConsoleSettings(port=given.port if given.serve else 0),
        )
        opened = window.build(settings)
        began = time.perf_counter()
        patterns = console_store.fill(opened.parts.store, given.alerts)
        took = time.perf_counter() - began
        size = sum(each.stat().st_size for each in opened.parts.store.path.parent.iterdir())
        console = Console()
        console.print(f"{given.alerts} alerts written in {took:.0f} s, {size / 1e6:.0f} MB")
        uvloop.run(_serve(opened, patterns) if given.serve else _measure(opened, console))


def run(console: Console) -> bool:
    """Measure a store of the usual size; whether every view's median is within the limit."""
    with tempfile.TemporaryDirectory(prefix="fresnel-console-") as scratch:
        opened = window.build(load(state_dir=Path(scratch), console=ConsoleSettings(port=0)))
        console_store.fill(opened.parts.store, ALERTS)
        return uvloop.run(_measure(opened, console))


async def _serve(opened: Window, patterns: list[Alert]) -> None:
    async def new_alerts(parts: Parts, stop: asyncio.Event) -> None:
        await _new_alerts(parts, stop, patterns)

    print(opened.url, flush=True)
    await opened.run(stop_when_told(), [new_alerts])


async def _new_alerts(parts: Parts, stop: asyncio.Event, patterns: list[Alert]) -> None:
    chance, number = random.Random(1), 10_000_000
    parts.ingest.answered(time.time())
    while not stop.is_set():
        number += 1
        now = datetime.now(UTC)
        alert = console_store.another(chance, chance.choice(patterns), number, now)
        record = console_store.Record(
            "transactions.review", 0, number, int(now.timestamp() * 1000), orjson.dumps(alert)
        )
        row = reading.alert(record, "made-up")
        assert isinstance(row, AlertRow)
        chunk = Chunk(record.topic, "made-up", 0, ((number, row),), number + 1)
        if parts.store.write([chunk], 0.0):
            parts.live.publish([shown.row(alert)])
        try:
            async with asyncio.timeout(chance.uniform(1, 6)):
                await stop.wait()
        except TimeoutError:
            continue


async def _measure(opened: Window, console: Console) -> bool:
    stop = asyncio.Event()
    serving = asyncio.create_task(opened.run(stop, []))
    try:
        while not opened.server.started:  # noqa: ASYNC110  uvicorn has no event for it
            await asyncio.sleep(0.01)
        async with httpx.AsyncClient(base_url=opened.url, trust_env=False, timeout=60) as client:
            times = await _times(client)
    finally:
        stop.set()
        await serving
    medians = {name: statistics.median(each) for name, each in times.items()}
    table = Table("view", title=f"the console's views (ms; the limit is {LIMIT_MS:.0f})")
    for name in ("median", "worst"):
        table.add_column(name, justify="right")
    for name, median in medians.items():
        style = "red" if median > LIMIT_MS else None
        table.add_row(name, f"{median:.0f}", f"{max(times[name]):.0f}", style=style)
    console.print(table)
    return max(medians.values()) <= LIMIT_MS


async def _times(client: httpx.AsyncClient) -> dict[str, list[float]]:
    """Milliseconds of each round, by view; views take turns."""
    newest = (await client.get("/v1/alerts")).json()["items"][0]["alert_id"]
    views = {**VIEWS, "one alert": f"/v1/alerts/{newest}"}
    times: dict[str, list[float]] = {name: [] for name in views}
    for _ in range(ROUNDS):
        for name, path in views.items():
            began = time.perf_counter()
            answer = await client.get(path)
            times[name].append((time.perf_counter() - began) * 1000)
            answer.raise_for_status()
    return times


if __name__ == "__main__":
    main()
