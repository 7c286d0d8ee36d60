"""The compact alert is small, whatever the payment and the list say; so is the key of a message."""

from __future__ import annotations

import copy
import hashlib
from typing import TYPE_CHECKING, Any

import orjson
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening import alert
from screening.short import MOST_BYTES, MOST_LISTED, short
from screening.stream.messages import MAX_KEY_BYTES, alert_message
from tests.screening.support import judged, only_alert, pay
from tests.screening.test_alert import EMAIL, full, validate

if TYPE_CHECKING:
    from feeds.compile import ActiveList
    from screening.alert import Alert
    from screening.judge import Judge

WORST = ["x" * 500_000, "\x00" * 100_000, "é😀" * 60_000, '\u2028\\"' * 50_000, "quiet " * 34]
ENUMS = {"type", "tier", "nature", "tlp", "role", "lane", "mode", "severity", "schema"}
PLACES = {"partition", "offset", "confidence"}
TIMES = {"detected_at", "timestamp", "timestamp_source", "created", "valid_from", "valid_until"}
FIXED = ENUMS | PLACES | TIMES | {"alert_id", "group_id", "config_digest", "digest"}


def size(found: Alert) -> int:
    """Bytes as JSON."""
    return len(orjson.dumps(found))


def stuffed(value: Any, text: str, many: int) -> Any:
    """The same with each free text this one, and each list so long."""
    if isinstance(value, dict):
        return {
            name: each if name in FIXED else stuffed(each, text, many)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [stuffed(each, text, many) for each in (value or [text])[:1]] * many
    return text if isinstance(value, str) or value is None else value


@pytest.mark.parametrize("many", [1, 9, 10, 11, 200])
@pytest.mark.parametrize("text", WORST)
def test_no_alert_has_a_large_compact_form(
    active: ActiveList, generic: Judge, text: str, many: int
) -> None:
    """Every text of it as long, every list of it as full as can be."""
    found = full(active, generic)
    found["matches"] = [{**match, "undone": ["leet"]} for match in found["matches"]]
    found = {**stuffed(found, text, many), "expired_allow_list": [text] * many}
    before = copy.deepcopy(found)
    small = alert.compact(found)
    assert size(small) <= alert.COMPACT_BYTES
    assert 1 <= len(small["matches"]) <= alert.COMPACT_MATCHES
    assert small["matches_total"] == found["matches_total"]
    assert small["alert_id"] == found["alert_id"]
    validate(small)
    assert found == before


@pytest.mark.parametrize("place", ["id", "customer_id", "amount", "currency"])
def test_a_long_value_is_cut_and_says_so(active: ActiveList, generic: Judge, place: str) -> None:
    """Its beginning, its length and its digest: two that differ behind are still two."""
    long = "C" + "0" * 300_000
    name = {"customer_id": "customer"}.get(place, place)
    cut = set()
    for value in (f"{long}1", f"{long}2"):
        found = only_alert(judged(pay(EMAIL) | {place: value}, active, generic))
        shown = alert.compact(found)["transaction"][name]
        digest = hashlib.sha256(value.encode()).hexdigest()[:16]
        assert shown == f"{value[:24]}… ({len(value)} characters, sha256 {digest})"
        cut.add(shown)
        assert found["transaction"][name] == value
    assert len(cut) == 2


def test_a_usual_compact_alert_is_as_it_was(active: ActiveList, generic: Judge) -> None:
    """Only texts of the payment are left out."""
    found = full(active, generic)
    small = alert.compact(found)
    for name in ("alert_id", "severity_reasons", "matches_total", "snapshot", "software"):
        assert small[name] == found[name]
    for whole, cut in zip(found["matches"], small["matches"], strict=True):
        assert cut == {**whole, "excerpt": None}
    assert small["transaction"] == {**found["transaction"], "fields": {}, "cuts": {}, "context": {}}


def test_the_key_is_small_and_the_same_for_one_customer(active: ActiveList, generic: Judge) -> None:
    """So that no topic refuses a message for it, and alerts of a customer keep their order."""
    keys = []
    for customer in ("C" * MAX_KEY_BYTES, "C" * 300_000, "C" * 300_000, "D" * 300_000, "é" * 600):
        found = only_alert(judged(pay(EMAIL, customer_id=customer), active, generic))
        keys.append(alert_message("review", found).key)
    assert keys[0] == b"C" * MAX_KEY_BYTES
    assert keys[1] == keys[2] == hashlib.sha256(b"C" * 300_000).hexdigest().encode()
    assert len(set(keys)) == 4
    assert all(key is not None and len(key) <= MAX_KEY_BYTES for key in keys)


@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers(0, 9) | st.text(max_size=80).map(lambda t: t * 9),
        lambda inner: st.lists(inner, max_size=25) | st.dictionaries(st.text(max_size=3), inner),
    )
)
def test_short_values(value: Any) -> None:
    """Texts and lists are bounded at any depth; what is short already is not changed."""
    if isinstance(value, str):
        cut = short(value)
        assert len(orjson.dumps(cut)) <= MOST_BYTES
        assert cut == value or (
            cut.startswith(value[:24]) and len(orjson.dumps(value)) > MOST_BYTES
        )
    elif isinstance(value, list):
        assert len(short(value)) == min(len(value), MOST_LISTED)
        if len(value) <= MOST_LISTED:
            assert short(value) == [short(each) for each in value]
    elif isinstance(value, dict):
        assert short(value) == {name: short(each) for name, each in value.items()}
    else:
        assert short(value) is value


def test_a_list_of_texts_says_how_many_more_there_are() -> None:
    """Of other things only the first are kept."""
    assert short([str(n) for n in range(12)])[-1] == "… 3 more"
    assert short(list(range(12))) == list(range(10))
