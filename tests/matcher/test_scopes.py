"""Scopes that a mapping narrows or widens, and the lengths at which user names count."""

from __future__ import annotations

import pytest

from matcher.indicator import IndicatorType, Lane, Role, Scope
from tests.matcher.lists import find, index

LISTED = index(
    ("email", "user@example.com"),
    ("username", "ab_12"),
    ("username", "ab_123"),
    ("username", "abcde"),
    ("username", "abcdef"),
    ("username", "किताबें"),
    ("username", "ab#123"),
    ("username", "ab#12"),
    ("phrase", "violet kettle"),
    ("name", "Violet Kettle"),
)


def found(text: str, role: Role, *types: IndicatorType) -> list[str]:
    matches = LISTED.match([("f", Scope(role, frozenset(types)), text)])
    return [match.indicator.type.value for match in matches]


def test_a_narrowed_field_matches_only_what_it_is_left() -> None:
    """A type that the mapping drops is not looked for."""
    text = "violet kettle user@example.com ab_123"
    assert found(text, Role.FREE_TEXT, IndicatorType.EMAIL) == ["email"]
    assert found(text, Role.FREE_TEXT, IndicatorType.PHRASE) == ["phrase"]
    assert found(text, Role.FREE_TEXT, IndicatorType.USERNAME) == ["username"]
    assert found(text, Role.FREE_TEXT) == []


def test_a_widened_field_takes_the_type_by_the_role_s_own_way() -> None:
    """Whole values stay whole, running text is searched, names are whole everywhere."""
    assert found("user@example.com", Role.PARTY_NAME, IndicatorType.EMAIL) == ["email"]
    assert found("to user@example.com", Role.PARTY_NAME, IndicatorType.EMAIL) == []
    assert found("a violet kettle", Role.PROXY, IndicatorType.PHRASE) == ["phrase"]
    assert found("VIOLET-KETTLE", Role.FREE_TEXT, IndicatorType.NAME) == ["name"]
    assert found("a violet kettle", Role.FREE_TEXT, IndicatorType.NAME) == []


CANONICAL, LOOSE = Lane.CANONICAL, Lane.LOOSE
NAMES = [
    ("pay ab_12 now", None),
    ("pay abcde now", None),
    ("pay ab#12 now", None),
    ("pay ab_123 now", CANONICAL),
    ("pay ab#123 now", CANONICAL),
    ("pay abcdef now", LOOSE),
    ("pay किताबें now", LOOSE),
    ("pay @ab_12 now", CANONICAL),
    ("pay @abcde now", CANONICAL),
    ("pay @ab#12 now", CANONICAL),
    ("ig: abcde", CANONICAL),
    ("ig: ab#12", CANONICAL),
    ("snap abcdef", CANONICAL),
    ("telegram - @abcdef", CANONICAL),
    ("big: abcde", None),
    ("@ abcde", None),
]


@pytest.mark.parametrize(("text", "lane"), NAMES)
def test_length_and_letters_decide_for_bare_user_names(text: str, lane: Lane | None) -> None:
    """Six characters bare, of letters alone loose; any length after `@` or a platform."""
    assert [match.lane for match in find(LISTED, text)] == ([] if lane is None else [lane])


def test_short_user_names_match_whole_in_a_field_of_their_own() -> None:
    """In `proxy` and `contact` the field itself says that this is a name."""
    for role in ("proxy", "contact"):
        assert [match.span.excerpt for match in find(LISTED, " @ab_12 ", role)] == ["@ab_12"]
