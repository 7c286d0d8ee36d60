"""What an object states of its values: only that becomes a column."""

from __future__ import annotations

from typing import Any

import pytest

from feeds import entry
from tests.feeds.stix.made import Object, email, indicator, only

EXTENSION = "extension-definition--0a9a4a8f-6f4c-4d8a-9a3e-0d6c6a5b1f11"


def phases(*names: str, chain: str = "fresnel") -> list[dict[str, str]]:
    return [{"kill_chain_name": chain, "phase_name": name} for name in names]


def test_only_what_is_stated_is_a_column() -> None:
    """The feed's defaults are filled in afterwards, and absent is not 0."""
    assert set(only(email())) == {"type", "value", "id"}
    assert only(indicator(confidence=0))["confidence"] == 0
    assert "confidence" not in only(indicator())


def test_everything_that_may_be_stated() -> None:
    """And the build can take it."""
    stated: Object = {
        "confidence": 85,
        "valid_from": "2026-01-01T00:00:00.5Z",
        "valid_until": "2027-01-01T00:00:00+10:00",
        "labels": ["one", "two; three"],
    }
    own: Object = {
        "tier": "indicator",
        "nature": "possession",
        "platform": "ig",
        "region": "AU-NSW",
        "first_seen": "2025-01-01T00:00:00Z",
        "last_seen": "2025-02-01T00:00:00Z",
    }
    found = only(indicator(**stated, **{f"x_{name}": value for name, value in own.items()}))
    assert {**found, **stated, **own} == found
    made = entry.to_indicator(found, "feed")
    assert (made.tier, made.nature, made.labels) == (
        "indicator",
        "possession",
        ("one", "two; three"),
    )


WORDED: list[tuple[dict[str, Any], str | None, str | None]] = [
    ({"kill_chain_phases": phases("access")}, None, "access"),
    ({"kill_chain_phases": phases("possession", "clue")}, "clue", "possession"),
    ({"kill_chain_phases": phases("indicator", "distribution")}, "indicator", "distribution"),
    ({"kill_chain_phases": phases("Suspected-Activity")}, None, "suspected_activity"),
    ({"kill_chain_phases": phases("access", "possession")}, None, "access"),
    ({"kill_chain_phases": phases("access", chain="other")}, None, None),
    ({"kill_chain_phases": phases("reconnaissance")}, None, None),
    ({"labels": ["nature:access", "tier:clue"]}, "clue", "access"),
    (
        {"labels": ["TIER:Indicator", "Nature:Suspected-Activity"]},
        "indicator",
        "suspected_activity",
    ),
    ({"labels": ["access", "indicator"]}, "indicator", "access"),
    ({"labels": ["access", "nature:possession"]}, None, "possession"),
    ({"labels": ["no access", "clues", "nature:", "tier:none"]}, None, None),
    ({"labels": ["nature:access"], "kill_chain_phases": phases("possession")}, None, "possession"),
    (
        {
            "labels": ["tier:clue"],
            "kill_chain_phases": phases("access"),
            "x_nature": "distribution",
        },
        "clue",
        "distribution",
    ),
    ({"labels": ["tier:clue"], "x_tier": "indicator"}, "indicator", None),
    ({"x_nature": "Suspected-Activity"}, None, "suspected_activity"),
]


@pytest.mark.parametrize(("stated", "tier", "nature"), WORDED)
def test_tier_and_nature(stated: dict[str, Any], tier: str | None, nature: str | None) -> None:
    """Own properties first, then our kill chain, then labels that say so, then bare words."""
    found = only(indicator(**stated))
    assert (found.get("tier"), found.get("nature")) == (tier, nature)
    assert found.get("labels") == stated.get("labels")


def test_extension_properties_may_stand_in_an_extension() -> None:
    """Whatever it is called; the object's own ones come first."""
    extensions = {
        EXTENSION: {"extension_type": "property-extension", "x_tier": "clue", "x_region": "NZ"},
        f"{EXTENSION[:-1]}2": {"x_tier": "indicator", "x_platform": "ig"},
    }
    found = only(indicator(extensions=extensions, x_region="AU"))
    assert (found["tier"], found["region"], found["platform"]) == ("clue", "AU", "ig")
    assert only(email(extensions=extensions))["tier"] == "clue"
    assert set(only(email(extensions={"a": 5, "b": []}))) == {"type", "value", "id"}
