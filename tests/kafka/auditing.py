"""`fresnel audit verify` as a process, and a history on paper for it to examine."""

from __future__ import annotations

import asyncio
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from screening.audit import receipt
from screening.audit.receipt import Chain, Receipt
from tests.kafka import admin
from tests.kafka.admin import Record
from tests.screening.audit import paper
from tests.screening.command import Ran, fresnel

if TYPE_CHECKING:
    from tests.kafka.conftest import Topics


def settings_of(bootstrap: str, topics: Topics) -> dict[str, object]:
    """A test's topics as settings, without FRESNEL_."""
    return {
        "KAFKA__BOOTSTRAP_SERVERS": bootstrap,
        "KAFKA__GROUP_ID": topics.group,
        "KAFKA__TRANSACTIONS_TOPIC": topics.transactions,
        "KAFKA__REVIEW_TOPIC": topics.review,
        "KAFKA__DEAD_LETTER_TOPIC": topics.dead_letter,
        "KAFKA__AUDIT_TOPIC": topics.audit,
    }


async def verify(bootstrap: str, topics: Topics, *options: object, **settings: object) -> Ran:
    """Run the command on a test's topics."""
    given = settings_of(bootstrap, topics) | settings
    ran = await asyncio.to_thread(fresnel, "audit", "verify", *options, **given)
    print(ran.out, ran.err)
    assert ran.status in {0, 1}, ran.err
    return ran


@dataclass
class Paper:
    """A history on paper, to be changed before it is written to a test's topics."""

    topics: Topics
    receipts: list[Receipt] = field(default_factory=list)
    alerts: list[dict[str, Any]] = field(default_factory=list)
    dead: list[tuple[int, int]] = field(default_factory=list)

    def chain(self, partition: int = 0) -> Chain:
        """A chain of the group."""
        return Chain(self.topics.group, self.topics.transactions, partition)

    async def write(self, bootstrap: str, *, commit: int = 30) -> None:
        """Write it all; the group has committed up to `commit` of partition 0."""
        topics = self.topics
        await admin.produce(bootstrap, topics.transactions, [Record(b"{}", partition=0)] * commit)
        found = [Record(json.dumps(each).encode()) for each in self.alerts]
        await admin.produce(bootstrap, topics.review, found)
        await admin.produce(
            bootstrap,
            topics.dead_letter,
            [
                Record(b"raw", headers=tuple(paper.dead_letter(topics.transactions, *each)))
                for each in self.dead
            ],
        )
        await admin.produce(bootstrap, topics.audit, map(self.record, self.receipts))
        await admin.commit(bootstrap, topics.group, topics.transactions, {0: commit})

    def record(self, each: Receipt) -> Record:
        """A receipt as a message."""
        key = Chain(each["group"], each["topic"], each["partition"]).key
        return Record(receipt.canonical(each), key)
