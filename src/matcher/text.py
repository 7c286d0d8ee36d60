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
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

_SPACES = re.compile(" {2,}")
MAX_CLUSTER = 31
MAX_UNIT = 4


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back to the original.

    `starts[i]` and `ends[i]` are the original run of folded character i. `starts` None means
    that both texts correspond one to one; `ends` None, that every run is one character long.
    """

    text: str
    starts: Sequence[int] | None = None
    ends: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original code points behind `text[start:end]`; `start < end`."""
        if self.starts is None:
            return start, end
        last = self.starts[end - 1] + 1 if self.ends is None else self.ends[end - 1]
        return self.starts[start], last

    def splits_cluster(self, start: int, end: int) -> bool:
        """Whether `text[start:end]` begins or ends inside one original cluster."""
        starts = self.starts
        if starts is None:
            return False
        if start and starts[start - 1] == starts[start]:
            return True
        return end < len(starts) and starts[end - 1] == starts[end]


def _extends(char: str) -> bool:
    """Whether `char` may compose with, or be reordered behind, what precedes it."""
    first = unicodedata.normalize("NFKC", char)[0]
    return (
        unicodedata.combining(first) != 0
        or unicodedata.category(first)[0] == "M"
        or "\u1160" <= first <= "\u11ff"  # Hangul vowels and finals join the syllable before
    )


class _Folding(dict[int, str]):
    """A `str.translate` table that fills itself; `uneven` holds what it cannot map alone.

    Of these, `hidden` are format characters and `extending` may join what precedes them.
    """

    def __init__(self, fold: Callable[[str], str]) -> None:
        self.fold = fold
        self.uneven: set[str] = set()
        self.hidden: set[str] = set()
        self.extending: set[str] = set()

    def __missing__(self, code: int) -> str:
        char = chr(code)
        folded = self.fold(char)
        if not folded:
            self.hidden.add(char)
        elif _extends(char):
            self.extending.add(char)
        if len(folded) != 1 or char in self.extending:
            self.uneven.add(char)
        self[code] = folded
        return folded

    def apply(self, text: str) -> Folded:
        folded = text.translate(self)
        if self.uneven.isdisjoint(text):
            return Folded(folded)
        return self._by_cluster(text)

    def _by_cluster(self, text: str) -> Folded:
        pieces: list[str] = []
        starts: list[int] = []
        ends: list[int] = []
        for start, end, folded in self._runs(text):
            pieces.append(folded)
            starts.extend([start] * len(folded))
            ends.extend([end] * len(folded))
        return Folded("".join(pieces), starts, ends)

    def _runs(self, text: str) -> Iterator[tuple[int, int, str]]:
        """Original runs and what each folds to."""
        for places in self._clusters(text):
            rest = places
            while len(rest) > 1:
                cluster = "".join(text[at] for at in rest)
                whole = self.fold(cluster)
                if whole == cluster.translate(self):
                    break
                size, folded = self._unit(cluster, whole)
                yield rest[0], rest[size - 1] + 1, folded
                rest = rest[size:]
            for at in rest:
                yield at, at + 1, self[ord(text[at])]

    def _unit(self, cluster: str, whole: str) -> tuple[int, str]:
        """How many characters at its beginning fold apart from the others, and to what."""
        if len(cluster) > 2:
            for size in range(1, min(len(cluster), MAX_UNIT + 1)):
                folded = self.fold(cluster[:size])
                if folded + self.fold(cluster[size:]) == whole:
                    return size, folded
        return len(cluster), whole

    def _clusters(self, text: str) -> Iterator[list[int]]:
        """The places of each cluster's characters, format ones left out."""
        places: list[int] = []
        for at, char in enumerate(text):
            if char in self.hidden:
                continue
            if places and (char not in self.extending or len(places) == MAX_CLUSTER):
                yield places
                places = []
            places.append(at)
        if places:
            yield places


def _without_format(text: str) -> str:
    return "".join(char for char in text if unicodedata.category(char) != "Cf")


def _spaced(text: str) -> str:
    return "".join(" " if char.isspace() else char for char in text)


def _fold_phrase(cluster: str) -> str:
    """NFKC and casefold until stable: one pass is not idempotent for a few characters."""
    current = _without_format(cluster)
    while True:
        folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", current).casefold())
        if folded == current:
            return _spaced(folded)
        current = folded


def _fold_token(cluster: str) -> str:
    folded = _spaced(unicodedata.normalize("NFKC", _without_format(cluster)))
    return "".join(
        str(unicodedata.decimal(char)) if not char.isascii() and char.isdecimal() else char
        for char in folded
    )


_PHRASE = _Folding(_fold_phrase)
_TOKEN = _Folding(_fold_token)


def _collapse(folded: Folded) -> Folded:
    """Fold each run of spaces into one."""
    text = folded.text
    if "  " not in text:
        return folded
    starts: list[int] = []
    ends: list[int] = []
    origin = folded.starts if folded.starts is not None else range(len(text))
    finish = folded.ends if folded.ends is not None else range(1, len(text) + 1)
    done = 0
    for run in _SPACES.finditer(text):
        starts.extend(origin[done : run.start() + 1])
        ends.extend(finish[done : run.start() + 1])
        done = run.end()
    starts.extend(origin[done:])
    ends.extend(finish[done:])
    return Folded(_SPACES.sub(" ", text), starts, ends)


def is_plain(text: str) -> bool:
    """Whether `text` is printable ASCII: its token form is itself, its phrase form its lower case.

    Most text is, and this is much cheaper to ask than to fold. Runs of spaces still collapse
    in the phrase form.
    """
    return text.isascii() and text.isprintable()


def phrase_fold(text: str) -> Folded:
    """Fold running text for phrase search, with the map back to its code points."""
    return _collapse(Folded(text.lower()) if is_plain(text) else _PHRASE.apply(text))


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
