"""A release channel, from feeds of all kinds to alerts by a list that came while it ran."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from feeds.release.roles import Lifetimes
from feeds.snapshot import MANIFEST, read_manifest
from tests.feeds.fetch import collection
from tests.kafka import admin, payments
from tests.kafka.admin import Record
from tests.kafka.load import running_load
from tests.kafka.process import COMMAND, Service, alert_count, alerts, caught_up
from tests.kafka.release import Channel, served
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from tests.kafka.conftest import Topics

EXAMPLE = Path(__file__).parents[2] / "docs" / "steward"
FOLLOWED = {"RELEASE__POLL_SECONDS": 0.2}
NEW = {"id": "x", "type": "phrase", "value": "pebble thimble meadow"}


@pytest.fixture
def channel(tmp_path: Path) -> Channel:
    """A channel whose first release is the tests' list, serial 1."""
    made = Channel(tmp_path)
    made.publish(payments.snapshot(tmp_path))
    return made


def following(channel: Channel, tmp_path: Path, **more: object) -> dict[str, object]:
    """Settings of a service that follows `channel`."""
    return {**FOLLOWED, "RELEASE__ROOT": channel.root, "STATE_DIR": tmp_path / "state", **more}


def service_of(
    bootstrap: str, topics: Topics, url: str, channel: Channel, tmp_path: Path
) -> Service:
    """A service that follows the channel at `url`."""
    settings = following(channel, tmp_path, SNAPSHOT=url)
    return Service(bootstrap, topics, tmp_path, tmp_path, **settings)


async def in_use(service: Service) -> dict[str, Any]:
    """What `/v1/snapshot` says."""
    return dict((await service.get("/v1/snapshot")).json())


async def activated(service: Service, serial: int) -> dict[str, Any]:
    """What it says once this serial is in use."""

    async def shown() -> dict[str, Any] | None:
        told = await in_use(service)
        return told if told["serial"] == serial else None

    return await until(shown)


async def refused(service: Service, reason: str) -> dict[str, Any]:
    """What it says once a list was refused for this reason."""

    async def shown() -> dict[str, Any] | None:
        told = await in_use(service)
        last = told["last_refused"]
        return told if last and reason in last["reason"] else None

    return await until(shown)


