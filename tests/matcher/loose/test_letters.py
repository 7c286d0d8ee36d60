"""What single characters are read as, and disguises that lie in the characters themselves."""

from __future__ import annotations

import sys
import unicodedata

import pytest

from matcher.indicator import Lane
from matcher.loose.letters import plain
from matcher.loose.signs import shows
from tests.matcher.lists import find, index

OVER = index(("phrase", "blue otter"), ("username", "some_user77"))


def test_every_character_can_be_read() -> None:
    """No character of Unicode is refused, and what a reading gives is read as itself."""
    for code in range(128, sys.maxunicode + 1):
        if unicodedata.category(chr(code)) not in {"Cn", "Cs", "Co"}:
            read, _ = plain(chr(code))
            assert all(char.isascii() or plain(char)[0] == char for char in read), hex(code)


@pytest.mark.parametrize("text", ["\u13a3", "\uab73\uab74", "blue otter \u13a3\u13a4\u13a6"])
def test_cherokee_is_screened(text: str) -> None:
    """Its small letters fold to capitals, against the rule; one letter once ended the matching."""
    assert [m.lane for m in find(OVER, text)] == [Lane.CANONICAL] * ("blue otter" in text)


@pytest.mark.parametrize(
    ("text", "undone"),
    [
        ("\uff42\uff4c\uff553 \uff4f\uff54\uff54\uff45\uff52", ("leet",)),
        ("\uff42\uff4c\uff55\uff55\uff55\uff45 \uff4f\uff54\uff54\uff45\uff52", ("repeats",)),
        ("b\U0001d7d9ue otter", ("leet",)),
        ("\U0001d623lu\U0001d6c6 otter", ("confusables",)),
        ("\u249d\u24a7\u24b0\u24a0 \u24aa\u24af\u24af\u24a0\u24ad", ("separators",)),
        ("bl\u3164ue otter", ("separators",)),
        ("b\u115flue otter", ("separators",)),
        ("bl\ufe0fue ot\ufe0fter", ("separators",)),
        ("bl\U000e0101ue otter", ("separators",)),
        ("BLU\u04bc OTTER", ("confusables",)),
    ],
)
def test_a_disguise_is_undone_in_the_text_as_it_is_seen(text: str, undone: tuple[str, ...]) -> None:
    """Signs are looked for once compatible forms are folded; unseen characters hide nothing."""
    found = [(m.lane, m.undone, m.span.excerpt) for m in find(OVER, text)]
    assert found == [(Lane.LOOSE, undone, text)]


def test_a_variation_selector_behind_an_emoji_is_no_sign() -> None:
    """Else every text with a heart would be searched for disguises."""
    for text in ("\u2764\ufe0f rent", "rent \u2708\ufe0f\u2600\ufe0f", "\ufe0frent"):
        assert not shows(text, running=True)
    assert shows("re\ufe0fnt", running=True)
