"""What receipts are held against: whose alerts and dead letters count, and which do not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest
from aiokafka.errors import GroupLoadInProgressError

from screening.audit import receipt
from screening.audit.entry import microseconds
from screening.audit.evidence import Standing
from screening.audit.period import Period
from screening.audit.receipt import Chain
from screening.audit.retention import Kept
from screening.audit.verification import Verification
from screening.stream.group import _ask
from tests.screening.audit import paper

CHAIN = Chain("bank", "payments", 0)
NAMES = [paper.alert_id(each) for each in range(4)]
LOG = paper.chained([paper.draft(CHAIN, n * 10, n * 10 + 9, ids=[NAMES[n]]) for n in range(3)])
ALERTS = [paper.alert(0, n * 10 + 5, NAMES[n]) for n in range(3)]
OLD, NEW = "1" * 32, "2" * 32
STANDING = {0: Standing(0, 30, 30)}


def audited(log=LOG, **more):
    """The verdict on three receipts with one alert each."""
    given = {"partitions": STANDING, "alerts": ALERTS}
    return paper.audited("bank", "payments", log, **(given | more))


def changed(alert: dict[str, Any], **transaction: Any) -> dict[str, Any]:
    """An alert of another transaction."""
    return {**alert, "transaction": {**alert["transaction"], **transaction}}


def test_alerts_of_receipts_are_not_mentioned() -> None:
    """Each belongs to its receipt, however often it was sent; nothing else is shown."""
    verdict, judged = audited(alerts=ALERTS * 2)
    assert verdict.is_proven
    assert [each.alerts for each in judged] == ["equal"] * 3
    assert set(paper.notices(verdict)) == {"chain_starts"}


@pytest.mark.parametrize(
    "foreign",
    [
        {**ALERTS[0], "mode": "shadow"},
        {**ALERTS[0], "mode": "lookback"},
        changed(ALERTS[0], source="cards"),
    ],
)
def test_alerts_of_other_modes_and_sources_are_passed_over(foreign: dict[str, Any]) -> None:
    """They are no alerts of the stream, and are counted."""
    verdict, _ = audited(alerts=[*ALERTS, {**foreign, "alert_id": NAMES[3]}])
    assert verdict.is_proven
    assert verdict.passed_over["review"] == {"of another source or mode": 1}
    verdict, _ = audited(alerts=[foreign, *ALERTS[1:]])
    assert paper.faults(verdict) == [("alerts_missing_or_changed", 0, 9)]


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {**ALERTS[0], "schema": "fresnel.alert/2"},
        {**ALERTS[0], "alert_id": "A" * 32},
        {**ALERTS[0], "alert_id": 5},
        {**ALERTS[0], "snapshot": None},
        {**ALERTS[0], "transaction": []},
        {**ALERTS[0], "detected_at": "yesterday"},
        {**ALERTS[0], "detected_at": "2025-07-01T00:00:00"},
        changed(ALERTS[0], offset=-1),
        changed(ALERTS[0], offset=2**63),
        changed(ALERTS[0], offset=True),
        changed(ALERTS[0], offset=None),
        changed(ALERTS[0], partition="0"),
    ],
)
def test_what_is_no_alert_is_counted(odd: dict[str, Any]) -> None:
    """Whatever stands on the review topic."""
    verdict, _ = audited(alerts=[*ALERTS, odd])
    assert verdict.is_proven
    assert verdict.passed_over["review"] == {"no alert of ours": 1}


@pytest.mark.parametrize("name", ["snapshot", "config_digest", "software"])
def test_alerts_belong_to_the_attempt_that_made_them(name: str) -> None:
    """Another list, policy or software in the range is of an attempt that was never committed."""
    other = {"snapshot": {"serial": 1, "digest": paper.OTHER_LIST}}
    value = other.get(name, "f" * 64)
    stranger = {**ALERTS[1], "alert_id": NAMES[3], name: value}
    verdict, _ = audited(alerts=[*ALERTS, stranger])
    assert verdict.is_proven
    assert paper.notices(verdict)["abandoned_attempts"] == [(15, 15)]


def test_dead_letters_of_other_topics_do_not_count() -> None:
    """Nor do those of other partitions, nor one that stands there twice."""
    log = paper.chained([paper.draft(CHAIN, 0, 9, dead_lettered=2)])
    where = {"partitions": {0: Standing(0, 10, 10)}, "alerts": []}
    mine = paper.dead_letter("payments", 0, 3)
    others = [
        paper.dead_letter("cards", 0, 4),
        paper.dead_letter("payments", 1, 4),
        paper.dead_letter("payments", 0, 10),
        [("original_topic", b"payments"), ("original_partition", b"0")],
        [*mine[:3], ("original_offset", b"-4")],
        [*mine[:3], ("original_offset", "\u0664".encode())],
        [*mine[:3], ("original_offset", None)],
        [],
    ]
    verdict, _ = audited(log, **where, dead=[mine, mine, *others])
    assert paper.faults(verdict) == [("dead_letters_missing", 0, 9)]
    assert "states 2, the topic has 1" in verdict.failures[0].text
    assert verdict.passed_over["dead_letter"] == {
        "of another topic": 1,
        "no dead letter of ours": 5,
    }
    more = paper.dead_letter("payments", 0, 9)
    assert audited(log, **where, dead=[mine, *others, more])[0].is_proven


@pytest.mark.parametrize(("oldest", "is_proven"), [(-61, False), (-60, True), (0, True)])
def test_alerts_may_be_older_than_their_receipt(oldest: float, is_proven: bool) -> None:
    """They were written after the receipt before it, by clocks that differ by a minute at most."""
    start_ms = int(paper.START.timestamp() * 1000)
    kept = [Kept(7, start_ms + 9_000 + int(oldest * 1000))]
    verdict, judged = audited(alerts=[ALERTS[0], ALERTS[2]], review_kept=kept)
    assert verdict.is_proven is is_proven
    assert judged[1].alerts == ("expired" if is_proven else "missing or changed")


def test_a_receipt_dated_before_the_one_it_follows_is_as_old_as_it_says() -> None:
    """Its writer's clock was late, and so are the times of its alerts."""
    log = paper.chained(
        [
            paper.draft(CHAIN, 0, 9, at=paper.at(500)),
            paper.draft(CHAIN, 10, 19, ids=NAMES[:1], at=paper.at(100)),
        ]
    )
    kept = [Kept(7, int(paper.START.timestamp() * 1000) + 200_000)]
    assert audited(log, alerts=[], review_kept=kept, partitions={})[0].is_proven


