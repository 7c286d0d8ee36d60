"""Four eyes: what is prepared waits, whatever restarts, until another person approves it."""

from __future__ import annotations

import asyncio
import json
import shutil
from typing import TYPE_CHECKING, Any

import pytest

from feeds.release import accepted, held
from feeds.release.held import HELD
from feeds.snapshot import INDICATORS, MANIFEST, SnapshotError
from screening.four_eyes import (
    LOG,
    Asker,
    BusyError,
    NothingWaitsError,
    OtherWaitsError,
    SamePersonError,
    UnusableError,
)
from screening.lookup.audit_log import AuditError
from screening.metrics import Metrics
from screening.opening import NoListError
from screening.origin import Origin
from screening.reload import Reloader
from tests.kafka.waiting import until
from tests.screening.support import LISTED, snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

ALICE, BOB = Asker("alice", "http"), Asker("bob", "http")
MORE = {"id": "x1", "type": "phrase", "value": "paper compass garden"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The operator's snapshot folder, serial 1."""
    return snapshot_of(tmp_path, LISTED)


def reloader_of(folder: Path, metrics: Metrics | None = None) -> Reloader:
    """A service's reloader with four eyes; another one of the same folder is its restart."""
    origin = Origin(folder, None, folder.with_name("state"))
    return Reloader(origin, metrics or Metrics(), four_eyes=True)


async def reloaded(reloader: Reloader, asker: Asker) -> str:
    """How a reload that is begun now ends."""
    assert reloader.start(asker)
    last = await reloader.finished()
    assert last is not None
    return last.result


def log(folder: Path) -> list[dict[str, Any]]:
    """The lines of the log of approvals."""
    path = folder.with_name("state") / LOG
    return [json.loads(line) for line in path.read_text().splitlines()] if path.exists() else []


async def first_approved(folder: Path) -> Reloader:
    """A service that screens by the first list, which Bob approved."""
    reloader = reloader_of(folder)
    assert reloader.waiting
    await reloader.approve(reloader.waiting["digest"], "bob")
    return reloader


async def test_the_first_list_waits(folder: Path) -> None:
    """There is none until it is approved; it is asked for by the start."""
    metrics = Metrics()
    reloader = reloader_of(folder, metrics)
    waiting = reloader.waiting
    assert waiting is not None
    assert (waiting["serial"], waiting["asked_by"]) == (1, "start")
    assert reloader.status() == {"status": "waiting", "waiting": waiting, "last": None}
    assert metrics.registry.get_sample_value("fresnel_snapshot_waiting") == 1
    with pytest.raises(NoListError):
        reloader.active()
    with pytest.raises(NoListError):
        reloader.describe()
    assert reloader.warnings() == ["no list is in use yet: the first one waits for approval"]
    await reloader.approve(waiting["digest"], "bob", "looked at the forecast")
    assert reloader.active().manifest.digest == waiting["digest"]
    assert reloader.describe()["waiting"] is None
    assert reloader.status()["status"] == "idle"
    assert metrics.registry.get_sample_value("fresnel_snapshot_waiting") == 0
    asked, approved = log(folder)
    assert (asked["event"], asked["who"], asked["via"]) == ("asked", "start", "start")
    assert (approved["event"], approved["who"], approved["reason"]) == (
        "approved",
        "bob",
        "looked at the forecast",
    )
    assert asked["digest"] == approved["digest"] == waiting["digest"]


async def test_a_later_list_waits_for_another_person(folder: Path, tmp_path: Path) -> None:
    """The old one stays; who asked cannot approve, under whatever case, and that is logged."""
    reloader = await first_approved(folder)
    before = reloader.active()
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    assert await reloaded(reloader, ALICE) == "waiting"
    assert reloader.active() is before
    waiting = reloader.describe()["waiting"]
    assert (waiting["serial"], waiting["asked_by"]) == (2, "alice")
    for name in ("alice", "Alice ", "ＡＬＩＣＥ"):
        with pytest.raises(SamePersonError):
            await reloader.approve(waiting["digest"], name)
    assert reloader.active() is before
    await reloader.approve(waiting["digest"], "bob")
    assert reloader.active().manifest.serial == 2
    events = [(each["event"], each["who"]) for each in log(folder)[2:]]
    assert events == [
        ("asked", "alice"), ("refused", "alice"), ("refused", "Alice "), ("refused", "ＡＬＩＣＥ"),
        ("approved", "bob"),
    ]  # fmt: skip


async def test_who_asked_first_stays_who_asked(folder: Path, tmp_path: Path) -> None:
    """Neither another person nor the service itself takes it over, nor a restart."""
    reloader = await first_approved(folder)
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    for asker in (ALICE, BOB, ALICE):
        assert await reloaded(reloader, asker) == "waiting"
    assert await reloaded(reloader_of(folder), Asker("start", "start")) == "waiting"
    again = reloader_of(folder)
    assert again.waiting is not None
    assert again.waiting["asked_by"] == "alice"
    with pytest.raises(SamePersonError):
        await again.approve(again.waiting["digest"], "alice")
    assert [each["event"] for each in log(folder)].count("asked") == 2  # the first list, and this


async def test_no_restart_takes_what_was_not_approved(folder: Path, tmp_path: Path) -> None:
    """It goes on with what was approved last, however the folder looks by now."""
    await first_approved(folder)
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    reloader = reloader_of(folder)
    assert reloader.active().manifest.serial == 1
    assert await reloaded(reloader, ALICE) == "waiting"
    shutil.rmtree(folder)
    assert reloader_of(folder).active().manifest.serial == 1
    reloader = reloader_of(folder)
    assert reloader.waiting
    await reloader.approve(reloader.waiting["digest"], "bob")
    assert reloader.active().manifest.serial == 2
    assert reloader_of(folder).active().manifest.serial == 2


async def test_the_copy_is_approved_and_not_what_the_folder_holds_later(
    folder: Path, tmp_path: Path
) -> None:
    """What was looked at goes live; the digest names it."""
    reloader = await first_approved(folder)
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    assert await reloaded(reloader, ALICE) == "waiting"
    assert reloader.waiting
    digest = reloader.waiting["digest"]
    snapshot_of(tmp_path, [*LISTED, MORE | {"value": "paper compass meadow"}], serial=3)
    await reloader.approve(digest, "bob")
    assert (reloader.active().manifest.serial, reloader.active().manifest.digest) == (2, digest)
    assert await reloaded(reloader, ALICE) == "waiting"
    assert reloader.waiting["serial"] == 3


async def test_a_newer_list_takes_the_place_of_one_that_waits(folder: Path, tmp_path: Path) -> None:
    """Nobody approves a digest that does not wait; going back to what is in use ends the wait."""
    reloader = await first_approved(folder)
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    assert await reloaded(reloader, ALICE) == "waiting"
    old = reloader.status()["waiting"]["digest"]
    snapshot_of(tmp_path, [*LISTED, MORE | {"value": "paper compass meadow"}], serial=3)
    assert await reloaded(reloader, BOB) == "waiting"
    with pytest.raises(OtherWaitsError):
        await reloader.approve(old, "carol")
    assert reloader.waiting is not None
    assert reloader.waiting["asked_by"] == "bob"
    snapshot_of(tmp_path, LISTED, serial=1)
    assert await reloaded(reloader, ALICE) == "unchanged"
    assert reloader.waiting is None
    with pytest.raises(NothingWaitsError):
        await reloader.approve(old, "carol")


async def test_the_same_content_under_a_new_serial_needs_no_second_approval(
    folder: Path, tmp_path: Path
) -> None:
    """The digest is what was approved."""
    reloader = await first_approved(folder)
    snapshot_of(tmp_path, LISTED, serial=7)
    assert await reloaded(reloader, ALICE) == "activated"
    assert reloader.active().manifest.serial == 7


async def test_a_refused_list_leaves_the_one_that_waits(folder: Path, tmp_path: Path) -> None:
    """It can still be approved."""
    reloader = await first_approved(folder)
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    assert await reloaded(reloader, ALICE) == "waiting"
    snapshot_of(tmp_path, [*LISTED, MORE, MORE | {"id": "y", "value": "blue otter"}], serial=3)
    (folder / INDICATORS).write_bytes(b"damaged")
    assert await reloaded(reloader, ALICE) == "refused"
    assert reloader.waiting
    await reloader.approve(reloader.waiting["digest"], "bob")
    assert reloader.active().manifest.serial == 2


async def test_what_was_altered_while_it_waited_is_not_taken(folder: Path, tmp_path: Path) -> None:
    """Its manifest is that which was recorded, or nothing goes live."""
    reloader = await first_approved(folder)
    before = reloader.active()
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    assert await reloaded(reloader, ALICE) == "waiting"
    found = held.waiting(folder.with_name("state") / "own")
    assert found is not None
    other = tmp_path / "other"
    other.mkdir()
    sound = snapshot_of(other, [*LISTED, MORE | {"value": "paper compass meadow"}], serial=2)
    for manifest in ("{}", (sound / MANIFEST).read_text()):
        (found.folder / MANIFEST).write_text(manifest)
        shutil.copy(sound / INDICATORS, found.folder / INDICATORS)
        with pytest.raises(UnusableError):
            await reloader.approve(found.release.digest, "bob")
    assert reloader.active() is before
    assert reloader.waiting is not None


async def test_what_cannot_be_logged_does_not_count(folder: Path, tmp_path: Path) -> None:
    """The list still waits."""
    reloader = await first_approved(folder)
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    assert await reloaded(reloader, ALICE) == "waiting"
    path = folder.with_name("state") / LOG
    path.unlink()
    path.mkdir()
    assert reloader.waiting
    with pytest.raises(AuditError):
        await reloader.approve(reloader.waiting["digest"], "bob")
    assert reloader.active().manifest.serial == 1
    assert reloader_of(folder).active().manifest.serial == 1
    path.rmdir()
    await reloader.approve(reloader.waiting["digest"], "bob")
    assert reloader.active().manifest.serial == 2


async def test_only_one_thing_at_a_time(folder: Path, tmp_path: Path) -> None:
    """Nothing is approved while a reload runs, and no reload begins while one is approved."""
    reloader = await first_approved(folder)
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    assert reloader.start(ALICE)
    with pytest.raises(BusyError):
        await reloader.approve("0" * 64, "bob")
    await reloader.finished()
    assert reloader.waiting
    approving = asyncio.create_task(reloader.approve(reloader.waiting["digest"], "bob"))
    await until(lambda: reloader.status()["status"] == "running" or approving.done())
    assert approving.done() or not reloader.start(BOB)
    await approving
    assert reloader.active().manifest.serial == 2


async def test_without_four_eyes_nothing_waits(folder: Path, tmp_path: Path) -> None:
    """As before; and what waited when it was turned off is as good as any other."""
    await first_approved(folder)
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    state = folder.with_name("state")
    plain = Reloader(Origin(folder, None, state), Metrics())
    assert plain.active().manifest.serial == 2
    assert plain.waiting is None
    with pytest.raises(NothingWaitsError):
        await plain.approve(plain.active().manifest.digest, "bob")


def test_a_first_list_that_is_bad_ends_the_start(folder: Path) -> None:
    """As without four eyes."""
    (folder / INDICATORS).unlink()
    with pytest.raises(SnapshotError, match=INDICATORS):
        reloader_of(folder)


@pytest.mark.parametrize("damage", [b"", b"{", b'{"release": 1}'])
async def test_a_damaged_record_permits_nothing(folder: Path, damage: bytes) -> None:
    """What waits is asked for again; nothing is approved by it."""
    reloader = await first_approved(folder)
    (folder.with_name("state") / "own" / HELD).write_bytes(damage)
    assert reloader_of(folder).waiting is None
    with pytest.raises(NothingWaitsError):
        await reloader.approve("0" * 64, "bob")
    (folder.with_name("state") / "own" / accepted.ACCEPTED).write_bytes(damage)
    fresh = folder.with_name("state") / "own" / HELD
    fresh.unlink()
    with pytest.raises(SnapshotError, match=r"accepted\.json"):
        reloader_of(folder)
