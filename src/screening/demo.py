"""The demo: the real service over an embedded broker, with synthetic payments.

The broker is librdkafka's mock cluster, which keeps only about the last 5 MB of a partition.
So what is produced and not yet committed is bounded, and the count at the end comes from the
service's own counters.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import signal
import tempfile
import time
from collections import deque
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson
import uvloop
from aiokafka import AIOKafkaConsumer, AIOKafkaProducer, TopicPartition
from rich.console import Console, Group
from rich.live import Live
from rich.table import Table
from rich.text import Text

from feeds.build import build
from screening import demo_console, generator, logs, service
from screening.settings import HttpSettings, KafkaSettings, MetricsSettings, load
from screening.stream.accounting import Outcome

if TYPE_CHECKING:
    from screening.alert import Alert
    from screening.service import Service

PARTITIONS = 4
MOST_UNCOMMITTED = 2_000
SHOWN = 10
SEED = 1
_SETTLE_SECONDS = 20.0
_BEFORE = 10
_COLOURS = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan"}


class Broker:
    """librdkafka's mock cluster inside this process; it ends with the object."""

    def __init__(self, *topics: str) -> None:
        """Start it and make `topics`.

        Raises:
            LookupError: the extra that brings it is not installed.
        """
        try:
            from confluent_kafka import Producer  # noqa: PLC0415  an extra, for the demo alone
        except ImportError:
            raise LookupError("the demo's broker is not here: install the extra `demo`") from None

        self._owner = Producer({"test.mock.num.brokers": 1, "log_level": 0})
        brokers = self._owner.list_topics(timeout=10).brokers.values()
        self.address = ",".join(f"{each.host}:{each.port}" for each in brokers)
        for topic in topics:
            self._owner.list_topics(topic, timeout=10)


class Demo:
    """What runs and what is shown."""

    def __init__(self, running: Service, rate: float, console_url: str) -> None:
        """Watch `running`, and feed it `rate` payments a second."""
        self.running = running
        self._console_url = console_url
        self._rate = rate
        self._recent: deque[Alert] = deque(maxlen=SHOWN)
        self._started = time.monotonic()
        self.produced = 0

    def count(self, outcome: Outcome) -> int:
        """Records committed with this outcome."""
        value = self.running.metrics.registry.get_sample_value(
            "fresnel_transactions_total", {"outcome": outcome}
        )
        return int(value or 0)

    def committed(self) -> int:
        """Records committed."""
        return sum(self.count(outcome) for outcome in Outcome)

    async def produce(self, kafka: KafkaSettings, stop: asyncio.Event) -> None:
        """Write payments until `stop`, never more ahead of the service than the broker keeps."""
        producer = AIOKafkaProducer(bootstrap_servers=kafka.bootstrap_servers, acks="all")
        await producer.start()
        try:
            source = generator.payments(SEED)
            while not stop.is_set():
                due = min(
                    int((time.monotonic() - self._started) * self._rate),
                    self.committed() + MOST_UNCOMMITTED,
                )
                while self.produced < due:
                    key, value = next(source)
                    place = self.produced % PARTITIONS
                    await producer.send_and_wait(
                        kafka.transactions_topic, value, key=key, partition=place
                    )
                    self.produced += 1
                await asyncio.sleep(0.02)
        finally:
            await producer.stop()

    async def watch(self, kafka: KafkaSettings) -> None:
        """Read alerts from the review topic, as a compliance system would."""
        consumer = AIOKafkaConsumer(
            bootstrap_servers=kafka.bootstrap_servers, auto_offset_reset="earliest"
        )
        await consumer.start()
        try:
            consumer.assign([TopicPartition(kafka.review_topic, n) for n in range(PARTITIONS)])
            async for record in consumer:
                self._recent.append(orjson.loads(record.value))
        finally:
            await consumer.stop()

    def render(self) -> Group:
        """The screen of this moment."""
        elapsed = max(time.monotonic() - self._started, 0.001)
        counts = "   ".join(f"{each.replace('_', '-')} {self.count(each)}" for each in Outcome)
        url = f"http://127.0.0.1:{self.running.port}"
        head = Text.assemble(
            ("Fresnel demo", "bold"),
            f"   {elapsed:4.0f} s   {self.committed() / elapsed:,.0f} records/s\n",
            f"produced {self.produced}   {counts}\n",
            f"health {url}/readyz   metrics {url}/metrics   list {url}/v1/snapshot\n",
            (f"console {self._console_url}\n", "bold"),
        )
        return Group(head, _alerts(self._recent))

    def reconciliation(self) -> str:
        """The last line: every record that was produced, by what became of it."""
        parts = (Outcome.CLEAR, Outcome.FLAGGED, Outcome.DEAD_LETTERED)
        told = " + ".join(f"{each.replace('_', '-')} {self.count(each)}" for each in parts)
        return f"produced {self.produced} = {told}"


