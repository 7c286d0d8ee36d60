"""Text normalisation that remembers where every character came from.

Two foldings, used alike for the list and for the traffic:

* `phrase_fold`: format characters (category Cf) removed, NFKC, casefold, white space to one
  space. Phrases and names live in this form (after Unicode 3.13, compatibility caseless match).
* `token_fold`: format characters removed, NFKC, decimal digits of any script to ASCII, each
  white-space character to a space. Case is kept: base58 wallets and URL paths need it.

Law: a folding works on *clusters* (a character and the marks that may compose with it), so that
every folded character belongs to one run of original characters, and `Folded.span` gives it.
Where a cluster folds to the same in two pieces it is cut: each piece keeps its own place.
A cluster ends after 31 characters, as in the Stream-Safe Text Format (Unicode, UAX 15): sorting
the marks of a longer one would take quadratic time.

A text is folded by calls for all of it, and its clusters are looked into only when a match asks
for its place: most texts have none, and one made of nothing but clusters costs no more.
"""

from __future__ import annotations

import re
import unicodedata
from functools import partial
from typing import TYPE_CHECKING

import regex

from matcher.places import Alone, Collapsed, Folded, InParts, Listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

__all__ = [
    "Folded",
    "caseless",
    "caseless_words",
    "compatible",
    "is_plain",
    "phrase_fold",
    "token_fold",
]

MAX_CLUSTER = 31
MAX_UNIT = 4
MOST_KEPT = 1 << 17  # characters: more than are in use, fewer than there could be
_LINE = re.compile("[\t-\r\x1c-\x1f\x85\u1680\u2028\u2029]")  # white space that NFKC keeps
_OTHER_DIGIT = re.compile(r"[^\D0-9]")
_APART = "\x1f"  # between texts that are folded in one call: none of them has it
# What may compose with, or be reordered behind, what precedes it: marks, the vowels and finals of
# Hangul, which join the syllable before, and what decomposes to either at its beginning.
_EXTENDING = (
    r"[\p{M}\u1160-\u11ff\u0e33\u0eb3\u3133\u3135\u3136\u313a-\u313f\u314f-\u3164\u3167-\u316d\u316f"
    r"\u3170\u3182\u3183\u3187-\u318e\uff9e-\uffa0\uffa3\uffa5\uffa6\uffaa-\uffaf\uffc2-\uffc7"
    r"\uffca-\uffcf\uffd2-\uffd7\uffda-\uffdc]"
)
# The blocks that hold any of them, for a quick test.
_MAY_EXTEND = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u1fff\u20d0-\u20ff\u2cef-\u2dff\u302a-\u302f\u3099\u309a"
    "\u3131-\u318e\ua66f-\uabff\ufb1e\ufe00-\ufe2f\uff9e-\uffdc\U00010000-\U0010ffff]"
)
_CLUSTER = regex.compile(rf"(.{_EXTENDING}{{1,{MAX_CLUSTER - 1}}})")
_CLUSTER_WITH_FORMAT = regex.compile(
    rf"(\P{{Cf}}\p{{Cf}}*+(?:{_EXTENDING}\p{{Cf}}*+){{1,{MAX_CLUSTER - 1}}})"
)


class _Table(dict[int, str]):
    """A `str.translate` table by a rule for single characters; it keeps what it was asked."""

    def __init__(self, rule: Callable[[str], str]) -> None:
        self._rule = rule

    def __missing__(self, code: int) -> str:
        seen = self._rule(chr(code))
        if len(self) < MOST_KEPT:
            self[code] = seen
        return seen


_VISIBLE = _Table(lambda char: "" if unicodedata.category(char) == "Cf" else char)
_DIGITS = _Table(lambda char: str(unicodedata.decimal(char, char)))


