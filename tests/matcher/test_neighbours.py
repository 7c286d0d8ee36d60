"""Identifiers that touch writing without spaces, and names in another order."""

from __future__ import annotations

import pytest

from matcher.indicator import IndicatorType, Lane, Role, Scope
from tests.matcher.lists import index

LISTED = index(
    ("email", "quiet.lantern@post.example.org"),
    ("url", "www.example.com/harbour"),
    ("domain", "kettle.example.net"),
    ("username", "otter_12"),
    ("account", "DE89370400440532013000"),
    ("name", "Noor Q Blankfield"),
    ("name", "Blankfield Noor Q"),
    ("name", "Placeholder"),
)
TYPES = frozenset(IndicatorType) - {IndicatorType.NAME, IndicatorType.PHRASE}


def found(text: str) -> list[tuple[str, str, Lane]]:
    """Type, excerpt and lane of each match in running text."""
    matches = LISTED.match([("f", Scope(Role.FREE_TEXT, TYPES), text)])
    assert all(text[m.span.start : m.span.end] == m.span.excerpt for m in matches)
    return [(m.indicator.type.value, m.span.excerpt, m.lane) for m in matches]


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("email", "quiet.lantern@post.example.org"),
        ("url", "https://www.example.com/harbour"),
        ("url", "www.example.com/harbour"),
        ("domain", "kettle.example.net"),
        ("username", "@otter_12"),
        ("username", "otter_12"),
    ],
)
@pytest.mark.parametrize(
    "around",
    [
        "请看{}谢谢",
        "请看{}，谢谢",
        "見て「{}」",
        "【{}】",
        "ดู{}ขอบคุณ",
        "{}。",
        "付款 {} 谢谢",
        "〈{}〉",
    ],
)
def test_scripts_without_spaces_may_touch(kind: str, value: str, around: str) -> None:
    """Neither letters nor marks of such a script are part of the identifier, or hide it."""
    assert found(around.format(value)) == [(kind, value, Lane.CANONICAL)]


@pytest.mark.parametrize(
    "text",
    ["请看xquiet.lantern@post.example.org", "请看www.example.com/harbours谢谢", "请otter_123谢"],
)
def test_other_letters_may_not(text: str) -> None:
    """What goes on in its own script is another value."""
    assert found(text) == []


def test_an_iban_in_groups() -> None:
    """By spaces or hyphens, one at a time."""
    assert found("to DE89-3704-0044-0532-0130-00 thanks") == [
        ("account", "DE89-3704-0044-0532-0130-00", Lane.CANONICAL)
    ]
    assert found("to DE89--3704-0044-0532-0130-00 thanks") == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Noor Q. Blankfield", {"exact", "token_set"}),
        ("BLANKFIELD, Noor Q", {"exact", "token_set"}),
        ("q noor blankfield", {"token_set"}),
        ("Noor Blankfield", set()),
        ("Noor Q Q Blankfield", set()),
        ("placeholder", {"exact"}),
    ],
)
def test_names_have_the_same_words(text: str, expected: set[str]) -> None:
    """In any order, each as often; every name with these words is reported."""
    scope = Scope(Role.PARTY_NAME, frozenset({IndicatorType.NAME}))
    matches = LISTED.match([("f", scope, text)])
    assert {match.method for match in matches} == expected
    assert len(matches) == (0 if not expected else 1 if text == "placeholder" else 2)
