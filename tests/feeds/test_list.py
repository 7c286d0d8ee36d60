"""From entries to the list: columns, merging, quarantine."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson
import pytest

from feeds import entry, quarantine, record
from matcher.indicator import Indicator, Nature, Tier, Tlp
from tests.feeds.files import built, merge

if TYPE_CHECKING:
    from pathlib import Path

FULL = {
    "id": "i-1",
    "type": "Email",
    "value": "User+x@Example.com",
    "tier": "indicator",
    "nature": "access",
    "source": "desk",
    "confidence": "70",
    "tlp": "TLP:AMBER+STRICT",
    "valid_from": "2025-01-01T00:00:00+10:00",
    "valid_until": "2026-01-01T00:00:00Z",
    "platform": "forum",
    "region": "au-nsw",
    "first_seen": "2024-05-06",
    "last_seen": "2024-05-07T08:09:10Z",
    "labels": "one; two;;one",
}


def indicator(**values: object) -> Indicator:
    return entry.to_indicator({"type": "email", "value": "user@example.com"} | values, "feed")


def test_every_column_is_read() -> None:
    """Each column of the design reaches the indicator, times in UTC."""
    found = entry.to_indicator(FULL, "feed")
    assert (found.id, found.type, found.value) == ("i-1", "email", "user@example.com")
    assert (found.tier, found.nature, found.confidence) == (Tier.INDICATOR, Nature.ACCESS, 70)
    assert (found.tlp, found.platform, found.region) == (Tlp.AMBER_STRICT, "forum", "AU-NSW")
    assert found.labels == ("one", "two")
    assert found.first_seen == datetime(2024, 5, 6, tzinfo=UTC)
    (source,) = found.sources
    assert source.name == "desk"
    assert source.valid_from == datetime(2024, 12, 31, 14, tzinfo=UTC)


def test_columns_may_be_absent() -> None:
    """Type and value suffice: an id is derived, a missing confidence is not zero."""
    found = indicator()
    assert found.id == indicator(value="USER+z@example.com").id
    assert found.confidence is None
    assert (found.tier, found.nature, found.tlp) == (Tier.CLUE, Nature.UNKNOWN, Tlp.AMBER)
    assert found.sources[0].name == "feed"


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("type", "bogus"),
        ("type", ""),
        ("value", ""),
        ("value", "secret-value"),
        ("tier", "strong"),
        ("nature", "x"),
        ("confidence", "101"),
        ("confidence", "-1"),
        ("confidence", "high"),
        ("tlp", "purple"),
        ("valid_from", "yesterday"),
        ("valid_until", "2026-13-01"),
        ("region", "Australia"),
        ("labels", 3.5),
        ("value", ["a"]),
    ],
)
def test_a_column_that_cannot_be_read_is_named(column: str, value: object) -> None:
    """The reason names the column and never holds what stood there."""
    with pytest.raises(entry.EntryError, match=f"^{column}: ") as refused:
        indicator(**{column: value})
    assert "secret" not in str(refused.value)


def test_a_record_reads_back_as_it_was_written() -> None:
    """The line of an indicator holds all of it."""
    found = entry.to_indicator(FULL, "feed")
    assert record.from_line(record.to_line(found)) == found


def test_validity_ends_exclusively() -> None:
    """An indicator holds from its first moment until just before its last."""
    found = indicator(valid_from="2025-01-01", valid_until="2025-02-01")
    held = [
        bool(found.sources_at(datetime(*day, tzinfo=UTC)))
        for day in ((2024, 12, 31), (2025, 1, 1), (2025, 1, 31), (2025, 2, 1))
    ]
    assert held == [False, True, True, False]


def test_equal_values_merge_by_the_rules() -> None:
    """First id, strongest tier, its most confident source's nature, strictest TLP, all sources."""
    (merged,) = merge(
        [
            indicator(id="a", nature="access", confidence=90, labels="x", last_seen="2025-01-01"),
            indicator(id="b", tier="indicator", nature="possession", confidence=40, tlp="red"),
            indicator(id="c", tier="indicator", nature="distribution", confidence=60, labels="y"),
            indicator(id="d", tier="indicator", platform="forum", first_seen="2024-01-01"),
        ]
    )
    assert (merged.id, merged.tier, merged.nature) == ("a", Tier.INDICATOR, Nature.DISTRIBUTION)
    assert (merged.confidence, merged.tlp, merged.platform) == (90, Tlp.RED, "forum")
    assert merged.labels == ("x", "y")
    assert [source.id for source in merged.sources] == ["a", "b", "c", "d"]
    assert merged.first_seen is not None
    assert merged.last_seen is not None


