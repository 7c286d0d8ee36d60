"""A verdict as one JSON object, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rich.table import Table

from feeds import moment
from screening.audit.findings import SAID

if TYPE_CHECKING:
    from rich.console import Console

    from screening.audit.chain import ChainAudit
    from screening.audit.entry import Entry
    from screening.audit.evidence import Standing
    from screening.audit.findings import Failure, Notice, Noticed
    from screening.audit.verification import Verdict

_MOST_RANGES = 8


def as_json(verdict: Verdict) -> dict[str, Any]:
    """The verdict, per partition what was found, and the heads."""
    return {
        "verdict": _verdict(verdict),
        "chains": [_chain(each, _standing(each, verdict)) for each in verdict.chains],
        "failures": [_failure(each) for each in verdict.unknown_heads],
        "heads": [
            _place(each, each.head) | {"digest": each.head.receipt.digest}
            for each in verdict.chains
            if each.head is not None
        ],
        "passed_over": {topic: dict(counts) for topic, counts in verdict.passed_over.items()},
    }


def show(verdict: Verdict, console: Console) -> None:
    """The verdict as tables and sentences: all faults, what should be known, and the heads."""
    console.print(_table(verdict))
    for failure in verdict.failures:
        console.print(f"NOT PROVEN {failure}")
    for audit in verdict.chains:
        for notice, noticed in audit.findings.notices.items():
            console.print(f"shown: {_where(audit)}: {in_words(notice, noticed)}")
    for topic, counts in verdict.passed_over.items():
        for what, count in sorted(counts.items()):
            console.print(f"passed over: {topic.replace('_', '-')} topic: {count} {what}")
    heads = [each for each in verdict.chains if each.head is not None]
    if heads:
        console.print("heads of the chains; store them elsewhere:")
    for each in heads:
        assert each.head is not None
        receipt = each.head.receipt
        console.print(f"  {_where(each)}: {receipt.digest} at {moment.render(receipt.at)}")
    console.print(f"verdict: {_verdict(verdict)}")


def in_words(notice: Notice, noticed: Noticed) -> str:
    """What was noticed, how often, at which offsets, and by whom it was written."""
    ranges = [str(each) for _, each in zip(range(_MOST_RANGES), noticed.ranges, strict=False)]
    if len(noticed.ranges) > _MOST_RANGES:
        ranges.append(f"and {len(noticed.ranges) - _MOST_RANGES} more ranges")
    said = SAID[notice]
    if ranges:
        said += f": {', '.join(ranges)}"
    if noticed.count > 1:
        said += f" ({noticed.count} times)"
    if noticed.writers:
        others = ", others" if noticed.more_writers else ""
        said += f"; written by {', '.join(sorted(noticed.writers))}{others}"
    return said


def _verdict(verdict: Verdict) -> str:
    return _judged(bool(verdict.failures), any(each.read for each in verdict.chains))


def _judged(failed: bool, read: bool) -> str:
    if failed:
        return "not proven"
    return "proven" if read else "nothing to prove"


def _standing(audit: ChainAudit, verdict: Verdict) -> Standing | None:
    return verdict.evidence.partitions.get(audit.chain.partition) if audit.covers else None


def _where(audit: ChainAudit) -> str:
    return f"group {audit.chain.group}, partition {audit.chain.partition}"


def _table(verdict: Verdict) -> Table:
    columns = ("group", "partition", "receipts", "offsets", "committed", "end", "longest delay")
    table = Table(*columns, "verdict", box=None)
    for audit in verdict.chains:
        standing = _standing(audit, verdict)
        table.add_row(
            audit.chain.group,
            str(audit.chain.partition),
            str(audit.read),
            "" if audit.start is None else f"{audit.start}-{audit.end}",
            "" if standing is None else _shown(standing.committed),
            "" if standing is None else str(standing.end),
            "" if audit.longest_delay is None else f"{audit.longest_delay:.3f} s",
            _judged(bool(audit.findings.failures), audit.read > 0),
        )
    return table


def _shown(value: int | None) -> str:
    return "" if value is None else str(value)


def _chain(audit: ChainAudit, standing: Standing | None) -> dict[str, Any]:
    return {
        **_place(audit, None),
        "verdict": _judged(bool(audit.findings.failures), audit.read > 0),
        "receipts": audit.read,
        "first_offset": audit.start,
        "last_offset": audit.end,
        "begin": None if standing is None else standing.begin,
        "committed": None if standing is None else standing.committed,
        "end": None if standing is None else standing.end,
        "longest_delay_seconds": audit.longest_delay,
        "failures": [_failure(each) for each in audit.findings.failures],
        "notices": [_notice(*each) for each in audit.findings.notices.items()],
    }


def _place(audit: ChainAudit, entry: Entry | None) -> dict[str, Any]:
    place = audit.chain._asdict()
    if entry is None:
        return place
    return {**place, "at": moment.render(entry.receipt.at), **_audit_place(entry.place)}


def _audit_place(place: tuple[int, int] | None) -> dict[str, Any]:
    partition, offset = (None, None) if place is None else place
    return {"audit_partition": partition, "audit_offset": offset}


def _failure(failure: Failure) -> dict[str, Any]:
    first, last = (None, None) if failure.range is None else failure.range
    return {
        "fault": failure.fault,
        "first_offset": first,
        "last_offset": last,
        **_audit_place(failure.place),
        "text": failure.text,
    }


def _notice(notice: Notice, noticed: Noticed) -> dict[str, Any]:
    return {
        "notice": notice,
        "count": noticed.count,
        "ranges": [list(each) for each in noticed.ranges],
        "writers": sorted(noticed.writers),
        "text": in_words(notice, noticed),
    }
