"""How far the receipts of each partition came, and what they passed over. Pure.

A receipt's range is of offsets, its counts are of records: offsets of transaction marks and of what
the broker compacted away hold none, so only ranges say what was passed.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from screening.console.rows import ReceiptRow


class Gap(NamedTuple):
    """Offsets of a partition, both included, that were passed without a receipt, and when."""

    topic: str
    partition: int
    first_offset: int
    last_offset: int
    at: float

    @property
    def offsets(self) -> int:
        """How many."""
        return self.last_offset - self.first_offset + 1


class Place(NamedTuple):
    """How far a partition was screened; `end` and `lag` are None where no broker told them."""

    topic: str
    partition: int
    end: int | None
    screened_to: int

    @property
    def lag(self) -> int | None:
        """Offsets that are not screened yet."""
        return None if self.end is None else max(0, self.end - self.screened_to)


def places(
    topic: str, heads: Iterable[ReceiptRow], ends: Mapping[int, int], topic_id: str | None
) -> list[Place]:
    """Each partition of the transactions topic, with the end that the broker told.

    A chain of an earlier topic of that name says nothing of this one.
    """
    reached = {
        each.partition: each.last_offset + 1
        for each in sorted(heads, key=lambda each: each.last_offset)
        if each.topic == topic and (not topic_id or each.topic_id in (None, topic_id))
    }
    return [
        Place(topic, number, ends.get(number), reached.get(number, 0))
        for number in sorted({*reached, *ends})
        if number in reached or ends[number] > 0
    ]
