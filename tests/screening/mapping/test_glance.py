"""A glance at a document never calls clear what reading it would not."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening import mapping
from screening.judge import CLEAR_PAYMENT
from screening.mapping import glance
from screening.screen import Origin
from tests.screening.support import NOW, NOW_MS, judge_of, mapping_of

if TYPE_CHECKING:
    from feeds.compile import ActiveList
    from screening.judge import Judge
    from screening.mapping.reader import Mapping

pytest.importorskip("matcher.sieve._native", reason="made without a compiler")

KEYS = st.sampled_from("abc")
STEPS = st.lists(st.tuples(KEYS, st.booleans()), min_size=1, max_size=3)
TEXTS = st.sampled_from(
    ["quiet.lantern@example.com", "violet kettle harbour", "violet", "kettle harbour", "062-000",
     "12345678", "rent", "Robin Placeholder", "192.0.2.44", "", "é", "x" * 2_000, "062000 12345678"]
)  # fmt: skip
VALUES = st.recursive(
    TEXTS | TEXTS | st.none() | st.booleans() | st.integers(-9, 10**9) | st.just(1.5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
ROLES = st.sampled_from(["free_text", "account", "party_name", "contact", "network", "merchant"])
IDS = st.sampled_from(["t-1", "", " ", 7, 1.5, None, True, ["t"], {"id": "t"}])
TIMES = st.sampled_from(["2026-03-01T10:00:00Z", "never", "1226-03-01", None, 1772355600, ["a"], 0])


def _path(steps: list[tuple[str, bool]]) -> str:
    return ".".join(key + "[*]" * repeats for key, repeats in steps)


@st.composite
def fields(draw: st.DrawFn) -> dict[str, Any]:
    """A field of a mapping: joined, with a prefix beside it or elsewhere, or plain."""
    steps = draw(STEPS)
    field: dict[str, Any] = {"path": _path(steps), "role": draw(ROLES)}
    way = draw(st.sampled_from(["plain", "joined", "beside", "elsewhere"]))
    if way == "joined" and steps[-1][1]:
        field["join"] = True
    before = [*steps[:-1], ("d", False)] if way == "beside" else draw(STEPS)
    if way in {"beside", "elsewhere"} and before != steps:
        field["prefix"] = _path(before)
    return field


def _both(made: Mapping, document: Any, active: ActiveList) -> tuple[Any, Any]:
    """The judgements of the same record with a glance before, and without one."""
    glancing: Judge = judge_of(made)
    reading: Judge = judge_of(made)
    reading._glance = None
    raw, origin = orjson.dumps(document), Origin(NOW_MS, ("t", 0, 1))
    return tuple(  # type: ignore[return-value]
        each.judge(raw, origin, active, mode="live", now=NOW) for each in (glancing, reading)
    )


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(fields(), min_size=1, max_size=3, unique_by=str),
    st.dictionaries(st.sampled_from("abcd"), VALUES, max_size=4),
    IDS,
    TIMES,
)
def test_the_judgement_is_the_same(
    active: ActiveList, given_fields: list[dict[str, Any]], document: Any, identity: Any, time: Any
) -> None:
    """Whatever the mapping reads, wherever the document has it, in whatever shape."""
    made = mapping_of(*given_fields, id="id", timestamp="at")
    document |= {"id": identity, "at": time}
    with_glance, without = _both(made, document, active)
    assert with_glance == without


@pytest.mark.parametrize("key", ["id", "transaction_id"])
def test_an_id_is_still_asked_for(active: ActiveList, key: str) -> None:
    """A clear payment without one is dead-lettered; either of two paths may have it."""
    made = mapping_of({"path": "a", "role": "free_text"}, id=["id", "transaction_id"])
    for document in ({"a": "rent"}, {"a": "rent", key: "t-1"}, {"a": "rent", key: " "}):
        with_glance, without = _both(made, document, active)
        assert with_glance == without


def test_which_mappings_can_be_glanced_at() -> None:
    """Those whose message is the payment; texts that no path reads are not in a glance."""
    assert mapping.load("generic").glance is not None
    assert mapping.load("generic").with_unread_text().glance is None
    assert glance.tree_of(mapping.load("camt").model) is None


def test_an_ordinary_payment_is_not_read(active: ActiveList) -> None:
    """The glance is enough: nothing is mapped."""
    made = mapping.load("generic")
    payment = {
        "id": "t-1",
        "description": "Rent for March",
        "payer": {"account": "062-111 7654321"},
    }
    assert not active.index.may_hold_in(payment, made.glance or ())
    payment["payer"]["account"] = "062-000 12345678"  # type: ignore[index]
    assert active.index.may_hold_in(payment, made.glance or ())


class Record(NamedTuple):
    """What the glance reads of a record."""

    value: Any
    timestamp: int


WHOLE = st.fixed_dictionaries(
    {"id": IDS | st.just("t-2"), "timestamp": TIMES},
    optional={"description": TEXTS, "payer": st.fixed_dictionaries({"account": TEXTS}) | VALUES},
)
MOMENTS = st.builds(
    "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}{}".format,
    st.integers(2014, 2038) | st.integers(0, 9999),
    st.integers(0, 13), st.integers(0, 32), st.integers(0, 24), st.integers(0, 60),
    st.integers(0, 61),
    st.sampled_from(["", "Z", "z", "+10:00", "-23:59", "+1000", ".5Z", ".123456789Z", ".", "+"]),
)  # fmt: skip
BYTES = st.sampled_from(
    [None, b"", b"{", b"[1]", b"\xff", b'{"id":"t","id":"u"}', b'{"id" : "t"}', b"1", b"{}"]
) | st.binary(max_size=8)
RECORDED = st.sampled_from([NOW_MS, NOW_MS, -1, 0, 2**62, 253_370_764_800_001])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    st.lists(st.tuples(WHOLE | BYTES, MOMENTS | st.just("2026-03-01T10:00:00Z"), RECORDED)),
    st.integers(0, 3),
    st.integers(0, 9),
)
def test_what_is_passed_over_is_one_clear_payment(
    active: ActiveList, given_records: list[tuple[Any, str, int]], first: int, last: int
) -> None:
    """Whatever the bytes, the time, the id: the judge says of it what it says of most."""
    judging = judge_of(mapping.load("generic"))
    judging._glance = None
    records = [Record(_raw(made, moment), recorded) for made, moment, recorded in given_records]
    places = judging.notable(records, first, last, active)  # type: ignore[arg-type]
    for place in set(range(first, min(last, len(records)))) - set(places):
        origin = Origin(records[place].timestamp, ("t", 0, place))
        got = judging.judge(records[place].value, origin, active, mode="live", now=NOW)
        assert got == CLEAR_PAYMENT


def _raw(made: Any, moment: str) -> Any:
    if not isinstance(made, dict):
        return made
    return orjson.dumps(made | {"timestamp": moment} if made["timestamp"] != "never" else made)


def test_most_records_are_passed_over(active: ActiveList) -> None:
    """A glance that finds all of them notable would be right, and useless."""
    payment = {"id": "t-2", "timestamp": "2026-03-01T10:00:00.5+10:00", "description": "Rent"}
    listed = payment | {"description": "violet kettle harbour"}
    records = [Record(orjson.dumps(each), NOW_MS) for each in (payment, listed, payment)]
    judging = judge_of(mapping.load("generic"))
    assert judging.notable(records, 0, 3, active) == [1]  # type: ignore[arg-type]
