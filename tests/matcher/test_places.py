"""Places of folded characters against the law of `matcher.text`, read cluster by cluster."""

from __future__ import annotations

import sys
import unicodedata
from typing import TYPE_CHECKING

import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher import text as texts
from matcher.text import MAX_CLUSTER, MAX_UNIT, caseless, caseless_words, phrase_fold, token_fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Place = tuple[str, int, int]
MARKS = "\u030c\u0301\u0323\u0327\u0345\u0344\u0308\u05b0\u0651\u0f71\u0f74\u3099\ufe0f\u0e33\u0eb3"
OTHERS = "aAJeéßİıŉǰΐΰᾳǅﬁﷺ㎏①½١１漢ｶﾞ가ᄀ\u1161\u11a8ㄱㅏﾡￂ\u0f40\u1025\u102e👩🏽"
SPACES = "_. \t\n\x1f\u00a0\u2028\u3000"
HIDDEN = "\u200b\u200d\u00ad\u202e\U000e0020"
CHARACTERS = st.sampled_from(MARKS + OTHERS + SPACES + HIDDEN) | st.characters()
LONG = st.text(st.sampled_from("\u0301\u0323\u0327\u0345"), min_size=25, max_size=70)
TEXTS = (
    st.text(CHARACTERS, max_size=14)
    | st.text(st.sampled_from(MARKS + "aﷺ\u200b"), max_size=40)
    | st.builds("a{}{}é".format, LONG, st.sampled_from(["", "\u200b", "\u200b\u0301"]))
)


def phrase(cluster: str) -> str:
    """NFKC and casefold until nothing changes."""
    before = None
    while cluster != before:
        before = cluster
        cluster = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", cluster).casefold())
    return "".join(" " if char.isspace() else char for char in cluster)


def token(cluster: str) -> str:
    """NFKC, decimal digits to ASCII."""
    found = unicodedata.normalize("NFKC", cluster)
    found = "".join(str(unicodedata.decimal(char, char)) for char in found)
    return "".join(" " if char.isspace() else char for char in found)


def extends(char: str) -> bool:
    """Whether it may compose with, or be reordered behind, what precedes it."""
    first = unicodedata.normalize("NFKC", char)[0]
    is_mark = unicodedata.combining(first) != 0 or unicodedata.category(first)[0] == "M"
    return is_mark or "\u1160" <= first <= "\u11ff"


def clusters(text: str) -> Iterator[list[int]]:
    """Places of the visible characters of each cluster."""
    found: list[int] = []
    for at, char in enumerate(text):
        if unicodedata.category(char) == "Cf":
            continue
        if found and (not extends(char) or len(found) == MAX_CLUSTER):
            yield found
            found = []
        found.append(at)
    yield from [found] if found else []


def expected(text: str, fold: Callable[[str], str]) -> Iterator[Place]:
    """Every folded character with its run, by cutting clusters as long as they fold the same."""
    for places in clusters(text):
        rest = places
        while rest:
            chars = "".join(text[at] for at in rest)
            whole, size = fold(chars), len(rest)
            cuts = [n for n in range(1, min(size, MAX_UNIT + 1))
                    if fold(chars[:n]) + fold(chars[n:]) == whole]  # fmt: skip
            if whole == "".join(map(fold, chars)):
                size = 1
            elif cuts:
                size = cuts[0]
            for char in fold(chars[:size]):
                yield char, rest[0], rest[size - 1] + 1
            rest = rest[size:]


def assigned() -> list[str]:
    """Every character of this version of Unicode; another may know more of them."""
    every = map(chr, range(sys.maxunicode + 1))
    return [char for char in every if unicodedata.category(char) not in {"Cn", "Co", "Cs"}]


def collapsed(places: list[Place]) -> list[Place]:
    """The same, with the first space alone of each run."""
    return [each for at, each in enumerate(places)
            if each[0] != " " or not at or places[at - 1][0] != " "]  # fmt: skip


@given(TEXTS)
@settings(max_examples=1500, deadline=None)
def test_every_place_is_what_the_law_says(text: str) -> None:
    """Text, spans and split clusters, of both foldings."""
    both = [(token_fold(text), list(expected(text, token)))]
    both.append((phrase_fold(text), collapsed(list(expected(text, phrase)))))
    for folded, places in both:
        assert folded.text == "".join(char for char, _, _ in places)
        assert [folded.span(at, at + 1) for at in range(len(places))] == [p[1:] for p in places]
        splits = [places[at - 1][1] == places[at][1] for at in range(1, len(places))]
        for at, split in enumerate(splits, 1):
            assert folded.splits_cluster(0, at) == split
            assert folded.splits_cluster(at, len(places)) == split


def test_a_capital_may_compose_only_as_a_small_letter() -> None:
    """Nothing is to be composed before casefolding, and one character is left after it."""
    folded = phrase_fold("J\u030c J")
    assert (folded.text, folded.span(0, 1), folded.span(2, 3)) == ("\u01f0 j", (0, 2), (3, 4))


@given(TEXTS)
@settings(max_examples=300, deadline=None)
def test_words_folded_in_one_call_are_folded_apart(text: str) -> None:
    """One word in token form has nothing to do with the next."""
    words = token_fold(text).text.split()
    assert not words or caseless_words(words) == [caseless(word) for word in words]


def test_the_class_of_extending_characters_is_that_of_the_rule() -> None:
    """Over all of Unicode; the quick test of blocks misses none of them."""
    exact, rough = regex.compile(texts._EXTENDING), texts._MAY_EXTEND
    for char in assigned():
        assert bool(exact.match(char)) == extends(char), hex(ord(char))
        assert not extends(char) or rough.match(char), hex(ord(char))


def test_no_character_is_joined_to_the_cluster_before_by_its_fold() -> None:
    """What does not extend does not begin with what does, nor make a composition's second half."""
    for char in assigned():
        if not extends(char) and (folded := phrase_fold(char).text):
            assert not extends(folded[0]), hex(ord(char))
        parts = unicodedata.normalize("NFD", char)
        if len(parts) > 1 and unicodedata.normalize("NFC", parts) == char:
            assert all(map(extends, parts[1:])), hex(ord(char))


def test_a_word_in_token_form_stays_one_word() -> None:
    """No letter or digit that NFKC leaves as it is folds to nothing, or to one with a space."""
    for char in assigned():
        if char.isalnum() and unicodedata.normalize("NFKC", char) == char:
            folded = caseless(char)
            assert folded, hex(ord(char))
            assert " " not in folded, hex(ord(char))


def test_tables_of_characters_stay_bounded() -> None:
    """A text of every character there is fills no memory without end, and folds as before."""
    table = texts._Table(str.upper)
    every = "".join(map(chr, range(sys.maxunicode + 1)))
    assert every.translate(table) == "".join(map(str.upper, every))
    assert len(table) == texts.MOST_KEPT
