"""Made-up payments with a known set of hits, and the feed that lists what is hidden in them."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from itertools import cycle
from typing import TYPE_CHECKING, Any, NamedTuple

from feeds.build import build
from tests.kafka.admin import Record

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

CREATED = datetime(2025, 7, 1, tzinfo=UTC)
FEED = """id,type,value
i-email,email,quiet.lantern@example.com
i-phone,phone,+61491570006
i-username,username,copper.sparrow
i-url,url,https://files.example.net/vault/k3
i-domain,domain,lantern-market.example.com
i-ip,ip,198.51.100.64/28
i-account,account,999-998 123456789
i-iban,account,GB82 WEST 1234 5698 7654 32
i-payid,payid,ABN 89 000 000 019
i-wallet,wallet,bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu
i-phrase,phrase,violet kettle harbour
i-name,name,Jordan Q. Placeholder
"""

Hit = tuple[str, str, str, int, int]
"""Transaction id, indicator id, field, start, end."""


class Plant(NamedTuple):
    """A listed value in a field of a payment, and the text around it."""

    indicator: str
    field: str
    before: str
    found: str
    after: str = ""


PLANTS = (
    Plant("i-email", "description", "rent to ", "Quiet.Lantern@example.com", ", thanks"),
    Plant("i-email", "payee.proxy", "", "quiet.lantern@example.com"),
    Plant("i-phone", "reference", "call \U0001f382 ", "0491 570 006", " today"),
    Plant("i-username", "description", "for ", "@copper.sparrow", " gift"),
    Plant("i-url", "description", "see ", "https://files.example.net/vault/k3?part=2", "."),
    Plant("i-domain", "merchant", "", "shop.lantern-market.example.com"),
    Plant("i-ip", "device.ip", "", "198.51.100.70"),
    Plant("i-account", "payee.account", "", "999-998 123456789"),
    Plant("i-iban", "description", "to ", "GB82 WEST 1234 5698 7654 32", " please"),
    Plant("i-payid", "payee.proxy", "", "89 000 000 019"),
    Plant("i-wallet", "reference", "", "bc1qcr8te4kr609gcawutmrza0j4xv80jy8z306fyu"),
    Plant("i-phrase", "description", "the caf\u00e9 ", "Violet  kettle\u00a0HARBOUR", "!"),
)


def snapshot(folder: Path, *, serial: int = 1, extra: str = "") -> Path:
    """Builds (or rebuilds) the snapshot `folder/list` from the feed and `extra` rows."""
    feed = folder / "sample.csv"
    feed.write_text(FEED + extra, "utf-8")
    build([feed], folder / "list", serial=serial, created=CREATED)
    return folder / "list"


def payment(name: str, **fields: object) -> dict[str, Any]:
    """A payment in which nothing is listed, but for what `fields` replace."""
    return {
        "id": name,
        "timestamp": "2025-07-01T10:20:30Z",
        "customer_id": f"C{hash(name) % 97:05}",
        "amount": "12.50",
        "currency": "AUD",
        "description": "lunch and coffee",
        "reference": "REF000000001",
        "payer": {"name": "Alex Example", "account": "111-222 3334445"},
        "payee": {"name": "Jordan Q. Placeholder", "account": "111-222 6667778"},
        "merchant": "CORNER CAFE",
        "device": {"ip": "10.0.0.1"},
    } | fields


def planted(name: str, plant: Plant) -> tuple[dict[str, Any], Hit]:
    """A payment with one listed value, and where it is to be found."""
    made = payment(name)
    *outer, last = plant.field.split(".")
    place = made
    for part in outer:
        place[part] = dict(place[part])
        place = place[part]
    place[last] = plant.before + plant.found + plant.after
    start = len(plant.before)
    return made, (name, plant.indicator, plant.field, start, start + len(plant.found))


def stream(
    count: int, *, every: int = 50, prefix: str = "t", partitions: int = 4
) -> tuple[list[Record], set[Hit]]:
    """`count` records over all partitions, every so-many-th with a hit, and the set of hits."""
    plants: Iterator[Plant] = cycle(PLANTS)
    records: list[Record] = []
    hits: set[Hit] = set()
    for number in range(count):
        made = payment(name := f"{prefix}-{number:06}")
        if number % every == every // 2:
            made, hit = planted(name, next(plants))
            hits.add(hit)
        records.append(record(made, partition=number % partitions))
    return records, hits


def record(made: dict[str, Any], partition: int | None = None) -> Record:
    """A payment as a record keyed by customer."""
    return Record(json.dumps(made).encode(), made["customer_id"].encode(), partition=partition)


def hits_in(alerts: Iterable[dict[str, Any]]) -> set[Hit]:
    """What alerts say was found."""
    return {
        (
            alert["transaction"]["id"],
            each["indicator_id"],
            each["field"],
            each["start"],
            each["end"],
        )
        for alert in alerts
        for each in alert["matches"]
    }
