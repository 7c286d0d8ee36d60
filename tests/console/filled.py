"""What a full console holds: alerts, receipts, dead letters, and the lists of its host."""

from __future__ import annotations

import random
import time
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import orjson

from benchmarks import console_store
from feeds.build import build
from feeds.prepare import RELEASE
from feeds.release.accepted import SNAPSHOTS
from screening.console.rows import Event

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screening.console.conftest import Running

SEED, LISTED = 7, 2_000
SERIALS = (6, 7)
# Entries that are held back, each by another rule.
HELD_BACK = [
    {"id": "q1", "type": "phrase", "value": "kite", "source": "alpha"},
    {"id": "q2", "type": "username", "value": "12345678", "source": "alpha"},
    {"id": "q3", "type": "email", "value": "postmaster@mail.example.com", "source": "alpha"},
]


def fill(running: Running, alerts: int, *, waiting: int = 0) -> None:
    """Fill the console as its readings of the topics and the service's state folder would."""
    parts = running.window.parts
    console_store.fill(parts.store, alerts, SEED)
    _lists(running.state)
    now = time.time()
    parts.ingest.answered(now)
    heads = {each.partition: each.last_offset + 1 for each in parts.store.heads()}
    parts.ingest.ends = {each: end + waiting for each, end in heads.items()}
    parts.ingest.ends_at = now
    parts.store.tell(Event(now - 5_400, "broker", "Kafka answers again"))


def _lists(state: Path) -> None:
    """Two releases: the one that judged the alerts, and the one before it."""
    listed = console_store.indicators(random.Random(SEED), LISTED)
    now = datetime.now(UTC)
    for serial, entries in zip(SERIALS, (_earlier(listed), listed), strict=True):
        feed = state / f"feed-{serial}.jsonl"
        feed.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in [*entries, *HELD_BACK]))
        folder = state / RELEASE / SNAPSHOTS / str(serial)
        folder.parent.mkdir(parents=True, exist_ok=True)
        build([feed], folder, serial=serial, created=now - timedelta(hours=3 + 24 * (7 - serial)))


def _earlier(listed: list[dict]) -> list[dict]:
    """Without some of them, with some that were withdrawn since, some of another tier."""
    gone = [
        {**each, "id": f"old-{nth}", "value": f"withdrawn{nth}.example.net", "type": "domain"}
        for nth, each in enumerate(listed[:40])
    ]
    changed = [{**each, "tier": "clue"} for each in listed[100:130]]
    return [*gone, *changed, *listed[130:]]
