"""A store full of alerts for the console: judged from made-up payments, then spread over time.

A few thousand payments are judged in earnest; each of their alerts is then kept many times, as that
of another payment of another customer at another time.
"""

from __future__ import annotations

import random
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

import orjson

from feeds.build import build
from feeds.compile import load
from screening import judge, mapping, settings
from screening.alert import render_time
from screening.audit import receipt
from screening.audit.receipt import Chain
from screening.bad_record import Reason
from screening.console import reading
from screening.console.rows import Chunk
from screening.screen import Origin
from screening.stream import messages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from aiokafka import ConsumerRecord

    from screening.alert import Alert
    from screening.console.store import Store

DAY = 86_400
DAYS = 85
PARTITIONS = 4
_AT_ONCE = 2_000
_KINDS = {
    "email": "{word}.{n}@mail{m}.example.com",
    "username": "{word}_{n}",
    "domain": "{word}{n}.example.net",
    "url": "https://{word}.example.org/p/{n}",
    "phone": "+6149157{p:04}",
    "account": "062-{m:03} {n:08}",
    "phrase": "{word} kettle {other}",
}
_WORDS = "amber copper slate violet marble quiet harbour lantern otter sparrow compass tide".split()
_PLATFORMS = ("example-chat", "example-video", "example-games", "example-pay", None, None)
_REGIONS = ("AU-NSW", "AU-VIC", "AU-QLD", "AU-WA", "AU-SA", "AU-TAS", "NZ", "PH", "AU", None)
_PURPOSES = "rent march;lunch and coffee;birthday present;garden supplies;ticket".split(";")
_COUNTRIES = ("AU", "AU", "AU", "NZ", "PH", "SG", "GB")


class Record(NamedTuple):
    """What `ConsumerRecord` has, as far as it is read."""

    topic: str
    partition: int
    offset: int
    timestamp: int
    value: bytes | None
    key: bytes | None = None
    headers: tuple[tuple[str, bytes], ...] = ()


def indicators(chance: random.Random, count: int) -> list[dict[str, Any]]:
    """Entries of a list, all made up."""
    return [_entry(chance, number) for number in range(count)]


def judged(chance: random.Random, listed: list[dict[str, Any]], count: int) -> list[Alert]:
    """Alerts of payments that each hold one or two of the values."""
    judging = judge.from_settings(settings.Settings(), mapping.load("generic"))
    now = datetime.now(UTC)
    found: list[Alert] = []
    with tempfile.TemporaryDirectory(prefix="fresnel-bench-") as scratch:
        feed, folder = Path(scratch) / "feed.jsonl", Path(scratch) / "snapshot"
        feed.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in listed))
        build([feed], folder, serial=7, created=now)
        active = load(folder)
        for number in range(count):
            raw = orjson.dumps(_payment(chance, number, listed))
            origin = Origin(int(now.timestamp() * 1000), ("transactions", number % 4, number))
            found += judging.judge(raw, origin, active, mode="live", now=now).alerts
    return found


def alerts(chance: random.Random, patterns: list[Alert], count: int, end: float) -> Iterator[Alert]:
    """So many alerts, oldest first, over the days before `end`."""
    days = sorted(chance.triangular(0, DAYS * DAY, DAYS * DAY * 0.9) for _ in range(count))
    for number, day in enumerate(days):
        at = datetime.fromtimestamp(end - DAYS * DAY + day, UTC)
        yield another(chance, chance.choice(patterns), number, at)


def another(chance: random.Random, alert: Alert, number: int, at: datetime) -> Alert:
    """The same as an alert of another payment, at another time."""
    paid = datetime.fromtimestamp(at.timestamp() - chance.uniform(0.1, 30), UTC)
    transaction = {
        **alert["transaction"],
        "id": f"tx-{number:07}",
        "partition": number % PARTITIONS,
        "offset": number * 50,
        "timestamp": render_time(paid),
        "customer": f"C{int(chance.triangular(0, 20_000, 0)):05}",
        "amount": f"{chance.lognormvariate(4, 1.2):.2f}",
    }
    return {
        **alert,
        "alert_id": f"{chance.getrandbits(128):032x}",
        "mode": "shadow" if chance.random() < 0.05 else "live",
        "detected_at": render_time(at),
        "transaction": transaction,
    }


def fill(store: Store, count: int, seed: int = 7) -> list[Alert]:
    """Fill a store; the patterns of its alerts."""
    chance, now = random.Random(seed), time.time()
    patterns = judged(chance, indicators(chance, 2_000), 3_000)
    records = (
        Record("transactions.review", 0, number, _milliseconds(alert), orjson.dumps(alert))
        for number, alert in enumerate(alerts(chance, patterns, count, now))
    )
    _write(store, "transactions.review", records, reading.alert)
    snapshot = patterns[0]["snapshot"]
    _write(store, "transactions.audit", _receipts(now, snapshot), reading.receipt)
    _write(store, "transactions.dead-letter", _dead_letters(chance, now), reading.dead_letter)
    return patterns


