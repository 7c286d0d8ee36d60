"""A witnessed index matches what its index does, and says what it was asked."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.indicator import PERMITTED, IndicatorType, Role, Scope
from matcher.witness import DISGUISED, Witness
from tests.matcher.lists import index

VALUES = [
    ("email", "first.last@mail.example.org"),
    ("phone", "+61491570156"),
    ("username", "quiet.heron77"),
    ("domain", "silver-maple.example.net"),
    ("url", "quietriver.example.com/page/one?a=1"),
    ("ip", "192.0.2.0/25"),
    ("account", "062-000 12345678"),
    ("name", "robin placeholder"),
    ("phrase", "purple lantern walk"),
]
LIST = index(*VALUES)
NUMBERS = {str(LIST.records[n].type): n for n in range(len(VALUES))}
FREE = Scope(Role.FREE_TEXT, PERMITTED[Role.FREE_TEXT])
_pieces = st.one_of(
    st.sampled_from([value for _, value in VALUES]),
    st.sampled_from(["p u r p l e lantern walk", "qui3t.h3ron77", "chat.silver-maple.example.net"]),
    st.text(max_size=8),
)
_scopes = st.sampled_from([Scope(role, types) for role, types in PERMITTED.items()])


@given(st.lists(st.tuples(_scopes, st.lists(_pieces, max_size=4).map(" ".join)), max_size=4))
@settings(max_examples=300, deadline=None)
def test_it_matches_what_its_index_does(fields: list[tuple[Scope, str]]) -> None:
    """For every role and text; the keys of what matched by look-up are among those noted."""
    named = [(f"f{n}", scope, text) for n, (scope, text) in enumerate(fields)]
    witness = Witness(LIST)
    found = witness.index.match(named)
    assert found == LIST.match(named)
    hit = {number for asked in witness.taken() for number in asked.numbers}
    for match in found:
        if match.indicator.type is not IndicatorType.PHRASE:
            number = NUMBERS[match.indicator.type]
            assert number in hit or match.method == "prefix"


def test_each_question_is_noted_once_until_it_is_taken() -> None:
    """A second text that holds the same is asked anew after that."""
    witness = Witness(LIST)
    field = ("f", FREE, "to first.last@mail.example.org, First.Last@mail.example.org")
    for _ in range(2):
        witness.index.match([field, field])
        asked = witness.taken()
        emails = [each for each in asked if each.table == "email"]
        assert [(each.key, each.numbers) for each in emails] == [
            ("first.last@mail.example.org", (NUMBERS["email"],))
        ]
    assert witness.taken() == []


def test_misses_and_disguises_are_noted() -> None:
    """What was looked up and is not listed, and skeletons of words that look disguised."""
    witness = Witness(LIST)
    witness.index.match([("f", FREE, "some 0ther qui3t.h3ron77")])
    asked = witness.taken()
    assert ("username", "some") in {(each.table, each.key) for each in asked if not each.numbers}
    assert NUMBERS["username"] in {
        n for each in asked if each.table == DISGUISED for n in each.numbers
    }
