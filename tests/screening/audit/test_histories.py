"""Whole histories: what could happen is accepted, what must not happen is found where it is."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from hypothesis import given, settings
from hypothesis import strategies as st

from screening.audit import receipt
from screening.audit.evidence import Standing
from tests.screening.audit import oracle, paper
from tests.screening.audit.world import ACTS, GROUP, TOPIC, World

if TYPE_CHECKING:
    import random

    from screening.audit.verification import Verdict

Found = tuple[str, int | None, int | None]


@st.composite
def worlds(draw: st.DrawFn) -> World:
    """A history of some members of the group."""
    world = World(draw(st.integers(0, 2**32)), begin=draw(st.sampled_from([0, 7])))
    acts = st.tuples(st.sampled_from(ACTS), st.integers(1, 12))
    for name, size in draw(st.lists(acts, min_size=1, max_size=25)):
        world.act(name, size)
    return world


def verdict_on(world: World) -> Verdict:
    """The code's own."""
    end = max([world.position, *(each["last_offset"] for each in world.log)]) + 5
    standing = Standing(world.begin, end, world.committed, world.committed_digest)
    dead = [paper.dead_letter(TOPIC, 0, each) for each in world.dead]
    verdict, _ = paper.audited(
        GROUP, TOPIC, world.log, partitions={0: standing}, alerts=world.alerts, dead=dead
    )
    return verdict


def expected(world: World) -> list[Found]:
    """The clerk's."""
    return oracle.findings(
        world.log,
        world.alerts,
        world.dead,
        world.begin,
        world.committed,
        world.committed_digest,
        GROUP,
    )


def assert_agreed(world: World) -> list[Found]:
    """Both find the same; gives that."""
    found = paper.faults(verdict_on(world))
    assert Counter(found) == Counter(expected(world))
    return found


@settings(deadline=None, max_examples=300)
@given(worlds())
def test_what_can_happen_is_proven(world: World) -> None:
    """Crashes at each stage, late writers, repeated writes, reloads, rewinds, replays."""
    assert assert_agreed(world) == []
    shown = paper.notices(verdict_on(world))
    assert set(shown) <= {
        "chain_starts", "fork", "overlap", "written_twice", "abandoned_attempts",
        "alerts_in_flight", "nothing_screened_yet", "not_screened_yet", "no_committed_offset",
        "chain_starts_anew",
    }  # fmt: skip


@settings(deadline=None, max_examples=300)
@given(worlds(), st.randoms(use_true_random=False))
def test_a_dropped_receipt_is_found(world: World, chance: random.Random) -> None:
    """By its followers, by the hole it leaves, or by the position that it was committed with."""
    if not world.log:
        return
    gone = world.log.pop(chance.randrange(len(world.log)))
    found = assert_agreed(world)
    left = [each for each in world.log if each["group"] == gone["group"]]
    is_repeated = gone in left
    followers = [each for each in left if each["previous"] == gone["digest"]]
    if not is_repeated:
        for each in followers:
            assert ("broken_chain", each["first_offset"], each["last_offset"]) in found
    if not followers and left and gone["group"] == GROUP:
        covered = set().union(*map(oracle.offsets, left))
        missing = {
            each
            for each in oracle.offsets(gone) - covered
            if left[0]["first_offset"] <= each < max(world.committed or 0, max(covered) + 1)
        }
        named = {
            each for kind, a, b in found if kind == "hole" for each in range(a or 0, (b or 0) + 1)
        }
        assert missing == named


CHANGES = {
    "writer": "nobody", "clear": 0, "flagged": 0, "dead_lettered": 0, "alerts": 0,
    "transactions": 99, "shadow": 7, "alerts_digest": "d" * 64, "config_digest": "e" * 64,
    "at": paper.at(5), "software": "fresnel/other", "delay_seconds": 9.5, "first_offset": 0,
}  # fmt: skip


@settings(deadline=None, max_examples=400)
@given(worlds(), st.randoms(use_true_random=False), st.sampled_from(sorted(CHANGES)))
def test_an_altered_receipt_is_found(world: World, chance: random.Random, name: str) -> None:
    """As it stands: by its digest, in its own range."""
    if not world.log:
        return
    place = chance.randrange(len(world.log))
    altered = {**world.log[place], name: CHANGES[name]}
    if altered == world.log[place]:
        return
    world.log[place] = altered
    found = assert_agreed(world)
    assert ("altered", altered["first_offset"], altered["last_offset"]) in found


