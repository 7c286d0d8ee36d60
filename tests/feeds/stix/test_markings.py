"""How far an entry may be passed on: TLP 1 and 2, wherever the marking stands."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.indicator import Tlp
from tests.feeds.stix.made import (
    AMBER,
    GREEN,
    RED,
    STRICT_2,
    WHITE,
    Object,
    email,
    entries,
    indicator,
    only,
    read,
    reason,
    rejects,
    related,
    thing,
)

FIXED = {
    WHITE: "clear",
    GREEN: "green",
    AMBER: "amber",
    RED: "red",
    "marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487": "clear",
    "marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb": "green",
    "marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421": "amber",
    STRICT_2: "amber+strict",
    "marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1": "red",
}
TLP_2 = "extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d"


def definition(name: object, /, **properties: object) -> Object:
    return thing("marking-definition", name, **properties)


@pytest.mark.parametrize(("marking", "tlp"), FIXED.items())
def test_the_fixed_markings_need_no_definition(marking: str, tlp: str) -> None:
    """Both versions of TLP."""
    assert only(indicator(object_marking_refs=[marking]))["tlp"] == tlp


@given(st.lists(st.sampled_from([*FIXED, "marking-definition--unknown"]), max_size=5))
def test_the_strictest_marking_wins(markings: list[str]) -> None:
    """Whatever their order; what is no TLP marking is ignored."""
    tlps = [FIXED[each] for each in markings if each in FIXED]
    order = [str(each) for each in Tlp]
    expected = max(tlps, key=order.index, default=None)
    found = only(indicator(object_marking_refs=markings))
    assert found.get("tlp") == expected
    half = len(markings) // 2
    granular = [{"marking_ref": each, "selectors": ["pattern"]} for each in markings[half:]]
    split = indicator(object_marking_refs=markings[:half], granular_markings=granular)
    assert only(split).get("tlp") == expected


DEFINED = [
    ({"definition_type": "tlp", "definition": {"tlp": "white"}}, "clear"),
    ({"definition_type": "tlp", "definition": {"tlp": "AMBER"}}, "amber"),
    ({"definition_type": "TLP", "definition": {"TLP": "TLP:AMBER+STRICT"}}, "amber+strict"),
    ({"extensions": {TLP_2: {"tlp_2_0": "amber+strict"}}}, "amber+strict"),
    ({"name": "TLP:GREEN", "extensions": {TLP_2: {"tlp_2_0": "red"}}}, "red"),
    ({"name": "TLP:GREEN"}, "green"),
    ({"definition_type": "statement", "definition": {"statement": "Copyright"}}, None),
    ({"name": "PAP:RED"}, None),
]


@pytest.mark.parametrize(("properties", "tlp"), DEFINED)
def test_marking_definitions_may_come_after_what_they_mark(
    properties: Object, tlp: str | None
) -> None:
    """TLP 1, the TLP 2 extension, or the name; others are ignored."""
    marking = definition(1, **properties)
    marked = indicator(object_marking_refs=[marking["id"]])
    assert only(marked, marking).get("tlp") == only(marking, marked).get("tlp") == tlp


def test_a_definition_cannot_loosen_a_fixed_marking() -> None:
    """It may only be stricter: a published list gives TLP 1 ids under TLP 2 names."""
    for tlp, expected in (("white", "amber"), ("red", "red")):
        marking = {**definition(1, definition_type="tlp", definition={"tlp": tlp}), "id": AMBER}
        assert only(marking, indicator(object_marking_refs=[AMBER]))["tlp"] == expected


@pytest.mark.parametrize(
    "properties",
    [
        {"definition_type": "tlp", "definition": {"tlp": "purple"}},
        {"definition_type": "tlp", "definition": {"tlp": 5}},
        {"definition_type": "tlp"},
    ],
)
def test_a_tlp_marking_that_cannot_be_read_counts_as_red(properties: Object) -> None:
    """It is rejected itself, and what it marks is not passed on as if it were unmarked."""
    marking = definition(1, **properties)
    marked = indicator(object_marking_refs=[marking["id"]])
    (refused,) = rejects(marking, marked)
    assert refused.place == marking["id"]
    assert "purple" not in refused.reason
    assert [each.values["tlp"] for each in read(marked, marking)[:1]] == ["red"]  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("selectors", "tlp"),
    [
        (["pattern"], "red"),
        (["labels.[0]"], "red"),
        (["description", "pattern"], "red"),
        ([], "red"),
        (["description"], "green"),
        (["external_references.[0].url", "created_by_ref"], "green"),
    ],
)
def test_granular_markings_count_where_they_mark_what_is_read(
    selectors: list[str], tlp: str
) -> None:
    """A marking of the description alone does not hold the value back."""
    granular = [{"marking_ref": RED, "selectors": selectors}, {"lang": "en", "selectors": ["x"]}]
    found = only(indicator(object_marking_refs=[GREEN], granular_markings=granular))
    assert found["tlp"] == tlp


def test_an_observable_takes_the_strictest_of_all_that_speak_of_it() -> None:
    """Its own, its indicator's, and that of the relationship."""
    sco, source = email(1, object_marking_refs=[GREEN]), indicator(1, object_marking_refs=[WHITE])
    link = related(source, "based-on", sco)
    tlps = [each["tlp"] for each in entries(sco, source, link)]
    assert tlps == ["green", "clear"]
    for strict in (sco, source, link):
        strict = {**strict, "object_marking_refs": [RED]}  # noqa: PLW2901
        objects = {each["id"]: each for each in (sco, source, link, strict)}
        assert entries(*objects.values())[0]["tlp"] == "red"


def test_malformed_markings_reject_what_they_mark() -> None:
    """Rather than let it pass as unmarked."""
    assert "object_marking_refs" in reason(indicator(object_marking_refs=RED))
    assert "selectors" in reason(
        indicator(granular_markings=[{"marking_ref": RED, "selectors": "pattern"}])
    )
