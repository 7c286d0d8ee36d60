"""Bundles, versions, malformed objects: what is read, and that one bad object costs no other."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson
import pytest

from feeds.formats import FeedError, RawEntry, Reject, stix
from tests.feeds.stix.made import (
    bundle,
    email,
    entries,
    indicator,
    named,
    only,
    read,
    reason,
    thing,
    values,
)

if TYPE_CHECKING:
    from pathlib import Path


def from_file(folder: Path, data: bytes) -> list[RawEntry | Reject]:
    path = folder / "feed.json"
    path.write_bytes(data)
    return list(stix.read(path, "feed"))


def test_a_bundle_is_read_in_its_order(tmp_path: Path) -> None:
    """With or without a byte order mark."""
    data = orjson.dumps(bundle(email(2), indicator(1), email(1)))
    expected = ["sco2@example.com", "user1@example.com", "sco1@example.com"]
    assert values(from_file(tmp_path, data)) == expected
    assert values(from_file(tmp_path, b"\xef\xbb\xbf" + data)) == expected


def test_several_bundles_are_one_input(tmp_path: Path) -> None:
    """A list of them in a file, or bundles among the objects of a collection."""
    bundles = [bundle(indicator(1)), bundle(indicator(1, revoked=True, modified="2027-01-01"))]
    assert [type(each) for each in from_file(tmp_path, orjson.dumps(bundles))] == [Reject]
    assert reason(*bundles) == "revoked"
    assert values(read(email(1), bundle(email(2)))) == ["sco1@example.com", "sco2@example.com"]


def test_an_empty_bundle_has_no_indicators(tmp_path: Path) -> None:
    """It may leave its objects out (section 8)."""
    assert from_file(tmp_path, b'{"type": "bundle", "id": "x"}') == []


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe",
        b"[]",
        b"null",
        b'"bundle"',
        b"{}",
        b'{"type": "indicator"}',
        b'[{"type": "bundle"}, 1]',
        b'{"type": "bundle", "objects": {}}',
        b'{"type": "bundle", "objects": [',
    ],
)
def test_what_is_no_bundle_is_no_feed(tmp_path: Path, data: bytes) -> None:
    """The error names the file."""
    with pytest.raises(FeedError, match=r"feed\.json: not "):
        from_file(tmp_path, data)


BAD: list[tuple[object, str, str]] = [
    (1, "objects[1]", "not a JSON object"),
    (None, "objects[1]", "not a JSON object"),
    ([], "objects[1]", "not a JSON object"),
    ({}, "objects[1]", "type: missing"),
    ({"type": 5}, "objects[1]", "type: not text"),
    ({"type": "indicator"}, "objects[1]", "id: missing"),
    ({"type": "indicator", "id": "hidden"}, "objects[1]", "id: not a STIX identifier"),
    ({"id": named("identity", 1)}, named("identity", 1), "type: missing"),
    ({"type": "indicator", "id": named("identity", 1)}, named("identity", 1), "not of the object"),
    (indicator(9, revoked="hidden"), named("indicator", 9), "revoked: not true or false"),
    (indicator(9, modified="hidden"), named("indicator", 9), "modified: not a time"),
    (indicator(9, modified=5), named("indicator", 9), "modified: not text"),
    (indicator(9, valid_from="hidden"), named("indicator", 9), "valid_from: not a time"),
    (indicator(9, valid_until="0001-01-01T00:00:00+14:00"), named("indicator", 9), "valid_until"),
    (indicator(9, pattern_type=[]), named("indicator", 9), "pattern_type: not text"),
    ({**indicator(9), "pattern": 5}, named("indicator", 9), "pattern: not text"),
    ({**indicator(9), "pattern": None}, named("indicator", 9), "pattern: missing"),
    (indicator(9, confidence=101), named("indicator", 9), "confidence: not a whole number"),
    (indicator(9, confidence=-1), named("indicator", 9), "confidence"),
    (indicator(9, confidence=50.0), named("indicator", 9), "confidence"),
    (indicator(9, confidence="50"), named("indicator", 9), "confidence"),
    (indicator(9, confidence=True), named("indicator", 9), "confidence"),
    (indicator(9, labels="hidden"), named("indicator", 9), "labels: not a list of text"),
    (indicator(9, labels=["a", 5]), named("indicator", 9), "labels: not a list of text"),
    (indicator(9, kill_chain_phases={}), named("indicator", 9), "kill_chain_phases"),
    (indicator(9, kill_chain_phases=[{}]), named("indicator", 9), "kill_chain_name: missing"),
    (indicator(9, object_marking_refs=[5]), named("indicator", 9), "object_marking_refs"),
    (indicator(9, granular_markings=["hidden"]), named("indicator", 9), "granular_markings"),
    (indicator(9, x_tier=5), named("indicator", 9), "x_tier: not text"),
    (indicator(9, x_first_seen="hidden"), named("indicator", 9), "x_first_seen: not a time"),
    (email(9, value=5), named("email-addr", 9), "value: not text"),
    (email(9, value=None), named("email-addr", 9), "value: missing"),
    (email(9, value=""), named("email-addr", 9), "value: missing"),
    (email(9, defanged=True), named("email-addr", 9), "defanged"),
    (thing("relationship", 9, source_ref=5), named("relationship", 9), "relationship_type"),
    (
        thing("relationship", 9, relationship_type="based-on", source_ref=5),
        named("relationship", 9),
        "source_ref: not text",
    ),
    (thing("sighting", 9, first_seen="hidden"), named("sighting", 9), "sighting_of_ref: missing"),
    (
        thing("sighting", 9, sighting_of_ref="x", first_seen="hidden"),
        named("sighting", 9),
        "first_seen: not a time",
    ),
    (thing("observed-data", 9, object_refs=5), named("observed-data", 9), "object_refs"),
    (thing("observed-data", 9, objects={"0": {}}), named("observed-data", 9), "old form"),
    (thing("bundle", 9, objects=5), named("bundle", 9), "a bundle that is not at the top"),
]


@pytest.mark.parametrize(("bad", "place", "part"), BAD)
def test_a_malformed_object_is_rejected_alone(bad: object, place: str, part: str) -> None:
    """With its id, or its place where it has none; its neighbours are read."""
    before, found, after = read(indicator(1), bad, email(2))
    assert isinstance(found, Reject)
    assert (found.feed, found.place) == ("feed", place)
    assert part in found.reason
    assert "hidden" not in found.reason
    assert values([before, after]) == ["user1@example.com", "sco2@example.com"]


def test_context_is_no_reject() -> None:
    """Objects that are no clues say something of others, or nothing."""
    kinds = """attack-pattern campaign course-of-action grouping identity incident infrastructure
        intrusion-set language-content location malware malware-analysis note observed-data opinion
        report threat-actor tool vulnerability marking-definition extension-definition artifact
        autonomous-system directory email-message network-traffic software
        cryptocurrency-transaction x-custom-type""".split()
    assert read(*(thing(kind, 1, name="n") for kind in kinds)) == []


def test_the_newest_version_wins_wherever_it_stands() -> None:
    """Older ones are superseded without a word; times are moments, not text."""
    new = indicator(1, "[url:value = 'https://example.com/new']", modified="2026-01-01T01:00:00Z")
    for old in ("2025-12-31T23:00:00Z", "2026-01-01T10:30:00+10:00", "2026-01-01T00:59:59.999Z"):
        older = indicator(1, modified=old)
        for objects in ([older, new], [new, older], [older, new, older]):
            assert only(*objects)["value"] == "https://example.com/new"


def test_of_equally_new_versions_the_later_one_in_the_input_wins() -> None:
    """Also when the same moment is written in two ways, or not at all."""
    for first, second in (("2026-01-01T00:00:00Z", "2026-01-01T10:00:00+10:00"), (None, None)):
        one, two = indicator(1, modified=first), indicator(1, "[url:value = 'x.example.com']")
        two["modified"] = second
        assert only(one, two)["type"] == "url"
        assert only(two, one)["type"] == "email"


def test_a_version_without_a_time_is_the_oldest() -> None:
    """Wherever it stands."""
    dated, undated = indicator(1), indicator(1, "[url:value = 'x.example.com']", modified=None)
    assert only(dated, undated)["type"] == only(undated, dated)["type"] == "email"


def test_order_is_that_of_the_versions_that_count() -> None:
    """A superseded version keeps no place."""
    older = indicator(1, modified="2025-01-01T00:00:00Z")
    assert [each["id"] for each in entries(older, indicator(2), indicator(1))] == [
        named("indicator", 2),
        named("indicator", 1),
    ]


def test_revoked_is_what_the_newest_version_says() -> None:
    """Revoked in an older one alone, it is not (and in the newest, whatever came before)."""
    old, new = "2026-01-01T00:00:00Z", "2026-02-01T00:00:00Z"
    withdrawn = indicator(1, modified=new, revoked=True)
    assert reason(indicator(1, modified=old), withdrawn) == "revoked"
    assert reason(withdrawn, indicator(1, modified=old)) == "revoked"
    assert only(indicator(1, modified=old, revoked=True), indicator(1, modified=new))
    assert reason({**withdrawn, "pattern": "[a:b MATCHES 'c']"}) == "revoked"


def test_an_unreadable_version_does_not_bring_an_older_one_back() -> None:
    """The newest one counts, even where it is only good for a reject."""
    newer = indicator(1, modified="2026-02-01T00:00:00Z", confidence=500)
    assert "confidence" in reason(indicator(1), newer)


def test_valid_from_may_be_missing() -> None:
    """It is then simply not stated."""
    old = indicator(1)
    del old["valid_from"]
    assert "valid_from" not in only(old)
