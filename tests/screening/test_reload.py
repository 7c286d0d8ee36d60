"""Reload: one at a time, refused ones change nothing, the status says why."""

from __future__ import annotations

import asyncio
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from feeds.snapshot import INDICATORS, MANIFEST, SnapshotError
from screening.metrics import Metrics
from screening.origin import Origin
from screening.reload import Reloader
from tests.kafka.waiting import until
from tests.screening.support import LISTED, snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

MORE = {"id": "x1", "type": "phrase", "value": "paper compass garden"}


@pytest.fixture
def folder(snapshot: Path, tmp_path: Path) -> Path:
    """A snapshot folder that a test may change."""
    shutil.copytree(snapshot, tmp_path / "snapshot")
    return tmp_path / "snapshot"


@pytest.fixture
def metrics() -> Metrics:
    """Fresh metrics."""
    return Metrics()


@pytest.fixture
def reloader(folder: Path, metrics: Metrics, tmp_path: Path) -> Reloader:
    """A reloader with its first list."""
    return Reloader(Origin(folder, None, tmp_path / "state"), metrics)


async def reloaded(reloader: Reloader) -> dict[str, Any]:
    """How a reload that is begun now ends."""
    assert reloader.start()
    await until(lambda: reloader.status()["status"] == "idle")
    last: dict[str, Any] = reloader.status()["last"]
    return last


def count(metrics: Metrics, result: str) -> float | None:
    """Reloads with this result."""
    return metrics.registry.get_sample_value("fresnel_reloads_total", {"result": result})


def test_before_any_reload(reloader: Reloader) -> None:
    """Nothing runs and there was none; the list in use is described."""
    assert reloader.status() == {"status": "idle", "last": None}
    told = reloader.describe()
    assert (told["serial"], told["total"]) == (1, len(LISTED) - 1)
    assert told["counts"]["email"] == 3
    assert told["created"] == "2026-03-01T12:00:00Z"


async def test_a_new_list_is_activated(
    reloader: Reloader, metrics: Metrics, tmp_path: Path
) -> None:
    """The reference changes, and metrics and status name the new one."""
    before = reloader.active()
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    last = await reloaded(reloader)
    assert (last["result"], last["reason"], last["serial"]) == ("activated", None, 2)
    assert reloader.active() is not before
    assert reloader.active().manifest.serial == 2
    assert count(metrics, "activated") == 1
    labels = {"serial": "2", "digest": reloader.active().manifest.digest}
    assert metrics.registry.get_sample_value("fresnel_snapshot_info", labels) == 1
    old = {"serial": "1", "digest": before.manifest.digest}
    assert metrics.registry.get_sample_value("fresnel_snapshot_info", old) is None


async def test_the_same_list_is_not_loaded_again(reloader: Reloader, metrics: Metrics) -> None:
    """Unchanged says so and keeps the very object."""
    before = reloader.active()
    last = await reloaded(reloader)
    assert (last["result"], last["reason"]) == ("unchanged", None)
    assert reloader.active() is before
    assert count(metrics, "unchanged") == 1


@pytest.mark.parametrize("name", [MANIFEST, INDICATORS])
@pytest.mark.parametrize("damage", ["missing", "empty", "changed"])
async def test_a_bad_list_is_refused(
    reloader: Reloader, metrics: Metrics, tmp_path: Path, name: str, damage: str
) -> None:
    """The old one stays; status and metric say why, and a sound one is taken later."""
    before = reloader.active()
    good = snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    path = good / name
    sound = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        path.write_bytes(b"" if damage == "empty" else sound[:-9] + b"x" + sound[-8:])
    last = await reloaded(reloader)
    assert last["result"] == "refused"
    assert name in last["reason"]
    assert last["serial"] is None
    assert "\n" not in last["reason"]
    assert reloader.active() is before
    assert count(metrics, "refused") == 1
    path.write_bytes(sound)
    assert (await reloaded(reloader))["result"] == "activated"


async def test_only_one_runs(reloader: Reloader, tmp_path: Path) -> None:
    """Whoever asks meanwhile is told no, and the status says that one is running."""
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    assert reloader.start()
    assert not reloader.start()
    assert reloader.status()["status"] == "running"
    await until(lambda: reloader.status()["status"] == "idle")
    assert reloader.start()
    await until(lambda: reloader.status()["status"] == "idle")
    assert reloader.status()["last"]["result"] == "unchanged"


async def test_the_loop_goes_on_meanwhile(reloader: Reloader, tmp_path: Path) -> None:
    """Whoever holds the old list keeps it until the swap."""
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    before = reloader.active()
    reloader.start()
    await asyncio.sleep(0)
    assert reloader.active() is before
    await until(lambda: reloader.status()["status"] == "idle")


def test_a_first_list_that_is_bad_ends_the_start(folder: Path, tmp_path: Path) -> None:
    """There is nothing to screen by."""
    (folder / INDICATORS).unlink()
    with pytest.raises(SnapshotError, match=INDICATORS):
        Reloader(Origin(folder, None, tmp_path / "state"), Metrics())
