"""Reading a topic once, and what is said when that is not possible."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.audit.topics import extent, records
from screening.settings import KafkaSettings
from screening.stream import client
from tests.kafka import admin
from tests.kafka.admin import Record
from tests.kafka.auditing import verify
from tests.kafka.load import running_load
from tests.kafka.process import Service
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka.conftest import Topics


async def test_a_topic_is_read_until_enough_is_known(bootstrap: str, topics: Topics) -> None:
    """From where it begins to where it ended; sooner, when that is asked for."""
    await admin.produce(bootstrap, topics.audit, [Record(bytes(20_000))] * 300)
    await admin.delete_records(bootstrap, topics.audit, {0: 10})
    consumer = client.free_consumer(KafkaSettings(bootstrap_servers=bootstrap))
    await consumer.start()
    try:
        whole = await extent(consumer, topics.audit)
        assert (whole.begins, whole.ends) == ({0: 10}, {0: 300})
        read = [each.offset async for each in records(consumer, whole, lambda *_: None)]
        assert read == list(range(10, 300))
        few = [each.offset async for each in records(consumer, whole, lambda *_: None, {0})]
        assert few == list(range(10, 10 + len(few)))
        assert 0 < len(few) < 290
        assert (await extent(consumer, "not." + topics.audit)).ends == {}
    finally:
        await consumer.stop()


async def test_it_may_run_beside_the_service(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Under load, through kills, whatever moment it looks at: never a false alarm."""
    async with (
        running_load(bootstrap, topics, every=3) as load,
        Service(bootstrap, topics, snapshot, tmp_path, KAFKA__MAX_POLL_RECORDS=50) as service,
    ):
        for _ in range(4):
            await until(service.outcomes)
            assert (await verify(bootstrap, topics)).status == 0
            await service.kill()
            assert (await verify(bootstrap, topics)).status == 0
            await service.start()
        assert load.count
        await until(service.outcomes)


async def test_what_cannot_be_read_is_one_line(bootstrap: str, names: Topics) -> None:
    """Topics that are not there, and no broker: status 1, and why."""
    ran = await verify(bootstrap, names)
    assert (ran.status, ran.out) == (1, "")
    assert f"topic {names.transactions}: not found" in ran.err
    nobody = await verify("127.0.0.1:9", names, KAFKA__REQUEST_TIMEOUT_MS=1000)
    assert (nobody.status, nobody.out) == (1, "")
    assert "fresnel: error: " in nobody.err
