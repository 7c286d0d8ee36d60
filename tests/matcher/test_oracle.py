"""The index against a naive scan, written from the design and not from the code."""

from __future__ import annotations

import unicodedata

import regex
from hypothesis import example, given, settings
from hypothesis import strategies as st

from matcher import automaton
from matcher.automaton import build
from matcher.pieces import Piece
from tests.matcher.lists import find, index, scope

LETTERS = "abcABCß1_. -\u0301\u200b漢字ひカ👍ＡＢ１"
WORD = st.text(alphabet="abc1ß漢é", min_size=1, max_size=4)
PHRASES = st.lists(st.lists(WORD, min_size=1, max_size=3).map(" ".join), min_size=1, max_size=6)
TEXTS = st.lists(
    WORD | st.text(alphabet=LETTERS, max_size=4) | st.sampled_from([" ", "  ", "\n"]), max_size=14
).map("".join)
EXEMPT = regex.compile(
    r"[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}]"
)


def fold(text: str) -> list[tuple[str, int, int]]:
    """(folded character, start, end) of each cluster of base and marks, naively."""
    clusters: list[list[int]] = []
    for at, char in enumerate(text):
        if unicodedata.category(char) == "Cf":
            continue
        if clusters and unicodedata.category(char)[0] == "M":
            clusters[-1].append(at)
        else:
            clusters.append([at])
    folded = []
    for members in clusters:
        cluster = unicodedata.normalize("NFKC", "".join(text[at] for at in members)).casefold()
        cluster = unicodedata.normalize("NFKC", cluster)
        for char in cluster:
            space = char.isspace()
            if space and folded and folded[-1][0] == " ":
                continue
            folded.append((" " if space else char, members[0], members[-1] + 1))
    return folded


def is_boundary(text: str, at: int, step: int) -> bool:
    """Whether the original character at `at`, format ones skipped, is no letter, mark or digit."""
    while 0 <= at < len(text) and unicodedata.category(text[at]) == "Cf":
        at += step
    if not 0 <= at < len(text):
        return True
    category = unicodedata.category(text[at])
    return not (category[0] in "LM" or category == "Nd") or bool(EXEMPT.match(text[at]))


def scan(phrases: set[str], text: str) -> set[tuple[str, int, int]]:
    """Every occurrence of every phrase, by trying all places."""
    folded = fold(text)
    found = set()
    for phrase in phrases:
        for first in range(len(folded) - len(phrase) + 1):
            window = folded[first : first + len(phrase)]
            if "".join(char for char, _, _ in window) != phrase:
                continue
            (_, start, _), (_, _, end) = window[0], window[-1]
            inner = folded[first - 1][1] == start if first else False
            after = first + len(phrase)
            outer = after < len(folded) and folded[after][1] == window[-1][1]
            if inner or outer:
                continue
            if is_boundary(text, start - 1, -1) and is_boundary(text, end, 1):
                found.add((phrase, start, end))
    return found


@given(PHRASES, TEXTS)
@settings(max_examples=600, deadline=None)
@example(["a b", "b", "a b c"], "A  b\u200b c")
@example(["b"], "b\u0301 b_ (b) 1b b1 漢b")
def test_phrases_are_what_a_naive_scan_finds(phrases: list[str], text: str) -> None:
    """Every occurrence on word boundaries, overlapping ones too, and nothing else."""
    listed = {"".join(char for char, _, _ in fold(phrase)).strip() for phrase in phrases}
    over = index(*(("phrase", phrase) for phrase in phrases))
    found = {
        (m.indicator.value, m.span.start, m.span.end) for m in find(over, text) if not m.undone
    }
    assert found == scan(listed - {""}, text)


@given(st.lists(st.text("ab ", min_size=1, max_size=5), min_size=1, unique=True), st.text("ab "))
@settings(max_examples=300, deadline=None)
def test_engines_agree_with_each_other_and_with_brute_force(patterns: list[str], text: str) -> None:
    """Both engines give every occurrence, overlapping ones included, in one order."""
    expected = sorted(
        (at, at + len(pattern), number)
        for number, pattern in enumerate(patterns)
        for at in range(len(text))
        if text.startswith(pattern, at)
    )
    assert automaton.resolve("auto") == "daachorse", "the tests install the extra `fast`"
    for engine in ("pyahocorasick", "daachorse"):
        assert build(patterns, engine).find(text) == expected


@given(PHRASES, st.lists(TEXTS, min_size=2, max_size=4))
@settings(max_examples=200, deadline=None)
def test_straddling_matches_are_those_that_no_item_holds(
    phrases: list[str], items: list[str]
) -> None:
    """Joined items match as one text; each part is an exact piece of its own item."""
    over = index(*(("phrase", phrase) for phrase in phrases))
    pieces = [(f"f[{number}]", text) for number, text in enumerate(items)]
    joined = " ".join(items)
    whole = [(m.indicator.value, m.span.start, m.span.end) for m in find(over, joined)]
    ends, at = [], 0
    for text in items:
        ends.append((at, at + len(text)))
        at += len(text) + 1
    straddling = [
        hit
        for hit in whole
        if sum(max(hit[1], start) < min(hit[2], end) for start, end in ends) > 1
    ]
    matches = over.match_joined(scope("free_text"), [Piece(*each) for each in pieces])
    assert sorted(m.indicator.value for m in matches) == sorted(hit[0] for hit in straddling)
    for match in matches:
        assert match.span == match.parts[0]
        for part in match.parts:
            assert dict(pieces)[part.field][part.start : part.end] == part.excerpt
