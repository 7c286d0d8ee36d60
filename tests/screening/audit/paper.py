"""Receipts, alerts and dead letters written by hand, for auditors to examine."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from screening.audit import receipt
from screening.audit.dead_letters import DeadLetters
from screening.audit.entry import Message, Place
from screening.audit.evidence import Evidence, Standing
from screening.audit.period import Period
from screening.audit.receipt import Chain, Receipt
from screening.audit.retention import Kept, Retention
from screening.audit.review import Review
from screening.audit.verification import Verdict, Verification

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from screening.audit.chain import Judged

LIST, OTHER_LIST = "a" * 64, "b" * 64
CONFIG = "c" * 64
SOFTWARE = "fresnel/test"
SOURCE = "transactions"
ALWAYS = Period()
START = datetime(2025, 7, 1, tzinfo=UTC)


def at(seconds: float) -> str:
    """A moment of the history."""
    return (START + timedelta(seconds=seconds)).isoformat().replace("+00:00", "Z")


def alert_id(name: object) -> str:
    """An id that looks like one."""
    return hashlib.sha256(str(name).encode()).hexdigest()[:32]


def draft(chain: Chain, first: int, last: int, **fields: Any) -> Receipt:
    """A receipt of a range of clear records, before it is sealed.

    `ids` are those of its alerts; each is on a record of its own unless `flagged` says otherwise.
    """
    ids = fields.pop("ids", ())
    flagged, lost = fields.pop("flagged", len(ids)), fields.pop("dead_lettered", 0)
    clear = max(0, last - first + 1 - flagged - lost)
    return {
        "group": chain.group,
        "writer": "host/1/aaaa",
        "topic": chain.topic,
        "partition": chain.partition,
        "first_offset": first,
        "last_offset": last,
        "clear": clear,
        "flagged": flagged,
        "dead_lettered": lost,
        "skipped": 0,
        "transactions": clear + flagged,
        "shadow": 0,
        "suppressed": 0,
        "alerts": len(set(ids)),
        "alerts_digest": receipt.alerts_digest(ids),
        "delay_seconds": 0.25,
        "snapshot": {"serial": 1, "digest": LIST},
        "config_digest": CONFIG,
        "software": SOFTWARE,
        "at": at(last),
        **fields,
    }


def chained(drafts: list[Receipt], previous: str | None = None) -> list[Receipt]:
    """Receipts one after another."""
    sealed: list[Receipt] = []
    for each in drafts:
        sealed.append(receipt.sealed(each, previous))
        previous = sealed[-1]["digest"]
    return sealed


def alert(partition: int, offset: int, name: str, **fields: Any) -> dict[str, Any]:
    """The parts of an alert that an auditor looks at, and some that it passes over."""
    return {
        "schema": "fresnel.alert/1",
        "alert_id": name,
        "mode": "live",
        "detected_at": at(offset - 0.5),
        "severity": "high",
        "transaction": {"id": "t", "source": SOURCE, "partition": partition, "offset": offset},
        "matches": [],
        "snapshot": {"serial": 1, "digest": LIST, "created": at(0)},
        "config_digest": CONFIG,
        "software": SOFTWARE,
        **fields,
    }


def dead_letter(topic: str, partition: int, offset: int) -> list[tuple[str, bytes]]:
    """The headers of a dead letter that an auditor looks at."""
    return [
        ("reason", b"not_json"),
        ("original_topic", topic.encode()),
        ("original_partition", str(partition).encode()),
        ("original_offset", str(offset).encode()),
    ]


def audited(
    group: str,
    topic: str,
    log: Sequence[Receipt | Message],
    *,
    partitions: Mapping[int, Standing] | None = None,
    alerts: Iterable[Mapping[str, Any]] = (),
    dead: Iterable[Iterable[tuple[str, bytes]]] = (),
    heads: Sequence[str] = (),
    period: Period = ALWAYS,
    begins: Mapping[int, int] | None = None,
    review_kept: Iterable[Kept] = (),
    dead_letters_kept: Iterable[Kept] = (),
) -> tuple[Verdict, list[Judged]]:
    """The verdict on a log of the audit topic, held against the rest, and each judged receipt."""
    review, letters = Review(SOURCE), DeadLetters(topic)
    for each in alerts:
        review.add(json.dumps(each).encode())
    for headers in dead:
        letters.add(headers)
    review.settle()
    letters.settle()
    evidence = Evidence(
        partitions or {},
        review,
        letters,
        Retention(review_kept),
        Retention(dead_letters_kept),
        begins or {},
        period,
    )
    verification = Verification(group, topic, evidence)
    judged = [
        found
        for offset, each in enumerate(log)
        for found in verification.add(each if isinstance(each, Message) else message(each, offset))
    ]
    return verification.close(heads), judged


def message(each: Receipt, offset: int, partition: int = 0) -> Message:
    """A receipt as the audit topic holds it."""
    key = Chain(each["group"], each["topic"], each["partition"]).key
    written = int(datetime.fromisoformat(each["at"]).timestamp() * 1000)
    return Message(Place(partition, offset), written, key, receipt.canonical(each))


def faults(verdict: Verdict) -> list[tuple[str, int | None, int | None]]:
    """What was found, and where."""
    return [(each.fault, *(each.range or (None, None))) for each in verdict.failures]


def notices(verdict: Verdict, partition: int = 0) -> dict[str, list[tuple[int, int]]]:
    """What was shown of a partition, and where."""
    return {
        name: [tuple(each) for each in noticed.ranges]
        for audit in verdict.chains
        if audit.chain.partition == partition
        for name, noticed in audit.findings.notices.items()
    }
