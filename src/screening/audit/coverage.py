"""Whether a chain covers its partition, and whose alerts nobody speaks of."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from screening.audit.findings import Fault, Notice
from screening.audit.period import Period
from screening.audit.ranges import Range, Ranges

if TYPE_CHECKING:
    from screening.audit.chain import ChainAudit
    from screening.audit.evidence import Evidence, Standing

_DIGEST = re.compile("[0-9a-f]{64}")
_NOWHERE = Ranges()


def conclude(audit: ChainAudit, evidence: Evidence, replay: ChainAudit | None) -> None:
    """Enter what can only be said of a chain when all is read.

    `replay` is the chain of the same partition's dead letters that were screened again.
    """
    unlinked(audit)
    standing = evidence.partitions.get(audit.chain.partition)
    if standing is not None and evidence.period.until is None:
        audit.meet(standing.topic_id)
    if audit.start is None or audit.end is None:
        _without_receipts(audit, evidence, standing)
    else:
        _holes(audit, audit.end, evidence, standing)
        if standing is not None and audit.end >= standing.end:
            audit.findings.show(Notice.BEYOND_END, Range(standing.end, audit.end))
    if evidence.period.until is None and standing is not None:
        _committed_receipt(audit, standing)
        waiting = standing.begin if standing.committed is None else standing.committed
        if standing.end > waiting:
            audit.findings.show(Notice.NOT_SCREENED, Range(waiting, standing.end - 1))
    again = _NOWHERE if replay is None else replay.covered
    _unclaimed_alerts(audit, evidence, standing, again)


def unlinked(audit: ChainAudit) -> None:
    """Enter the receipts that hang nowhere."""
    for entry in audit.links.broken():
        text = "the chain is broken: the receipt that it goes on from does not stand before it"
        audit.findings.fail(Fault.BROKEN, entry.range, text, entry.place)


def _without_receipts(audit: ChainAudit, evidence: Evidence, standing: Standing | None) -> None:
    findings, period = audit.findings, evidence.period
    if standing is None:
        return
    if standing.committed is None or standing.committed <= standing.begin:
        findings.show(Notice.NOTHING_YET)
    elif period != Period():
        findings.show(Notice.QUIET)
    else:
        missing = Range(standing.begin, standing.committed - 1)
        findings.fail(Fault.NO_RECEIPT, missing, "committed, and there is no receipt at all")


def _holes(audit: ChainAudit, end: int, evidence: Evidence, standing: Standing | None) -> None:
    if evidence.period.until is None:
        if standing is not None and standing.committed is not None:
            end = max(end, standing.committed - 1)
        else:
            audit.findings.show(Notice.NOT_COMMITTED)
    audit.fail_holes(end)


def _committed_receipt(audit: ChainAudit, standing: Standing) -> None:
    """The receipt whose digest was committed with the position must have been read."""
    digest, committed, start = standing.committed_digest, standing.committed, audit.start
    if digest is None or committed is None or start is None or committed <= start:
        return
    if not _DIGEST.fullmatch(digest) or audit.links.knows(digest):
        return
    last = Range(committed - 1, committed - 1)
    place = None
    if audit.head is not None and audit.head.range.last == last.last:
        last, place = audit.head.range, audit.head.place
    text = f"the receipt that offset {committed} was committed with is not there"
    audit.findings.fail(Fault.LOST_HEAD, last, text, place)


def _unclaimed_alerts(
    audit: ChainAudit, evidence: Evidence, standing: Standing | None, again: Ranges
) -> None:
    stray = Ranges()
    for offset in evidence.review.unclaimed(audit.chain.partition):
        notice = _excuse(offset, audit, evidence, standing, again)
        if notice is None:
            stray.add(offset, offset)
        else:
            audit.findings.show(notice, Range(offset, offset))
    for each in stray:
        text = "alerts of offsets that no receipt covers"
        audit.findings.fail(Fault.STRAY_ALERTS, each, text)


def _excuse(
    offset: int,
    audit: ChainAudit,
    evidence: Evidence,
    standing: Standing | None,
    again: Ranges,
) -> Notice | None:
    """Why an alert that no receipt speaks of is in order, if it is."""
    period = evidence.period
    begin = audit.start if audit.start is not None or standing is None else standing.begin
    if begin is not None and offset < begin:
        return Notice.OUTSIDE
    if audit.end is None and period != Period():
        return Notice.OUTSIDE
    if offset in audit.covered or offset in again:
        return Notice.ABANDONED
    if period.until is not None and audit.end is not None and offset > audit.end:
        return Notice.OUTSIDE
    if standing is not None and (standing.committed is None or offset >= standing.committed):
        return Notice.IN_FLIGHT
    return None
