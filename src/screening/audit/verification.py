"""The verification: messages of the audit topic in, in the order of the log; a verdict out. Pure.

Law: completeness is proven when there is no fault, and not otherwise; what cannot be compared
any more is said, never passed over.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, NamedTuple

from screening.audit import coverage
from screening.audit.chain import ChainAudit
from screening.audit.entry import REPLAY, Entries
from screening.audit.findings import Failure, Fault
from screening.audit.receipt import Chain

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from screening.audit.chain import Judged
    from screening.audit.entry import Message
    from screening.audit.evidence import Evidence

LATE = 3_600_000_000
"""Microseconds after a period: what is later than that does not belong to it by any clock."""


class Verdict(NamedTuple):
    """What the verification says; `passed_over` counts messages that are not ours, by topic."""

    evidence: Evidence
    chains: list[ChainAudit]
    unknown_heads: list[Failure]
    passed_over: dict[str, Counter[str]]

    @property
    def failures(self) -> list[Failure]:
        """Every fault."""
        return [each for audit in self.chains for each in audit.findings.failures] + (
            self.unknown_heads
        )

    @property
    def is_proven(self) -> bool:
        """Whether there is no fault."""
        return not self.failures


class Verification:
    """Verifies the chains of one group and topic."""

    def __init__(self, group: str, topic: str, evidence: Evidence) -> None:
        """`evidence` is complete: alerts and dead letters are read, and settled."""
        self._group, self._topic = group, topic
        self._evidence = evidence
        self._entries = Entries(group, topic)
        self._chains: dict[Chain, ChainAudit] = {}
        self._passed_over: Counter[str] = Counter()
        self._late: Counter[int] = Counter()

    def add(self, message: Message) -> Iterator[Judged]:
        """Examine a message; gives the receipts that can be judged now."""
        item = self._entries.read(message)
        if item is None:
            self._passed_over["of other chains"] += 1
            return
        until = self._evidence.period.until
        is_late = until is not None and item.at >= until + LATE
        self._late[item.place.partition] = self._late[item.place.partition] + 1 if is_late else 0
        yield from self._chain(item.chain).add(item)

    def late(self, audit_partition: int) -> int:
        """How many receipts in a row, to the last one added, are an hour or more too late."""
        return self._late[audit_partition]

    def close(self, heads: Iterable[str] = ()) -> Verdict:
        """The verdict; `heads` are digests that somebody stored, which must be in a chain."""
        evidence, replays = self._evidence, self._group + REPLAY
        read = {chain.partition for chain in self._chains}
        for number in sorted(read | evidence.partitions.keys() | evidence.review.partitions()):
            audit = self._chain(Chain(self._group, self._topic, number))
            again = self._chains.get(Chain(replays, self._topic, number))
            coverage.conclude(audit, evidence, again)
            if again is not None:
                coverage.unlinked(again)
        chains = [self._chains[each] for each in sorted(self._chains)]
        passed_over = {
            "audit": self._passed_over,
            "review": evidence.review.passed_over,
            "dead_letter": evidence.dead_letters.passed_over,
        }
        unknown = [_unknown(each) for each in heads if not self._knows(each)]
        return Verdict(evidence, chains, unknown, passed_over)

    def _chain(self, chain: Chain) -> ChainAudit:
        if chain not in self._chains:
            covers = chain.group == self._group
            self._chains[chain] = ChainAudit(chain, self._evidence, covers=covers)
        return self._chains[chain]

    def _knows(self, digest: str) -> bool:
        return any(each.links.knows(digest) for each in self._chains.values())


def _unknown(digest: str) -> Failure:
    return Failure(Fault.UNKNOWN_HEAD, None, None, None, f"head {digest} is in no chain read")
