"""The console beside a real service on a real broker: what is flagged is seen, once and at once."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

from tests.kafka import admin, payments
from tests.kafka.admin import Record
from tests.kafka.conftest import create
from tests.kafka.console import ConsoleProcess
from tests.kafka.process import Service, alerts, caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka.broker import Broker
    from tests.kafka.conftest import Topics

QUICK = {"KAFKA__REQUEST_TIMEOUT_MS": 2_000}


async def ids(bootstrap: str, topics: Topics) -> set[str]:
    """The distinct alerts of the review topic."""
    return {alert["alert_id"] for alert in await alerts(bootstrap, topics)}


async def shows(console: ConsoleProcess, wanted: set[str]) -> bool:
    """Whether the console has exactly these alerts."""
    return (await console.everything()).keys() == wanted


async def test_what_the_service_flags_is_seen(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Alerts, receipts and dead letters of a stream are in the console, each once, masked."""
    records, hits = payments.stream(600, every=10)
    bad = [Record(b"not json", partition=1), Record(b'{"id": ""}', partition=2)]
    await admin.produce(bootstrap, topics.transactions, [*records, *bad])
    async with (
        Service(bootstrap, topics, snapshot, tmp_path),
        ConsoleProcess(bootstrap, topics, snapshot, tmp_path) as console,
    ):
        await until(lambda: caught_up(bootstrap, topics))
        wanted = await ids(bootstrap, topics)
        await until(lambda: shows(console, wanted))
        assert len(wanted) == len(hits)
        found = await console.everything()
        assert {row["transaction_id"] for row in found.values()} == {hit[0] for hit in hits}
        letters = await until(lambda: dead_letters(console, 2))
        assert {each["reason"] for each in letters} == {"not_json", "id_empty"}
        for alert in await alerts(bootstrap, topics):
            detail = await console.get(f"/v1/alerts/{alert['alert_id']}")
            assert detail["snapshot"]["known"]
            assert detail["seen"]["copies"] == 1
            value = alert["matches"][0]["value"]
            assert value not in json.dumps(detail)
        assert await console.terminate() == 0


async def dead_letters(console: ConsoleProcess, count: int) -> list[dict[str, Any]] | None:
    """The dead letters, as soon as there are so many."""
    items: list[dict[str, Any]] = (await console.get("/v1/dead-letters"))["items"]
    return items if len(items) == count else None


