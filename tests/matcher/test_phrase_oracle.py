"""Phrases against a second, slower oracle that knows nothing of clusters.

A phrase occurs at [s, e) when the text folds to: what is before folded, the phrase, what is
after folded (DESIGN section 4: "Phrases match on word boundaries").
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.matcher.lists import find, index

if TYPE_CHECKING:
    from matcher.automaton import Engine

ALPHABET = (
    "aAbx1 \u00e9e\u0301\u0323\u0303\u0e48\u200b\u200d\ufe0f"
    "ﬁßＡ１_.-\n漢かカｶﾞ\u3099ーกา가\u1100\u1161\u11a8👩🏽İ"
)
MANY_MARKS = regex.compile(r"(?:[\p{M}\u1160-\u11ff]\p{Cf}*){5}")
# More than four marks on one character are folded together: their order matters to nobody.
TEXTS = st.text(st.sampled_from(ALPHABET), min_size=1, max_size=12).filter(
    lambda text: not MANY_MARKS.search(text)
)
WITHOUT_SPACES = (
    "CJK", "HIRAGANA", "KATAKANA", "HALFWIDTH KATAKANA", "COMBINING KATAKANA", "THAI", "LAO",
    "KHMER", "MYANMAR",
)  # fmt: skip


def is_hidden(char: str) -> bool:
    return unicodedata.category(char) == "Cf"


def fold(text: str) -> str:
    kept = "".join(char for char in text if not is_hidden(char))
    before = None
    while kept != before:
        before = kept
        kept = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", kept).casefold())
    return " ".join(("|" + kept + "|").split())[1:-1]


def separates(char: str) -> bool:
    category = unicodedata.category(char)
    is_word = category[0] in "LM" or category == "Nd"
    return not is_word or unicodedata.name(char, "").startswith(WITHOUT_SPACES)


def stands_alone(text: str, start: int, end: int) -> bool:
    before = [char for char in text[:start] if not is_hidden(char)][-1:]
    after = [char for char in text[end:] if not is_hidden(char)][:1]
    return all(map(separates, before + after))


def occurrences(phrase: str, text: str) -> set[tuple[int, int]]:
    places = [at for at in range(len(text)) if not is_hidden(text[at])]
    folded = fold(text)
    return {
        (start, last + 1)
        for start in places
        for last in places
        if start <= last
        and fold(text[start : last + 1]) == phrase
        and fold(text[:start]) + phrase + fold(text[last + 1 :]) == folded
        and stands_alone(text, start, last + 1)
    }


@given(TEXTS, st.data())
@settings(max_examples=500, deadline=None)
def test_phrases_are_found_exactly_where_the_text_divides(text: str, data: st.DataObject) -> None:
    """Pieces of the text itself, overlapping and nested, are all found, and nothing else."""
    cut = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(sorted)
    cuts = data.draw(st.lists(cut, min_size=1, max_size=4))
    folded = fold(text)
    listed = {fold(text[start:end]).strip() for start, end in cuts}
    # Pieces of the folded text may begin or end inside one original character: none occurs there.
    listed |= {fold(folded[start:end]).strip() for start, end in cuts}
    listed -= {""}
    if not listed:
        return
    expected = {(phrase, *place) for phrase in listed for place in occurrences(phrase, text)}
    engines: tuple[Engine, ...] = ("pyahocorasick", "daachorse")
    for engine in engines:
        over = index(*(("phrase", phrase) for phrase in listed), engine=engine)
        found = [
            (m.indicator.value, m.span.start, m.span.end) for m in find(over, text) if not m.undone
        ]
        assert len(found) == len(set(found))
        assert set(found) == expected


OVER = index(("phrase", "violet box"), ("phrase", "カフェ"), ("phrase", "กาแฟ"), ("phrase", "box"))
NEIGHBOURS = [
    ("violet box", "x", False),
    ("violet box", "é", False),
    ("violet box", "я", False),
    ("violet box", "7", False),
    ("violet box", "٧", False),
    ("violet box", "\u0301", False),
    ("violet box", "\u0303", False),
    ("violet box", "\u0331", False),
    ("violet box", "\u02bc", False),
    ("violet box", "\u200b7", False),
    ("violet box", "가", False),
    ("violet box", "_", True),
    ("violet box", "'", True),
    ("violet box", "²", True),
    ("violet box", "①", True),
    ("violet box", "👍", True),
    ("violet box", "漢", True),
    ("violet box", "ひ", True),
    ("violet box", "ｶ", True),
    ("violet box", "ー", True),
    ("violet box", "ก", True),
    ("violet box", "ລ", True),
    ("violet box", "ក", True),
    ("violet box", "မ", True),
    ("violet box", "\u200b漢", True),
    ("カフェ", "漢", True),
    ("カフェ", "x", False),
    ("กาแฟ", "\u0e48", True),
    ("กาแฟ", "ก", True),
]


@pytest.mark.parametrize(("phrase", "neighbour", "expected"), NEIGHBOURS, ids=ascii)
def test_neighbours_decide_whether_a_phrase_stands_alone(
    phrase: str, neighbour: str, expected: bool
) -> None:
    """Letters, marks and digits join, all else and scripts without spaces do not."""
    found = [m.span.excerpt for m in find(OVER, phrase + neighbour)]
    assert (phrase in found) == expected
    if not unicodedata.category(neighbour[-1]).startswith("M") and neighbour[0] != "\u200b":
        before = [m.span.excerpt for m in find(OVER, neighbour + phrase)]
        assert (phrase in before) == expected


def test_nested_phrases_are_all_reported() -> None:
    """A longer phrase swallows no shorter one, nor one that overlaps it."""
    over = index(*(("phrase", p) for p in ("a b c", "b c d", "a b c d", "b", "c d")))
    found = [(m.span.start, m.span.end) for m in find(over, "a b c d")]
    assert sorted(found) == [(0, 5), (0, 7), (2, 3), (2, 7), (4, 7)]
