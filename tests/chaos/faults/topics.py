"""Topics that are late, vanish, come again, or grow."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from confluent_kafka.admin import NewPartitions

from tests.chaos.catalogue import fault
from tests.chaos.timing import lasting
from tests.kafka import admin
from tests.kafka.admin import Record
from tests.kafka.conftest import PARTITIONS
from tests.kafka.process import alerts, caught_up
from tests.kafka.receipts import chains

if TYPE_CHECKING:
    from tests.chaos.member import Member
    from tests.chaos.scene import Scene
    from tests.chaos.worlds import Plain


@fault("transactions topic created late", "live, not ready; then it reads all of it", begun=False)
async def transactions_late(scene: Scene[Plain]) -> None:
    """The topic to read is not there when the service starts."""
    names = scene.topics
    await scene.world.create(names.review, names.dead_letter, names.audit)
    member = await scene.serve()
    await scene.explains(member, f"topic {names.transactions} not found")
    await lasting(scene.size.pause / 4)
    await scene.world.create(names.transactions, partitions=PARTITIONS)
    scene.load.start()
    scene.over()


@fault("output topics created late", "live, not ready, reads nothing; then it works", begun=False)
async def outputs_late(scene: Scene[Plain]) -> None:
    """Review, then dead-letter topic are missing at the start; the audit topic it makes itself."""
    names = scene.topics
    await scene.world.create(names.transactions, partitions=PARTITIONS)
    scene.load.start()
    member = await scene.serve()
    for topic in (names.review, names.dead_letter):
        await scene.explains(member, f"topic {topic} not found")
        await scene.stands_still(scene.size.pause / 4)
        await scene.world.create(topic)
    scene.over()


@fault(
    "review topic deleted",
    "stops, not ready, nothing committed; goes on when the topic is there again",
    every=4,
)
async def review_deleted(scene: Scene[Plain]) -> None:
    """What was on it is gone with it; what comes later is not."""
    member = await scene.working()
    await _still(scene, member)
    scene.saved_alerts = await alerts(scene.world.direct, scene.topics)
    scene.verdict = 1  # alerts that receipts speak of are gone with the topic
    await _deleted(scene, scene.topics.review)
    member.thaw()
    await scene.explains(member, "")
    await scene.stands_still(scene.size.pause / 2)
    await scene.world.create(scene.topics.review)
    scene.over()


@fault(
    "dead-letter topic deleted",
    "stops at the next bad record, nothing committed past it; goes on when it is there again",
)
async def dead_letter_deleted(scene: Scene[Plain]) -> None:
    """A bad record comes while there is no topic for it."""
    member = await scene.working()
    await _deleted(scene, scene.topics.dead_letter)
    bad = b"not a payment"
    scene.bad[bad] = "not_json"
    for partition in range(PARTITIONS):
        scene.load.put([Record(bad, partition=partition)])
    await scene.explains(member, "")
    await scene.stands_still(scene.size.pause / 2)
    await scene.world.create(scene.topics.dead_letter)
    scene.over()


@fault(
    "audit topic deleted",
    "made again by the service itself; the chains go on from the digests in the commits",
)
async def audit_deleted(scene: Scene[Plain]) -> None:
    """The receipts are gone; what an auditor had stored of them still leads to the new ones."""
    member = await scene.working()
    await _still(scene, member)
    scene.saved_receipts = await chains(scene.world.direct, scene.topics)
    scene.verdict = 1  # receipts are gone with the topic
    await _deleted(scene, scene.topics.audit)
    member.thaw()
    scene.over()


@fault(
    "transactions topic deleted and made again",
    "says that it is gone; of the new topic everything is screened, from its first offset on",
)
async def transactions_deleted(scene: Scene[Plain]) -> None:
    """All of it was screened; the new one soon has fewer records than the old one had."""
    member = await scene.working()
    await _all_screened(scene)
    await _deleted(scene, scene.topics.transactions)
    await scene.explains(member, f"topic {scene.topics.transactions} not found")
    await scene.world.create(scene.topics.transactions, partitions=PARTITIONS)
    scene.over()
    scene.load.start()
    await scene.until(member.is_ready)


@fault(
    "transactions topic replaced behind its back",
    "no offset of the new topic is passed over, though the old one's position exists in it",
)
async def transactions_replaced(scene: Scene[Plain]) -> None:
    """While the network is cut another topic takes its place, and has more records already."""
    member = await scene.working()
    await _all_screened(scene)
    await scene.world.proxy.refuse()
    scene.world.proxy.reset()
    await _deleted(scene, scene.topics.transactions)
    await scene.world.create(scene.topics.transactions, partitions=PARTITIONS)
    scene.load.add(2 * scene.load.count)
    await scene.load.flush()
    await scene.world.proxy.accept()
    scene.over()
    scene.load.start()
    await scene.until(member.is_ready)


async def _all_screened(scene: Scene[Plain]) -> None:
    await _worked_off(scene)
    scene.old_receipts = await chains(scene.world.direct, scene.topics)


@fault("partitions added", "the new partitions are read from their first record on")
async def partitions_added(scene: Scene[Plain]) -> None:
    """Four become eight, under load."""
    await scene.working()
    more = [NewPartitions(scene.topics.transactions, 2 * PARTITIONS)]
    await scene.world.ask(scene.world.admin.create_partitions(more))
    scene.load.partitions = 2 * PARTITIONS
    scene.over()


@fault(
    "alert larger than the topic takes",
    "falls to the compact form, else its record is a dead letter; small alerts stay whole",
    every=4,
)
async def too_large(scene: Scene[Plain]) -> None:
    """The review topic's limit is lowered under load, then long payments with hits come."""
    await scene.working()
    await scene.world.configure(scene.topics.review, {"max.message.bytes": "2500"})
    scene.load.put([scene.load.large(number % PARTITIONS, 6_000) for number in range(40)])
    await _worked_off(scene)
    # Nothing else is flagged while even small alerts would be refused.
    await scene.world.configure(scene.topics.review, {"max.message.bytes": "600"})
    doomed = [scene.load.large(number % PARTITIONS, 6_000, counts=False) for number in range(40)]
    scene.bad |= {record.value or b"": "alert_too_large" for record in doomed}
    scene.load.put(doomed)
    await _worked_off(scene)
    compact = sum("compact" in each for each in await alerts(scene.world.direct, scene.topics))
    letters = len(await admin.read(scene.world.direct, scene.topics.dead_letter))
    scene.note(f"{compact} compact alerts, {letters} dead letters")
    await scene.world.configure(scene.topics.review, {"max.message.bytes": "1000000"})
    scene.load.start()
    scene.over()


async def _worked_off(scene: Scene[Plain]) -> None:
    await scene.load.finish()
    await scene.until(lambda: caught_up(scene.world.direct, scene.topics))


async def _still(scene: Scene[Plain], member: Member) -> None:
    """Freezes the service and waits until nothing of it is under way any more."""
    member.freeze()
    seen: list[int] = []

    async def is_still() -> bool:
        now = await _written(scene)
        still = seen == now
        seen[:] = now
        return still

    await lasting(0.5)
    await scene.until(is_still)


async def _written(scene: Scene[Plain]) -> list[int]:
    names = (scene.topics.review, scene.topics.audit)
    ends = [await admin.end_offsets(scene.world.direct, name) for name in names]
    return [sum(each.values()) for each in ends]


async def _deleted(scene: Scene[Plain], name: str) -> None:
    await scene.world.ask(scene.world.admin.delete_topics([name]))

    def is_gone() -> bool:
        return name not in scene.world.admin.list_topics(timeout=30).topics

    await scene.until(lambda: asyncio.to_thread(is_gone))
