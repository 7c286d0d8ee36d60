"""What stands on the audit topic is examined, and nothing of it is believed."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.audit import receipt
from screening.audit.entry import Entries, Entry, Message, Place, Unread
from screening.audit.evidence import Standing
from screening.audit.receipt import Chain
from tests.screening.audit import paper

if TYPE_CHECKING:
    from collections.abc import Callable

CHAIN = Chain("bank/au", "payments", 3)
PLACE = Place(0, 5)
SOUND = paper.chained([paper.draft(CHAIN, 0, 9, ids=["a" * 32])])[0]


def read(value: bytes | None, key: bytes | None = CHAIN.key) -> Entry | Unread | None:
    """What a message says to who audits the group."""
    return Entries("bank/au", "payments").read(Message(PLACE, 1_000, key, value))


def test_a_receipt_is_read_whatever_its_white_space() -> None:
    """The digest is that of its content; the time is in microseconds."""
    for value in (receipt.canonical(SOUND), json.dumps(SOUND, indent=2).encode()):
        entry = read(value)
        assert isinstance(entry, Entry)
        assert entry.is_sound
        assert entry.range == (0, 9)
        assert entry.at == int((paper.START.timestamp() + 9) * 1_000_000)


@pytest.mark.parametrize(
    "key",
    [None, b"", b"bank/au/payments/", b"bank/au/payments/03", b"bank/au/payments/x",
     b"bank/au/payments/-3", b"bank/payments/3", b"bank/au/other/3", b"bank/au/payments/3/",
     "bank/au/payments/\u0663".encode(), b"bank/au/payments/" + b"9" * 5_000],
)  # fmt: skip
def test_messages_of_others_are_passed_over(key: bytes | None) -> None:
    """Only the key says whose chain it is, whatever the body says."""
    assert read(receipt.canonical(SOUND), key) is None


def test_replays_have_chains_of_their_own() -> None:
    """Under the group's name and `.replay`."""
    chain = Chain("bank/au.replay", "payments", 3)
    entry = read(receipt.canonical(paper.chained([paper.draft(chain, 4, 4)])[0]), chain.key)
    assert isinstance(entry, Entry)
    assert entry.chain == chain


@pytest.mark.parametrize(
    ("fault", "value"),
    [
        ("unreadable", None),
        ("unreadable", b""),
        ("unreadable", b"\xff"),
        ("unreadable", b"[" * 5_000),
        ("unreadable", b'["fresnel.receipt/1"]'),
        ("unknown_schema", b"{}"),
        ("unknown_schema", orjson.dumps({**SOUND, "schema": "fresnel.receipt/2"})),
        ("unreadable", orjson.dumps({**SOUND, "clear": "9"})),
        ("unreadable", orjson.dumps({**SOUND, "clear": -1})),
        ("unreadable", orjson.dumps({**SOUND, "clear": True})),
        ("unreadable", orjson.dumps({**SOUND, "first_offset": None})),
        ("unreadable", orjson.dumps({**SOUND, "at": "2025-07-01T00:00:00"})),
        ("unreadable", orjson.dumps({**SOUND, "at": "never"})),
        ("unreadable", orjson.dumps({**SOUND, "previous": "x"})),
        ("unreadable", orjson.dumps({**SOUND, "digest": "A" * 64})),
        ("unreadable", orjson.dumps({**SOUND, "snapshot": {"serial": 1}})),
        ("misplaced", orjson.dumps({**SOUND, "partition": 4})),
        ("misplaced", orjson.dumps({**SOUND, "group": "bank/au.replay"})),
    ],
)
def test_what_is_no_receipt_of_the_chain_is_a_fault(fault: str, value: bytes | None) -> None:
    """Under its key; and what is said of it is no value of it."""
    unread = read(value)
    assert isinstance(unread, Unread)
    assert (unread.fault, unread.chain, unread.place) == (fault, CHAIN, PLACE)
    assert "never" not in unread.why


def _changes(name: str) -> list[Callable[[Any], Any]]:
    value = SOUND[name]
    if name == "at":
        return [lambda _: paper.at(1), lambda each: each.replace("Z", "+00:00")]
    if isinstance(value, dict):
        return [lambda each: {**each, "serial": 2}, lambda each: {**each, "more": None}]
    if name in {"group", "topic", "partition", "schema"}:
        return []
    if isinstance(value, str) and len(value) == 64:
        return [lambda _: "0" * 64]
    if name == "previous":
        return [lambda _: "0" * 64]
    return [lambda each: each + type(each)("1")]


@pytest.mark.parametrize("name", sorted(SOUND))
def test_every_field_is_under_the_digest(name: str) -> None:
    """Whatever is changed, added or left out is noticed."""
    for change in _changes(name):
        entry = read(orjson.dumps({**SOUND, name: change(SOUND[name])}))
        assert isinstance(entry, Entry)
        assert not entry.is_sound
    added = read(orjson.dumps({**SOUND, f"{name}_": SOUND[name]}))
    assert isinstance(added, Entry)
    assert not added.is_sound
    left_out = read(orjson.dumps({key: each for key, each in SOUND.items() if key != name}))
    assert not isinstance(left_out, Entry)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(sorted(SOUND)),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=5,
)
FINITE = st.sampled_from([0, 2**63, 2**64 - 1, 10**30, -1, 1e300, "9" * 40])
NUMBERS = FINITE | st.just(float("inf"))
TIMES = st.datetimes().map(str) | st.datetimes(timezones=st.timezones()).map(str)


@settings(deadline=None, max_examples=500)
@given(
    st.binary(),
    st.dictionaries(st.sampled_from(sorted(SOUND)), JSON | NUMBERS | TIMES, min_size=1, max_size=3),
)
def test_hostile_messages_are_read_to_a_finding(raw: bytes, fields: dict[str, Any]) -> None:
    """Any bytes, and any JSON in any field: a receipt or a fault, never a crash."""
    assert isinstance(read(raw), Unread)
    found = read(json.dumps({**SOUND, **fields}).encode())
    assert isinstance(found, Entry | Unread)
    assert not (isinstance(found, Entry) and found.is_sound) or {**SOUND, **fields} == SOUND


@settings(deadline=None, max_examples=300)
@given(st.dictionaries(st.sampled_from(sorted(SOUND)), FINITE | TIMES, min_size=1, max_size=3))
def test_hostile_receipts_that_are_sealed_are_judged(fields: dict[str, Any]) -> None:
    """Whatever numbers and times they hold, the verdict comes."""
    changed = {name: each for name, each in {**SOUND, **fields}.items() if name != "digest"}
    raw = json.dumps({**changed, "digest": receipt.digest(orjson.loads(json.dumps(changed)))})
    message = Message(PLACE, 1_000, CHAIN.key, raw.encode())
    where = {"source": paper.SOURCE, "partition": 3, "offset": 2**62}
    alerts = [{**paper.alert(3, 5, "a" * 32), "transaction": where, **fields}]
    partitions = {3: Standing(0, 2**63 - 1, 2**62)}
    verdict, _ = paper.audited(
        "bank/au", "payments", [message], partitions=partitions, alerts=alerts
    )
    assert verdict.failures or "beyond_end" in paper.notices(verdict, 3)
