"""What tests of the service share: a list, transactions, and judging them as `scan` does."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

from feeds.build import build
from feeds.compile import ActiveList, load
from screening import judge
from screening.decode import decoders
from screening.mapping.model import MappingModel
from screening.mapping.reader import Mapping
from screening.screen import Origin
from screening.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from screening.alert import Alert
    from screening.bad_record import BadRecordError
    from screening.judge import Judge, Judgement
    from screening.transaction import Transaction

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
NOW_MS = int(NOW.timestamp() * 1000)
LISTED = [
    {"id": "e1", "type": "email", "value": "quiet.lantern@example.com", "tier": "indicator",
     "nature": "distribution", "confidence": 90, "tlp": "amber", "region": "AU-NSW",
     "platform": "example-chat", "labels": "synthetic;sample", "source": "alpha"},
    {"id": "u1", "type": "username", "value": "copper.sparrow42", "source": "alpha"},
    {"id": "w1", "type": "username", "value": "marbleharbour", "source": "alpha"},
    {"id": "d1", "type": "domain", "value": "teal-anchor.example.org", "source": "alpha"},
    {"id": "a1", "type": "account", "value": "062-000 12345678", "source": "alpha"},
    {"id": "p1", "type": "phrase", "value": "violet kettle harbour", "source": "alpha"},
    {"id": "n1", "type": "name", "value": "Robin Placeholder", "source": "alpha"},
    {"id": "i1", "type": "ip", "value": "192.0.2.44", "source": "alpha"},
    {"id": "t1", "type": "email", "value": "past.beacon@example.com", "source": "alpha",
     "valid_from": "2026-01-01T00:00:00Z", "valid_until": "2026-02-01T00:00:00Z"},
    {"id": "m1", "type": "email", "value": "twice.listed@example.com", "source": "alpha",
     "valid_until": "2026-02-01T00:00:00Z"},
    {"id": "m2", "type": "email", "value": "Twice.Listed@example.com", "source": "beta"},
]  # fmt: skip


def snapshot_of(folder: Path, entries: list[dict[str, Any]], *, serial: int = 1) -> Path:
    """A snapshot folder with these entries."""
    feed = folder / f"feed-{serial}.jsonl"
    feed.write_text("".join(f"{json.dumps(entry)}\n" for entry in entries), "utf-8")
    build([feed], folder / "snapshot", serial=serial, created=NOW)
    return folder / "snapshot"


def list_of(folder: Path, *entries: dict[str, Any]) -> ActiveList:
    """A compiled list of these entries."""
    return load(snapshot_of(folder, list(entries)))


def mapping_of(*fields: dict[str, Any], **more: Any) -> Mapping:
    """A mapping with these fields; without `id` unless it is given."""
    model = MappingModel.model_validate({"name": "test", "fields": list(fields), **more})
    return Mapping(model, decoders.of(model.formats))


def judge_of(mapping: Mapping, **settings: Any) -> Judge:
    """The judge of `serve` and `scan` with this mapping and these settings."""
    return judge.from_settings(Settings().model_copy(update=settings), mapping)


def judged(
    document: dict[str, Any] | bytes,
    active: ActiveList,
    judging: Judge,
    coordinates: tuple[str | int | None, ...] = ("file", 1),
) -> Judgement:
    """The judgement of one record."""
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return judging.judge(raw, Origin(NOW_MS, coordinates), active, mode="live", now=NOW)


def only_alert(judgement: Judgement) -> Alert:
    """The one alert of a judgement that has exactly one."""
    (alert,) = judgement.alerts
    return alert


def read(mapping: Mapping, document: dict[str, Any] | bytes) -> list[Transaction | BadRecordError]:
    """Everything that a mapping reads of a record."""
    raw = document if isinstance(document, bytes) else json.dumps(document).encode()
    return list(mapping.read(raw))


def read_one(mapping: Mapping, document: dict[str, Any] | bytes) -> Transaction:
    """The one transaction of a record that has exactly one."""
    (transaction,) = read(mapping, document)
    assert not isinstance(transaction, Exception)
    return transaction


def texts(transaction: Transaction) -> list[tuple[str, str]]:
    """Concrete path and text of every screened field, in order."""
    return [(path, text) for path, _, text in transaction.fields]


def pay(text: str, **more: Any) -> dict[str, Any]:
    """A payment with this description."""
    return {"id": "1", "timestamp": NOW.isoformat(), "description": text} | more


def listed_ids(alert: dict[str, Any]) -> list[str]:
    """Indicator ids in the order of the alert."""
    return [match["indicator_id"] for match in alert["matches"]]
