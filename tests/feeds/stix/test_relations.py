"""What objects say of each other, and what follows for the values."""

from __future__ import annotations

import pytest

from feeds.formats import RawEntry, Reject
from feeds.formats.stix.grounds import MAX_STATEMENTS
from tests.feeds.stix.made import (
    AMBER,
    GREEN,
    RED,
    Object,
    email,
    entries,
    indicator,
    named,
    observed,
    only,
    read,
    related,
    thing,
)

SCO = email(1)
SCO_ID = named("email-addr", 1)


def of_sco(*objects: Object) -> list[Object]:
    """The values of what became of the observable."""
    found = [each for each in read(*objects) if each.place == SCO_ID]
    return [dict(each.values) for each in found if isinstance(each, RawEntry)]


def refused(*objects: Object) -> str:
    """Why the observable was refused."""
    (found,) = (each for each in read(*objects) if each.place == SCO_ID)
    assert isinstance(found, Reject)
    return found.reason


def location(name: object = 1, /, **properties: object) -> Object:
    return thing("location", name, **properties)


def test_an_observable_takes_the_statement_of_its_indicator() -> None:
    """Judgement, validity, labels; wherever the three objects stand."""
    stated: Object = {
        "confidence": 70,
        "valid_from": "2026-01-01T00:00:00Z",
        "valid_until": "2026-06-01T00:00:00Z",
        "labels": ["nature:access", "tier:indicator"],
    }
    source = indicator(1, **stated, x_region="AU")
    objects = [SCO, source, related(source, "based-on", SCO)]
    expected = {
        **stated,
        "tier": "indicator",
        "nature": "access",
        "region": "AU",
        "type": "email",
        "value": "sco1@example.com",
        "id": SCO_ID,
    }
    assert of_sco(*objects) == of_sco(*reversed(objects)) == [expected]


def test_the_indicator_judges_and_the_labels_of_both_are_kept() -> None:
    """What it leaves open the observable may say."""
    own = email(1, labels=["a", "b"], x_tier="clue", x_platform="ig")
    source = indicator(1, labels=["b", "c"], x_tier="indicator")
    (found,) = of_sco(own, source, related(source, "based-on", own))
    assert (found["tier"], found["platform"]) == ("indicator", "ig")
    assert sorted(found["labels"]) == ["a", "b", "c"]


def test_several_indicators_are_several_statements() -> None:
    """Each keeps its own confidence and validity; the merge makes them sources of one."""
    one, two = indicator(1, confidence=10), indicator(2, confidence=90)
    found = of_sco(one, two, SCO, related(one, "based-on", SCO), related(two, "based-on", SCO))
    assert [(each["confidence"], each["id"]) for each in found] == [
        (10, f"{SCO_ID}#1"),
        (90, f"{SCO_ID}#2"),
    ]


def test_statements_of_one_observable_are_limited() -> None:
    """So that a small input cannot multiply."""
    sources = [indicator(n) for n in range(MAX_STATEMENTS + 20)]
    links = [related(each, "based-on", SCO) for each in sources]
    assert len(of_sco(SCO, *sources, *links)) == MAX_STATEMENTS


def test_an_observable_goes_when_all_of_its_indicators_are_revoked() -> None:
    """One that holds is enough to keep it."""
    gone, held = indicator(1, revoked=True), indicator(2, confidence=33)
    links = [related(gone, "based-on", SCO), related(held, "based-on", SCO)]
    assert refused(SCO, gone, links[0]) == "revoked"
    assert [each["confidence"] for each in of_sco(SCO, gone, held, *links)] == [33]


