"""MISP feed folders as providers write them: what is to be detected by is read, and only that."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import orjson
import pytest

from feeds.entry import EntryError, to_indicator
from feeds.formats import FeedError, RawEntry, Reject, misp
from tests.feeds.misp_events import EVENT, UUID, attribute, holding, read, stated

if TYPE_CHECKING:
    from pathlib import Path

OTHER = "5f3a1c00-0000-4000-8000-000000000002"


@pytest.mark.parametrize(
    ("more", "is_read"),
    [
        ({}, True),
        ({"to_ids": "1"}, True),
        ({"deleted": False}, True),
        ({"deleted": "0"}, True),
        ({"to_ids": False}, False),
        ({"to_ids": None}, False),
        ({"to_ids": "0"}, False),
        ({"deleted": True}, False),
        ({"deleted": 1}, False),
        ({"deleted": "1"}, False),
    ],
)
@pytest.mark.parametrize("is_in_object", [False, True])
def test_what_is_to_be_detected_by(
    tmp_path: Path, more: dict[str, Any], is_read: bool, is_in_object: bool
) -> None:
    """`to_ids`, and not deleted; the rest is no entry and no reject."""
    one = attribute("email", "a@example.com", **more)
    found = read(tmp_path, Object=[holding("x", one)]) if is_in_object else read(tmp_path, one)
    assert len(found) == is_read


def test_a_deleted_object_has_no_attributes(tmp_path: Path) -> None:
    """Though they are not deleted themselves."""
    one = attribute("email", "a@example.com")
    assert not read(tmp_path, Object=[holding("x", one, deleted=True)])


def test_a_statement(tmp_path: Path) -> None:
    """Id, times and tags become columns; info, comments and timestamps do not."""
    one = attribute(
        "email",
        "a@example.com",
        'fresnel:nature="access"',
        'FRESNEL:Tier="indicator"',
        'misp:confidence-level="usually-confident"',
        "tlp:green",
        "campaign:x;y",
        first_seen="2025-01-01T00:00:00.000000+00:00",
        last_seen="2025-02-01T00:00:00+00:00",
        timestamp="1735689600",
        comment="found somewhere",
    )
    event_tags = [{"name": "TLP:AMBER"}, {"name": 'fresnel:region="AU-NSW"'}, {"name": "osint"}]
    (entry,) = read(tmp_path, one, Tag=event_tags, published=False)
    assert entry == RawEntry(
        UUID,
        {
            "id": UUID,
            "type": "email",
            "value": "a@example.com",
            "nature": "access",
            "tier": "indicator",
            "confidence": "75",
            "tlp": "amber",
            "region": "AU-NSW",
            "labels": ["campaign:x;y", "osint"],
            "first_seen": "2025-01-01T00:00:00.000000+00:00",
            "last_seen": "2025-02-01T00:00:00+00:00",
        },
    )
    indicator = to_indicator(entry.values, "feed")
    assert indicator.labels == ("campaign:x;y", "osint")


@pytest.mark.parametrize(
    ("own", "event", "expected"),
    [
        ([], [], None),
        (["tlp:clear"], [], "clear"),
        (["tlp:white"], ["tlp:clear"], "clear"),
        (["tlp:green"], ["tlp:red"], "red"),
        (["tlp:amber+strict"], ["tlp:amber"], "amber+strict"),
        (["tlp:unheard-of"], ["tlp:green"], "red"),
    ],
)
def test_the_strictest_marking_holds(
    tmp_path: Path, own: list[str], event: list[str], expected: str | None
) -> None:
    """Of attribute and event; one that nobody knows is as strict as can be."""
    one = attribute("email", "a@example.com", *own)
    (entry,) = read(tmp_path, one, Tag=[{"name": name} for name in event])
    assert isinstance(entry, RawEntry)
    assert entry.values.get("tlp") == expected


@pytest.mark.parametrize(
    ("level", "expected"),
    [
        ("completely-confident", "100"),
        ("usually-confident", "75"),
        ("fairly-confident", "50"),
        ("rarely-confident", "25"),
        ("unconfident", "0"),
        ("confidence-cannot-be-evaluated", None),
    ],
)
def test_confidence(tmp_path: Path, level: str, expected: str | None) -> None:
    """As the taxonomy numbers it; none is not 0."""
    (entry,) = read(tmp_path, attribute("email", "a@b.c", f'misp:confidence-level="{level}"'))
    assert isinstance(entry, RawEntry)
    assert entry.values.get("confidence") == expected


def test_an_attributes_own_tag_comes_first(tmp_path: Path) -> None:
    """Before its event's."""
    one = attribute("email", "a@example.com", 'fresnel:nature="access"')
    (entry,) = read(tmp_path, one, Tag=[{"name": 'fresnel:nature="possession"'}])
    assert isinstance(entry, RawEntry)
    assert entry.values["nature"] == "access"


