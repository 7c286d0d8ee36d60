"""The undoings that have one answer: each makes a layer upon a text in token form.

Patterns are bounded (`{0,3}`), so each is linear in the text's length; each is tried only where
a cheap test says that it may apply.
"""

from __future__ import annotations

import itertools
import re
from collections import Counter
from typing import TYPE_CHECKING

from matcher.loose import AT_DOT, LEET, SEPARATORS
from matcher.loose.layers import Edit, Layer, Letters
from matcher.loose.letters import PLAIN, PLAIN_SMALL, SYMBOLS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_DOT = (
    r"(?:[ ]{0,3}[\[({<][ ]{0,2}(?:dot|d0t|punkt|punto|point|ponto|\.)[ ]{0,2}[\])}>][ ]{0,3}"
    r"|[ ]{1,3}(?:dot|d0t|punkt|punto)[ ]{1,3}|[ ]{1,3}\.[ ]{0,3}|([-_*~.])dot\1)"
)
# After a word for `@`, what looks like a host: a label and a dot, or letters set apart.
_HOST = r"(?=(?:[\w$!|+-]{1,63}|\w(?:[ ]\w){1,62})(?:\.|" + _DOT.replace(r"\1", r"\2") + r"|DOT))"
_BRACKETED = re.compile(
    r"[ ]{0,3}[\[({<][ ]{0,2}(?:(?P<at>at|@|a|arroba|ät)"
    r"|(?P<dot>dot|d0t|punkt|punto|point|ponto|\.)"
    r"|(?P<slash>slash|/)|(?P<dash>dash|hyphen|minus|-)|(?P<low>underscore|_)|(?P<colon>:))"
    r"[ ]{0,2}[\])}>][ ]{0,3}",
    re.IGNORECASE,
)
_AT = re.compile(
    r"(?:(?<=[\w$!|+])[ ]{1,3}at[ ]{1,3}|[ ]{1,3}@[ ]{0,3}|@[ ]{1,3}|(?<=[\w$!|+])([-_*~.])at\1)"
    + _HOST,
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"(?<=[a-z0-9])(?:(?P<at>AT)|(?P<dot>DOT))(?=[a-z0-9])")
_DOTS = re.compile(
    r"(?<=[\w$!|+])(?:[ ]{1,3}(?:dot|d0t|punkt|punto)[ ]{1,3}(?=[\w$!|+])"
    r"|[ ]{1,3}\.[ ]{0,3}(?=[\w$!|+])"
    r"|\.[ ]{1,3}(?=(?:com|org|net|info|biz|edu|gov|io|co|me|au|uk|nz|de|fr|ru|example)\b)"
    r"|([-_*~])dot\1(?=\w))",
    re.IGNORECASE,
)
_SLASHES = re.compile(
    r"(?<=\w)[ ]{1,3}(?:(?P<slash>slash)|(?P<low>underscore))[ ]{1,3}(?=\w)", re.IGNORECASE
)
_SCHEME = re.compile(
    r"\bh(?:xx|XX|\*\*|__|tt)p(s?)(?:://|\[:\]//|:\\\\|[ ]?:[ ]?/[ ]?/)", re.IGNORECASE
)
_MEANS = {"at": "@", "dot": ".", "slash": "/", "dash": "-", "low": "_", "colon": ":"}

_SYMBOL = re.escape(SYMBOLS)
_SPELLED = re.compile(
    rf"(?<!\w)(?:[{_SYMBOL}][\W_]{{1,3}}?){{0,3}}[^\W_](?:[\W_]{{1,9}}?[^\W_](?![^\W_])){{2,}}"
    rf"(?:[\W_]{{1,3}}?[{_SYMBOL}](?!\w)){{0,3}}"
)
_SYMBOLS = frozenset(SYMBOLS)
_ALNUM = re.compile(r"[^\W_]")

_DIGITS_FOR = dict(zip("OoQDlLIi|ZzSsB", "00001111122558", strict=True))
_DIGIT_LIKE = re.escape("".join(_DIGITS_FOR))
_NUMBER = re.compile(
    rf"(?<![^\W\d])[0-9{_DIGIT_LIKE}]"
    rf"(?:[ ().\-/_*,·~:|]{{0,3}}[0-9{_DIGIT_LIKE}]){{6,39}}(?![^\W\d])"
)
_LEAST_SHARE = 6  # one character in so many is a digit: else it is a word
_IBAN = re.compile(
    rf"(?<![^\W_])[A-Z]{{2}}(?P<check>[0-9{_DIGIT_LIKE}]{{2}})(?P<bank>[0-9A-Z|a-z]{{4}})"
    rf"(?P<rest>[0-9A-Z|a-z]{{7,26}})(?![^\W_])"
)
_ODD_GAP = re.compile(r"(?<=[0-9])[_*,·~:|]{1,3}(?=[0-9])")