@pytest.mark.parametrize(
    ("source", "part"),
    [
        (indicator(1, confidence=200), "confidence: not a whole number"),
        (indicator(1, revoked="yes"), "revoked: not true or false"),
        (indicator(1, "[email-addr:value = 'a'] AND [url:value = 'b']"), "AND"),
        (indicator(1, "[email-addr:value = 'a' AND url:value = 'b']"), "AND"),
        (indicator(1, "[email-addr:value != 'a']"), "NOT"),
        (indicator(1, "[email-addr:value = 'a'] REPEATS 9 TIMES"), "REPEATS"),
    ],
)
def test_what_is_no_ground_to_list_a_value(source: Object, part: str) -> None:
    """A statement that cannot be read; a pattern that no value satisfies alone."""
    found = refused(SCO, source, related(source, "based-on", SCO))
    assert found.startswith("based on a rejected indicator: ")
    assert part in found
    held = indicator(2)
    links = [related(each, "based-on", SCO) for each in (source, held)]
    assert len(of_sco(SCO, source, held, *links)) == 1


@pytest.mark.parametrize(
    "source",
    [
        indicator(1, "[url:value LIKE '%x%']", confidence=44),
        indicator(1, "[file:name = 'x']", confidence=44),
        indicator(1, "rule x {}", pattern_type="yara", confidence=44),
        indicator(1, "not a pattern", confidence=44),
    ],
)
def test_a_pattern_for_other_tools_does_not_spoil_the_value(source: Object) -> None:
    """Its statement is still one about the value that it is based on."""
    found = of_sco(SCO, source, related(source, "based-on", SCO))
    assert [each["confidence"] for each in found] == [44]


def test_dangling_references_are_ignored() -> None:
    """They are never an error."""
    gone = indicator(1)
    links = [
        related(gone, "based-on", SCO),
        related(SCO, "located-at", location()),
        related(SCO, "indicates", thing("campaign", 1)),
        related(gone, "based-on", observed(1)),
        thing("sighting", 1, sighting_of_ref=gone["id"]),
        observed(2, email(7)),
    ]
    assert only(SCO, *links) == {"type": "email", "value": "sco1@example.com", "id": SCO_ID}


def test_a_withdrawn_relationship_says_nothing() -> None:
    """The newest version of it counts as of anything else."""
    source = indicator(1, revoked=True)
    link = related(source, "based-on", SCO)
    later = {**link, "modified": "2027-01-01T00:00:00Z", "revoked": True}
    assert len(of_sco(SCO, source, link, later)) == 1


def test_only_indicators_are_what_a_value_is_based_on() -> None:
    """Anything else does not speak of it, revoked or not."""
    other = thing("malware", 1, revoked=True)
    assert len(of_sco(SCO, other, related(other, "based-on", SCO))) == 1


def test_observed_data_say_when_and_how_widely() -> None:
    """With confidence and labels of their own where no indicator judges."""
    seen = observed(1, SCO, confidence=30, labels=["watch"], object_marking_refs=[AMBER])
    more = observed(2, SCO, last_observed="2025-05-01T00:00:00Z", object_marking_refs=[GREEN])
    expected = {
        "confidence": 30,
        "labels": ["watch"],
        "tlp": "amber",
        "first_seen": "2025-03-01T00:00:00Z",
        "last_seen": "2025-05-01T00:00:00Z",
        "type": "email",
        "value": "sco1@example.com",
        "id": SCO_ID,
    }
    assert of_sco(SCO, seen, more) == [expected]
    source = indicator(1)
    judged = of_sco(SCO, seen, more, source, related(source, "based-on", SCO))
    del expected["confidence"]
    assert judged == [{**expected, "valid_from": "2026-01-01T00:00:00Z"}]


def test_an_indicator_may_be_based_on_observed_data() -> None:
    """Then its statement is one about what was observed (section 4.7)."""
    seen, source = observed(1, SCO), indicator(1, confidence=55)
    link = related(source, "based-on", seen)
    (found,) = of_sco(link, source, seen, SCO)
    assert (found["confidence"], found["first_seen"]) == (55, "2025-03-01T00:00:00Z")
    assert refused(link, {**source, "revoked": True}, seen, SCO) == "revoked"


