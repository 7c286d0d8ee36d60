"""Accounting: every record has exactly one outcome, counted when its offset is committed.

Law: records committed = clear + flagged + dead-lettered + skipped.
"""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime
from enum import StrEnum
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aiokafka import TopicPartition

    from screening.audit.receipt import Receipt
    from screening.bad_record import Reason
    from screening.judge import Judgement
    from screening.stream.consume import TransactionSource
    from screening.stream.ledger import OpenRange


class Outcome(StrEnum):
    """What became of a record (DESIGN section 4, "Outcomes")."""

    CLEAR = "clear"
    FLAGGED = "flagged"
    DEAD_LETTERED = "dead_lettered"
    SKIPPED = "skipped"


def outcome(judgement: Judgement) -> Outcome:
    """The one outcome of a judged record whose messages were all acknowledged."""
    if judgement.skipped:
        return Outcome.SKIPPED
    if judgement.reason is not None:
        return Outcome.DEAD_LETTERED
    return Outcome.FLAGGED if judgement.alerts else Outcome.CLEAR


class Tally:
    """The counts of some records, held back until they are committed."""

    def __init__(self) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.reasons: Counter[Reason] = Counter()
        self.alerts: Counter[tuple[str, str]] = Counter()
        self.shadow = self.transactions = self.borrowed_times = self.nested = 0
        self.suppressed = self.expired = 0

    def add(self, judgement: Judgement, times: int = 1) -> None:
        """Count records of this judgement."""
        self.outcomes[outcome(judgement)] += times
        if judgement.reason is not None:
            self.reasons[judgement.reason] += times
        for alert in (*judgement.alerts, *judgement.shadow_alerts):
            self.alerts[alert["severity"], alert["mode"]] += times
        self.shadow += times * judgement.shadow
        self.suppressed += times * judgement.suppressed
        self.expired += times * judgement.expired
        self.transactions += times * judgement.transactions
        self.borrowed_times += times * judgement.borrowed_times
        self.nested += times * judgement.nested


class Accounts:
    """What became of the records of each partition, since this process began."""

    def __init__(self, source: TransactionSource) -> None:
        """Begin now; `source` tells where its partitions stand."""
        self._source = source
        self._since = datetime.now(UTC)
        self._consumed: Counter[int] = Counter()
        self._outcomes: dict[int, Counter[Outcome]] = {}
        self._receipts: dict[int, Receipt] = {}

    def committed(self, tp: TopicPartition, open_range: OpenRange, receipt: Receipt) -> None:
        """Enter a range that is committed, with its receipt."""
        number = tp.partition
        self._consumed[number] += open_range.records
        self._outcomes.setdefault(number, Counter()).update(open_range.tally.outcomes)
        self._receipts[number] = receipt

    def describe(self) -> dict[str, Any]:
        """The accounts as `GET /v1/accounting` shows them."""
        lags, stops = self._source.lags(), self._source.stopped
        stopped = {tp.partition: stop for tp, stop in stops.items()}
        numbers = sorted(self._consumed.keys() | lags.keys() | stopped.keys())
        partitions = []
        for number in numbers:
            stop = stopped.get(number)
            partitions.append(
                {
                    "partition": number,
                    "state": self._state(number, lags, stop is not None),
                    "reason": stop.reason if stop else None,
                    **self._counts(self._consumed[number], self._outcomes.get(number, Counter())),
                    "lag": lags.get(number),
                    "receipt": self._receipts.get(number),
                }
            )
        total = sum(self._outcomes.values(), Counter[Outcome]())
        return {
            "since": self._since.isoformat().replace("+00:00", "Z"),
            "total": self._counts(self._consumed.total(), total),
            "partitions": partitions,
        }

    def _state(self, number: int, lags: dict[int, int], is_stopped: bool) -> str:
        if is_stopped:
            return "stopped"
        return "reading" if number in lags else "not assigned"

    def _counts(self, consumed: int, outcomes: Counter[Outcome]) -> dict[str, Any]:
        counts = {str(outcome): outcomes[outcome] for outcome in Outcome}
        return {"consumed": consumed, **counts, "balanced": consumed == sum(counts.values())}
