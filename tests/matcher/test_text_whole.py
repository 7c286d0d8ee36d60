"""Folding against the whole text normalised, over all of Unicode and its nastiest neighbours."""

from __future__ import annotations

import sys
import unicodedata
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.text import MAX_CLUSTER, caseless, phrase_fold, token_fold

NASTY = (
    "aA\u00e9e\u0301\u0323\u0303\u0345\u0344\u0e48\u0e01\u094d\u0915"
    "\u05b0\u0651\u200b\u200d\u00ad\ufe0f"
    "ﬁßẞİŉǰΐς①½㎏ﷺ\u00a8\u00b4\u3099\u309aカｶﾊﾞﾟｰ가ㄱㅏ"
    "\u1100\u1161\u11a8ﾡￂ漢👩🏽１Ａ \t\n\u00a0\u2003\u3000_."
)
TEXTS = st.text(st.sampled_from(NASTY), max_size=16) | st.text(max_size=12)


def naive(text: str) -> str:
    """DESIGN: strip Cf, NFKC, casefold, NFKC, white space to one space; until nothing changes."""
    text = "".join(char for char in text if unicodedata.category(char) != "Cf")
    before = None
    while text != before:
        before = text
        text = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", text).casefold())
    spaced = "".join(" " if char.isspace() else char for char in text)
    while "  " in spaced:
        spaced = spaced.replace("  ", " ")
    return spaced


@given(TEXTS)
@settings(max_examples=600, deadline=None)
def test_folding_is_the_whole_text_normalised(text: str) -> None:
    """Working cluster by cluster changes nothing, and a second fold neither."""
    folded = phrase_fold(text).text
    assert folded == naive(text)
    assert phrase_fold(folded).text == folded
    assert caseless(text) == caseless(caseless(text)) == folded.strip()


def test_every_composition_of_unicode_folds_as_one_character() -> None:
    """Each character that decomposes is found in both forms, with a span of all its parts."""
    checked = 0
    for code in range(sys.maxunicode + 1):
        char = chr(code)
        parts = unicodedata.normalize("NFD", char)
        if len(parts) == 1 or unicodedata.normalize("NFC", parts) != char:
            continue
        folded = phrase_fold(f"x {parts} x")
        assert folded.text == naive(f"x {char} x"), hex(code)
        assert folded.span(2, len(folded.text) - 2) == (2, 2 + len(parts)), hex(code)
        checked += 1
    assert checked > 12_000


def test_every_character_alone_folds_as_the_library_says() -> None:
    """All code points but surrogates, each on its own."""
    for code in (*range(0xD800), *range(0xE000, 0x20000), *range(0xE0000, 0xE0200)):
        char = chr(code)
        assert phrase_fold(char).text == naive(char), hex(code)


@given(TEXTS)
@settings(max_examples=400, deadline=None)
def test_spans_are_ordered_inside_the_text_and_cover_what_is_not_hidden(text: str) -> None:
    """Places only grow, and every character that is not dropped lies in some span."""
    for fold in (phrase_fold, token_fold):
        folded = fold(text)
        places = [folded.span(at, at + 1) for at in range(len(folded.text))]
        assert all(0 <= start < end <= len(text) for start, end in places)
        assert all(a[0] <= b[0] and a[1] <= b[1] for a, b in pairwise(places))
        held = {at for start, end in places for at in range(start, end)}
        lost = {text[at] for at in range(len(text)) if at not in held}
        assert all(unicodedata.category(char) == "Cf" or char.isspace() for char in lost)


@given(TEXTS, st.data())
@settings(max_examples=400, deadline=None)
def test_a_span_that_cuts_no_cluster_folds_to_what_it_stands_for(
    text: str, data: st.DataObject
) -> None:
    """`span` inverts the fold: the original characters behind a piece fold to the piece."""
    folded = phrase_fold(text)
    if not folded.text:
        return
    start = data.draw(st.integers(0, len(folded.text) - 1))
    end = data.draw(st.integers(start + 1, len(folded.text)))
    if not folded.splits_cluster(start, end):
        first, last = folded.span(start, end)
        assert caseless(text[first:last]) == folded.text[start:end].strip()


@pytest.mark.parametrize(
    ("text", "at", "span"),
    [
        ("x\u0301y", 0, (0, 1)),
        ("x\u0301y", 1, (1, 2)),
        ("ก่x", 0, (0, 1)),
        ("e\u200b\u0301x", 0, (0, 3)),
        ("\u0301x", 1, (1, 2)),
        ("ｶﾞx", 0, (0, 2)),
        ("ﾡￂx", 0, (0, 2)),
    ],
)
def test_marks_that_change_nothing_keep_their_own_place(
    text: str, at: int, span: tuple[int, int]
) -> None:
    """Only characters that fold together share a span."""
    assert phrase_fold(text).span(at, at + 1) == span


def test_a_cluster_ends_where_stream_safe_text_does() -> None:
    """Marks beyond the thirtieth are folded apart: what they stand on does not change."""
    text = "a" + "\u0301\u0327" * 40
    folded = phrase_fold(text).text
    first = unicodedata.normalize("NFKC", text[:MAX_CLUSTER])
    assert folded.startswith(first)
    assert sorted(unicodedata.normalize("NFD", folded)) == sorted(text)
