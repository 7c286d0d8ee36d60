"""What retention and a period leave of a chain, and what is still proven of it."""

from __future__ import annotations

import pytest

from screening.audit import receipt
from screening.audit.entry import microseconds
from screening.audit.evidence import Standing
from screening.audit.period import Period
from screening.audit.receipt import Chain
from screening.audit.retention import Kept, Retention
from tests.screening.audit import paper

CHAIN = Chain("bank", "payments", 0)
AGAIN = Chain("bank.replay", "payments", 0)
LOG = paper.chained([paper.draft(CHAIN, n * 10, n * 10 + 9) for n in range(6)])
STANDING = {0: Standing(0, 60, 60, LOG[-1]["digest"])}


def audited(log=LOG, **more):
    """The verdict on a log of partition 0."""
    return paper.audited("bank", "payments", log, **({"partitions": STANDING} | more))


def moment(seconds: float) -> int:
    """A moment of the history, in microseconds."""
    return microseconds(paper.START) + int(seconds * 1_000_000)


def test_the_first_receipt_may_go_back_to_an_expired_one() -> None:
    """Where the audit topic has lost its beginning, and only there."""
    verdict, judged = audited(LOG[2:], begins={0: 2})
    assert verdict.is_proven
    assert judged[0].link == "before"
    assert paper.notices(verdict)["goes_back_before"] == [(20, 29)]
    verdict, _ = audited(LOG[2:])
    assert paper.faults(verdict) == [("broken_chain", 20, 29)]


def test_only_one_receipt_may_be_unknown() -> None:
    """Its second follower is a fork; another unknown one breaks the chain."""
    late = receipt.sealed(paper.draft(CHAIN, 20, 24, writer="late"), LOG[1]["digest"])
    verdict, judged = audited([LOG[2], late, *LOG[3:]], begins={0: 2})
    assert verdict.is_proven
    assert judged[1].link == "fork"
    stranger = receipt.sealed(paper.draft(CHAIN, 30, 34), LOG[0]["digest"])
    verdict, _ = audited([LOG[2], stranger, *LOG[3:]], begins={0: 2})
    assert paper.faults(verdict) == [("broken_chain", 30, 34)]


def test_one_behind_its_follower_is_found_at_the_beginning_too() -> None:
    """With the beginning expired, two in the wrong order are not taken for a repetition."""
    verdict, _ = audited([LOG[3], LOG[2], *LOG[4:]], begins={0: 2})
    assert ("broken_chain", 20, 29) in paper.faults(verdict)


def test_a_chain_that_starts_anew_is_shown() -> None:
    """And is no fault where no offset is missing."""
    anew = paper.chained([paper.draft(CHAIN, n * 10, n * 10 + 9) for n in range(3, 6)])
    partitions = {0: Standing(0, 60, 60, anew[-1]["digest"])}
    verdict, judged = audited([*LOG[:3], *anew], partitions=partitions)
    assert verdict.is_proven
    assert judged[3].link == "anew"
    assert paper.notices(verdict)["chain_starts_anew"] == [(30, 39)]
    verdict, _ = audited([*LOG[:2], *anew], partitions=partitions)
    assert paper.faults(verdict) == [("hole", 20, 29)]


@pytest.mark.parametrize("since", [None, 0, 19, 19.5, 29, 59, 60])
@pytest.mark.parametrize("until", [None, 9, 29, 29.5, 59, 100])
def test_a_period_holds_the_receipts_of_its_time(since: float | None, until: float | None) -> None:
    """From `since`, included, to `until`, not included."""
    period = Period(
        None if since is None else moment(since), None if until is None else moment(until)
    )
    verdict, judged = audited(period=period)
    ends = [each.entry.receipt.last_offset for each in judged]
    wanted = range(9, 60, 10)
    assert ends == [
        each
        for each in wanted
        if (since is None or each >= since) and (until is None or each < until)
    ]
    assert verdict.is_proven
    if not ends:
        assert "no_receipt_in_period" in paper.notices(verdict)