def test_every_fork_is_shown() -> None:
    """With its writer."""
    late = [
        receipt.sealed(paper.draft(CHAIN, 10, 12, writer=each, clear=1), LOG[0]["digest"])
        for each in ("late/1", "late/2")
    ]
    verdict, judged = audited([*LOG[:2], *late, LOG[2]])
    assert [each.link for each in judged] == ["start", "linked", "fork", "fork", "linked"]
    (audit,) = verdict.chains
    assert audit.findings.notices["fork"].writers == {"late/1", "late/2"}
    assert audit.findings.notices["fork"].count == 2


def test_a_known_parent_in_another_partition_is_no_way_back() -> None:
    """The audit topic got more partitions, and has lost its beginning."""
    log = [paper.message(LOG[1], 3, 1), paper.message(LOG[2], 5, 0)]
    verdict, judged = audited(log, begins={0: 2, 1: 3}, alerts=ALERTS[1:])
    assert verdict.is_proven
    assert [each.link for each in judged] == ["before", "linked"]


def test_a_hole_above_a_position_that_was_set_back_is_found() -> None:
    """Somebody moved the group's offset: what receipts leave out is missing all the same."""
    verdict, _ = audited([LOG[0], LOG[2]], partitions={0: Standing(0, 30, 5)})
    assert ("hole", 10, 19) in paper.faults(verdict)


