"""Another snapshot while the stream runs."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING, Any

import pytest

from feeds.snapshot import INDICATORS, MANIFEST, read_manifest
from tests.kafka import payments
from tests.kafka.load import running_load
from tests.kafka.process import Service, alert_count, alerts, caught_up
from tests.kafka.receipts import assert_alerts_belong, assert_chained, chains
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka.conftest import Topics

SERIALS = range(2, 8)
SMALL = {"KAFKA__MAX_POLL_RECORDS": 50}


@pytest.fixture
def own_snapshot(tmp_path: Path) -> Path:
    """A snapshot that a test may rebuild."""
    return payments.snapshot(tmp_path)


async def test_reloads_under_load_lose_nothing(
    bootstrap: str, topics: Topics, own_snapshot: Path, tmp_path: Path
) -> None:
    """Each alert names the snapshot that judged it, in order, and every hit has its alert."""
    digests = {1: read_manifest(own_snapshot).digest}
    async with Service(bootstrap, topics, own_snapshot, tmp_path, **SMALL) as service:
        async with running_load(bootstrap, topics) as load:
            for serial in SERIALS:
                await _more_alerts(bootstrap, topics)
                payments.snapshot(tmp_path, serial=serial, extra=f"x,phrase,extra phrase {serial}")
                digests[serial] = read_manifest(own_snapshot).digest
                last = await _reload(service)
                assert (last["result"], last["serial"]) == ("activated", serial)
            await _more_alerts(bootstrap, topics)
        await until(lambda: caught_up(bootstrap, topics))
        shown = (await service.get("/v1/snapshot")).json()
        assert (shown["serial"], shown["digest"]) == (SERIALS[-1], digests[SERIALS[-1]])
    found = await alerts(bootstrap, topics)

    assert payments.hits_in(found) == load.hits
    assert len(found) == len(load.hits)
    judges = {(each["snapshot"]["serial"], each["snapshot"]["digest"]) for each in found}
    assert judges == set(digests.items())
    for partition in range(4):
        ours = [each for each in found if each["transaction"]["partition"] == partition]
        ours.sort(key=lambda each: each["transaction"]["offset"])
        serials = [each["snapshot"]["serial"] for each in ours]
        assert serials == sorted(serials)
    for receipts in (await chains(bootstrap, topics)).values():
        assert_chained(receipts)
        assert_alerts_belong(receipts, found)


async def test_one_reload_at_a_time(
    bootstrap: str, topics: Topics, own_snapshot: Path, tmp_path: Path
) -> None:
    """Whoever asks while one is running is answered 409, and the stream goes on meanwhile."""
    manifest = own_snapshot / MANIFEST
    content = manifest.read_bytes()
    async with Service(bootstrap, topics, own_snapshot, tmp_path) as service:
        manifest.unlink()
        os.mkfifo(manifest)  # a file that cannot be read before somebody writes it
        assert (await service.post("/v1/reload")).status_code == 202
        assert (await service.post("/v1/reload")).status_code == 409
        assert (await service.get("/v1/reload")).json()["status"] == "running"
        async with running_load(bootstrap, topics):
            await _more_alerts(bootstrap, topics)
        await asyncio.to_thread(manifest.write_bytes, content)
        assert (await _finished(service))["result"] == "unchanged"


async def test_a_bad_snapshot_is_refused_and_the_old_one_stays(
    bootstrap: str, topics: Topics, own_snapshot: Path, tmp_path: Path
) -> None:
    """A damaged snapshot changes nothing but what /v1/reload and the metric say."""
    async with Service(bootstrap, topics, own_snapshot, tmp_path) as service:
        before = (await service.get("/v1/snapshot")).json()
        payments.snapshot(tmp_path, serial=2, extra="x,phrase,one extra phrase")
        damaged = bytearray((own_snapshot / INDICATORS).read_bytes())
        damaged[len(damaged) // 2] ^= 1
        (own_snapshot / INDICATORS).write_bytes(damaged)
        last = await _reload(service)
        after = (await service.get("/v1/snapshot")).json()
        async with running_load(bootstrap, topics) as load:
            await _more_alerts(bootstrap, topics)
        await until(lambda: caught_up(bootstrap, topics))

        assert last["result"] == "refused"
        assert INDICATORS in last["reason"]
        assert (await service.metrics("fresnel_reloads_total"))['{result="refused"}'] == 1
        assert after["last_refused"]["reason"] == last["reason"]
        told = {"age_seconds": 0, "last_refused": None}
        assert before | told == after | told
        assert await service.ready()
    found = await alerts(bootstrap, topics)
    assert payments.hits_in(found) == load.hits
    assert {each["snapshot"]["serial"] for each in found} == {1}


async def _reload(service: Service) -> dict[str, Any]:
    assert (await service.post("/v1/reload")).status_code == 202
    return await _finished(service)


async def _finished(service: Service) -> dict[str, Any]:
    async def last() -> dict[str, Any] | None:
        answer = (await service.get("/v1/reload")).json()
        return dict(answer["last"]) if answer["status"] == "idle" else None

    return await until(last)


async def _more_alerts(bootstrap: str, topics: Topics) -> None:
    before = await alert_count(bootstrap, topics)

    async def more() -> bool:
        return await alert_count(bootstrap, topics) > before

    await until(more)
