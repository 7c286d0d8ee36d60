"""One chain of receipts, examined from its beginning to its end.

Law: only a receipt whose digest is its own and whose counts are possible covers its range.
Law: the chains of a group's replays need not cover anything; all else is asked of them too.
Law: what was screened of a topic covers nothing of another one that took its name.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from screening.audit.entry import Entry
from screening.audit.findings import Fault, Findings, Notice
from screening.audit.links import Link, Links
from screening.audit.period import Window
from screening.audit.ranges import Range, Ranges

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.audit.entry import Unread
    from screening.audit.evidence import Evidence
    from screening.audit.receipt import Chain

_LINK_NOTICES = {
    Link.START: Notice.START,
    Link.ANEW: Notice.ANEW,
    Link.BEFORE: Notice.BEFORE,
    Link.FORK: Notice.FORK,
    Link.REPEATED: Notice.REPEATED,
}


class Judged(NamedTuple):
    """A receipt with the verdicts on it; None where it was not compared."""

    entry: Entry
    link: Link
    alerts: str | None = None
    dead_letters: str | None = None


class ChainAudit:
    """The examination of one chain; `covers`: whether its ranges must leave no hole."""

    def __init__(self, chain: Chain, evidence: Evidence, *, covers: bool) -> None:
        """Begin before the first message."""
        self.chain = chain
        self.covers = covers
        self.findings = Findings(chain)
        self.links = Links(evidence.audit_begins, has_since=evidence.period.since is not None)
        self.covered = Ranges()
        self.read = 0
        self.start: int | None = None
        self.end: int | None = None
        self.head: Entry | None = None
        self.longest_delay: float | None = None
        self._evidence = evidence
        self._window = Window(evidence.period)
        self._begun: set[int] = set()
        self._latest: int | None = None
        self._topic_id: str | None = None
        self._topic_since: int | None = None

    def add(self, item: Entry | Unread) -> Iterator[Judged]:
        """Examine the next message; gives what can be judged now."""
        for each, is_in in self._window.admit(item):
            if not isinstance(each, Entry):
                if is_in:
                    text = f"{each.why}, under the key of this chain"
                    self.findings.fail(each.fault, None, text, each.place)
            elif is_in:
                yield self._judge(each)
            elif each.is_sound:
                self._pass_over(each)

    def _pass_over(self, entry: Entry) -> None:
        self.links.pass_over(entry)
        self.meet(entry.receipt.topic_id)
        self._latest = entry.at
        if entry.range.first <= entry.range.last:
            self.covered.add(*entry.range)

    def _judge(self, entry: Entry) -> Judged:
        self.read += 1
        if not entry.is_sound:
            self.links.doubt(entry)
            text = "the receipt was altered: its digest is not its own"
            self.findings.fail(Fault.ALTERED, entry.range, text, entry.place)
            return Judged(entry, Link.ALTERED)
        link = self.links.join(entry)
        if link in _LINK_NOTICES:
            self.findings.show(_LINK_NOTICES[link], self._shown(entry), entry.receipt.writer)
        if link is Link.REPEATED:
            return Judged(entry, link)
        self.meet(entry.receipt.topic_id)
        self._cover(entry)
        judged = Judged(entry, link, self._alerts(entry), self._dead_letters(entry))
        self._latest, self.head = entry.at, entry
        delay = entry.receipt.delay_seconds
        if delay is not None:
            self.longest_delay = max(delay, self.longest_delay or delay)
        return judged

    def meet(self, topic_id: str | None) -> None:
        """Begin anew where the topic did; None where its id is not known."""
        if None not in (topic_id, self._topic_id) and topic_id != self._topic_id:
            if self.end is not None:
                self.findings.show(Notice.REPLACED, Range(self.end, self.end))
            self.fail_holes(self.end)
            self.covered = Ranges()
            self.start = self.end = None
            self._begun.clear()
            self._topic_since = self._latest
        self._topic_id = topic_id or self._topic_id

    def fail_holes(self, end: int | None) -> None:
        """Enter as faults the offsets from the start up to `end` that nothing covers."""
        if self.covers and self.start is not None and end is not None:
            for hole in self.covered.holes(self.start, end):
                self.findings.fail(Fault.HOLE, hole, "no receipt covers this")

    def _shown(self, entry: Entry) -> Range | None:
        return entry.range if entry.range.first <= entry.range.last else None

    def _cover(self, entry: Entry) -> None:
        receipt, (first, last) = entry.receipt, entry.range
        counted = receipt.clear + receipt.flagged + receipt.dead_lettered + receipt.skipped
        if counted > last - first + 1 or last < first:
            text = f"the receipt counts {counted} records in {max(0, last - first + 1)} offsets"
            self.findings.fail(Fault.IMPOSSIBLE, entry.range, text, entry.place)
            return
        overlap = self.covered.add(first, last)
        if overlap is not None and self.covers:
            self.findings.show(Notice.OVERLAP, overlap, receipt.writer)
        # Of partitions of the audit topic that share a chain, none is before the others.
        if entry.place.partition not in self._begun:
            self._begun.add(entry.place.partition)
            self.start = first if self.start is None else min(first, self.start)
        self.end = last if self.end is None else max(last, self.end)

    def _earliest(self, entry: Entry) -> int | None:
        """From when on its alerts and dead letters were written; None where nothing tells."""
        return None if self._latest is None else min(self._latest, entry.at)

    def _alerts(self, entry: Entry) -> str:
        found, is_equal = self._evidence.review.compare(entry, self._topic_since)
        stated = entry.receipt.alerts
        if is_equal:
            return "equal"
        if found < stated and self._evidence.review_retention.excuses(self._earliest(entry)):
            self.findings.show(Notice.ALERTS_EXPIRED, self._shown(entry))
            return "expired"
        text = f"alerts missing or changed: the receipt states {stated}, the review topic has "
        text += str(found) if found != stated else f"{found} with other ids"
        self.findings.fail(Fault.ALERTS, entry.range, text, entry.place)
        return "missing or changed"

    def _dead_letters(self, entry: Entry) -> str:
        stated = entry.receipt.dead_lettered
        found = self._evidence.dead_letters.count(entry.receipt.partition, *entry.range)
        if found >= stated:
            return "there"
        if self._evidence.dead_letter_retention.excuses(self._earliest(entry)):
            self.findings.show(Notice.DEAD_LETTERS_EXPIRED, self._shown(entry))
            return "expired"
        text = f"dead letters missing: the receipt states {stated}, the topic has {found}"
        self.findings.fail(Fault.DEAD_LETTERS, entry.range, text, entry.place)
        return "missing"
