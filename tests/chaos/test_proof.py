"""The proof sees what a fault could do: each kind of damage is named, and a sound end is not."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import pytest

from tests.chaos import proof
from tests.chaos.proof import Evidence
from tests.kafka.receipts import Receipt, sha256

HIT = ("t-1", "i-email", "description", 0, 5)


def receipt(first: int, last: int, previous: str | None, **counts: int) -> Receipt:
    """A sealed receipt of partition 0."""
    ids = ["a1"] if first <= 1 <= last else []
    made: dict[str, Any] = {
        "partition": 0,
        "first_offset": first,
        "last_offset": last,
        **dict.fromkeys(("clear", "flagged", "dead_lettered", "skipped"), 0),
        **counts,
        "snapshot": {"digest": "d"},
        "alerts": len(ids),
        "alerts_digest": sha256(ids),
        "previous": previous,
    }
    return made | {"digest": sha256(made)}


def alert(offset: int = 1, name: str = "t-1", alert_id: str = "a1") -> dict[str, Any]:
    """An alert of a payment in partition 0."""
    place = {"indicator_id": "i-email", "field": "description", "start": 0, "end": 5}
    return {
        "alert_id": alert_id,
        "transaction": {"id": name, "partition": 0, "offset": offset},
        "matches": [place],
        "snapshot": {"digest": "d"},
    }


def letter(offset: int, reason: str = "not_json") -> Any:
    """A dead letter of partition 0."""
    headers = {"reason": reason, "original_partition": "0", "original_offset": str(offset)}
    return SimpleNamespace(headers=[(name, value.encode()) for name, value in headers.items()])


def evidence(**changes: Any) -> Evidence:
    """Four records, a hit at 1, a bad one at 3, in two receipts."""
    first = receipt(0, 1, None, clear=1, flagged=1)
    second = receipt(2, 3, first["digest"], clear=1, dead_lettered=1)
    outcomes = {(0, 0): "clear", (0, 1): "flagged", (0, 2): "clear", (0, 3): "dead_lettered"}
    sound = Evidence(
        outcomes,
        {(0, 3): "not_json"},
        {0: 4},
        {0: 4},
        [alert()],
        [letter(3)],
        {0: [first, second]},
    )
    return sound._replace(**changes)


def found(changed: Evidence, **scene: Any) -> str:
    """What the proof says of it."""
    given = {"gone": {}, "excused": set(), "old_receipts": {}, **scene}
    made: Any = SimpleNamespace(load=SimpleNamespace(hits={HIT}), **given)
    return "; ".join(proof.problems(made, changed))


FIRST, SECOND = evidence().chains[0]


def test_a_sound_end_has_no_problems() -> None:
    """Repeats, overlaps, copies and forks of a crash are in order too."""
    again = receipt(2, 3, FIRST["digest"], clear=1, dead_lettered=1) | {"writer": "w"}
    again["digest"] = sha256({name: value for name, value in again.items() if name != "digest"})
    assert not found(evidence())
    assert not found(evidence(alerts=[alert(), alert()], letters=[letter(3), letter(3)]))
    assert not found(evidence(chains={0: [FIRST, SECOND, SECOND, again]}))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"alerts": []}, "1 hits LOST: t-1"),
        ({"alerts": [alert(), alert(2, "t-2")]}, "alerts for nothing: t-2"),
        ({"alerts": [alert(), alert(alert_id="a2")]}, "several alert ids"),
        ({"alerts": [alert(2)]}, "1 flagged offsets without an alert"),
        ({"letters": []}, "1 dead letters wrong or missing"),
        ({"letters": [letter(3, "id_missing")]}, "1 dead letters wrong or missing"),
        ({"letters": [letter(3), letter(0)]}, "1 dead letters wrong or missing"),
        ({"committed": {0: 3}}, "committed {0: 3}, but the ends are {0: 4}"),
        ({"chains": {0: [FIRST]}}, "2 offsets UNPROVEN: 2, 3"),
        ({"chains": {}}, "4 offsets UNPROVEN"),
        ({"chains": {0: [SECOND, FIRST]}}, "the chain is BROKEN at 2"),
        ({"chains": {0: [FIRST | {"clear": 2}, SECOND]}}, "receipts ALTERED: 0"),
        (
            {"chains": {0: [FIRST, receipt(2, 3, FIRST["digest"], clear=2)]}},
            "receipt for 2-3 says",
        ),
        ({"alerts": [alert(), alert(0, alert_id="a3")]}, "does not belong to the alerts"),
    ],
)
def test_damage_is_named(changes: dict[str, Any], said: str) -> None:
    """Whatever is lost, surplus, altered, unproven or counted wrongly."""
    assert said in found(evidence(**changes))


def test_what_was_gone_before_it_could_be_read_must_not_be_in_a_receipt() -> None:
    """The hole is where it was made, neither larger nor smaller."""
    first = receipt(0, 1, None, clear=1, flagged=1)
    third = receipt(3, 3, first["digest"], dead_lettered=1)
    changed = evidence(chains={0: [first, third]})
    del changed.outcomes[0, 2]
    assert not found(changed, gone={0: {2}})
    assert "UNPROVEN: 2" in found(changed)
    assert "receipts for records never read: 2" in found(evidence(), gone={0: {2}})
