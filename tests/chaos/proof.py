"""What must hold after every fault, read from the topics alone.

1. Each hit has its alert, nothing else has one; repeats of an alert share its id.
2. Each bad record is a dead letter with its reason, no other record is.
3. Every offset is committed and in a receipt; each receipt goes on from one before it.
4. Each receipt counts exactly the records of its range: clear, flagged, dead-lettered, skipped.
"""

from __future__ import annotations

import json
from collections import Counter
from typing import TYPE_CHECKING, Any, NamedTuple

from tests.kafka import admin, payments, process
from tests.kafka.receipts import OUTCOMES, assert_alerts_belong, chains, holes, overlaps, sha256

if TYPE_CHECKING:
    from aiokafka import ConsumerRecord

    from tests.chaos.scene import Scene
    from tests.kafka.receipts import Receipt

Place = tuple[int, int]
MOST_SHOWN = 5


class Evidence(NamedTuple):
    """What the topics hold after a fault."""

    outcomes: dict[Place, str]  # of every record that is there, as it ought to be
    reasons: dict[Place, str]
    ends: dict[int, int]
    committed: dict[int, int]
    alerts: list[dict[str, Any]]
    letters: list[ConsumerRecord]
    chains: dict[int, list[Receipt]]


class Figures(NamedTuple):
    """Numbers of one fault."""

    records: int
    hits: int
    alerts: int
    duplicates: int
    dead_letters: int
    receipts: int
    overlaps: int
    forks: int


async def gather(scene: Scene[Any]) -> Evidence:
    """Reads everything."""
    at, topics = scene.world.direct, scene.topics
    records = await admin.read(at, topics.transactions, isolation="read_committed")
    flagged = {hit[0] for hit in scene.load.hits}
    outcomes = {(r.partition, r.offset): _outcome(r, scene.bad, flagged) for r in records}
    reasons = {(r.partition, r.offset): scene.bad[r.value] for r in records if r.value in scene.bad}
    read = await chains(at, topics)
    kept = scene.saved_receipts
    return Evidence(
        outcomes,
        reasons,
        await admin.end_offsets(at, topics.transactions),
        await admin.committed(at, topics.group, topics.transactions),
        scene.saved_alerts + await process.alerts(at, topics),
        await admin.read(at, topics.dead_letter),
        {number: kept.get(number, []) + read.get(number, []) for number in kept | read},
    )


def figures(scene: Scene[Any], found: Evidence) -> Figures:
    """The numbers for the report."""
    sent = [(_place(each), each["alert_id"]) for each in found.alerts]
    return Figures(
        len(found.outcomes) + sum(map(len, scene.gone.values())),
        sum(outcome == "flagged" for outcome in found.outcomes.values()),
        len(sent),
        len(sent) - len(set(sent)) + len(found.letters) - len(set(map(_origin, found.letters))),
        len(set(map(_origin, found.letters))),
        sum(map(len, found.chains.values())),
        sum(map(overlaps, found.chains.values())),
        sum(map(forks, found.chains.values())),
    )


def problems(scene: Scene[Any], found: Evidence) -> list[str]:
    """Everything that does not hold; empty when all does."""
    return [
        *_of_alerts(scene, found),
        *_of_letters(found),
        *_of_offsets(found),
        *_of_receipts(scene, found),
    ]


def _of_alerts(scene: Scene[Any], found: Evidence) -> list[str]:
    there = {hit for hit in scene.load.hits if hit[0] not in scene.excused}
    seen = payments.hits_in(found.alerts)
    said = []
    if missing := there - seen:
        said.append(f"{len(missing)} hits LOST: {_some(hit[0] for hit in missing)}")
    if surplus := seen - scene.load.hits:
        said.append(f"{len(surplus)} alerts for nothing: {_some(hit[0] for hit in surplus)}")
    ids: dict[str, set[str]] = {}
    for alert in found.alerts:
        ids.setdefault(alert["transaction"]["id"], set()).add(alert["alert_id"])
    if several := [name for name, each in ids.items() if len(each) > 1]:
        said.append(f"{len(several)} transactions with several alert ids: {_some(several)}")
    flagged = {place for place, outcome in found.outcomes.items() if outcome == "flagged"}
    if unmarked := flagged - {_place(each) for each in found.alerts}:
        said.append(f"{len(unmarked)} flagged offsets without an alert: {_some(unmarked)}")
    return said


