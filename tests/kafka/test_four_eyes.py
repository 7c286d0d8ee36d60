"""Four eyes on a running service: what its channel brings waits until somebody approves it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from screening.http.tokens import Scope, append, create
from tests.kafka import admin, payments
from tests.kafka.process import Service, alert_count, caught_up
from tests.kafka.release import Channel, served
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    import httpx

    from tests.kafka.conftest import Topics

NEW = "x,phrase,pebble thimble meadow\n"


@pytest.fixture
def channel(tmp_path: Path) -> Channel:
    """A channel whose first release is the tests' list, serial 1."""
    made = Channel(tmp_path)
    made.publish(payments.snapshot(tmp_path))
    return made


@pytest.fixture
def tokens(tmp_path: Path) -> dict[str, str]:
    """Tokens of people, by name, in the service's file."""
    made = {}
    for name in ("alice", "bob"):
        made[name], entry = create(name, [Scope.RELOAD, Scope.APPROVE])
        append(tmp_path / "tokens.yaml", entry)
    return made


def service_of(
    bootstrap: str, topics: Topics, url: str, channel: Channel, folder: Path, *options: str
) -> Service:
    """A service with four eyes that follows the channel at `url`."""
    return Service(
        bootstrap, topics, folder, folder, options=options,
        SNAPSHOT=url, RELEASE__ROOT=channel.root, RELEASE__POLL_SECONDS=0.2,
        RELEASE__FOUR_EYES="true", STATE_DIR=folder / "state",
        HTTP__TOKENS_FILE=folder / "tokens.yaml",
    )  # fmt: skip


async def waits(client: httpx.AsyncClient, serial: int) -> dict[str, Any]:
    """What waits, once this serial does."""

    async def told() -> dict[str, Any] | None:
        said = (await client.get("/v1/reload")).json()
        waiting = said.get("waiting")
        is_so = said["status"] == "waiting" and waiting["serial"] == serial
        return waiting if is_so else None

    return await until(told)


async def approved(client: httpx.AsyncClient, waiting: dict[str, Any]) -> None:
    """Approve it; while the channel is looked at, one is told to ask again."""

    async def answered() -> httpx.Response | None:
        answer = await client.post("/v1/reload/approve", json={"digest": waiting["digest"]})
        is_running = answer.status_code == 409 and "a reload is running" in answer.text
        return None if is_running else answer

    answer = await until(answered)
    assert answer.status_code == 200, answer.text


async def test_what_the_channel_brings_waits(
    bootstrap: str, topics: Topics, channel: Channel, tmp_path: Path, tokens: dict[str, str]
) -> None:
    """Nothing is read before the first list is approved; a kill changes nothing of any of it."""
    records, hits = payments.stream(200, every=20, prefix="f")
    await admin.produce(bootstrap, topics.transactions, records)
    with served(channel.folder) as url:
        made = (bootstrap, topics, url, channel, tmp_path)
        for _ in range(2):  # also after it was killed
            async with service_of(*made) as service, service.client(tokens["bob"]) as bob:
                first = await waits(bob, 1)
                assert first["asked_by"] == "start"
                assert "waits for approval" in (await service.reasons())["list"]
                assert await service.outcomes() == {}
        async with service_of(*made) as service, service.client(tokens["bob"]) as bob:
            await approved(bob, await waits(bob, 1))
            await until(service.ready)
            await until(lambda: caught_up(bootstrap, topics))
            assert await alert_count(bootstrap, topics) == len(hits)

            channel.publish(payments.snapshot(tmp_path, serial=2, extra=NEW))
            second = await waits(bob, 2)
            assert second["asked_by"] == "channel"
            assert (await bob.get("/v1/snapshot")).json()["serial"] == 1
            assert await service.metrics("fresnel_snapshot_waiting") == {"": 1}
            assert (await service.metrics("fresnel_reloads_total"))['{result="waiting"}'] >= 1
            await service.kill()
        async with service_of(*made) as service, service.client(tokens["bob"]) as bob:
            assert (await bob.get("/v1/snapshot")).json()["serial"] == 1
            await approved(bob, await waits(bob, 2))
            assert (await bob.get("/v1/snapshot")).json()["serial"] == 2
            await until(service.ready)
            assert await service.terminate() == 0


async def test_workers_take_an_approved_list_together(
    bootstrap: str, topics: Topics, channel: Channel, tmp_path: Path, tokens: dict[str, str]
) -> None:
    """One answers for all: each waits, one approval counts for all, who asked cannot give it."""
    with served(channel.folder) as url:
        made = (bootstrap, topics, url, channel, tmp_path, "--workers", "2")
        async with (
            service_of(*made) as service,
            service.client(tokens["alice"]) as alice,
            service.client(tokens["bob"]) as bob,
        ):
            await until(lambda: _both_wait(service))
            await approved(bob, await waits(bob, 1))
            await until(service.ready)
            await until(lambda: _all_have(bob, 1))

            channel.publish(payments.snapshot(tmp_path, serial=2, extra=NEW))
            second = await waits(bob, 2)
            by = alice if second["asked_by"] == "channel" else bob
            await until(lambda: _approved_by(by, second["digest"]))
            await until(lambda: _all_have(bob, 2))
            assert "waiting" not in (await bob.get("/v1/reload")).json()


async def _both_wait(service: Service) -> bool:
    """Whether every worker says that its first list waits."""
    reasons = await service.reasons()
    return sum("waits for approval" in reason for reason in reasons.values()) == 2


async def _approved_by(client: httpx.AsyncClient, digest: str) -> bool:
    """Whether the approval counted; while a worker's own reload runs it does not yet."""
    answer = await client.post("/v1/reload/approve", json={"digest": digest})
    assert answer.status_code in {200, 409}, answer.text
    return answer.is_success


async def _all_have(client: httpx.AsyncClient, serial: int) -> bool:
    """Whether every worker screens by this serial."""
    answer = await client.get("/v1/snapshot")
    if not answer.is_success:
        return False
    told = answer.json()
    return [each["serial"] for each in told["workers"]] == [serial] * 2
