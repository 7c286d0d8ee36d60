"""Shadow alerts go to a topic of their own, in the batch that is committed; none gets lost."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.kafka import admin, payments
from tests.kafka.process import Service, alerts, caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka.conftest import Topics

COUNT = 600
# Every payment's payee is a listed name, and names are always in shadow.
SHADOW = """
approved_by: A. Reviewer
shadow:
  - {type: email, reason: on trial, owner: list team}
  - {indicator: i-phrase, reason: above its budget, owner: list team}
"""


async def test_what_is_in_shadow_reaches_its_topic_and_no_other(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """A missing topic is waited for; killed and started again, every alert is there."""
    topic = f"{topics.transactions}.shadow"
    file = tmp_path / "shadow.yaml"
    file.write_text(SHADOW)
    records, hits = payments.stream(COUNT, every=10)
    watched = {hit for hit in hits if hit[1] in ("i-email", "i-phrase")}
    assert watched
    await admin.produce(bootstrap, topics.transactions, records[: COUNT // 2])
    service = Service(
        bootstrap, topics, snapshot, tmp_path, SHADOW=file, KAFKA__SHADOW_TOPIC=topic,
        KAFKA__MAX_POLL_RECORDS=20,
    )  # fmt: skip
    try:
        async with service:
            await until(lambda: _says(service, f"topic {topic} not found"))
            assert await admin.committed(bootstrap, topics.group, topics.transactions) == {}
            await admin.create_topics(bootstrap, topic)
            await until(lambda: _some(bootstrap, topic))
            await service.kill()
            await service.start()
            await admin.produce(bootstrap, topics.transactions, records[COUNT // 2 :])
            await until(lambda: caught_up(bootstrap, topics))
            counts = await service.metrics("fresnel_alerts_total")
            assert sum(n for labels, n in counts.items() if 'mode="shadow"' in labels) > 0
            assert (await service.metrics("fresnel_shadow_total"))[""] > 0
        found = [json.loads(each.value or b"") for each in await admin.read(bootstrap, topic)]
        assert {alert["mode"] for alert in found} == {"shadow"}
        assert {alert["transaction"]["id"] for alert in found} == {
            json.loads(record.value or b"")["id"] for record in records
        }
        told = payments.hits_in(found)
        assert {hit for hit in told if hit[1] != "i-name"} == watched
        live = await alerts(bootstrap, topics)
        assert {alert["mode"] for alert in live} == {"live"}
        assert payments.hits_in(live) == hits - watched
    finally:
        await admin.delete_topics(bootstrap, topic)


async def _says(service: Service, reason: str) -> bool:
    return any(reason in each for each in (await service.reasons()).values())


async def _some(bootstrap: str, topic: str) -> bool:
    return sum((await admin.end_offsets(bootstrap, topic)).values()) > 0
