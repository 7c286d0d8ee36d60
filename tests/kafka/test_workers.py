"""`fresnel serve --workers N`: several processes that are one service to everybody else."""

from __future__ import annotations

import os
import signal
from pathlib import Path
from typing import TYPE_CHECKING

from tests.kafka import admin, payments
from tests.kafka.load import assert_complete, running_load
from tests.kafka.process import Service, alerts, caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from tests.kafka.conftest import Topics

SMALL = {"KAFKA__MAX_POLL_RECORDS": 50}
TWO = ("--workers", "2")


async def test_workers_are_one_service(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Partitions are shared out; probes, metrics and accounts are of all; they drain together."""
    records, hits = payments.stream(2_000, every=20, prefix="w")
    async with Service(bootstrap, topics, snapshot, tmp_path, options=TWO, **SMALL) as service:
        await until(service.ready)
        await until(lambda: _all_members_have_some(service))
        await admin.produce(bootstrap, topics.transactions, records)
        await until(lambda: caught_up(bootstrap, topics))

        assert await service.outcomes() == {"clear": 1_900, "flagged": 100}
        assert await service.metrics("fresnel_consumer_lag") == {
            f'{{partition="{number}"}}': 0 for number in range(4)
        }
        assert await service.metrics("fresnel_workers_running") == {"": 2}
        assert await service.metrics("fresnel_ready") == {"": 1}
        accounts = (await service.get("/v1/accounting")).json()
        assert accounts["total"]["consumed"] == 2_000
        assert [each["state"] for each in accounts["partitions"]] == ["reading"] * 4
        assert all(each["balanced"] for each in accounts["partitions"])
        assert len((await service.get("/v1/snapshot")).json()["workers"]) == 2
        processes = _workers(service)
        assert await service.terminate() == 0
        assert not any(_is_alive(process) for process in processes)
    found = await alerts(bootstrap, topics)
    assert payments.hits_in(found) == hits
    assert len(found) == len(hits)


async def test_a_killed_worker_comes_back_and_nothing_is_lost(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Under load one is killed: it is not ready meanwhile, counters do not fall, all hits alert."""
    async with Service(bootstrap, topics, snapshot, tmp_path, options=TWO, **SMALL) as service:
        await until(lambda: _all_members_have_some(service))
        async with running_load(bootstrap, topics) as load:
            before = sum((await until(service.outcomes)).values())
            os.kill(_workers(service)[1], signal.SIGKILL)
            await until(lambda: _not_ready(service))
            assert sum((await service.outcomes()).values()) >= before
            await until(lambda: _restarted(service))
            await until(service.ready)
            await until(lambda: _all_members_have_some(service))
        await until(lambda: caught_up(bootstrap, topics))
    await assert_complete(bootstrap, topics, load.hits)


async def test_workers_end_with_their_supervisor(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """However it ends: none stays behind as a member that nobody watches."""
    async with Service(bootstrap, topics, snapshot, tmp_path, options=TWO) as service:
        await until(service.ready)
        processes = _workers(service)
        assert len(processes) == 2
        await service.kill()
        await until(lambda: not any(_is_alive(process) for process in processes))


async def test_all_workers_take_a_new_list_into_use(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """One request reloads all; a second one meanwhile is told so."""
    place = tmp_path / "list"
    place.symlink_to(snapshot)
    async with Service(bootstrap, topics, place, tmp_path, options=TWO) as service:
        await until(service.ready)
        assert (await service.post("/v1/reload")).status_code == 202
        await until(lambda: _reloaded(service))
        assert sum((await service.metrics("fresnel_reloads_total")).values()) == 2
        screened = await service.post("/v1/screen")
        assert screened.status_code == 422  # no body: passed on, and refused by a worker


async def _all_members_have_some(service: Service) -> bool:
    lags = await service.metrics("fresnel_consumer_lag")
    running = await service.metrics("fresnel_workers_running")
    return len(lags) == 4 and running == {"": 2} and await service.ready()


async def _not_ready(service: Service) -> bool:
    return any(each.startswith("worker ") for each in await service.reasons())


async def _restarted(service: Service) -> bool:
    return await service.metrics("fresnel_worker_restarts_total") == {"": 1}


async def _reloaded(service: Service) -> bool:
    said = (await service.get("/v1/reload")).json()
    return said["status"] == "idle" and said["last"] is not None


def _workers(service: Service) -> list[int]:
    """Process ids of the workers: children of the supervisor that serve."""
    return [each for each in _children(service.pid) if b"--socket" in _command(each)]


def _children(parent: int) -> list[int]:
    listed = Path(f"/proc/{parent}/task/{parent}/children").read_text()
    return [int(each) for each in listed.split()]


def _command(process: int) -> list[bytes]:
    return Path(f"/proc/{process}/cmdline").read_bytes().split(b"\0")


def _is_alive(process: int) -> bool:
    try:
        return Path(f"/proc/{process}/stat").read_text().split()[2] != "Z"
    except FileNotFoundError:
        return False
