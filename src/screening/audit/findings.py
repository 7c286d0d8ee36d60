"""What an audit finds: faults, each of which denies the proof, and notices, which are only shown.

Law: a fault names its partition and the exact offsets; it never holds a value of a customer or
an indicator. Notices of one kind are gathered, for there may be as many as receipts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

from screening.audit.ranges import Range, Ranges

if TYPE_CHECKING:
    from screening.audit.entry import Place
    from screening.audit.receipt import Chain

_MOST_WRITERS = 5


class Fault(StrEnum):
    """Why completeness is not proven."""

    UNREADABLE = "unreadable"
    UNKNOWN_SCHEMA = "unknown_schema"
    MISPLACED = "misplaced"
    ALTERED = "altered"
    BROKEN = "broken_chain"
    IMPOSSIBLE = "impossible_counts"
    HOLE = "hole"
    NO_RECEIPT = "no_receipt"
    LOST_HEAD = "committed_receipt_missing"
    ALERTS = "alerts_missing_or_changed"
    STRAY_ALERTS = "alerts_without_receipt"
    DEAD_LETTERS = "dead_letters_missing"
    UNKNOWN_HEAD = "unknown_head"


class Notice(StrEnum):
    """What an auditor should know, and what is in order."""

    START = "chain_starts"
    BEFORE = "goes_back_before"
    ANEW = "chain_starts_anew"
    FORK = "fork"
    OVERLAP = "overlap"
    REPEATED = "written_twice"
    QUIET = "no_receipt_in_period"
    NOTHING_YET = "nothing_screened_yet"
    NOT_SCREENED = "not_screened_yet"
    NOT_COMMITTED = "no_committed_offset"
    BEYOND_END = "beyond_end"
    REPLACED = "topic_made_anew"
    ABANDONED = "abandoned_attempts"
    IN_FLIGHT = "alerts_in_flight"
    OUTSIDE = "alerts_outside"
    ALERTS_EXPIRED = "alerts_no_longer_comparable"
    DEAD_LETTERS_EXPIRED = "dead_letters_no_longer_comparable"


SAID: dict[Notice, str] = {
    Notice.START: "the chain starts",
    Notice.BEFORE: "the chain goes back before what was read; its first receipt",
    Notice.ANEW: "the chain starts anew",
    Notice.FORK: "two receipts follow the same one (a crash before the commit, or a late writer)",
    Notice.OVERLAP: "screened more than once (a crash before the commit, or a late writer)",
    Notice.REPEATED: "the same receipt is written twice",
    Notice.QUIET: "no receipt in the period",
    Notice.NOTHING_YET: "nothing screened yet",
    Notice.NOT_SCREENED: "not screened yet (lag)",
    Notice.NOT_COMMITTED: "the group has no committed offset; judged by the receipts alone",
    Notice.BEYOND_END: "receipts go beyond the end of the topic; was it made anew?",
    Notice.REPLACED: (
        "the topic was deleted and made anew; what the old one held behind these offsets is unknown"
    ),
    Notice.ABANDONED: "alerts of attempts that were never committed",
    Notice.IN_FLIGHT: "alerts in flight, not committed yet",
    Notice.OUTSIDE: "alerts from before the chain's first receipt, or from outside the period",
    Notice.ALERTS_EXPIRED: "alerts can no longer be compared: the review topic's retention",
    Notice.DEAD_LETTERS_EXPIRED: (
        "dead letters can no longer be compared: the dead-letter topic's retention"
    ),
}


class Failure(NamedTuple):
    """One fault: whose chain, which offsets, which message of the audit topic, what is wrong."""

    fault: Fault
    chain: Chain | None
    range: Range | None
    place: Place | None
    text: str

    def __str__(self) -> str:
        where = []
        if self.chain is not None:
            where.append(f"group {self.chain.group}, partition {self.chain.partition}")
        if self.range is not None:
            where.append(str(self.range))
        if self.place is not None:
            where.append(str(self.place))
        return f"{', '.join(where)}: {self.text}" if where else self.text


@dataclass(slots=True)
class Noticed:
    """How often something was noticed, at which offsets, and who wrote it."""

    count: int = 0
    ranges: Ranges = field(default_factory=Ranges)
    writers: set[str] = field(default_factory=set)
    more_writers: bool = False


class Findings:
    """All that is found of one chain."""

    def __init__(self, chain: Chain) -> None:
        """Begin with nothing."""
        self._chain = chain
        self.failures: list[Failure] = []
        self.notices: dict[Notice, Noticed] = {}

    def fail(
        self, fault: Fault, where: Range | None, text: str, place: Place | None = None
    ) -> None:
        """Enter a fault."""
        self.failures.append(Failure(fault, self._chain, where, place, text))

    def show(self, notice: Notice, where: Range | None = None, writer: str | None = None) -> None:
        """Enter a notice."""
        noticed = self.notices.setdefault(notice, Noticed())
        noticed.count += 1
        if where is not None:
            noticed.ranges.add(*where)
        if writer is not None and writer not in noticed.writers:
            noticed.more_writers = len(noticed.writers) >= _MOST_WRITERS
            if not noticed.more_writers:
                noticed.writers.add(writer)