def test_a_merged_indicator_is_valid_while_any_source_is() -> None:
    """Only the sources that hold at a moment speak for it."""
    (merged,) = merge(
        [indicator(id="a", valid_until="2025-01-01"), indicator(id="b", valid_from="2025-06-01")]
    )
    named = [
        [source.id for source in merged.sources_at(datetime(2025, month, 1, tzinfo=UTC))]
        for month in (3, 7)
    ]
    assert named == [[], ["b"]]


@pytest.mark.parametrize(
    ("kind", "value", "kept"),
    [
        ("phrase", "abcd", False),
        ("phrase", "abcde", True),
        ("phrase", "漢字", False),
        ("phrase", "漢字列", True),
        ("username", "abc", False),
        ("username", "12345678", False),
        ("username", "abc1", True),
        ("domain", "com.au", False),
        ("domain", "github.io", False),
        ("domain", "someone.github.io", True),
        ("domain", "facebook.com", False),
        ("domain", "example.com", True),
        ("url", "https://facebook.com", False),
        ("url", "https://facebook.com/some.page", True),
        ("url", "https://www.example.com", True),
        ("ip", "10.0.0.0/8", False),
        ("ip", "198.51.0.0/16", True),
        ("ip", "2001:db8::/31", False),
        ("ip", "2001:db8::/32", True),
        ("ip", "203.0.113.7", True),
        ("email", "info@example.com", False),
        ("email", "quiet.lantern@example.com", True),
        ("phone", "0491 570 006", True),
    ],
)
def test_quarantine_keeps_off_what_would_drown_the_analyst(
    kind: str, value: str, kept: bool
) -> None:
    """The rules of the design, and nothing beyond them."""
    found = entry.to_indicator({"type": kind, "value": value}, "feed")
    assert (quarantine.reason(found) is None) == kept


def test_rejects_have_feed_line_and_reason_and_no_value(tmp_path: Path) -> None:
    """The rejects file says where each entry stood and why it is not on the list."""
    built(
        tmp_path,
        {"type": "email", "value": "user@example.com"},
        {"type": "phrase", "value": "wxyz"},
        {"type": "ip", "value": "not-an-address"},
    )
    lines = (tmp_path / "snapshot" / "rejects.jsonl").read_bytes().splitlines()
    rejects = [orjson.loads(line) for line in lines]
    assert [(each["feed"], each["line"]) for each in rejects] == [("feed", 3), ("feed", 4)]
    assert "quarantined" in rejects[0]["reason"]
    assert not any(b"wxyz" in line or b"not-an-address" in line for line in lines)


@pytest.mark.parametrize(
    ("value", "kind", "canonical"),
    [
        ("0491 570 006", "phone", "+61491570006"),
        ("+61-491570006", "phone", "+61491570006"),
        ("Quiet@Example.com", "email", "quiet@example.com"),
        ("51 824 753 556", "payid", "51824753556"),
        ("example-club", "payid", "example-club"),
    ],
)
def test_a_payid_is_of_the_type_that_it_is(value: str, kind: str, canonical: str) -> None:
    """A phone number or an address stays findable however it is written."""
    indicator = entry.to_indicator({"type": "payid", "value": value}, "feed")
    assert (indicator.type, indicator.value) == (kind, canonical)
