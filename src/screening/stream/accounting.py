"""Accounting: every record has exactly one outcome, counted when its offset is committed.

Law: records committed = clear + flagged + dead-lettered + skipped.
"""

from __future__ import annotations

from collections import Counter
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screening.bad_record import Reason
    from screening.judge import Judgement


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
    """The counts of one batch, held back until it is committed."""

    def __init__(self) -> None:
        self.outcomes: Counter[Outcome] = Counter()
        self.reasons: Counter[Reason] = Counter()
        self.alerts: Counter[tuple[str, str]] = Counter()
        self.shadow = self.transactions = self.borrowed_times = self.nested = 0
        self.suppressed = self.expired = 0

    def add(self, judgement: Judgement) -> None:
        """Count one record."""
        self.outcomes[outcome(judgement)] += 1
        if judgement.reason is not None:
            self.reasons[judgement.reason] += 1
        for alert in (*judgement.alerts, *judgement.shadow_alerts):
            self.alerts[alert["severity"], alert["mode"]] += 1
        self.shadow += judgement.shadow
        self.suppressed += judgement.suppressed
        self.expired += judgement.expired
        self.transactions += judgement.transactions
        self.borrowed_times += judgement.borrowed_times
        self.nested += judgement.nested