def test_alerts_after_a_period_are_not_its_own() -> None:
    """And in a period without receipts, none is."""
    second = int(1e6)
    start = microseconds(paper.START)
    verdict, _ = audited(period=Period(None, start + 15 * second))
    assert verdict.is_proven
    assert paper.notices(verdict)["alerts_outside"] == [(15, 15), (25, 25)]
    verdict, judged = audited(period=Period(start + 500 * second, None))
    assert verdict.is_proven
    assert not judged
    assert paper.notices(verdict)["alerts_outside"] == [(5, 5), (15, 15), (25, 25)]
    verdict, judged = audited(period=Period(None, start))
    assert paper.notices(verdict)["alerts_outside"] == [(5, 5), (15, 15), (25, 25)]


def test_receipts_beyond_the_end_are_shown() -> None:
    """They speak of what the topic never held, or held before it was made anew."""
    verdict, _ = audited(partitions={0: Standing(0, 29, 10)})
    assert verdict.is_proven
    assert paper.notices(verdict)["beyond_end"] == [(29, 29)]
    assert "beyond_end" not in paper.notices(audited()[0])


def test_a_period_is_over_when_all_that_comes_is_late() -> None:
    """An hour and more behind it, in a row; one wrong clock does not end it."""
    hour = 3_600
    period = Period(None, microseconds(paper.START))
    evidence = audited(period=period)[0].evidence
    verification = Verification("bank", "payments", evidence)
    counts = []
    for number, at in enumerate([hour - 1, hour, 2 * hour, 0, hour, hour]):
        draft = paper.draft(CHAIN, number, number, at=paper.at(at))
        list(verification.add(paper.message(receipt.sealed(draft, None), number)))
        counts.append(verification.late(0))
    assert counts == [0, 1, 2, 0, 1, 2]
    assert verification.late(1) == 0


async def test_an_error_of_the_group_is_no_position() -> None:
    """A coordinator that is still loading answers with no partitions and an error of its own."""

    async def one(*_: object) -> int:
        return 1

    async def answer(*_: object) -> SimpleNamespace:
        return SimpleNamespace(topics=[], error_code=14)

    coordinator = SimpleNamespace(find_coordinator=one, _send_request=answer)
    with pytest.raises(GroupLoadInProgressError, match="group fresnel"):
        await _ask(coordinator, "fresnel", "transactions", [0])


def test_what_was_screened_of_a_topic_covers_nothing_of_the_one_that_took_its_name() -> None:
    """Offsets begin again; alerts at the same offsets belong to the receipts of their topic."""
    old = [paper.draft(CHAIN, n * 10, n * 10 + 9, ids=[NAMES[n]], topic_id=OLD) for n in range(3)]
    new = paper.draft(CHAIN, 0, 4, ids=[NAMES[3]], topic_id=NEW, at=paper.at(100))
    late = paper.draft(CHAIN, 6, 9, topic_id=NEW, at=paper.at(101))
    alert = paper.alert(0, 2, NAMES[3], detected_at=paper.at(99))
    given = {"alerts": [*ALERTS, alert], "partitions": {0: Standing(0, 20, 10, None, NEW)}}
    verdict, judged = audited(paper.chained([*old, new, late]), **given)
    assert [str(each.range) for each in verdict.failures] == ["offset 5"]
    assert [each.alerts for each in judged] == ["equal"] * 5
    assert paper.notices(verdict)["topic_made_anew"] == [(29, 29)]
    verdict, _ = audited(paper.chained([*old, new]), **given)
    assert [str(each.range) for each in verdict.failures] == ["offsets 5-9"]


def test_a_topic_made_anew_that_nothing_was_screened_of_is_not_proven_by_old_receipts() -> None:
    """The receipts are sound, and none of them is of the topic that there is now."""
    old = [paper.draft(CHAIN, n * 10, n * 10 + 9, topic_id=OLD) for n in range(3)]
    standing = Standing(0, 20, 10, None, NEW)
    verdict, _ = audited(paper.chained(old), alerts=[], partitions={0: standing})
    assert [each.fault for each in verdict.failures] == ["no_receipt"]
    verdict, _ = audited(paper.chained(old[::2]), alerts=[], partitions={0: Standing(0, 20)})
    assert [str(each.range) for each in verdict.failures] == ["offsets 10-19"]
