"""What a mapping misses, counted on a sample of the records; metrics show it.

Law: which records are looked at depends on their coordinates alone, so that a replay looks at
the same ones, and no rhythm of the stream can hide a kind of record from the sample. Only
numbers and the mapping's own paths come out, nothing of a record: its keys may be a customer's.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from screening.bad_record import BadRecordError
from screening.decode.registry import SchemaMissingError
from screening.mapping.unread import Coverage

if TYPE_CHECKING:
    from collections.abc import Iterable

    from aiokafka import ConsumerRecord

    from screening.mapping import Mapping

_SPREAD, _MASK = 0x9E3779B1, 0xFFFFFFFF  # Fibonacci hashing (Knuth, TAOCP 6.4)


class Findings:
    """What one batch's sample showed; `absent` counts payments by path."""

    def __init__(self) -> None:
        self.records = self.payments = self.unread_records = self.unread_texts = 0
        self.absent: Counter[str] = Counter()


class Survey:
    """Compares about one in `every` records with the mapping; none where `every` is 0."""

    def __init__(self, mapping: Mapping, every: int) -> None:
        """Compile the mapping's paths."""
        self._mapping = mapping
        self._coverage = Coverage(mapping.model)
        self._below = (_MASK + 1) // every if every else 0

    @property
    def paths(self) -> tuple[str, ...]:
        """The paths that can be absent, as the mapping writes them."""
        return self._coverage.paths

    def sample(self, records: Iterable[ConsumerRecord]) -> list[int]:
        """The places of those records that are in the sample."""
        spread, mask, below = _SPREAD, _MASK, self._below
        return [
            place
            for place, each in enumerate(records)
            if (each.offset * 64 + each.partition + 1) * spread & mask < below
        ]

    def look(self, raw: bytes | None, findings: Findings) -> None:
        """Add what the record shows; one that cannot be read shows nothing."""
        if raw is None:
            return
        try:
            document = self._mapping.document(raw)
            parts = self._coverage.parts(document)
            absent = [path for part in parts for path in self._coverage.absent(part)]
        except (BadRecordError, SchemaMissingError):
            return
        payments = sum(part.is_readable for part in parts)
        if not payments:
            return
        leaves = {id(each.leaves): each.leaves for p in parts for each in (p.own, *p.shared)}
        texts = sum(map(len, leaves.values()))
        findings.records += 1
        findings.payments += payments
        findings.unread_texts += texts
        findings.unread_records += texts > 0
        findings.absent.update(absent)