def test_observed_data_that_do_not_hold() -> None:
    """An observable that only they speak of goes with them."""
    assert refused(SCO, observed(1, SCO, revoked=True)) == "revoked"
    assert "observed in a rejected object" in refused(SCO, observed(1, SCO, confidence=-1))
    assert "observed in a rejected object" in refused(SCO, observed(1, SCO, first_observed="x"))
    assert len(of_sco(SCO, observed(1, SCO, revoked=True), observed(2, SCO))) == 1


NAMED = "campaign threat-actor malware incident infrastructure tool intrusion-set".split()


@pytest.mark.parametrize("kind", NAMED)
def test_the_name_of_what_it_indicates_is_a_label(kind: str) -> None:
    """After the labels of its own; said twice it is one."""
    subject, what = indicator(1, labels=["a"]), thing(kind, 1, name=" Paper Kite ")
    links = [related(subject, "indicates", what), related(subject, "related-to", what)]
    assert only(subject, what, *links)["labels"] == ["a", "Paper Kite"]
    assert only(SCO, what, related(what, "related-to", SCO))["labels"] == ["Paper Kite"]


@pytest.mark.parametrize("kind", ["identity", "location", "note", "x-thing"])
def test_other_names_are_not_carried(kind: str) -> None:
    """A person's least of all: it may be the victim's."""
    what = thing(kind, 2, name="Hidden")
    assert "labels" not in only(SCO, what, related(SCO, "related-to", what))


def test_what_was_withdrawn_is_not_told() -> None:
    """Neither a name nor a place."""
    campaign = thing("campaign", 1, name="Paper Kite", revoked=True)
    place = location(country="AU", revoked=True)
    links = [related(SCO, "indicates", campaign), related(SCO, "located-at", place)]
    assert set(only(SCO, campaign, place, *links)) == {"type", "value", "id"}


def test_sightings_widen_the_time_seen() -> None:
    """Of the indicator, and so of what it is based on; a count of 0 says it was not seen."""
    subject = indicator(1, x_first_seen="2025-06-01T00:00:00Z")

    def sighting(name: int, **properties: object) -> Object:
        return thing("sighting", name, sighting_of_ref=subject["id"], **properties)

    sightings = [
        sighting(1, first_seen="2025-07-01T00:00:00Z", last_seen="2025-08-01T00:00:00Z"),
        sighting(2, first_seen="2025-05-31T22:00:00-05:00"),
        sighting(3, count=0, first_seen="2001-01-01T00:00:00Z"),
        sighting(4, revoked=True, first_seen="2001-01-01T00:00:00Z"),
        sighting(5),
    ]
    seen = ("2025-06-01T00:00:00Z", "2025-08-01T00:00:00Z")
    found = entries(SCO, subject, *sightings, related(subject, "based-on", SCO))
    assert [(each["first_seen"], each["last_seen"]) for each in found] == [seen, seen]


def test_nothing_is_told_more_widely_than_it_may_be() -> None:
    """A name, place or sighting that is marked stricter than the entry stays out of it."""
    for marking, told in ((GREEN, True), (RED, False)):
        marks = {"object_marking_refs": [marking]}
        campaign = thing("campaign", 1, name="Paper Kite", **marks)
        place = location(country="AU", **marks)
        for own in (AMBER, GREEN):
            subject = indicator(1, object_marking_refs=[own])
            links = [
                related(subject, "indicates", campaign),
                related(subject, "located-at", place),
                thing(
                    "sighting", 1, sighting_of_ref=subject["id"], last_seen="2025-01-01", **marks
                ),
            ]
            found = only(subject, campaign, place, *links)
            assert {"labels", "region", "last_seen"} <= found.keys() or not told
            assert found.keys().isdisjoint({"labels", "region", "last_seen"}) or told
        unmarked = indicator(1)
        assert "labels" not in only(unmarked, campaign, related(unmarked, "indicates", campaign))


def test_a_name_whose_marking_cannot_be_read_is_not_told() -> None:
    """It may be one for nobody."""
    campaign = thing("campaign", 1, name="Paper Kite", object_marking_refs=RED)
    assert "labels" not in only(SCO, campaign, related(SCO, "indicates", campaign))