@settings(deadline=None, max_examples=400)
@given(worlds(), st.randoms(use_true_random=False), st.sampled_from(sorted(CHANGES)))
def test_a_receipt_that_was_altered_and_sealed_anew_is_found(
    world: World, chance: random.Random, name: str
) -> None:
    """By its followers, or by the position that it was committed with."""
    if not world.log:
        return
    place = chance.randrange(len(world.log))
    true = world.log[place]
    changed: dict[str, Any] = {**true, name: CHANGES[name]}
    del changed["digest"]
    forged = receipt.sealed(changed, true["previous"])
    if forged == true:
        return
    world.log[place] = forged
    found = assert_agreed(world)
    if true not in world.log:
        for each in world.log[place + 1 :]:
            if each["previous"] == true["digest"] and each["group"] == true["group"]:
                assert ("broken_chain", each["first_offset"], each["last_offset"]) in found
        if world.committed_digest == true["digest"] and world.committed > world.begin:
            assert found


@settings(deadline=None, max_examples=400)
@given(worlds(), st.randoms(use_true_random=False))
def test_a_missing_alert_is_found(world: World, chance: random.Random) -> None:
    """Whatever copy of it is gone, when no other is left, each receipt that states it says so."""
    if not world.alerts:
        return
    gone = chance.choice(world.alerts)

    def is_gone(alert: dict[str, Any]) -> bool:
        return (
            alert["alert_id"] == gone["alert_id"]
            and alert["transaction"]["offset"] // 2 == gone["transaction"]["offset"] // 2
            and alert["snapshot"] == gone["snapshot"]
        )

    stating = [
        each
        for each in world.log
        if gone["transaction"]["offset"] in oracle.offsets(each)
        and each["snapshot"]["digest"] == gone["snapshot"]["digest"]
        and gone["detected_at"] < each["at"]
    ]
    world.alerts = [each for each in world.alerts if not is_gone(each)]
    found = assert_agreed(world)
    for each in stating:
        where = each["first_offset"], each["last_offset"]
        assert ("alerts_missing_or_changed", *where) in found


@settings(deadline=None, max_examples=300)
@given(worlds(), st.randoms(use_true_random=False))
def test_an_alert_that_was_put_in_is_found(world: World, chance: random.Random) -> None:
    """One more, as if the receipt's own attempt had made it."""
    mine = [each for each in world.log if each["group"] == GROUP]
    if not mine:
        return
    each = chance.choice(mine)
    offset = chance.randint(each["first_offset"], each["last_offset"])
    forged = paper.alert(0, offset, "f" * 32, snapshot=each["snapshot"], detected_at=each["at"])
    world.alerts.append(forged)
    found = assert_agreed(world)
    where = each["first_offset"], each["last_offset"]
    assert ("alerts_missing_or_changed", *where) in found


@settings(deadline=None, max_examples=300)
@given(worlds(), st.randoms(use_true_random=False))
def test_swapped_receipts_are_found(world: World, chance: random.Random) -> None:
    """One that stands before the one it goes on from."""
    places = [
        place
        for place, each in enumerate(world.log[1:], 1)
        if each["previous"] == world.log[place - 1]["digest"]
        and world.log[place - 1] not in world.log[: place - 1]
    ]
    if not places:
        return
    place = chance.choice(places)
    world.log[place - 1 : place + 1] = world.log[place - 1 : place + 1][::-1]
    early = world.log[place - 1]
    found = assert_agreed(world)
    assert ("broken_chain", early["first_offset"], early["last_offset"]) in found


@settings(deadline=None, max_examples=300)
@given(worlds(), st.randoms(use_true_random=False))
def test_missing_dead_letters_are_found(world: World, chance: random.Random) -> None:
    """Every receipt that counts as many as there were names its range."""
    if not world.dead:
        return
    gone, there = chance.choice(world.dead), set(world.dead)
    world.dead = [each for each in world.dead if each != gone]
    found = assert_agreed(world)
    for each in world.log:
        mine = there & oracle.offsets(each)
        if gone in mine and each["dead_lettered"] == len(mine):
            where = each["first_offset"], each["last_offset"]
            assert ("dead_letters_missing", *where) in found