def test_a_tag_names_the_type(tmp_path: Path) -> None:
    """What MISP has no type for is tagged; an unknown type is a reject."""
    phrase = attribute("text", "some phrase", 'fresnel:type="phrase"')
    name = attribute("text", "Some Name", 'fresnel:type="name"')
    wrong = attribute("text", "x", 'fresnel:type="shoe"')
    found = read(tmp_path, phrase, name, wrong)
    assert stated(found) == [
        ("phrase", "some phrase", None),
        ("name", "Some Name", None),
        ("tag fresnel:type: no such indicator type",),
    ]


def test_a_tag_that_we_cannot_read_rejects_its_own_entry(tmp_path: Path) -> None:
    """As in every format: the entry says which column."""
    (entry,) = read(tmp_path, attribute("email", "a@example.com", 'fresnel:nature="x"'))
    assert isinstance(entry, RawEntry)
    with pytest.raises(EntryError, match="nature"):
        to_indicator(entry.values, "feed")


def test_places_and_ids(tmp_path: Path) -> None:
    """By the attribute's UUID, else by event and position; parts have ids of their own."""
    both = attribute("domain|ip", "example.org|192.0.2.1")
    nameless = attribute("email", "a@example.com", uuid="../x")
    found = read(tmp_path, both, {}, nameless, "x", Object=[holding("x", nameless), 7])
    assert [each.place for each in found] == [UUID, UUID, f"{EVENT}#3", EVENT, f"{EVENT}#5", EVENT]
    ids = [each.values.get("id") for each in found if isinstance(each, RawEntry)]
    assert ids == [UUID, f"{UUID}#2", None, None]
    assert [each.reason for each in found if isinstance(each, Reject)] == [
        "Attribute: not a JSON object",
        "Object: not a JSON object",
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (None, "event file missing"),
        (b'{"Event": ', "event file: not JSON"),
        (b"[]", "event file: no Event"),
        (b'{"Event": []}', "event file: no Event"),
    ],
)
def test_a_bad_event_costs_no_other(tmp_path: Path, content: bytes | None, reason: str) -> None:
    """It is a reject by its UUID; a name that leads outside is none."""
    outside = f"{EVENT}/../../x"
    read(tmp_path, attribute("email", "a@example.com"))
    (tmp_path / "manifest.json").write_bytes(orjson.dumps({OTHER: {}, EVENT: {}, outside: {}}))
    if content is not None:
        (tmp_path / f"{OTHER}.json").write_bytes(content)
    (tmp_path.parent / "x.json").write_bytes(b"{}")
    good, wrong, bad = misp.read(tmp_path, "feed")
    assert isinstance(good, RawEntry)
    assert wrong == Reject("feed", "manifest.json", "an event's name is not a UUID")
    assert bad == Reject("feed", OTHER, reason)


@pytest.mark.parametrize(
    ("content", "reason"),
    [(None, "No such file"), (b"{", "not JSON"), (b"[]", "not a JSON object")],
)
def test_a_folder_without_a_manifest_is_no_feed(
    tmp_path: Path, content: bytes | None, reason: str
) -> None:
    """And says so with its name."""
    if content is not None:
        (tmp_path / "manifest.json").write_bytes(content)
    with pytest.raises(FeedError, match=rf"{tmp_path.name}: manifest\.json: {reason}"):
        list(misp.read(tmp_path, "feed"))


@pytest.mark.parametrize("event", [{"Attribute": 7}, {"Object": "x"}, {"Tag": [1, {"name": 2}]}])
def test_odd_shapes(tmp_path: Path, event: dict[str, Any]) -> None:
    """Never end the reading."""
    assert all(isinstance(each, Reject) for each in read(tmp_path, **event))
