"""A list that waits for approval, with several workers."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from screening.four_eyes import NothingWaitsError
from screening.workers import merge
from tests.screening.support import LISTED, snapshot_of
from tests.screening.test_four_eyes import ALICE, MORE, first_approved, log, reloaded, reloader_of

if TYPE_CHECKING:
    from pathlib import Path

LAST = {"result": "waiting", "reason": None, "serial": 2, "started": "", "finished": ""}
WAITING = {"serial": 2, "digest": "d", "asked_by": "alice", "since": ""}


async def test_workers_share_what_was_approved(tmp_path: Path) -> None:
    """A second one takes what the first one's caller approved, and logs nothing again."""
    folder = snapshot_of(tmp_path, LISTED)
    first = await first_approved(folder)
    second = reloader_of(folder)
    snapshot_of(tmp_path, [*LISTED, MORE], serial=2)
    for each in (first, second):
        assert await reloaded(each, ALICE) == "waiting"
    assert first.waiting
    digest = first.waiting["digest"]
    await first.approve(digest, "bob")
    assert second.waiting is not None
    await second.approve(digest, "bob")
    assert second.active().manifest.digest == first.active().manifest.digest == digest
    assert [each["event"] for each in log(folder)].count("approved") == 2
    with pytest.raises(NothingWaitsError):
        await second.approve(digest, "bob")


def test_a_list_waits_as_long_as_it_does_for_any() -> None:
    """Running before waiting before idle."""
    idle = {"status": "idle", "last": LAST | {"result": "activated"}}
    waits = {"status": "waiting", "waiting": WAITING, "last": LAST}
    runs = {"status": "running", "stage": "pulling", "last": None}
    assert merge.reload({1: idle, 2: waits}) == waits
    assert merge.reload({1: idle, 2: waits, 3: runs})["status"] == "running"
    assert merge.reload({1: idle, 2: idle}) == idle