def test_clocks_that_differ_leave_no_hole() -> None:
    """Of two writers one is late: the period is one piece of the chain all the same."""
    drafts = [
        paper.draft(CHAIN, n * 10, n * 10 + 9, at=paper.at(n * 10 + (15 if n % 2 else 0)))
        for n in range(6)
    ]  # 0 25 20 45 40 65
    log = paper.chained(drafts)
    partitions = {0: Standing(0, 60, 60, log[-1]["digest"])}
    verdict, judged = audited(log, partitions=partitions, period=Period(moment(22), moment(42)))
    assert [each.entry.receipt.first_offset for each in judged] == [10, 20, 30, 40]
    assert verdict.is_proven


def test_faults_of_a_period_alone_are_found_in_it() -> None:
    """Before it and after it nothing is judged, but what is missing in it is."""
    broken = [{**LOG[0], "clear": 1}, *LOG[1:3], LOG[4], {**LOG[5], "clear": 1}]
    verdict, _ = audited(broken, period=Period(moment(15), moment(55)))
    assert sorted(paper.faults(verdict)) == [("broken_chain", 40, 49), ("hole", 30, 39)]
    verdict, _ = audited(broken, period=Period(moment(15), moment(35)))
    assert verdict.is_proven


def test_a_late_writer_at_the_edge_of_a_period_leaves_no_hole() -> None:
    """What lies between its receipt and the others is covered by what was read before."""
    late = receipt.sealed(paper.draft(CHAIN, 0, 4, at=paper.at(35)), None)
    log = [*LOG[:3], late, *LOG[3:]]
    verdict, judged = audited(log, period=Period(moment(35), None))
    assert judged[0].entry.range == (0, 4)
    assert verdict.is_proven


def test_what_is_committed_last_must_be_there() -> None:
    """A changed tail is noticed by the digest that was committed with the position."""
    changed = {**LOG[5], "writer": "nobody"}
    del changed["digest"]
    forged = receipt.sealed(changed, LOG[4]["digest"])
    verdict, _ = audited([*LOG[:5], forged])
    assert paper.faults(verdict) == [("committed_receipt_missing", 50, 59)]
    verdict, _ = audited([*LOG[:5], forged], partitions={0: Standing(0, 60, 60, "other")})
    assert verdict.is_proven


def test_heads_that_were_stored_must_be_there() -> None:
    """Also one that has expired, while the first receipt left goes back to it."""
    heads = [each["digest"] for each in LOG]
    assert audited(heads=heads)[0].is_proven
    assert audited(LOG[2:], begins={0: 2}, heads=heads[1:])[0].is_proven
    verdict, _ = audited(LOG[2:], begins={0: 2}, heads=heads)
    assert paper.faults(verdict) == [("unknown_head", None, None)]
    assert heads[0] in str(verdict.failures[0])


def test_a_chain_in_several_partitions_of_the_audit_topic() -> None:
    """Somebody gave the audit topic more partitions: read in any order, it hangs together."""
    old = [paper.message(each, number, 1) for number, each in enumerate(LOG[:3])]
    new = [paper.message(each, number, 0) for number, each in enumerate(LOG[3:])]
    assert audited([*old, *new])[0].is_proven
    assert audited([*new, *old])[0].is_proven
    verdict, _ = audited([*new, *old[:2]])
    assert sorted(paper.faults(verdict)) == [("broken_chain", 30, 39), ("hole", 20, 29)]


@pytest.mark.parametrize(
    ("kept", "written", "excused"),
    [
        ([], None, False),
        ([Kept(0, 5_000)], None, False),
        ([Kept(3, 100_000)], 161_000_000, False),
        ([Kept(3, 100_000)], 160_000_000, True),
        ([Kept(3, 100_000)], None, True),
        ([Kept(0, 500_000), Kept(3, 100_000)], 161_000_000, False),
        ([Kept(3, None), Kept(0, 1)], 9_000_000_000, True),
    ],
)
def test_retention_excuses_what_is_older_than_what_is_left(
    kept: list[Kept], written: int | None, excused: bool
) -> None:
    """With a minute for clocks; an empty partition may have lost anything."""
    assert Retention(kept).excuses(written) is excused


