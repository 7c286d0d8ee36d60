"""The verification's reading: a group, three topics and the audit topic, in an order that proves.

Law: the committed positions are read before the end of the audit topic, and that before the ends
of the others. So a receipt is there for all that is committed, and all that a receipt speaks of
is there, whatever goes on meanwhile.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, NamedTuple

from aiokafka.errors import KafkaError

from screening.audit import topics
from screening.audit.dead_letters import DeadLetters
from screening.audit.entry import Message, Place
from screening.audit.evidence import Evidence, Standing
from screening.audit.retention import Retention
from screening.audit.review import Review
from screening.audit.topics import AuditError, Extent
from screening.audit.verification import Verification
from screening.stream import client, group, topic_id

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from aiokafka import AIOKafkaConsumer

    from screening.audit.chain import Judged
    from screening.audit.period import Period
    from screening.audit.topics import Told
    from screening.audit.verification import Verdict
    from screening.settings import KafkaSettings, Settings

_OPEN_SECONDS = 60.0
_MARGIN_MS = 3_600_000
"""So much more is read before a period: clocks differ, and alerts come before their receipt."""
_ENOUGH_LATE = 10_000
"""So many receipts after a period show that it is over; a few may be of a writer's wrong clock."""


class _Extents(NamedTuple):
    transactions: Extent
    audit: Extent
    review: Extent
    dead_letter: Extent
    standings: dict[int, Standing]


async def verify(
    settings: Settings,
    period: Period,
    heads: Sequence[str],
    take: Callable[[Judged], None],
    told: Told,
) -> Verdict:
    """Verify what the settings name; each receipt of the period goes to `take` when it is judged.

    Raises:
        AuditError: the evidence cannot be read.
        OSError: a certificate, key or password file cannot be read.
    """
    consumer = client.free_consumer(settings.kafka)
    try:
        async with asyncio.timeout(_OPEN_SECONDS):
            await consumer.start()
            extents = await _extents(consumer, settings.kafka)
            evidence = await _nothing_yet(consumer, settings, extents, period)
        await _read_evidence(consumer, extents, evidence, told)
        kafka = settings.kafka
        verification = Verification(kafka.group_id, kafka.transactions_topic, evidence)
        await _read_receipts(consumer, extents.audit, verification, period, take, told)
        return verification.close(heads)
    except TimeoutError:
        raise AuditError(f"no answer from Kafka for {_OPEN_SECONDS:.0f} s") from None
    except KafkaError as error:
        raise AuditError(client.describe(error)) from error
    finally:
        await client.stop(consumer)


async def _extents(consumer: AIOKafkaConsumer, kafka: KafkaSettings) -> _Extents:
    transactions = await _existing(consumer, kafka.transactions_topic)
    stands = await group.committed(kafka, transactions.ends)
    audit = await _existing(consumer, kafka.audit_topic)
    review = await _existing(consumer, kafka.review_topic)
    dead_letter = await _existing(consumer, kafka.dead_letter_topic)
    now = await topics.extent(consumer, kafka.transactions_topic)
    identity = await topic_id.ask(consumer._client, kafka.transactions_topic)
    standings = {}
    for number, end in now.ends.items():
        at = stands.get(number)
        standings[number] = Standing(
            now.begins[number], end, at and at.offset, at and at.digest, identity
        )
    return _Extents(now, audit, review, dead_letter, standings)


async def _existing(consumer: AIOKafkaConsumer, topic: str) -> Extent:
    found = await topics.extent(consumer, topic)
    if not found.ends:
        raise AuditError(f"topic {topic}: not found")
    return found


async def _nothing_yet(
    consumer: AIOKafkaConsumer, settings: Settings, extents: _Extents, period: Period
) -> Evidence:
    """The evidence without its alerts and dead letters."""
    return Evidence(
        partitions=extents.standings,
        review=Review(settings.source),
        dead_letters=DeadLetters(settings.kafka.transactions_topic),
        review_retention=Retention(await topics.kept(consumer, extents.review)),
        dead_letter_retention=Retention(await topics.kept(consumer, extents.dead_letter)),
        audit_begins=extents.audit.begins,
        period=period,
    )


async def _read_evidence(
    consumer: AIOKafkaConsumer, extents: _Extents, evidence: Evidence, told: Told
) -> None:
    since = evidence.period.since
    review = await _part(consumer, extents.review, since)
    async for record in topics.records(consumer, review, told):
        evidence.review.add(record.value)
    evidence.review.settle()
    letters = await _part(consumer, extents.dead_letter, since)
    async for record in topics.records(consumer, letters, told):
        evidence.dead_letters.add(record.headers)
    evidence.dead_letters.settle()


async def _read_receipts(
    consumer: AIOKafkaConsumer,
    whole: Extent,
    verification: Verification,
    period: Period,
    take: Callable[[Judged], None],
    told: Told,
) -> None:
    """Where a period ends, the receipts themselves say: a copied topic has other times."""
    enough: set[int] = set()
    part = await _part(consumer, whole, period.since)
    async for record in topics.records(consumer, part, told, enough):
        place = Place(record.partition, record.offset)
        message = Message(place, record.timestamp, record.key, record.value)
        for judged in verification.add(message):
            take(judged)
        if verification.late(record.partition) >= _ENOUGH_LATE:
            enough.add(record.partition)


async def _part(consumer: AIOKafkaConsumer, whole: Extent, since: int | None) -> Extent:
    """What was written since a time (microseconds), and a while before."""
    if since is None:
        return whole
    return await topics.since(consumer, whole, since // 1000 - _MARGIN_MS)
