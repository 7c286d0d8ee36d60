"""The exact set of alerts, and the account of every record."""

from __future__ import annotations

import json
import subprocess
from typing import TYPE_CHECKING

from tests.kafka import admin, payments
from tests.kafka.process import COMMAND, Service, alerts, caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka.conftest import Topics

COUNT = 20_000


async def test_every_hit_becomes_an_alert_and_nothing_else(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Of 20,000 payments exactly those with a listed value are alerted, and all are accounted."""
    records, hits = payments.stream(COUNT)
    async with Service(bootstrap, topics, snapshot, tmp_path) as service:
        await admin.produce(bootstrap, topics.transactions, records)
        await until(lambda: caught_up(bootstrap, topics))
        found = await alerts(bootstrap, topics)

        assert payments.hits_in(found) == hits
        assert len(found) == len(hits) == COUNT // 50
        assert await until(service.outcomes) == {"clear": COUNT - len(hits), "flagged": len(hits)}
        assert set((await service.metrics("fresnel_consumer_lag")).values()) == {0}
        assert await admin.read(bootstrap, topics.dead_letter) == []


async def test_a_scan_of_the_same_records_gives_the_same_alerts(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """`fresnel scan` and the service agree byte for byte, but for time, mode and coordinates."""
    records, hits = payments.stream(1_200, every=10)
    file = tmp_path / "payments.jsonl"
    file.write_bytes(b"\n".join(record.value or b"" for record in records))
    async with Service(bootstrap, topics, snapshot, tmp_path):
        await admin.produce(bootstrap, topics.transactions, records)
        await until(lambda: caught_up(bootstrap, topics))
    streamed = [record.value or b"" for record in await admin.read(bootstrap, topics.review)]
    scanned = _scan(snapshot, file)

    assert len(streamed) == len(hits)
    assert sorted(map(_comparable, streamed)) == sorted(map(_comparable, scanned))


def _scan(snapshot: Path, file: Path) -> list[bytes]:
    command = [str(COMMAND), "scan", "--snapshot", str(snapshot), str(file)]
    return subprocess.run(command, check=True, capture_output=True).stdout.splitlines()


def _comparable(raw: bytes) -> str:
    """An alert's own bytes again, but with what may differ blanked out in its place."""
    alert = json.loads(raw)
    assert json.dumps(alert, separators=(",", ":"), ensure_ascii=False).encode() == raw
    for name in ("detected_at", "mode"):
        alert[name] = None
    for name in ("partition", "offset"):
        alert["transaction"][name] = None
    return json.dumps(alert, ensure_ascii=False)