def _write(store: Store, topic: str, records: Iterator[Record], read: reading.Reader) -> None:
    rows: list[tuple[int, Any]] = []
    for record in records:
        rows.append((record.offset, read(_as_record(record), "made-up")))
        if len(rows) == _AT_ONCE:
            _flush(store, topic, rows)
    _flush(store, topic, rows)


def _flush(store: Store, topic: str, rows: list[tuple[int, Any]]) -> None:
    if rows:
        store.write([Chunk(topic, "made-up", 0, tuple(rows), rows[-1][0] + 1)], 0.0)
        rows.clear()


def _as_record(record: Record) -> ConsumerRecord:
    return record


def _milliseconds(alert: Alert) -> int:
    return int(datetime.fromisoformat(alert["detected_at"]).timestamp() * 1000)


def _receipts(end: float, snapshot: dict[str, Any]) -> Iterator[Record]:
    """A receipt of each partition every half minute of the last day."""
    number = 0
    heads: dict[int, str] = {}
    for step in range(DAY // 30):
        for partition in range(PARTITIONS):
            at, first = end - DAY + step * 30 + partition, step * 1_500
            given = _counts(first) | {
                "group": "fresnel",
                "writer": f"replica-{partition % 2}",
                "topic": "transactions",
                "topic_id": None,
                "partition": partition,
                "alerts_digest": receipt.alerts_digest(()),
                "snapshot": {name: snapshot[name] for name in ("serial", "digest")},
                "config_digest": "0" * 64,
                "software": "fresnel/0.1.0",
                "at": render_time(datetime.fromtimestamp(at, UTC)),
            }
            sealed = receipt.sealed(given, heads.get(partition))
            heads[partition] = sealed["digest"]
            key = Chain("fresnel", "transactions", partition).key
            value = receipt.canonical(sealed)
            yield Record("transactions.audit", 0, number, int(at * 1000), value, key)
            number += 1


def _counts(first: int) -> dict[str, Any]:
    outcomes = {"clear": 1_494, "flagged": 3, "dead_lettered": 2, "skipped": 1}
    beside = {"transactions": 1_497, "shadow": 1, "suppressed": 0, "alerts": 3}
    return {
        "first_offset": first,
        "last_offset": first + 1_499,
        **outcomes,
        **beside,
        "delay_seconds": 0.4,
    }


def _dead_letters(chance: random.Random, end: float) -> Iterator[Record]:
    for number in range(400):
        at = int((end - DAY * 5 + number * DAY / 80) * 1000)
        bad = Record("transactions", number % 4, number * 700, at, b"{not json")
        reason = chance.choice((Reason.NOT_JSON, Reason.NOT_JSON, Reason.ID_MISSING))
        made = messages.dead_letter_message(
            "transactions.dead-letter", _as_record(bad), reason, 1_000
        )
        headers = tuple(made.headers)
        yield Record(made.topic, 0, number, at, made.forms[0](), None, headers)


def _entry(chance: random.Random, number: int) -> dict[str, Any]:
    kind = chance.choice(list(_KINDS))
    word, other = chance.choice(_WORDS), chance.choice(_WORDS)
    value = _KINDS[kind].format(
        word=word, other=f"{other} {number}", n=10_000 + number, m=number % 50, p=number % 10_000
    )
    return {
        "id": f"demo-{number:05}",
        "type": kind,
        "value": value,
        "tier": chance.choice(("clue", "clue", "indicator")),
        "nature": chance.choice(("access", "possession", "distribution", "suspected_activity")),
        "confidence": chance.randrange(20, 100),
        "tlp": "amber",
        "source": chance.choice(("alpha", "beta")),
        "platform": chance.choice(_PLATFORMS),
        "region": chance.choice(_REGIONS),
        "first_seen": "2026-01-05T00:00:00Z",
        "last_seen": "2026-06-30T00:00:00Z",
    }


def _payment(chance: random.Random, number: int, listed: list[dict[str, Any]]) -> dict[str, Any]:
    held = chance.sample(listed, chance.choice((1, 1, 1, 2)))
    text = " ".join([chance.choice(_PURPOSES), *(_in_text(each) for each in held), "thanks"])
    return {
        "id": f"pattern-{number}",
        "timestamp": datetime.now(UTC).isoformat(),
        "customer_id": "C1",
        "amount": "12.50",
        "currency": "AUD",
        "description": text,
        "reference": f"REF{number:06}",
        "payer": {"name": "Alex Example", "account": f"062-{chance.randrange(999):03} 12345678"},
        "payee": {"name": "Kim Sample", "account": f"733-{chance.randrange(999):03} 87654321"},
    }


def _in_text(entry: dict[str, Any]) -> str:
    return f"ig: {entry['value']}" if entry["type"] == "username" else str(entry["value"])
