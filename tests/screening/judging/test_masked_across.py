"""Masking over items and by paths: what no single text or name says."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.mapping.trial import Trial
from screening.mask import MASK, mask
from screening.trial_view import as_json
from tests.screening.support import NOW_MS, judge_of, judged, mapping_of, only_alert

if TYPE_CHECKING:
    from feeds.compile import ActiveList

EMAIL = "quiet.lantern@example.com"
CARD = "4111 1111 1111 1111"
LINES = mapping_of({"path": "lines[*]", "role": "free_text", "join": True})
BY_PATH = mapping_of(
    {"path": "note", "role": "free_text"},
    customer="payer.TFN",
    context={"reference": ["other", "payer.tax_file_no"], "count": "n"},
)
BY_PATH_RECORD = {"note": EMAIL, "payer": {"TFN": 123456782, "tax_file_no": "12 345 678"}, "n": 9}


def lines(active: ActiveList, *items: str) -> list[str]:
    """The items as the alert carries them."""
    alert = only_alert(judged({"lines": list(items)}, active, judge_of(LINES)))
    for match in alert["matches"]:
        for part in match.get("parts", [match]):
            item = items[int(part["field"].removeprefix("lines[").removesuffix("]"))]
            assert item[part["start"] : part["end"]] == part["excerpt"]
    return list(alert["transaction"]["fields"].values())


@pytest.mark.parametrize("cut", range(1, len(CARD)))
def test_a_card_number_over_two_items(active: ActiveList, cut: int) -> None:
    """Wherever the line ended, and wherever spaces were lost."""
    before, behind = f"{EMAIL} paid {CARD[:cut]}", f"{CARD[cut:]} thanks"
    hidden = "".join(MASK if char.isdigit() else char for char in CARD)
    assert lines(active, before, behind) == [
        f"{EMAIL} paid {hidden[:cut]}", f"{hidden[cut:]} thanks"
    ]  # fmt: skip


def test_a_number_and_its_name_in_two_items(active: ActiveList) -> None:
    """A tax file number on the line behind the one that names it; a continued line as well."""
    assert lines(active, f"{EMAIL} TFN", "123 456 782") == [f"{EMAIL} TFN", "••• ••• •••"]
    assert lines(active, f"{EMAIL} 4111 1111", "//1111 1111") == [
        f"{EMAIL} •••• ••••", "//•••• ••••"
    ]  # fmt: skip
    assert lines(active, EMAIL, "123 456 782") == [EMAIL, "123 456 782"]


def test_a_match_over_items_stays_readable(active: ActiveList) -> None:
    """Evidence is never masked, neither half of it."""
    shown = lines(active, "4111 1111 062-000 1234", "//5678 1111")
    assert shown[0].endswith("062-000 1234")
    assert shown[1].startswith("//5678")


@settings(
    deadline=None, max_examples=100, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(st.text("41 .TFNx", min_size=1, max_size=30), min_size=1, max_size=6))
def test_items_are_masked_as_alone_and_as_one(active: ActiveList, items: list[str]) -> None:
    """What either reading hides is hidden, nothing else, each in its own place."""
    items = [EMAIL, *(f"{item}." for item in items)]
    whole, at = mask(" ".join(items)), 0
    for item, shown in zip(items, lines(active, *items), strict=True):
        together, alone = whole[at : at + len(item)], mask(item)
        expected = [MASK if MASK in pair else pair[0] for pair in zip(together, alone, strict=True)]
        assert shown == "".join(expected)
        at += len(item) + 1


def test_the_two_fields_of_an_account_are_no_card(active: ActiveList) -> None:
    """A BSB and its number stay, though together they may pass as a card's."""
    reader = mapping_of(
        {"path": "note", "role": "free_text"},
        {"path": "number", "prefix": "bsb", "role": "account"},
    )
    record = {"note": EMAIL, "bsb": "411111", "number": "1111111111"}
    fields = only_alert(judged(record, active, judge_of(reader)))["transaction"]["fields"]
    assert fields["number"] == "1111111111"


def test_a_path_that_says_so(active: ActiveList) -> None:
    """A value the mapping gives another name is masked by where it stands in the record."""
    told = only_alert(judged(BY_PATH_RECORD, active, judge_of(BY_PATH)))["transaction"]
    assert told["customer"] == MASK * 9
    assert told["context"] == {"reference": "•• ••• •••", "count": 9}


def test_a_trial_shows_no_more_than_an_alert() -> None:
    """Whether it is the name that says so or the path."""
    trial = Trial(BY_PATH)
    trial.add("1", json.dumps(BY_PATH_RECORD).encode(), NOW_MS)
    shown = {each["is"]: each["example"] for each in as_json(trial, values=True)["values"]}
    assert shown["customer"] == MASK * 9
    assert shown["context.reference"] == "•• ••• •••"
    assert shown["context.count"] == "9"
