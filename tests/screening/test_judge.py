"""The judge takes any bytes: it never raises, and the same bytes have the same verdict."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening import alert, mapping
from screening.bad_record import Reason
from screening.judge import TOMBSTONE
from screening.screen import Origin
from tests.screening.support import NOW, NOW_MS, judge_of, judged, mapping_of

if TYPE_CHECKING:
    from feeds.compile import ActiveList

GENERIC = judge_of(mapping.load("generic"))
ITEMS = judge_of(
    mapping_of(
        {"path": "note[*]", "role": "free_text", "join": True},
        {"path": "^note", "role": "reference"},
        each="Tx[*].Inner",
        id="id",
        timestamp="at",
        amount="amount",
        context={"fact": "fact"},
    )
)
TEXTS = st.sampled_from(
    ["quiet.lantern@example.com", "@copper.sparrow42", "violet kettle", "harbour", "2026-01-05", ""]
) | st.text(max_size=5)
JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**64 - 1) | st.floats(width=32) | TEXTS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["Tx", "Inner", "note", "id", "at", "amount", "fact", "description"]),
            inner,
            max_size=5,
        )
    ),
    max_leaves=25,
)


def test_a_tombstone_is_skipped(active: ActiveList) -> None:
    """A record without a value is no payment and no error."""
    judgement = GENERIC.judge(None, Origin(NOW_MS, ("t", 0, 0)), active, mode="live", now=NOW)
    assert judgement is TOMBSTONE
    assert judgement.skipped


@settings(
    deadline=None, max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(raw=st.binary(max_size=40) | JSON.map(lambda value: json.dumps(value).encode()))
def test_any_bytes_have_a_verdict(active: ActiveList, raw: bytes) -> None:
    """Never an exception, always the same, and whatever comes out can be written and made small."""
    for judging in (GENERIC, ITEMS):
        once, twice = (judged(raw, active, judging) for _ in range(2))
        assert once == twice
        for found in once.alerts:
            assert len(orjson.dumps(found)) > len(orjson.dumps(alert.compact(found))) - 20


@pytest.mark.parametrize("depth", [50, 300, 900, 1020, 5000])
@pytest.mark.parametrize("opening", [(b"[", b"]"), (b'{"note":', b"}"), (b'{"note" :', b"}")])
@pytest.mark.parametrize("key", [b"description", b"amount", b"Tx", b"fact", b"payer", b"timestamp"])
def test_no_depth_is_an_error(
    active: ActiveList, depth: int, opening: tuple[bytes, bytes], key: bytes
) -> None:
    """Nested as deep as one likes, at a mapped path or not, beside a match or not."""
    inner = opening[0] * depth + b"1" + opening[1] * depth
    raw = b'{"id":"1","reference":"quiet.lantern@example.com","%s":%s}' % (key, inner)
    judgement = judged(raw, active, GENERIC)
    assert bool(judgement.alerts) != (judgement.reason is Reason.TOO_DEEP)
    items = b'{"note":"quiet.lantern@example.com","Tx":{"Inner":{"id":"1","%s":%s}}}' % (key, inner)
    judgement = judged(items, active, ITEMS)
    assert bool(judgement.alerts) != (judgement.reason is Reason.TOO_DEEP)
    for found in judgement.alerts:
        orjson.dumps(found)