def test_expired_alerts_are_no_fault_and_added_ones_are() -> None:
    """Retention makes fewer, never more or others."""
    names = [paper.alert_id(each) for each in range(3)]
    log = paper.chained([paper.draft(CHAIN, 0, 9, ids=names[:2]), paper.draft(CHAIN, 10, 19)])
    given = {"partitions": {0: Standing(0, 20, 20)}, "review_kept": [Kept(1, 2**41)]}
    verdict, judged = audited(log, **given, alerts=[paper.alert(0, 3, names[0])])
    assert verdict.is_proven
    assert [each.alerts for each in judged] == ["expired", "equal"]
    for more in ([names[0], names[2]], names):
        verdict, _ = audited(log, **given, alerts=[paper.alert(0, 3, each) for each in more])
        assert paper.faults(verdict) == [("alerts_missing_or_changed", 0, 9)]


def test_alerts_that_no_receipt_speaks_of() -> None:
    """Before the chain, of an attempt that failed, in flight, or without any excuse."""
    log = [
        receipt.sealed(paper.draft(CHAIN, 10, 19), None),
        receipt.sealed(paper.draft(AGAIN, 45, 45), None),
    ]
    where = {"partitions": {0: Standing(0, 90, 50)}}
    other = {"snapshot": {"serial": 2, "digest": paper.OTHER_LIST, "created": paper.at(0)}}
    alerts = [paper.alert(0, each, paper.alert_id(each), **other) for each in (5, 15, 30, 45, 70)]
    verdict, _ = audited(log, **where, alerts=alerts)
    shown = paper.notices(verdict)
    assert shown["alerts_outside"] == [(5, 5)]
    assert shown["abandoned_attempts"] == [(15, 15), (45, 45)]
    assert shown["alerts_in_flight"] == [(70, 70)]
    assert paper.faults(verdict) == [("hole", 20, 49), ("alerts_without_receipt", 30, 30)]
    assert ("alerts_without_receipt", 30, 30) in paper.faults(
        audited([], partitions={}, alerts=alerts)[0]
    )


def test_a_partition_without_receipts() -> None:
    """Nothing was screened of it, or all evidence is gone."""
    partitions = {
        0: Standing(0, 9),
        1: Standing(5, 9, 5),
        2: Standing(5, 9, 3),
        3: Standing(5, 9, 8),
    }
    verdict, _ = audited([], partitions=partitions)
    assert paper.faults(verdict) == [("no_receipt", 5, 7)]
    quiet = [each for each in range(4) if "nothing_screened_yet" in paper.notices(verdict, each)]
    assert quiet == [0, 1, 2]
    assert paper.notices(verdict, 0)["not_screened_yet"] == [(0, 8)]


def test_a_group_without_committed_offsets_is_judged_by_its_receipts() -> None:
    """A broker forgets those of a group that is gone."""
    verdict, _ = audited(partitions={0: Standing(0, 80)})
    assert verdict.is_proven
    assert "no_committed_offset" in paper.notices(verdict)


def test_impossible_counts_cover_nothing() -> None:
    """More records than offsets, or no offsets at all."""
    for fields in ({"clear": 11}, {"first_offset": 20}):
        log = paper.chained([{**paper.draft(CHAIN, 10, 19), **fields}])
        found = paper.faults(audited(log)[0])
        assert found[0][0] == "impossible_counts"
        assert ("no_receipt", 0, 59) in found


def test_a_list_that_was_screened_again_after_an_allow_list_entry_ended() -> None:
    """What a later attempt found too does not deny what the first one stated."""
    first, second = paper.alert_id(1), paper.alert_id(2)
    log = paper.chained(
        [
            paper.draft(CHAIN, 0, 9, ids=[first]),
            paper.draft(CHAIN, 0, 9, ids=[first, second], at=paper.at(100)),
        ]
    )
    alerts = [
        paper.alert(0, 3, first),
        paper.alert(0, 3, first, detected_at=paper.at(99)),
        paper.alert(0, 4, second, detected_at=paper.at(99)),
    ]
    partitions = {0: Standing(0, 10, 10)}
    assert audited(log, partitions=partitions, alerts=alerts)[0].is_proven
    verdict, _ = audited(log[:1], partitions=partitions, alerts=alerts)
    assert paper.notices(verdict)["abandoned_attempts"] == [(3, 4)]
    verdict, _ = audited(log[1:], begins={0: 1}, partitions=partitions, alerts=alerts[:2])
    assert paper.faults(verdict) == [("alerts_missing_or_changed", 0, 9)]
