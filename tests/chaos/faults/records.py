"""What comes in: poison, only bad records, too many, gone before they were read."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

from tests.chaos.catalogue import fault
from tests.chaos.poison import MEGABYTE, POISON
from tests.chaos.timing import lasting
from tests.kafka import admin, payments
from tests.kafka.admin import Record
from tests.kafka.conftest import PARTITIONS

if TYPE_CHECKING:
    from tests.chaos.member import Member
    from tests.chaos.scene import Scene
    from tests.chaos.worlds import Plain

ROOM = str(11 * MEGABYTE)
ACCEPTED = [word for number in range(PARTITIONS) for word in ("--accept-dead-letters", str(number))]


@fault(
    "poison of every kind",
    "each is a dead letter with its reason, or screened; its neighbours are unharmed, no stall",
    begun=False,
    every=5,
)
async def poison(scene: Scene[Plain]) -> None:
    """Malformed, huge, deep, ambiguous, odd: among payments, with keys and headers as odd."""
    await scene.create_topics(max_message_bytes=ROOM)
    scene.load.start()
    await scene.working()
    scene.bad |= {raw: reason for raw, reason in POISON.items() if reason is not None}
    chance = random.Random(5)
    for _ in range(scene.size.rounds):
        for raw in (*POISON, None):
            key = chance.choice([None, b"", b"key", b"\xff" * 5_000])
            headers = chance.choice([(), (("reason", b"clear"), ("", b"")), (("x", b"y" * 9_000),)])
            record = Record(raw, key, headers, chance.randrange(PARTITIONS))
            scene.load.put([record])
        await scene.commits_again()
    await scene.load.flush()
    scene.note(f"{len(POISON) + 1} kinds of records")
    scene.over()


@fault(
    "only bad records",
    "each partition stops at its 100th in a row; accepted by an operator, all are dead letters",
)
async def only_bad(scene: Scene[Plain]) -> None:
    """The upstream sends nothing but what cannot be read."""
    member = await scene.working()
    await scene.load.pause()
    await _bad(scene, 250 * PARTITIONS)
    await _stopped(scene, member, "dead letters in a row")
    await scene.until(lambda: _letters(scene, 100 * PARTITIONS))
    assert await member.terminate() == 0
    await scene.serve(options=ACCEPTED)
    scene.load.start()
    scene.over()


@fault(
    "every other record bad",
    "each partition stops at the 500th among 1,000; others would go on",
)
async def half_bad(scene: Scene[Plain]) -> None:
    """A share of the upstream is broken."""
    member = await scene.working()
    await scene.load.pause()
    for _ in range(700):
        await _bad(scene, PARTITIONS)
        for partition in range(PARTITIONS):
            scene.load.put([scene.load.clear(partition)])
    await _stopped(scene, member, "dead letters among 1000 records")
    assert await member.terminate() == 0
    await scene.serve(options=ACCEPTED)
    scene.load.start()
    scene.over()


@fault(
    "retention overtakes the lag",
    "the partition stops loudly, others go on; only --resume-at-earliest passes the gap, on record",
    every=4,
)
async def retention(scene: Scene[Plain]) -> None:
    """Records of one partition are deleted before they are read."""
    partition, names = 2, scene.topics
    member = await scene.working()
    member.freeze()
    await lasting(scene.size.pause / 2)
    await scene.load.finish()
    written = await admin.read(scene.world.direct, names.transactions)
    read = await admin.committed(scene.world.direct, names.group, names.transactions)
    end = (await admin.end_offsets(scene.world.direct, names.transactions))[partition]
    left = (read[partition] + end) // 2
    await admin.delete_records(scene.world.direct, names.transactions, {partition: left})
    member.thaw()
    reason = await scene.explains(member, "has expired")
    gap = range(int(reason.split("offset ")[1].split()[0]), left)
    for record in written:
        if record.partition == partition and record.offset in gap:
            scene.excuse(record)
    await scene.until(lambda: scene.commits.offsets.get(partition) == gap.start)
    scene.load.start()
    await scene.commits_again()
    assert scene.commits.offsets[partition] == gap.start, "the stopped partition moved"
    assert await member.terminate() == 0
    scene.gone = {partition: set(gap)}
    scene.verdict = 1  # the hole is found
    await scene.serve(options=["--resume-at-earliest"])
    scene.note(f"{len(gap)} records gone before they were read, and named")
    scene.over()


@fault("burst", "lag grows, memory does not; it is worked off and nothing skipped")
async def burst(scene: Scene[Plain]) -> None:
    """Ten times a usual minute's records at once."""
    await scene.working()
    scene.load.add(10 * scene.size.rate * max(1, int(scene.size.pause / 6)))
    scene.over()
    await scene.load.flush()


@fault("every payment a hit", "as many alerts as records: slower, complete", every=1)
async def flood(scene: Scene[Plain]) -> None:
    """A list that is far too wide, as seen by the brokers."""
    await scene.working()
    await lasting(scene.size.pause / 2)
    scene.over()


@fault(
    "transactions of the producer: committed, aborted, open",
    "aborted ones are not screened, an open one is waited for, every offset is in a receipt",
    WATCHDOG_SECONDS=6,
    every=4,
)
async def transactional(scene: Scene[Plain]) -> None:
    """Hits in aborted transactions are no hits; an open one holds its partitions up."""
    member = await scene.working()
    at, topic = scene.world.direct, scene.topics.transactions
    for number in range(scene.size.rounds):
        lost, _ = payments.stream(80, every=3, prefix=f"aborted-{number}")
        await admin.produce(at, topic, lost, transaction="abort")
        kept, hits = payments.stream(80, every=3, prefix=f"kept-{number}")
        scene.load.hits |= hits
        await admin.produce(at, topic, kept, transaction="commit")
    waiting, hits = payments.stream(80, every=3, prefix="open")
    async with admin.producer(at, transactional_id=f"open-{topic}") as client:
        await client.begin_transaction()
        await admin.send_all(client, topic, waiting)
        await lasting(max(10.0, scene.size.pause / 4))
        assert member.running, "it left while a transaction was open"
        await client.commit_transaction()
    scene.load.hits |= hits
    scene.over()


async def _bad(scene: Scene[Plain], count: int) -> None:
    raw = b"{this is no payment"
    scene.bad[raw] = "not_json"
    scene.load.put(Record(raw, partition=number % PARTITIONS) for number in range(count))
    await scene.load.flush()


async def _stopped(scene: Scene[Plain], member: Member, reason: str) -> None:
    """Waits until every partition has stopped, and /readyz says why."""
    await scene.explains(member, reason)
    await scene.until(lambda: _all_stopped(member))


async def _all_stopped(member: Member) -> bool:
    return len(await member.metrics("fresnel_partition_stopped")) == PARTITIONS


async def _letters(scene: Scene[Plain], count: int) -> bool:
    written = await admin.end_offsets(scene.world.direct, scene.topics.dead_letter)
    return sum(written.values()) >= count