class _Folding:
    """A way to fold texts.

    `fold` is for texts without format characters and white space but spaces. `even` is for those
    that NFKC leaves as they are: None unless each character folds alone, and to one.
    """

    def __init__(self, fold: Callable[[str], str], even: Callable[[str], str | None]) -> None:
        self._fold = fold
        self._even = even
        self._alone = _Table(self._fold_alone)
        self._ascii = "".join(map(self._fold_alone, map(chr, range(128))))
        self._alone[ord(_APART)] = _APART

    def _fold_alone(self, char: str) -> str:
        return " " if char.isspace() else self._fold(_VISIBLE[ord(char)])

    def apply(self, text: str) -> Folded:
        if text.isascii():
            return Folded(text.translate(self._ascii))
        if unicodedata.is_normalized("NFKC", text):
            spaced = text if text.isprintable() else _LINE.sub(" ", text)
            if spaced.isprintable() and (even := self._even(spaced)) is not None:
                return Folded(even)
        if _MAY_EXTEND.search(text) is None:
            folded = text.translate(self._alone).replace(_APART, " ")
            return Alone(folded, partial(self._lengths, text))
        return self._by_cluster(_LINE.sub(" ", text))

    def _lengths(self, text: str) -> list[int]:
        return list(map(len, map(self._alone.__getitem__, map(ord, text))))

    def _by_cluster(self, text: str) -> Folded:
        """What stands between clusters is folded in one call, and they are in another."""
        is_visible = text.isprintable()
        parts = (_CLUSTER if is_visible else _CLUSTER_WITH_FORMAT).split(text)
        folded = list(parts)
        folded[::2] = _APART.join(parts[::2]).translate(self._alone).split(_APART)
        if len(parts) > 1:
            clusters = _APART.join(parts[1::2])
            visible = clusters if is_visible else clusters.translate(_VISIBLE)
            folded[1::2] = self._fold(visible).split(_APART)
        return InParts(parts, folded, partial(self._part, parts, folded))

    def _part(self, parts: list[str], folded: list[str], number: int) -> Folded:
        """A part of a text of which every other one is a cluster."""
        if number % 2:
            return Listed(folded[number], list(self._units(parts[number], folded[number])))
        return Alone(folded[number], partial(self._lengths, parts[number]))

    def _units(self, cluster: str, whole: str) -> Iterator[tuple[int, int]]:
        """For each character of a folded cluster, the place of what folds apart to it in there."""
        places = [at for at, char in enumerate(cluster) if self._alone[ord(char)]]
        rest = "".join(cluster[at] for at in places)
        while whole != rest.translate(self._alone):
            size, length = self._unit(rest, whole)
            yield from [(places[0], places[size - 1] + 1)] * length
            places, rest, whole = places[size:], rest[size:], whole[length:]
        for at in places:
            yield from [(at, at + 1)] * len(self._alone[ord(cluster[at])])

    def _unit(self, cluster: str, whole: str) -> tuple[int, int]:
        """How many characters at its beginning fold apart from the others, and to how many."""
        for size in range(1, min(len(cluster) - 1, MAX_UNIT) + 1 if len(cluster) > 2 else 1):
            folded = self._fold(cluster[:size])
            if whole.startswith(folded) and self._fold(cluster[size:]) == whole[len(folded) :]:
                return size, len(folded)
        return len(cluster), len(whole)


def _fold_phrase(text: str) -> str:
    """NFKC and casefold until stable: one pass is not idempotent for a few characters."""
    folded, before = unicodedata.normalize("NFKC", text), ""
    while folded != before and (small := folded.casefold()) != folded:
        folded, before = unicodedata.normalize("NFKC", small), folded
    return folded


def _even_phrase(text: str) -> str | None:
    folded = text.casefold()
    is_even = len(folded) == len(text) and unicodedata.is_normalized("NFKC", folded)
    return folded if is_even else None


def _fold_token(text: str) -> str:
    return _even_token(unicodedata.normalize("NFKC", text))


def _even_token(text: str) -> str:
    return text.translate(_DIGITS) if _OTHER_DIGIT.search(text) else text


_PHRASE = _Folding(_fold_phrase, _even_phrase)
_TOKEN = _Folding(_fold_token, _even_token)


def is_plain(text: str) -> bool:
    """Whether `text` is printable ASCII: its token form is itself, its phrase form its lower case.

    Most text is, and this is much cheaper to ask than to fold. Runs of spaces still collapse
    in the phrase form.
    """
    return text.isascii() and text.isprintable()


def phrase_fold(text: str) -> Folded:
    """Fold running text for phrase search, with the map back to its code points."""
    folded = Folded(text.lower()) if is_plain(text) else _PHRASE.apply(text)
    return Collapsed(folded) if "  " in folded.text else folded


def token_fold(text: str) -> Folded:
    """Fold running text for identifier search; case and the number of spaces are kept."""
    return Folded(text) if is_plain(text) else _TOKEN.apply(text)


def compatible(value: str) -> str:
    """A single value in token form, without surrounding white space."""
    return value.strip() if is_plain(value) else token_fold(value).text.strip()


def caseless(value: str) -> str:
    """A single value in phrase form, without surrounding white space."""
    if is_plain(value) and "  " not in value:
        return value.lower().strip()
    return phrase_fold(value).text.strip()


def caseless_words(words: Iterable[str]) -> list[str]:
    """Words in token form, without white space, each in phrase form: one call folds them all."""
    return phrase_fold(" ".join(words)).text.split(" ")