def _alerts(recent: deque[Alert]) -> Table:
    table = Table("severity", "what", "where", "evidence", expand=True, box=None)
    table.columns[3].ratio = 1
    for alert in reversed(recent):
        match = alert["matches"][0]
        table.add_row(
            Text(alert["severity"], style=_COLOURS[alert["severity"]]),
            f"{match['type']} ({match['tier']})",
            f"{alert['transaction']['id']} {match['field']}",
            evidence(alert["transaction"]["fields"][match["field"]], match),
        )
    return table


def evidence(text: str, match: dict[str, Any]) -> Text:
    """The field's text from shortly before the match on, the match highlighted."""
    first = match["start"] - _BEFORE if match["start"] > _BEFORE + 1 else 0
    dots = "…" if first else ""
    shown = Text(dots + text[first:], no_wrap=True, overflow="ellipsis")
    shift = len(dots) - first
    shown.stylize("black on yellow", match["start"] + shift, match["end"] + shift)
    return shown


def run(seconds: float, rate: float, port: int | None) -> int:
    """Run the demo; the exit status, 0 when the count reconciles."""
    logs.configure(load().log_level)
    logging.disable(logging.WARNING)
    console = Console()
    with tempfile.TemporaryDirectory(prefix="fresnel-demo-") as scratch:
        folder = Path(scratch)
        feed = folder / "sample.csv"
        feed.write_text(generator.sample_feed(), "utf-8")
        built = build([feed], folder / "snapshot", serial=1, created=datetime.now(UTC))
        console.print(f"list: {built.manifest.total} made-up indicators; starting the broker …")
        with contextlib.suppress(KeyboardInterrupt):  # before the loop has its handlers
            return uvloop.run(_run(seconds, rate, _port(port), folder / "snapshot", console))
    return 0


async def _run(seconds: float, rate: float, port: int, snapshot: Path, console: Console) -> int:
    finish, stop = asyncio.Event(), asyncio.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, finish.set)
    names = KafkaSettings()
    broker = Broker(
        names.transactions_topic, names.review_topic, names.dead_letter_topic, names.audit_topic
    )
    kafka = KafkaSettings(bootstrap_servers=broker.address)
    settings = load(
        kafka=kafka,
        http=HttpSettings(port=port),
        metrics=MetricsSettings(),
        snapshot=str(snapshot),
        mapping="generic",
    )
    running = service.build(settings)
    with demo_console.console(snapshot.parent, kafka, snapshot) as url:
        console.print(f"console: {url}", highlight=False, soft_wrap=True)
        return await _watched(Demo(running, rate, url), kafka, console, finish, stop, seconds)


async def _watched(
    show: Demo,
    kafka: KafkaSettings,
    console: Console,
    finish: asyncio.Event,
    stop: asyncio.Event,
    seconds: float,
) -> int:
    """Run the service and show it; the exit status."""
    tasks = [
        asyncio.create_task(show.running.run(stop)),
        asyncio.create_task(show.produce(kafka, finish)),
        asyncio.create_task(show.watch(kafka)),
    ]
    await _show(show, console, finish, seconds)
    await tasks[1]
    await _settled(show)
    stop.set()
    await tasks[0]
    tasks[2].cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await tasks[2]
    console.print(show.reconciliation(), highlight=False, soft_wrap=True)
    return 0 if show.committed() == show.produced else 1


async def _show(show: Demo, console: Console, finish: asyncio.Event, seconds: float) -> None:
    """Show what happens until the time is over; a terminal sees it move, a file its end."""
    ends = time.monotonic() + seconds
    screen = Live(show.render(), console=console, refresh_per_second=4)
    moving = console.is_interactive
    with screen if moving else contextlib.nullcontext():
        while time.monotonic() < ends and not finish.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(finish.wait(), 0.25)
            if moving:
                screen.update(show.render())
    if not moving:
        console.print(show.render())
    finish.set()


async def _settled(show: Demo) -> None:
    """Wait until the service has committed all that was produced."""
    ends = time.monotonic() + _SETTLE_SECONDS
    while show.committed() < show.produced and time.monotonic() < ends:  # noqa: ASYNC110
        await asyncio.sleep(0.05)


def _port(given: int | None) -> int:
    """The port asked for, else 8080 if it is free, else any."""
    return demo_console.free_port(8080) if given is None else given