async def test_new_alerts_come_by_themselves(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """A payment that is flagged while the page is open arrives as a row of the list."""
    async with (
        Service(bootstrap, topics, snapshot, tmp_path),
        ConsoleProcess(bootstrap, topics, snapshot, tmp_path) as console,
        console.stream() as events,
    ):
        made, hit = payments.planted("live-1", payments.PLANTS[0])
        await admin.produce(bootstrap, topics.transactions, [payments.record(made)])
        name, row = await anext(events)
        assert name == "alert"
        assert row["transaction_id"] == hit[0]
        page = await console.get("/v1/alerts")
        assert page["items"] == [row]


async def test_the_stream_ends_with_the_console(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """SIGTERM ends open streams and the process, cleanly."""
    async with (
        ConsoleProcess(bootstrap, topics, snapshot, tmp_path) as console,
        console.stream() as events,
    ):
        status, rest = await asyncio.gather(console.terminate(), _all(events))
        assert (status, rest) == (0, [])


async def _all(events: Any) -> list[Any]:
    return [event async for event in events]


async def test_a_console_that_is_killed_has_each_alert_once(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """SIGKILL in the middle of reading, again and again: no alert is missing or counted twice."""
    records, _ = payments.stream(4_000, every=2)
    await admin.produce(bootstrap, topics.transactions, records)
    async with Service(bootstrap, topics, snapshot, tmp_path) as service:
        await until(lambda: caught_up(bootstrap, topics))
        await service.terminate()
    wanted = await ids(bootstrap, topics)
    console = ConsoleProcess(bootstrap, topics, snapshot, tmp_path)
    async with console:
        for share in (0.1, 0.5):
            await until(lambda share=share: more_than(console, int(len(wanted) * share)))
            await console.kill()
            await console.start()
        await until(lambda: shows(console, wanted))
        some = await console.get(f"/v1/alerts/{min(wanted)}")
        assert some["seen"]["copies"] == 1


async def more_than(console: ConsoleProcess, count: int) -> bool:
    """Whether the console has more alerts than this."""
    return bool((await console.get("/v1/alerts?limit=1"))["total"] > count)


async def test_a_lost_broker_is_said_and_the_views_go_on(
    crashable: Broker, names: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """While the broker is away the console answers from its store; afterwards it goes on."""
    address = crashable.bootstrap
    await create(address, names)
    made, _ = payments.planted("before", payments.PLANTS[0])
    await admin.produce(address, names.transactions, [payments.record(made)])
    async with (
        Service(address, names, snapshot, tmp_path, **QUICK),
        ConsoleProcess(address, names, snapshot, tmp_path, **QUICK) as console,
    ):
        await until(lambda: more_than(console, 0))
        await asyncio.to_thread(crashable.kill)
        try:
            await until(lambda: _is_down(console))
            assert (await console.get("/v1/alerts"))["total"] == 1
            assert (await console.answer("/readyz")).status_code == 200
        finally:
            await asyncio.to_thread(crashable.start)
        await until(console.up)
        made, _ = payments.planted("after", payments.PLANTS[1])
        await admin.produce(address, names.transactions, [payments.record(made)])
        await until(lambda: more_than(console, 1))
        assert await console.terminate() == 0


async def _is_down(console: ConsoleProcess) -> bool:
    return not await console.up()


async def test_a_console_started_without_a_broker_waits(
    crashable: Broker, names: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """It answers at once; when the broker and then the topics come, it reads them."""
    address = crashable.bootstrap
    await asyncio.to_thread(crashable.kill)
    try:
        async with ConsoleProcess(address, names, snapshot, tmp_path, **QUICK) as console:
            assert (await console.get("/v1/alerts"))["total"] == 0
            await asyncio.to_thread(crashable.start)
            await until(console.up)
            await create(address, names)
            made, _ = payments.planted("late", payments.PLANTS[0])
            await admin.produce(address, names.transactions, [payments.record(made)])
            async with Service(address, names, snapshot, tmp_path, **QUICK):
                await until(lambda: more_than(console, 0))
    finally:
        await asyncio.to_thread(_running, crashable)


def _running(broker: Broker) -> None:
    """The next test finds a broker that answers."""
    broker.kill()
    broker.start()


async def test_what_is_no_alert_is_counted_and_passed_over(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Garbage on the review topic stops nothing, before or behind it."""
    odd = [Record(b"\x00\xff"), Record(None, key=b"k"), Record(b"{}"), Record(b"[1]")]
    made, _ = payments.planted("between", payments.PLANTS[0])
    await admin.produce(bootstrap, topics.review, odd)
    await admin.produce(bootstrap, topics.audit, odd)
    await admin.produce(bootstrap, topics.dead_letter, odd)
    await admin.produce(bootstrap, topics.transactions, [payments.record(made)])
    async with (
        Service(bootstrap, topics, snapshot, tmp_path),
        ConsoleProcess(bootstrap, topics, snapshot, tmp_path) as console,
    ):
        await until(lambda: more_than(console, 0))
        await admin.produce(bootstrap, topics.review, odd, transaction="commit")
        again, _ = payments.planted("behind", payments.PLANTS[0])
        await admin.produce(bootstrap, topics.transactions, [payments.record(again)])
        await until(lambda: more_than(console, 1))
        text = (await console.answer("/metrics")).text
        assert f'fresnel_console_behind_records{{topic="{topics.review}"}} 0.0' in text


async def test_a_topic_made_anew_is_read_from_its_beginning(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """The review topic is deleted and made again: old alerts stay, and all of the new is read."""
    records, hits = payments.stream(100, every=10)
    await admin.produce(bootstrap, topics.transactions, records)
    async with ConsoleProcess(bootstrap, topics, snapshot, tmp_path) as console:
        async with Service(bootstrap, topics, snapshot, tmp_path) as service:
            await until(lambda: more_than(console, len(hits) - 1))
            await service.terminate()
        before = await alerts(bootstrap, topics)
        await admin.delete_topics(bootstrap, topics.review)
        await admin.create_topics(bootstrap, topics.review)
        other = {**before[0], "alert_id": "f" * 32}
        again = [Record(json.dumps(each).encode()) for each in (before[0], other)]
        await admin.produce(bootstrap, topics.review, again)
        await until(lambda: more_than(console, len(hits)))
        found = await console.everything()
        assert len(found) == len(hits) + 1
        seen = await console.get(f"/v1/alerts/{before[0]['alert_id']}")
        assert seen["seen"]["copies"] == 2
