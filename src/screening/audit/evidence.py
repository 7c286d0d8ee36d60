"""What receipts are held against: the topics and the group as they stood when reading began."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Mapping

    from screening.audit.dead_letters import DeadLetters
    from screening.audit.period import Period
    from screening.audit.retention import Retention
    from screening.audit.review import Review


class Standing(NamedTuple):
    """A partition of the transactions topic, and where the group stands in it.

    `begin` is the first offset that it still holds, `end` the next one to be written;
    `committed_digest` the digest of the receipt that was committed with the position, if one was;
    `topic_id` the topic's own, where the brokers know ids.
    """

    begin: int
    end: int
    committed: int | None = None
    committed_digest: str | None = None
    topic_id: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """All of it; `audit_begins` are the first offsets that the audit topic's partitions hold."""

    partitions: Mapping[int, Standing]
    review: Review
    dead_letters: DeadLetters
    review_retention: Retention
    dead_letter_retention: Retention
    audit_begins: Mapping[int, int]
    period: Period
