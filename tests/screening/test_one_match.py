"""One indicator at one place is one match, however often a mapping reads the place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.indicator import Lane, Match, Role, Scope, Span
from screening.one_match import one_a_place
from tests.matcher.lists import indicator
from tests.screening.support import judge_of, judged, list_of, mapping_of, only_alert

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList

ADDRESS = "quiet.lantern@example.com"
SCOPES = [Scope(role, frozenset()) for role in (Role.FREE_TEXT, Role.CONTACT, Role.REFERENCE)]


@pytest.fixture
def active(tmp_path: Path) -> ActiveList:
    """An address and a phrase."""
    return list_of(
        tmp_path,
        {"id": "e", "type": "email", "value": ADDRESS},
        {"id": "p", "type": "phrase", "value": "purple lantern"},
    )


def field(path: str, role: str = "free_text", **more: Any) -> dict[str, Any]:
    """A field of a mapping."""
    return {"path": path, "role": role, **more}


@pytest.mark.parametrize(
    "fields",
    [
        [field("payee.note"), field("payee.note")],
        [field("payee.note"), field("payee.note", "contact")],
        [field("payee.note", "contact"), field("payee.note", drop=["phone"])],
        [field("payee.note"), field("payee")],
        [field("payee"), field("payee[*].note[*]", "reference")],
        [field("payee.note[*]"), field("^payee.note"), field("payee[*].note")],
    ],
)
@pytest.mark.parametrize("text", [ADDRESS, f" {ADDRESS}", f"{ADDRESS} purple lantern"])
def test_a_place_read_twice_gives_one_match(
    active: ActiveList, fields: list[dict[str, Any]], text: str
) -> None:
    """In one role or several, by the same path or by others, in the field's own words."""
    document = {"payee": {"note": text}}
    alert = only_alert(judged(document, active, judge_of(mapping_of(*fields))))
    expected = ["e"] + ["p"] * ("lantern " in f"{text} " and "purple" in text)
    assert [match["indicator_id"] for match in alert["matches"]] == expected
    assert alert["matches_total"] == len(expected)
    (carried,) = alert["transaction"]["fields"].items()
    for match in alert["matches"]:
        assert (match["field"], text) == carried
        assert text[match["start"] : match["end"]] == match["excerpt"]


def test_an_alert_is_the_same_however_often_its_place_is_read(active: ActiveList) -> None:
    """Its id, too: a path more in a mapping makes no new alert of an old one."""
    document = {"payee": {"note": ADDRESS}}
    once = judged(document, active, judge_of(mapping_of(field("payee.note"))))
    twice = judged(
        document, active, judge_of(mapping_of(field("payee.note"), field("payee", "contact")))
    )
    assert only_alert(once)["alert_id"] == only_alert(twice)["alert_id"]


def test_lines_joined_by_two_paths_are_one_match(active: ActiveList) -> None:
    """A match that straddles items is told once, with its parts."""
    paths = [field("lines[*]", join=True), field("^lines[*]", "reference", join=True)]
    document = {"lines": ["a purple", "lantern"]}
    alert = only_alert(judged(document, active, judge_of(mapping_of(*paths))))
    (match,) = alert["matches"]
    assert [part["field"] for part in match["parts"]] == ["lines[0]", "lines[1]"]


LISTED = {value: indicator("phrase", value) for value in "ef"}
SPOTS = st.tuples(
    st.sampled_from(SCOPES), st.sampled_from(Lane), st.integers(0, 12), st.integers(1, 6),
    st.sampled_from("ef"), st.sampled_from(["p", "q"]),
)  # fmt: skip


def overlap(one: Match, other: Match) -> bool:
    """Whether two matches are of one indicator and share a character."""
    first, second = one.span, other.span
    return (
        one.indicator.value == other.indicator.value
        and first.field == second.field
        and first.start < second.end
        and second.start < first.end
    )


@given(st.lists(SPOTS, max_size=12))
def test_only_what_another_scope_has_already_is_left_out(spots: list[Any]) -> None:
    """Canonical before loose, the scope that came first before the others; no other is lost."""
    matches = [
        Match(LISTED[value], scope, lane, "", Span(path, start, start + length, ""))
        for scope, lane, start, length, value, path in spots
    ]
    fields = [(path, scope, "") for path in "pq" for scope in SCOPES]
    kept: list[Match] = []
    for lane in Lane.CANONICAL, Lane.LOOSE:
        for scope in dict.fromkeys(match.scope for match in matches if match.lane is lane):
            several = [each for each in matches if (each.lane, each.scope) == (lane, scope)]
            kept += [each for each in several if not any(overlap(each, k) for k in kept)]
    found = one_a_place(matches, fields)
    assert found == (kept if len(matches) > 1 else matches)
    assert one_a_place(matches, fields[::3]) is matches
