"""An auditor's reading of the audit topic, with nothing of the service's own code."""

from __future__ import annotations

import hashlib
import json
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from tests.kafka import admin

if TYPE_CHECKING:
    from tests.kafka.conftest import Topics

Receipt = dict[str, Any]
OUTCOMES = ("clear", "flagged", "dead_lettered", "skipped")


async def chains(bootstrap: str, topics: Topics) -> dict[int, list[Receipt]]:
    """The receipts on the audit topic in order, by the partition that they speak of."""
    found: dict[int, list[Receipt]] = {}
    for record in await admin.read(bootstrap, topics.audit):
        receipt = json.loads(record.value or b"")
        key = f"{receipt['group']}/{receipt['topic']}/{receipt['partition']}"
        assert record.key == key.encode()
        assert (receipt["group"], receipt["topic"]) == (topics.group, topics.transactions)
        found.setdefault(receipt["partition"], []).append(receipt)
    return found


def sha256(value: object) -> str:
    """Of canonical JSON."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()


def assert_chained(receipts: list[Receipt], start: str | None = None) -> None:
    """Each receipt states its own digest, and that of the one before it."""
    for receipt in receipts:
        stated = receipt["digest"]
        assert stated == sha256({n: v for n, v in receipt.items() if n != "digest"})
    assert receipts[0]["previous"] == start
    for before, after in pairwise(receipts):
        assert after["previous"] == before["digest"]


def holes(receipts: list[Receipt], first: int, end: int) -> set[int]:
    """Offsets from `first` up to `end` that no receipt covers."""
    wanted = set(range(first, end))
    for each in receipts:
        wanted -= set(range(each["first_offset"], each["last_offset"] + 1))
    return wanted


def overlaps(receipts: list[Receipt]) -> int:
    """How many receipts begin before the end of one before them."""
    ends = [each["last_offset"] for each in receipts]
    return sum(
        each["first_offset"] <= max(ends[:number]) for number, each in enumerate(receipts) if number
    )


def assert_alerts_belong(receipts: list[Receipt], alerts: list[dict[str, Any]]) -> None:
    """Each receipt's digest is that of the ids of the alerts in its range."""
    for receipt in receipts:
        ids = {
            alert["alert_id"]
            for alert in alerts
            if alert["transaction"]["partition"] == receipt["partition"]
            and receipt["first_offset"] <= alert["transaction"]["offset"] <= receipt["last_offset"]
            and alert["snapshot"]["digest"] == receipt["snapshot"]["digest"]
        }
        assert receipt["alerts"] == len(ids)
        assert receipt["alerts_digest"] == sha256(sorted(ids))
