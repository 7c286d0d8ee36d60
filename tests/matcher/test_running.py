"""What the finders ask of a running text, against what it stands for word by word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import tokens
from matcher.normalize import username
from matcher.running_text import RunningText
from matcher.text import token_fold
from tests.matcher.lists import find, index

CHARACTERS = st.sampled_from("abAÉéßİΐǰжЖ漢カ가ก\u0301\u0327\u0345ﷺ½١_.-@ \n") | st.characters()
OVER = index(
    ("phone", "+61491570006"),
    ("username", "straße_9"),
    ("username", "ёлка.7"),
    ("username", "some_user"),
)


@given(st.text(CHARACTERS, max_size=40))
@settings(max_examples=500, deadline=None)
def test_names_are_the_words_each_folded_alone(text: str) -> None:
    """Every word of a text in token form, and nothing else."""
    folded = token_fold(text).text
    words = {word for _, _, word in tokens.words(folded)}
    assert RunningText(folded).names == {word: username.key(word) for word in words}


@pytest.mark.parametrize("around", ["", "é ", "漢"])
@pytest.mark.parametrize("name", ["@STRASSE_9", "@Ёлка.7", "@some_user"])
def test_each_of_many_listed_words_is_found(name: str, around: str) -> None:
    """A word that comes again is found again, beside others that are not listed."""
    text = f" {around}other words- ".join([name] * 20)
    assert len(find(OVER, text)) == 20


def test_a_number_that_comes_again_is_found_in_each_of_its_forms() -> None:
    """What was asked once is known by how it is written, not by its digits."""
    forms = ["0491 570 006", "+61 491 570 006", "491 570 006", "+0491570006", "x0491570006"]
    text = " ; ".join(forms * 3)
    found = [match.span.excerpt for match in find(OVER, text)]
    assert found == ["0491 570 006", "+61 491 570 006", "0491570006"] * 3
