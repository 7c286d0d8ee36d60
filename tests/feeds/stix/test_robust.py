"""Whatever a provider sends, the reader answers with entries and rejects and nothing else."""

from __future__ import annotations

import copy
import tempfile
from pathlib import Path
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds.formats import FeedError, RawEntry, Reject, stix
from tests.feeds.stix.made import GREEN, bundle, email, indicator, observed, read, related, thing

SECRET = "hidden-value"
SOURCE = indicator(
    1,
    "[email-addr:value = 'a@example.com' OR url:value IN ('x', 'y')]",
    confidence=50,
    labels=["tier:clue"],
    kill_chain_phases=[{"kill_chain_name": "fresnel", "phase_name": "access"}],
    object_marking_refs=[GREEN],
    granular_markings=[{"marking_ref": GREEN, "selectors": ["pattern"]}],
    extensions={"extension-definition--1": {"x_tier": "clue"}},
)
SCO = email(1)
ACCOUNT = thing("bank-account", 1, account_number="12345678", x_bsb="062000")
USER = thing("user-account", 1, account_login="lantern", account_type="ig")
PLACE = thing("location", 1, country="AU", administrative_area="NSW")
CAMPAIGN = thing("campaign", 1, name="Paper Kite")
GOOD = bundle(
    SOURCE,
    indicator(2, "[user-account:account_type='a' AND user-account:user_id='b']"),
    indicator(3, revoked=True),
    SCO,
    ACCOUNT,
    USER,
    PLACE,
    CAMPAIGN,
    observed(1, SCO, ACCOUNT),
    thing("sighting", 1, sighting_of_ref=SOURCE["id"], first_seen="2025-01-01T00:00:00Z"),
    thing("email-message", 1, from_ref=SCO["id"], to_refs=[SCO["id"]]),
    thing("marking-definition", 1, definition_type="tlp", definition={"tlp": "red"}),
    related(SOURCE, "based-on", SCO),
    related(SOURCE, "located-at", PLACE),
    related(SOURCE, "indicates", CAMPAIGN),
)

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**62), 2**62)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.sampled_from(["", SECRET, "true", "[", "2026-01-01T00:00:00Z", SCO["id"], SOURCE["id"]]),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["id", "type", "x_tier", "to_refs", "a"]), inner, max_size=3
        )
    ),
    max_leaves=6,
)


def places(part: Any) -> list[tuple[Any, Any]]:
    """Every container in a decoded document with every key in it."""
    keys = part.keys() if isinstance(part, dict) else range(len(part))
    found = [(part, key) for key in keys]
    for key in keys:
        if isinstance(part[key], dict | list):
            found += places(part[key])
    return found


@given(st.data())
@settings(deadline=None, max_examples=400)
def test_no_change_of_a_bundle_makes_the_reader_raise(data: st.DataObject) -> None:
    """Values replaced, removed and repeated anywhere; and no reason ever holds a value."""
    objects = copy.deepcopy(GOOD["objects"])
    for _ in range(data.draw(st.integers(1, 4))):
        part, key = data.draw(st.sampled_from(places(objects)))
        if data.draw(st.booleans()):
            part[key] = data.draw(JSON)
        elif isinstance(part, dict):
            del part[key]
        else:
            part.append(copy.deepcopy(part[key]))
    for found in read(*objects):
        assert isinstance(found, RawEntry | Reject)
        assert isinstance(found.place, str)
        assert isinstance(found, RawEntry) or SECRET not in f"{found.reason}{found.place}"


@given(st.data())
@settings(deadline=None, max_examples=300)
def test_no_change_of_bytes_raises_anything_but_a_feed_error(data: st.DataObject) -> None:
    """Cut short, overwritten or extended."""
    raw = bytearray(orjson.dumps(GOOD))
    for _ in range(data.draw(st.integers(1, 5))):
        at = data.draw(st.integers(0, len(raw) - 1))
        raw[at : at + data.draw(st.integers(0, 9))] = data.draw(st.binary(max_size=9))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "feed.json"
        path.write_bytes(raw)
        try:
            found = list(stix.read(path, "feed"))
        except FeedError as error:
            assert "feed.json" in str(error)  # noqa: PT017
        else:
            assert all(isinstance(each, RawEntry | Reject) for each in found)


@given(st.lists(JSON, max_size=4), st.integers(0, 4))
@settings(deadline=None, max_examples=200)
def test_a_bad_object_costs_no_other(bad: list[object], at: int) -> None:
    """Anything may stand between the objects of a collection."""
    good: list[object] = [indicator(1), indicator(2), email(3), USER]
    mixed = [*good[:at], *bad, *good[at:]]
    assert [each for each in read(*mixed) if isinstance(each, RawEntry)] == read(*good)
    assert len(read(*mixed)) == len(mixed)


def test_deep_nesting_is_no_trouble() -> None:
    """As deep as a JSON decoder lets through."""
    deep: Any = "x"
    for _ in range(1000):
        deep = {"a_refs": [deep]}
    assert len(read(email(1, extensions=deep), thing("email-message", 1, to_refs=[deep]))) == 1
