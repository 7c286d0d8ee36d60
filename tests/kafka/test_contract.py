"""One suite for both brokers, the embedded one and a real one, so that they cannot drift apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest

from screening import demo
from tests.kafka import admin, payments
from tests.kafka.admin import Record
from tests.kafka.process import Service, alerts, caught_up
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from tests.kafka.conftest import Topics

BAD = [Record(b"{not json", partition=partition) for partition in range(4)]


@dataclass(frozen=True, slots=True)
class Place:
    """A broker and the topics there."""

    bootstrap: str
    topics: Topics
    snapshot: Path
    folder: Path

    def service(self) -> Service:
        """The service on it; the embedded broker lets no one join in less than 3 s."""
        session = {"KAFKA__SESSION_TIMEOUT_MS": 4_000}
        return Service(self.bootstrap, self.topics, self.snapshot, self.folder, **session)

    async def produce(self, records: list[Record]) -> None:
        """Adds transactions."""
        await admin.produce(self.bootstrap, self.topics.transactions, records)

    async def caught_up(self) -> bool:
        """Whether all transactions are committed."""
        return await caught_up(self.bootstrap, self.topics)


@pytest.fixture
def embedded(names: Topics) -> Iterator[str]:
    """host:port of an embedded broker with the topics of `names`."""
    broker = demo.Broker(names.transactions, names.review, names.dead_letter, names.audit)
    yield broker.address
    del broker


@pytest.fixture(params=["embedded", "real"])
def place(request: pytest.FixtureRequest, names: Topics, snapshot: Path, tmp_path: Path) -> Place:
    """The embedded broker, then the real one."""
    if request.param == "real":
        request.getfixturevalue("topics")
        return Place(request.getfixturevalue("bootstrap"), names, snapshot, tmp_path)
    return Place(request.getfixturevalue("embedded"), names, snapshot, tmp_path)


async def test_what_comes_in_goes_out_and_is_committed(place: Place) -> None:
    """Records that were there before the group and later ones: alerts, dead letters, positions."""
    early, early_hits = payments.stream(800, every=20, prefix="early")
    late, late_hits = payments.stream(800, every=20, prefix="late")
    await place.produce(early)
    async with place.service() as service:
        await until(place.caught_up)
        await place.produce([*late, *BAD])
        await until(place.caught_up)
        found = await alerts(place.bootstrap, place.topics)
        letters = await admin.read(place.bootstrap, place.topics.dead_letter)

        assert payments.hits_in(found) == early_hits | late_hits
        assert len(found) == 80
        assert [each.value for each in letters] == [each.value for each in BAD]
        assert await service.outcomes() == {"clear": 1_520, "flagged": 80, "dead_lettered": 4}
        assert await service.metrics("fresnel_consumer_lag") == {
            f'{{partition="{number}"}}': 0 for number in range(4)
        }
        assert await service.ready()


async def test_a_restart_goes_on_where_it_stopped(place: Place) -> None:
    """What is committed is not screened again, what came in between is."""
    before, before_hits = payments.stream(400, every=20, prefix="before")
    between, between_hits = payments.stream(400, every=20, prefix="between")
    async with place.service() as service:
        await place.produce(before)
        await until(place.caught_up)
        assert await service.terminate() == 0
        await place.produce(between)
        await service.start()
        await until(place.caught_up)
        assert await service.outcomes() == {"clear": 380, "flagged": 20}
    found = await alerts(place.bootstrap, place.topics)
    assert payments.hits_in(found) == before_hits | between_hits
    assert len(found) == 40


async def test_aborted_transactions_are_passed_over(
    bootstrap: str, topics: Topics, snapshot: Path, tmp_path: Path
) -> None:
    """Of an upstream that writes in transactions only committed ones count; positions pass all.

    The embedded broker has no transactions.
    """
    kept: set[payments.Hit] = set()
    outcomes: list[admin.Outcome] = ["commit", "abort", "abort", "commit", "abort"]
    async with Service(bootstrap, topics, snapshot, tmp_path, KAFKA__MAX_POLL_RECORDS=7) as service:
        for number, outcome in enumerate(outcomes):
            records, hits = payments.stream(60, every=5, prefix=f"tx-{number}")
            kept |= hits if outcome == "commit" else set()
            await admin.produce(bootstrap, topics.transactions, records, transaction=outcome)
        await until(lambda: caught_up(bootstrap, topics))
        await until(lambda: _no_lag(service))
        found = await alerts(bootstrap, topics)

        assert payments.hits_in(found) == kept
        assert len(found) == len(kept)
        assert await service.outcomes() == {"clear": 120 - len(kept), "flagged": len(kept)}
        assert await admin.read(bootstrap, topics.dead_letter) == []


async def _no_lag(service: Service) -> bool:
    return set((await service.metrics("fresnel_consumer_lag")).values()) == {0}
