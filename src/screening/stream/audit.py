"""Receipts for what is about to be committed (`screening.audit.receipt` has their laws).

The heads of the chains are read from the audit topic when partitions are assigned, and again
after any failure, for a receipt may have been written that was not heard to be acknowledged.
"""

from __future__ import annotations

import os
import socket
import uuid
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from screening import SOFTWARE, alert
from screening.audit import receipt
from screening.audit.receipt import Chain, Receipt
from screening.stream import client
from screening.stream.accounting import Outcome
from screening.stream.heads import last_digests
from screening.stream.messages import receipt_message
from screening.stream.publish import PublishError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiokafka import TopicPartition

    from feeds.compile import ActiveList
    from screening.settings import KafkaSettings
    from screening.stream.ledger import Ledger, OpenRange
    from screening.stream.publish import Publisher


class Auditor:
    """Writes the receipts of one process."""

    def __init__(
        self, kafka: KafkaSettings, publisher: Publisher, config_digest: str, group: str
    ) -> None:
        """Bind the topic; `config_digest` is that of the policy, `group` whose chains they are."""
        self._kafka = kafka
        self._group = group
        self._publisher = publisher
        self._config_digest = config_digest
        self._writer = f"{socket.gethostname()}/{os.getpid()}/{uuid.uuid4().hex[:8]}"
        self._heads: dict[Chain, str | None] = {}
        self._generation = -1

    async def write(
        self, ledger: Ledger, topic_id: str | None = None
    ) -> dict[TopicPartition, Receipt]:
        """Seal a receipt for each open range, and await that all of them are written.

        `topic_id` is that of the topic whose offsets they are, where it is known.

        Raises:
            PublishError: they may not be.
        """
        assert ledger.active is not None
        chains = {tp: Chain(self._group, tp.topic, tp.partition) for tp in ledger.ranges}
        await self._find_heads(ledger.generation, chains.values())
        sealed = {
            tp: receipt.sealed(
                self._of(chain, ledger.ranges[tp], ledger.active) | {"topic_id": topic_id},
                self._heads[chain],
            )
            for tp, chain in chains.items()
        }
        heads, self._heads = self._heads, {}  # unknown, until they are acknowledged
        topic = self._kafka.audit_topic
        messages = [receipt_message(topic, chains[tp], each) for tp, each in sealed.items()]
        if await self._publisher.publish(messages):
            raise PublishError(f"topic {topic} refuses a receipt as too large")
        self._heads = heads | {chains[tp]: each["digest"] for tp, each in sealed.items()}
        return sealed

    async def _find_heads(self, generation: int, chains: Iterable[Chain]) -> None:
        if generation != self._generation:
            self._heads, self._generation = {}, generation
        unknown = [each for each in chains if each not in self._heads]
        if not unknown:
            return
        try:
            self._heads |= await last_digests(self._kafka, unknown)
        except client.KafkaTrouble as error:
            topic = self._kafka.audit_topic
            raise PublishError(f"topic {topic} not readable: {client.describe(error)}") from error

    def _of(self, chain: Chain, open_range: OpenRange, active: ActiveList) -> Receipt:
        tally, manifest = open_range.tally, active.manifest
        return {
            "group": chain.group,
            "writer": self._writer,
            "topic": chain.topic,
            "partition": chain.partition,
            "first_offset": open_range.first,
            "last_offset": open_range.end - 1,
            **{str(outcome): tally.outcomes[outcome] for outcome in Outcome},
            "transactions": tally.transactions,
            "shadow": tally.shadow,
            "suppressed": tally.suppressed,
            "alerts": len(open_range.alert_ids),
            "alerts_digest": receipt.alerts_digest(open_range.alert_ids),
            "delay_seconds": None if open_range.delay is None else round(open_range.delay, 3),
            "snapshot": {"serial": manifest.serial, "digest": manifest.digest},
            "config_digest": self._config_digest,
            "software": SOFTWARE,
            "at": alert.render_time(datetime.now(UTC)),
        }
