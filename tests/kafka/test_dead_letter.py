"""Dead letters listed, shown and screened again, as an operator does it, on a real broker."""

from __future__ import annotations

import asyncio
import json
import subprocess
from typing import TYPE_CHECKING, Any

import pytest

from tests.kafka import admin, payments
from tests.kafka.process import COMMAND, Service, alerts, caught_up, environment
from tests.kafka.receipts import sha256
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from pathlib import Path

    from tests.kafka.admin import Record
    from tests.kafka.conftest import Topics

WRONG = "name: wrong\nid: nowhere\nfields: [{path: description, role: free_text}]\n"


class Operator:
    """Runs `fresnel dead-letter` with the settings of a service."""

    def __init__(self, bootstrap: str, topics: Topics, snapshot: Path, **settings: object) -> None:
        self._environment = environment(bootstrap, topics, snapshot, settings)

    async def run(
        self, *arguments: str, command: str = "dead-letter"
    ) -> subprocess.CompletedProcess[str]:
        """The ended process."""
        return await asyncio.to_thread(
            subprocess.run,
            [COMMAND, command, *arguments],
            env=self._environment | {"COLUMNS": "300"},
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )

    async def rows(self, *arguments: str) -> list[dict[str, Any]]:
        """What `list` says."""
        ran = await self.run("list", "--format", "json", *arguments)
        assert ran.returncode == 0, ran.stderr
        return [json.loads(line) for line in ran.stdout.splitlines()]