async def test_from_feeds_of_all_kinds_to_alerts_without_a_restart(
    bootstrap: str,
    topics: Topics,
    channel: Channel,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """One command builds, one publishes; the running service takes it and screens by it."""
    feeds = shutil.copytree(EXAMPLE, tmp_path / "feeds")
    (feeds / "taxii-password").write_text(collection.PASSWORD)
    with collection.serving(monkeypatch, 50) as taxii, served(channel.folder) as url:
        taxii.add(collection.stamp(0), *(collection.indicator(n) for n in range(120)))
        file = feeds / "feeds.yaml"
        text = file.read_text()
        address = next(word for word in text.split() if word.startswith("https://taxii"))
        file.write_text(text.replace(address, taxii.location))
        async with service_of(bootstrap, topics, url, channel, tmp_path) as service:
            assert (await in_use(service))["serial"] == 1
            run("snapshot", "build", "--feed", file, "--out", tmp_path / "new", "--serial", "7")
            secret = tmp_path / "passphrase"
            secret.write_text("a made-up passphrase")
            run(
                "release", "publish", channel.folder, "--keys", tmp_path / "keys",
                "--passphrase-file", secret, "--snapshot", tmp_path / "new", "--large-change",
            )  # fmt: skip
            told = await activated(service, 7)
            manifest = read_manifest(tmp_path / "new")
            assert (told["digest"], told["source"], told["expired"]) == (
                manifest.digest,
                url,
                False,
            )
            assert [feed.problem for feed in manifest.feeds] == [None] * 5
            info = await service.metrics("fresnel_snapshot_info")
            assert info == {f'{{digest="{manifest.digest}",serial="7"}}': 1.0}
            expires = (await service.metrics("fresnel_snapshot_expires_timestamp_seconds"))[""]
            assert expires > 1.7e9
            await screen(bootstrap, topics, "to user77@example.com", "203.0.113.77")
            await until(lambda: caught_up(bootstrap, topics))
    found = await alerts(bootstrap, topics)
    assert {each["snapshot"]["serial"] for each in found} == {7}
    sources = {match["sources"][0]["name"] for each in found for match in each["matches"]}
    assert sources == {"collection", "bundle"}


async def test_releases_under_load_lose_nothing(
    bootstrap: str, topics: Topics, channel: Channel, tmp_path: Path
) -> None:
    """Each alert names the list that judged it; undoing one is a newer serial, older content."""
    with served(channel.folder) as url:
        async with service_of(bootstrap, topics, url, channel, tmp_path) as service:
            async with running_load(bootstrap, topics) as load:
                for serial in (2, 3):
                    channel.publish(
                        payments.snapshot(tmp_path, serial=serial, extra=f"x,phrase,extra {serial}")
                    )
                    await activated(service, serial)
                    before = await alert_count(bootstrap, topics)

                    async def more(before: int = before) -> bool:
                        return await alert_count(bootstrap, topics) > before

                    await until(more)
                undone = channel.restore(1)
                told = await activated(service, undone.serial)
                assert told["total"] == len(payments.FEED.splitlines()) - 1
            await until(lambda: caught_up(bootstrap, topics))
    found = await alerts(bootstrap, topics)
    assert payments.hits_in(found) == load.hits
    assert {2, 3} <= {each["snapshot"]["serial"] for each in found}


async def test_a_bad_release_changes_nothing_and_says_why(
    bootstrap: str, topics: Topics, channel: Channel, tmp_path: Path
) -> None:
    """Altered, unsigned, or one that flags ordinary payments: the old list stays in use."""
    with served(channel.folder) as url:
        async with service_of(bootstrap, topics, url, channel, tmp_path) as service:
            before = await in_use(service)
            channel.publish(
                payments.snapshot(tmp_path, serial=2, extra="x,phrase,thank you for your payment")
            )
            told = await refused(service, "canary: must_not_hit 1 is found")
            assert told["serial"] == 1
            stamp = channel.folder / "metadata" / "timestamp.json"
            good = stamp.read_bytes()
            forged = json.loads(good)
            forged["signed"]["version"] += 1
            stamp.write_text(json.dumps(forged))
            told = await refused(service, "timestamp")
            stamp.write_bytes(good)
            assert (told["serial"], told["activated"]) == (1, before["activated"])
            assert await service.ready()
            channel.publish(payments.snapshot(tmp_path, serial=3))
            told = await activated(service, 3)
            assert told["last_refused"]["result"] == "refused"


async def test_the_last_good_list_is_used_again_without_a_network(
    bootstrap: str, topics: Topics, channel: Channel, tmp_path: Path
) -> None:
    """Started again with the provider gone it screens as before, and says who is silent."""
    with served(channel.folder) as url:
        async with service_of(bootstrap, topics, url, channel, tmp_path) as service:
            before = await in_use(service)
    async with service_of(bootstrap, topics, url, channel, tmp_path) as service:
        after = await in_use(service)
        assert [after[name] for name in ("serial", "digest", "expires")] == [
            before[name] for name in ("serial", "digest", "expires")
        ]
        await until(lambda: "release channel unreachable" in service.log())
        await screen(bootstrap, topics, "to quiet.lantern@example.com")
        await until(lambda: alert_count(bootstrap, topics))


async def test_an_expired_release_keeps_screening_and_starts_no_first_time(
    bootstrap: str, topics: Topics, tmp_path: Path
) -> None:
    """Nobody renews: it is said, also after a restart; who never had a list gets none."""
    channel = Channel(tmp_path, Lifetimes(timestamp=4 / 86_400))
    channel.publish(payments.snapshot(tmp_path))
    with served(channel.folder) as url:
        for _ in range(2):
            async with service_of(bootstrap, topics, url, channel, tmp_path) as service:

                async def expired(service: Service = service) -> bool:
                    return bool((await in_use(service))["expired"])

                await until(expired)
                assert "the release has expired" in (await in_use(service))["warnings"][0]
                await until(service.ready)
        fresh = {"SNAPSHOT": url, **following(channel, tmp_path, STATE_DIR=tmp_path / "other")}
        environment = {f"FRESNEL_{name}": str(value) for name, value in fresh.items()}
        assert "expired" in failure(environment)
        async with service_of(bootstrap, topics, url, channel, tmp_path) as service:
            channel.renew()

            async def current() -> bool:
                return not (await in_use(service))["expired"]

            await until(current)


def test_a_first_start_needs_a_root_a_state_folder_and_an_answer(
    channel: Channel, tmp_path: Path
) -> None:
    """Each is one line that names the setting or the fault, and status 1."""
    environment = {"FRESNEL_SNAPSHOT": "http://127.0.0.1:9"}
    assert "FRESNEL_RELEASE__ROOT: not set" in failure(environment)
    environment["FRESNEL_RELEASE__ROOT"] = str(tmp_path / "none.json")
    assert "FRESNEL_STATE_DIR: not set" in failure(environment)
    environment["FRESNEL_STATE_DIR"] = str(tmp_path / "state")
    assert "(FRESNEL_RELEASE__ROOT): No such file" in failure(environment)
    environment["FRESNEL_RELEASE__ROOT"] = str(channel.root)
    assert "http://127.0.0.1:9" in failure(environment)
    environment["FRESNEL_SNAPSHOT"] = "http://user:secret@127.0.0.1:9"
    assert "secret" not in failure(environment)


async def screen(bootstrap: str, topics: Topics, *texts: str) -> None:
    """Send one payment a text."""
    async with admin.producer(bootstrap) as client:
        records = [
            Record(json.dumps({"id": f"own-{n}", "description": text}).encode())
            for n, text in enumerate(texts)
        ]
        await admin.send_all(client, topics.transactions, records)


def run(*arguments: object) -> None:
    """`fresnel …`, which must succeed."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


def failure(environment: dict[str, str]) -> str:
    """The one line that `fresnel serve` ends with."""
    done = subprocess.run(
        [COMMAND, "serve"], env=environment, capture_output=True, text=True, timeout=60, check=False
    )
    assert done.returncode == 1
    lines = [line for line in done.stderr.splitlines() if line.startswith("fresnel: error: ")]
    assert len(lines) == 1
    return lines[0]


async def test_a_last_good_list_that_was_altered_is_taken_again(
    bootstrap: str, topics: Topics, channel: Channel, tmp_path: Path
) -> None:
    """From the channel, verified; without it there is nothing to screen by, and that is said."""
    with served(channel.folder) as url:
        async with service_of(bootstrap, topics, url, channel, tmp_path) as service:
            before = await in_use(service)
        (kept,) = (tmp_path / "state" / "release" / "snapshots").iterdir()
        (kept / MANIFEST).write_bytes(b"{}")
        async with service_of(bootstrap, topics, url, channel, tmp_path) as service:
            assert (await in_use(service))["digest"] == before["digest"]
            assert "last good list not usable" in service.log()
        (kept / MANIFEST).write_bytes(b"{}")
    gone = {"SNAPSHOT": url, **following(channel, tmp_path)}
    assert url in failure({f"FRESNEL_{name}": str(value) for name, value in gone.items()})