def _of_letters(found: Evidence) -> list[str]:
    seen = {_origin(each): dict(each.headers)["reason"].decode() for each in found.letters}
    there = {place: why for place, why in seen.items() if place in found.outcomes}
    wrong = {
        place
        for place in there.keys() | found.reasons.keys()
        if there.get(place) != found.reasons.get(place)
    }
    return [f"{len(wrong)} dead letters wrong or missing: {_some(wrong)}"] if wrong else []


def _of_offsets(found: Evidence) -> list[str]:
    if found.committed == found.ends:
        return []
    return [f"committed {found.committed}, but the ends are {found.ends}"]


def _of_receipts(scene: Scene[Any], found: Evidence) -> list[str]:
    said = []
    for partition, end in found.ends.items():
        whole = found.chains.get(partition, [])
        chain = whole[len(scene.old_receipts.get(partition, [])) :]
        missing = holes(chain, 0, end) - scene.gone.get(partition, set())
        if missing:
            said.append(f"partition {partition}: {len(missing)} offsets UNPROVEN: {_some(missing)}")
        if wrongly := scene.gone.get(partition, set()) - holes(chain, 0, end):
            said.append(f"partition {partition}: receipts for records never read: {_some(wrongly)}")
        said += [f"partition {partition}: {each}" for each in _torn(whole)]
        said += [f"partition {partition}: {each}" for each in _miscounted(chain, found)]
    return said if scene.old_receipts else said + _unfit(found)


def _unfit(found: Evidence) -> list[str]:
    try:
        for chain in found.chains.values():
            assert_alerts_belong(chain, found.alerts)
    except AssertionError:
        return ["a receipt does not belong to the alerts of its range"]
    return []


def _miscounted(chain: list[Receipt], found: Evidence) -> list[str]:
    """Receipts whose counts are not those of the records of their ranges."""
    said = []
    for each in chain:
        span = range(each["first_offset"], each["last_offset"] + 1)
        places = [(each["partition"], offset) for offset in span]
        there = Counter(found.outcomes[place] for place in places if place in found.outcomes)
        stated = {outcome: each[outcome] for outcome in OUTCOMES}
        if there.total() and stated != {outcome: there[outcome] for outcome in OUTCOMES}:
            said.append(
                f"receipt for {span.start}-{span.stop - 1} says {stated}, found {dict(there)}"
            )
    return said[:MOST_SHOWN]


def _torn(chain: list[Receipt]) -> list[str]:
    """Receipts that were altered, or go on from one that does not stand before them.

    Two that go on from the same one, and one that stands there twice, are in order: a receipt
    may be written by a member that is dead or was fenced, or late, and nobody have heard of it.
    """
    altered, loose = [], []
    before: set[str | None] = {None}
    for each in chain:
        if each["digest"] != sha256({n: v for n, v in each.items() if n != "digest"}):
            altered.append(each["first_offset"])
        if each["previous"] not in before:
            loose.append(each["first_offset"])
        before.add(each["digest"])
    said = [f"receipts ALTERED: {_some(altered)}"] if altered else []
    return said + ([f"the chain is BROKEN at {_some(loose)}"] if loose else [])


def forks(chain: list[Receipt]) -> int:
    """How many receipts go on from one that another goes on from too; copies not counted."""
    followed = {each["digest"]: each["previous"] for each in chain}
    return len(followed) - len(set(followed.values()))


def _outcome(record: ConsumerRecord, bad: dict[bytes, str], flagged: set[str]) -> str:
    if record.value is None:
        return "skipped"
    if record.value in bad:
        return "dead_lettered"
    return "flagged" if json.loads(record.value)["id"] in flagged else "clear"


def _place(alert: dict[str, Any]) -> Place:
    return alert["transaction"]["partition"], alert["transaction"]["offset"]


def _origin(letter: ConsumerRecord) -> Place:
    headers = dict(letter.headers)
    return int(headers["original_partition"]), int(headers["original_offset"])


def _some(of: Any) -> str:
    return ", ".join(str(each) for each in sorted(of)[:MOST_SHOWN])
