"""What is masked: every value, wherever it stands, and no length changes."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening import mapping
from screening.console import shown
from screening.console.masking import masked_alert
from screening.settings import AlertSettings
from tests.screening.console.made import alert_of
from tests.screening.support import judge_of, judged, mapping_of, pay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.compile import ActiveList
    from screening.alert import Alert

VALUES = (
    "quiet.lantern@example.com", "Quiet.Lantern+x@EXAMPLE.com", "@copper.sparrow42",
    "http://teal-anchor.example.org/a?b=c", "mail@teal-anchor.example.org", "062-000 12345678",
    "Violet  KETTLE\u00a0harbour", "quiet.lantern (at) example [dot] com", "192.0.2.44",
)  # fmt: skip
AROUND = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), max_size=30)


def texts(value: Any) -> Iterator[str]:
    """Every text in a JSON value."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for each in value.values():
            yield from texts(each)
    elif isinstance(value, list):
        for each in value:
            yield from texts(each)


def same_lengths(first: Any, second: Any) -> bool:
    """Whether two JSON values have the same form, and each text the same length."""
    if isinstance(first, str) and isinstance(second, str):
        return len(first) == len(second)
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(
            same_lengths(first[name], second[name]) for name in first
        )
    if isinstance(first, list) and isinstance(second, list):
        return len(first) == len(second) and all(map(same_lengths, first, second))
    return first == second


def assert_masked(alert: Alert) -> None:
    """Nothing of a match is left but its first sign and its punctuation."""
    before = copy.deepcopy(alert)
    hidden = masked_alert(alert)
    assert alert == before
    assert same_lengths(alert, hidden)
    values = {match[name].lower() for match in alert["matches"] for name in ("value", "excerpt")}
    for text in texts(hidden):
        assert not [value for value in values if len(value) > 3 and value in text.lower()]
    for match in alert["matches"]:
        span = hidden["transaction"]["fields"][match["field"]][match["start"] : match["end"]]
        kept = [char for char in span if char.isalnum()]
        # A span that others overlap may begin in the middle of what is masked.
        assert len(kept) <= 1


@settings(deadline=None, max_examples=150, suppress_health_check=list(HealthCheck))
@given(pieces=st.lists(st.tuples(AROUND, st.sampled_from(VALUES)), min_size=1, max_size=4))
def test_no_value_is_left_wherever_it_stands(
    active: ActiveList, pieces: list[tuple[str, str]]
) -> None:
    """Any listed values in any text around them, in two fields at once."""
    text = "".join(f"{around} {value} " for around, value in pieces)
    document = pay(text, reference=pieces[0][1], payer={"name": "Alex Example"})
    for alert in judged(document, active, judge_of(mapping.load("generic"))).alerts:
        assert_masked(alert)


def by_place_alone(alert: Alert) -> Alert:
    """The same, with nothing in its matches by which their texts could be found but the places."""
    bare = copy.deepcopy(alert)
    for match in bare["matches"]:
        match |= {"value": "?", "excerpt": None}
        for part in match.get("parts", ()):
            part["excerpt"] = "?"
    return bare


def fields_of(alert: Alert) -> dict[str, str]:
    """The masked texts, the same by the places alone."""
    fields: dict[str, str] = masked_alert(alert)["transaction"]["fields"]
    assert masked_alert(by_place_alone(alert))["transaction"]["fields"] == fields
    return fields


def test_matches_in_one_another_are_masked_as_one(active: ActiveList) -> None:
    """Places that lie in one another, overlap or touch."""
    alert = alert_of(active, "see quiet.lantern@example.com, thanks")
    (match,) = alert["matches"]
    spans = [(4, 29), (6, 9), (18, 29), (27, 31), (31, 33)]
    alert["matches"] = [{**match, "start": start, "end": end} for start, end in spans]
    hidden = masked_alert(by_place_alone(alert))["transaction"]["fields"]["description"]
    assert hidden == "see q••••.•••••••@•••••••.•••• ••anks"


@pytest.mark.parametrize("chars", [0, 3, 20])
def test_cut_texts_are_masked_at_the_right_place(active: ActiveList, chars: int) -> None:
    """The pieces of a cut text stand elsewhere than in the whole one."""
    text = f"{'filler ' * 20}quiet.lantern@example.com{' more' * 30} teal-anchor.example.org end"
    judge = judge_of(mapping.load("generic"), alert=AlertSettings(context_chars=chars))
    (alert,) = judged(pay(text), active, judge).alerts
    hidden = fields_of(alert)["description"]
    assert len(hidden) == len(alert["transaction"]["fields"]["description"])
    assert "uiet" not in hidden
    assert "anchor" not in hidden
    assert ("filler" in hidden) == (chars == 20)


def test_parts_of_a_match_that_straddles_items_are_masked(active: ActiveList) -> None:
    """Each piece in its own item."""
    reader = mapping_of({"path": "lines[*]", "role": "free_text", "join": True}, id="id")
    document = {"id": "1", "lines": ["see violet kettle", "harbour today"]}
    (alert,) = judged(document, active, judge_of(reader)).alerts
    hidden = masked_alert(alert)
    assert fields_of(alert) == {
        "lines[0]": "see v••••• ••••••", "lines[1]": "h•••••• today",
    }  # fmt: skip
    assert [part["excerpt"] for part in hidden["matches"][0]["parts"]] == [
        "v••••• ••••••", "h••••••",
    ]  # fmt: skip


def test_a_value_elsewhere_in_the_payment_is_masked_too(active: ActiveList) -> None:
    """In a field whose role does not look for it, in the id, and in facts, in any case."""
    value = "teal-anchor.example.org"
    alert = alert_of(active, f"see {value}", id=f"tx {value}", payee={"name": f"x {value.upper()}"})
    alert["transaction"]["context"] = {"note": f"to {value.title()}", "large": True, "n": 5}
    assert value not in " ".join(texts(masked_alert(alert))).lower()


def test_a_compact_alert_is_masked(active: ActiveList) -> None:
    """Without texts and excerpts."""
    from screening.alert import compact

    hidden = masked_alert(compact(alert_of(active, "see quiet.lantern@example.com")))
    assert hidden["matches"][0]["value"] == "q••••.•••••••@•••••••.•••"
    assert hidden["matches"][0]["excerpt"] is None


def test_a_row_shows_no_customer(active: ActiveList) -> None:
    """Customer and value are masked in lists."""
    row = shown.row(alert_of(active, "see quiet.lantern@example.com", customer_id="C00042"))
    assert row["customer"] == "C•••••"
    assert row["matches"][0]["value"] == "q••••.•••••••@•••••••.•••"
    assert row["transaction_id"] == "1"


@pytest.mark.parametrize(("start", "end"), [(-5, 10**9), (10, 3), (10**9, 10**9 + 1)])
def test_odd_spans_break_nothing(active: ActiveList, start: int, end: int) -> None:
    """Places that are in no text."""
    alert = alert_of(active, "see quiet.lantern@example.com")
    alert["matches"][0] |= {"start": start, "end": end}
    hidden = masked_alert(alert)
    assert "lantern" not in " ".join(texts(hidden))
    assert same_lengths(alert, hidden)
