"""Text folding against unicodedata, and the way back to the original characters."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.text import phrase_fold, token_fold

MARKS = "\u0301\u0308\u0345\u200b\u200d\ufe0f\u3099\uff9e\u1161\u11a8 \t\u00a0ﬁßİŉ½①ｶ㎏e\u0344"
TEXTS = st.text(max_size=30) | st.text(alphabet=MARKS + "aB1가나漢👩🏽", max_size=30)


def naive(text: str) -> str:
    """Remove Cf, then NFKC and casefold until stable, then fold white space."""
    text = "".join(c for c in text if unicodedata.category(c) != "Cf")
    while True:
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
        if folded == text:
            break
        text = folded
    return re.sub(r"\s+", " ", text.replace("\x1c", " "))


@given(TEXTS)
@settings(max_examples=500, deadline=None)
def test_folding_equals_the_whole_text_normalised(text: str) -> None:
    """Folding cluster by cluster gives what normalising the whole text gives."""
    folded = phrase_fold(text).text
    assert re.sub(r"\s+", " ", folded) == naive(text)


@given(TEXTS)
@settings(max_examples=500, deadline=None)
def test_every_folded_character_knows_its_origin(text: str) -> None:
    """Spans are in the text, in order, and refolding one gives the folded characters again."""
    for fold in (phrase_fold, token_fold):
        folded = fold(text)
        places = [folded.span(at, at + 1) for at in range(len(folded.text))]
        assert places == sorted(places)
        assert all(0 <= start < end <= len(text) for start, end in places)
        for at, (start, end) in enumerate(places):
            assert folded.text[at] in fold(text[start:end]).text


@given(TEXTS)
def test_folding_is_idempotent(text: str) -> None:
    """What is folded stays as it is."""
    once = phrase_fold(text).text
    assert phrase_fold(once).text == once


@pytest.mark.parametrize(
    ("text", "place", "span"),
    [
        ("a  b", (2, 3), (3, 4)),
        ("ﬁx", (0, 2), (0, 1)),
        ("e\u0301x", (0, 1), (0, 2)),
        ("a\u200bb", (0, 2), (0, 3)),
        ("x\u200b", (0, 1), (0, 1)),
        ("①２", (0, 2), (0, 2)),
    ],
)
def test_known_spans(text: str, place: tuple[int, int], span: tuple[int, int]) -> None:
    """Ligatures, marks, hidden characters and white space map back exactly."""
    assert phrase_fold(text).span(*place) == span