@pytest.fixture
async def buried(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> set[payments.Hit]:
    """40 payments that a wrong mapping made dead letters of, and the hits among them."""
    records, hits = payments.stream(40, every=4)
    await bury(bootstrap, topics, snapshot, tmp_path, records)
    return hits


async def bury(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path, records: list[Record]
) -> None:
    """Have a service with a wrong mapping make dead letters of records."""
    mapping = tmp_path / "wrong.yaml"
    mapping.write_text(WRONG)
    await admin.produce(bootstrap, topics.transactions, records)
    async with Service(bootstrap, topics, snapshot, tmp_path, MAPPING=mapping):
        await until(lambda: caught_up(bootstrap, topics))
    assert await alerts(bootstrap, topics) == []


async def test_after_the_mapping_is_mended_all_are_screened(
    bootstrap: str, topics: Topics, snapshot: Path, buried: set[payments.Hit]
) -> None:
    """The alerts of a first screening, ids included; a receipt each; and nothing stays open."""
    operator = Operator(bootstrap, topics, snapshot)
    rows = await operator.rows()
    assert len(rows) == 40
    assert {(row["reason"], row["state"], row["body"]) for row in rows} == {
        ("id_missing", "open", "whole")
    }
    dry = await operator.run("replay", "--all", "--dry-run")
    assert (dry.returncode, await alerts(bootstrap, topics)) == (0, [])
    one = rows[0]["place"]
    shown = await operator.run("show", one)
    assert "can be read" in shown.stdout
    assert not any(hit[0] in shown.stdout for hit in buried)
    raw = await operator.run("show", one, "--raw")
    assert json.loads(raw.stdout)["id"].startswith("t-")
    ended = await operator.run("replay", "--all")
    assert ended.returncode == 0, ended.stderr
    assert "replayed 40 = clear 30 + flagged 10, still open 0" in ended.stderr
    found = await alerts(bootstrap, topics)
    assert payments.hits_in(found) == buried
    await _receipts_are_right(bootstrap, topics, found)
    assert await operator.rows() == []
    assert {row["state"] for row in await operator.rows("--all")} == {"replayed"}
    again = await operator.run("replay", one)
    assert "replayed 1" in again.stderr
    repeated = await alerts(bootstrap, topics)
    assert {each["alert_id"] for each in repeated} == {each["alert_id"] for each in found}
    proof = await operator.run("verify", command="audit")
    assert proof.returncode == 0, proof.stdout


async def _receipts_are_right(bootstrap: str, topics: Topics, found: list[dict[str, Any]]) -> None:
    """One for each record, chained by partition, with the digest of its own alerts."""
    ids = {
        (each["transaction"]["partition"], each["transaction"]["offset"]): each["alert_id"]
        for each in found
    }
    heads: dict[int, str] = {}
    count = 0
    for message in await admin.read(bootstrap, topics.audit):
        receipt = json.loads(message.value or b"")
        if receipt["group"] != f"{topics.group}.replay":
            continue
        count += 1
        partition, offset = receipt["partition"], receipt["first_offset"]
        assert receipt["last_offset"] == offset
        own = [ids[partition, offset]] if (partition, offset) in ids else []
        assert (receipt["alerts"], receipt["flagged"]) == (len(own), len(own))
        assert receipt["alerts_digest"] == sha256(own)
        assert receipt["previous"] == heads.get(partition)
        heads[partition] = receipt["digest"]
    assert count == 40


async def test_the_ids_are_those_of_a_first_screening(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path, buried: set[payments.Hit]
) -> None:
    """Another group screens the same topic, and its alerts have the same ids."""
    await Operator(bootstrap, topics, snapshot).run("replay", "--all")
    replayed = {each["alert_id"] for each in await alerts(bootstrap, topics)}
    async with Service(
        bootstrap, topics, snapshot, tmp_path, KAFKA__GROUP_ID=f"{topics.group}-2"
    ) as service:
        await until(lambda: _has_flagged(service, len(buried)))
    both = await alerts(bootstrap, topics)
    assert len(both) == 2 * len(buried)
    assert {each["alert_id"] for each in both} == replayed


async def test_what_was_cut_comes_from_its_original_while_that_is_there(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Then it is named, and stays open."""
    records, hits = payments.stream(8, every=1)
    mapping = tmp_path / "wrong.yaml"
    mapping.write_text(WRONG)
    await admin.produce(bootstrap, topics.transactions, records)
    async with Service(
        bootstrap, topics, snapshot, tmp_path, MAPPING=mapping, DEAD_LETTER_MAX_BYTES=20
    ):
        await until(lambda: caught_up(bootstrap, topics))
    await admin.delete_records(bootstrap, topics.transactions, {1: 2})
    operator = Operator(bootstrap, topics, snapshot)
    ended = await operator.run("replay", "--all")
    assert ended.returncode == 1
    assert "replayed 6 = clear 0 + flagged 6, still open 2" in ended.stderr
    gone = [line for line in ended.stderr.splitlines() if "its original is gone" in line]
    assert len(gone) == 2
    assert all(f"({topics.transactions} 1:" in line for line in gone)
    found = payments.hits_in(await alerts(bootstrap, topics))
    assert found == {hit for hit in hits if int(hit[0][2:]) % 4 != 1}
    assert {row["original"].split(":")[0] for row in await operator.rows()} == {"1"}


async def test_what_cannot_be_screened_still_stays_open(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """With its reason; no second dead letter, no receipt; strangers on the topic are passed by."""
    bad = admin.Record(b"not json", partition=0)
    await bury(bootstrap, topics, snapshot, tmp_path, [bad])
    await admin.produce(bootstrap, topics.dead_letter, [admin.Record(b"who am I")])
    ended = await Operator(bootstrap, topics, snapshot).run("replay", "--all")
    assert ended.returncode == 1
    assert "still open: not_json" in ended.stderr
    assert sum((await admin.end_offsets(bootstrap, topics.dead_letter)).values()) == 2
    listed = await Operator(bootstrap, topics, snapshot).run("list")
    assert "1 messages are no dead letters of ours" in listed.stderr


@pytest.mark.parametrize(
    ("arguments", "status", "said"),
    [
        (["replay"], 2, "--all"),
        (["replay", "0-1"], 2, "PARTITION:OFFSET"),
        (["replay", "0:77"], 1, "0:77: no dead letter"),
        (["show", "0:77"], 1, "no dead letter at 0:77"),
        (["list", "--since", "yesterday"], 2, "RFC 3339"),
    ],
)
async def test_mistakes_are_named(
    bootstrap: str, topics: Topics, snapshot: Path, arguments: list[str], status: int, said: str
) -> None:
    """In a line, with the status of its kind."""
    ended = await Operator(bootstrap, topics, snapshot).run(*arguments)
    assert (ended.returncode, said in ended.stderr) == (status, True), ended.stderr


async def _has_flagged(service: Service, count: int) -> bool:
    return (await service.outcomes()).get("flagged") == count
