"""What is on the list is found however it is written, and nothing else is."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from matcher.indicator import IndicatorType
from screening.lookup.answer import Outcome
from screening.lookup.find import MOST_NEAR, look_up
from screening.lookup.readings import MAX_CHARS
from tests.screening.lookup.values import ANY
from tests.screening.support import list_of

if TYPE_CHECKING:
    from feeds.compile import ActiveList

Value = tuple[str, str, list[str]]
QUIET = settings(deadline=None, max_examples=25, suppress_health_check=list(HealthCheck))


def listing(values: list[Value]) -> ActiveList:
    """A list of these values; its ids are their numbers."""
    entries = [
        {"id": f"id-{n}", "type": kind, "value": value} for n, (kind, value, _) in enumerate(values)
    ]
    with tempfile.TemporaryDirectory() as folder:
        return list_of(Path(folder), *entries)


@QUIET
@given(values=st.lists(ANY, min_size=1, max_size=8, unique_by=lambda value: value[:2]))
def test_every_listed_value_is_found_in_every_form(values: list[Value]) -> None:
    """With its type given and guessed; in forms that DESIGN says are the same value."""
    active = listing(values)
    for number, (kind, value, forms) in enumerate(values):
        for form in (value, *forms):
            for given_type in (IndicatorType(kind), None):
                answer = look_up(active, form, given_type)
                assert answer.outcome is Outcome.LISTED
                assert f"id-{number}" in {each.id for each in answer.listed}


@QUIET
@given(
    values=st.lists(ANY, min_size=2, max_size=8, unique_by=lambda value: value[:2]),
    data=st.data(),
)
def test_what_is_not_listed_is_not_found(values: list[Value], data: st.DataObject) -> None:
    """Not in any of its forms, with the type given or not, although its like are listed."""
    absent = data.draw(st.sampled_from(values))
    active = listing([value for value in values if value is not absent])
    kind, value, forms = absent
    for form in (value, *forms):
        for given_type in (IndicatorType(kind), None):
            assert look_up(active, form, given_type).outcome is Outcome.NOT_LISTED


@QUIET
@given(values=st.lists(ANY, min_size=1, max_size=8, unique_by=lambda value: value[:2]))
def test_no_indicator_is_both_listed_and_near(values: list[Value]) -> None:
    """And none is near twice."""
    active = listing(values)
    for _, value, forms in values:
        for form in (value, *forms):
            answer = look_up(active, form)
            near = [each.indicator.id for each in answer.near]
            assert len(near) == len(set(near))
            assert not set(near) & {each.id for each in answer.listed}


@given(value=st.text(max_size=60))
@settings(deadline=None, max_examples=300, suppress_health_check=list(HealthCheck))
def test_any_text_is_answered(active: ActiveList, value: str) -> None:
    """Whatever its characters are; nothing here raises."""
    for kind in (None, *IndicatorType):
        answer = look_up(active, value, kind)
        assert answer.outcome in {Outcome.LISTED, Outcome.NOT_LISTED, Outcome.UNKNOWN_TYPE}
        assert (answer.problem is None) or answer.outcome is not Outcome.NOT_LISTED


@pytest.mark.parametrize(
    ("value", "kind", "problem"),
    [
        ("", None, "empty"),
        (" \u200b\t", None, "empty"),
        ("a" * (MAX_CHARS + 1), None, f"longer than {MAX_CHARS} characters"),
        ("?!…", None, "of no known type"),
        ("blue otter", IndicatorType.PHONE, "not a possible phone number"),
        ("blue otter", IndicatorType.EMAIL, "not an e-mail address"),
        ("\ud800.example.com", IndicatorType.DOMAIN, "not a fully qualified domain name"),
    ],
)
def test_a_value_of_no_known_type_is_told_why(
    active: ActiveList, value: str, kind: IndicatorType | None, problem: str
) -> None:
    """In words that do not repeat it."""
    answer = look_up(active, value, kind)
    assert (answer.outcome, answer.problem) == (Outcome.UNKNOWN_TYPE, problem)


def test_a_listed_value_without_letters_is_found_all_the_same(tmp_path: Path) -> None:
    """Its form says nothing, but the list has it."""
    active = list_of(tmp_path, {"id": "marks", "type": "phrase", "value": "?!?!?!"})
    assert [each.id for each in look_up(active, "?!?!?!").listed] == ["marks"]


def near(active: ActiveList, value: str) -> dict[str, tuple[str, bool]]:
    """Near misses by id: how they lie, and whether screening matches them."""
    found = look_up(active, value)
    assert not found.listed
    return {each.indicator.id: (each.relation, each.lane is not None) for each in found.near}


@pytest.fixture(scope="module")
def hosts(tmp_path_factory: pytest.TempPathFactory) -> ActiveList:
    """Hosts, pages and numbers that lie near each other."""
    rows = [
        ("d", "domain", "teal-anchor.example.org"),
        ("deep", "domain", "one.two.teal-anchor.example.org"),
        ("alike", "domain", "not-teal-anchor.example.org"),
        ("page", "url", "https://teal-anchor.example.org/lamp?x=1"),
        ("shop", "url", "https://shop.example.net/lamp"),
        ("net", "ip", "198.51.100.0/24"),
        ("abroad", "phone", "+12025550123"),
        ("words", "phrase", "violet kettle harbour"),
        ("person", "name", "Robin Placeholder"),
        ("user", "username", "copper.sparrow42"),
    ]
    entries = [{"id": i, "type": t, "value": v, "source": "a.example.net"} for i, t, v in rows]
    return list_of(tmp_path_factory.mktemp("hosts"), *entries)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("chat.teal-anchor.example.org", {"d": ("subdomain", True)}),
        ("someone@teal-anchor.example.org", {"d": ("email_host", True)}),
        ("someone@chat.teal-anchor.example.org", {"d": ("email_host", True)}),
        (
            "two.teal-anchor.example.org",
            {"d": ("subdomain", True), "deep": ("parent_domain", False)},
        ),
        (
            "example.org",
            {"d": ("parent_domain", False), "deep": ("parent_domain", False),
             "alike": ("parent_domain", False)},
        ),
        ("shop.example.net", {"shop": ("same_host", False)}),
        ("https://shop.example.net/other", {"shop": ("same_host", False)}),
        ("https://shop.example.net/lamp?y=2", {"shop": ("same_page", True)}),
        (
            "https://teal-anchor.example.org/lamp?x=1&y=2",
            {"d": ("exact", True), "page": ("same_page", True),
             "deep": ("parent_domain", False)},
        ),
        ("198.51.100.7", {"net": ("network", True)}),
        ("12025550123", {"abroad": ("without_country", True)}),
        ("2025550123", {"abroad": ("other_country", False)}),
        ("Placeholder, Robin", {"person": ("token_set", True)}),
        ("the violet kettle harbour", {"words": ("phrase", True)}),
        ("https://t.me/copper.sparrow42", {"user": ("platform", True)}),
        ("other.example.net", {}),
        ("teal-anchor.example.com", {}),
        ("0491570999", {}),
    ],
)  # fmt: skip
def test_near_misses(hosts: ActiveList, value: str, expected: dict[str, tuple[str, bool]]) -> None:
    """Above, below and beside the value; each says whether screening matches it."""
    assert near(hosts, value) == expected


def test_near_misses_are_bounded(tmp_path: Path) -> None:
    """A host with many sub-domains shows some, and says that there are more."""
    entries = [
        {"id": f"s{n}", "type": "domain", "value": f"n{n}.wide.example.org"}
        for n in range(3 * MOST_NEAR)
    ]
    active = list_of(tmp_path, *entries)
    answer = look_up(active, "wide.example.org")
    assert (len(answer.near), answer.has_more) == (MOST_NEAR, True)
    assert not look_up(active, "n1.wide.example.org").has_more