def letters(text: str, *, small: bool = False) -> Layer:
    """Look-alikes and letters with marks; `small` reads capitals as their small letters."""
    return Letters(text, PLAIN_SMALL if small else PLAIN)


def connectors(text: str) -> Layer:
    """Words and brackets for `@`, `.`, `/`, `-`, `_` and a scheme that was made unclickable."""
    return Layer(text, _merged(text))


def _merged(text: str) -> list[Edit]:
    lowered = text.lower()
    found: list[Edit] = []
    patterns: list[tuple[bool, re.Pattern[str], Callable[[re.Match[str]], str]]] = [
        (any(b in text for b in "([{<"), _BRACKETED, _meaning),
        ("at" in lowered or "@" in text, _AT, lambda _: "@"),
        (
            "dot" in lowered or " ." in text or ". " in text or "d0t" in text or "punt" in text,
            _DOTS,
            lambda _: ".",
        ),
        ("AT" in text or "DOT" in text, _CAPITALS, _meaning),
        ("slash" in lowered or "underscore" in lowered, _SLASHES, _meaning),
        (
            "//" in text or "/ /" in text or ":\\" in text,
            _SCHEME,
            lambda m: f"http{m[1].lower()}://",
        ),
    ]
    for applies, pattern, replacement in patterns:
        if applies:
            found += (
                Edit(*each.span(), replacement(each), frozenset({AT_DOT}))
                for each in pattern.finditer(text)
                if each[0] != replacement(each)
            )
    found.sort()
    kept: list[Edit] = []
    for edit in found:
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _meaning(found: re.Match[str]) -> str:
    return _MEANS[found.lastgroup or "dot"]


def spelled(text: str) -> Layer:
    """Letters set apart: at least three single ones, and what stands between them.

    The commonest gap is deleted; of any other what it has besides is kept, else one character
    of it: the gap between words.
    """
    return Layer(text, _spelled(text))


def _spelled(text: str) -> Iterator[Edit]:
    for run in _SPELLED.finditer(text):
        places = [at.start() for at in _ALNUM.finditer(text, *run.span())]
        first, last = run.span()
        edges = [at for at in range(first, places[0]) if text[at] in SYMBOLS] + places
        edges += [at for at in range(places[-1] + 1, last) if text[at] in SYMBOLS]
        gaps = [(a + 1, b) for a, b in itertools.pairwise(edges)]
        usual, count = Counter(text[a:b] for a, b in gaps).most_common(1)[0]
        around = text[max(first - 1, 0) : first] + text[last : last + 1]
        if count < max(2, len(gaps) // 2):
            continue
        if usual.strip() in _SYMBOLS and (count < len(gaps) or around.strip(" (),;")):
            continue  # symbols among letters stand for letters
        for start, end in gaps:
            if start < end:
                yield Edit(start, end, _kept(text[start:end], usual), frozenset({SEPARATORS}))


def _kept(gap: str, usual: str) -> str:
    if gap == usual:
        return ""
    other = "".join(char for char in gap if char not in usual).strip()
    return other or (" " if " " in gap else gap[0])


def digits(text: str) -> Layer:
    """Letters among digits read as digits, and gaps in numbers that no canonical form has."""
    edits = {edit[:2]: edit for edit in (*_digits(text), *_ibans(text))}
    return Layer(text, sorted(edits.values()))


def _digits(text: str) -> Iterator[Edit]:
    for run in _NUMBER.finditer(text):
        chars = [char for char in run[0] if char.isalnum() or char == "|"]
        real = sum(map(str.isdigit, chars))
        if real * _LEAST_SHARE < len(chars):
            continue
        for at in range(*run.span()):
            if text[at] in _DIGITS_FOR and (text[at] != "|" or real < len(chars)):
                yield Edit(at, at + 1, _DIGITS_FOR[text[at]], frozenset({LEET}))
        if real == len(chars):
            for gap in _ODD_GAP.finditer(text, *run.span()):
                yield Edit(*gap.span(), " ", frozenset({SEPARATORS}))


def _ibans(text: str) -> Iterator[Edit]:
    """Letters for digits in an IBAN, whose country and often bank are letters (ISO 13616)."""
    for found in _IBAN.finditer(text):
        bank = () if found["bank"].isalpha() else range(*found.span("bank"))
        for at in (*range(*found.span("check")), *bank, *range(*found.span("rest"))):
            if text[at] in _DIGITS_FOR and any(map(str.isdigit, found[0])):
                yield Edit(at, at + 1, _DIGITS_FOR[text[at]], frozenset({LEET}))
