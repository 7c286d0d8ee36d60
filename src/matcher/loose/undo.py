"""The undoings that have one answer: each makes a layer upon a text in token form.

Patterns are bounded (`{0,3}`), so each is linear in the text's length; each is tried only where
a cheap test says that it may apply.
"""

from __future__ import annotations

import re
from functools import partial
from typing import TYPE_CHECKING

from matcher.loose import AT_DOT, CONFUSABLES, SEPARATORS
from matcher.loose.layers import Edit, Layer, Letters
from matcher.loose.letters import MIDDLE, PAIRS, PLAIN, PLAIN_SMALL

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_DOT_WORD = r"(?:dot|d0t|punkt|punto|ponto)"
_ALNUM = r"[\w$!|+]"
_TOP = r"(?:com|org|net|info|biz|edu|gov|io|co|me|au|uk|nz|de|fr|ru|example)\b"
_DOT = (
    rf"(?:[ ]{{0,3}}[\[({{<][ ]{{0,2}}(?:{_DOT_WORD}|point|\.)[ ]{{0,2}}[\])}}>][ ]{{0,3}}"
    rf"|[ ]{{1,3}}{_DOT_WORD}[ ]{{1,3}}|[ ]{{1,3}}\.[ ]{{0,3}}|([-_*~.])dot\1)"
)
_DOT_AGAIN = _DOT.replace(r"\1", r"\2")
# After a word for `@`, what looks like a host: a label and a dot, or letters set apart.
_HOST = (
    rf"(?=(?:[\w$!|+-]{{1,63}}|\w(?:[ ]\w){{1,62}})"
    rf"(?:[.{MIDDLE}]|,{_TOP}|{_DOT_AGAIN}|D[O0]T))"
)
_BRACKETED = re.compile(
    r"[ ]{0,3}[\[({<][ ]{0,2}(?:(?P<at>at|@|arroba|ät"
    r"|(?<!\w[\])}>][\[({<])(?<!\w[\])}>][ ][\[({<])a(?![\])}>][ ]?[\[({<]\w[\])}>]))"
    rf"|(?P<dot>{_DOT_WORD}|point|\.)"
    r"|(?P<slash>slash|/)|(?P<dash>dash|hyphen|minus|-)|(?P<low>underscore|_)|(?P<colon>:))"
    r"[ ]{0,2}[\])}>][ ]{0,3}",
    re.IGNORECASE,
)
_AT = re.compile(
    rf"(?:(?<={_ALNUM})[ ]{{1,3}}(?:at(?:[ ]sign)?|arroba)[ ]{{1,3}}|[ ]{{1,3}}@[ ]{{0,3}}"
    rf"|@[ ]{{1,3}}|(?<={_ALNUM})([-_*~.])at\1){_HOST}",
    re.IGNORECASE,
)
_CAPITALS = re.compile(
    r"(?<=[a-z0-9])(?:(?P<at>AT)|(?P<dot>DOT))(?=[a-z0-9])|(?<=\w)(?P<zero>[Dd]0[Tt])(?=\w)"
)
_DOTS = re.compile(
    rf"(?<={_ALNUM})(?:[ ]{{1,3}}{_DOT_WORD}[ ]{{1,3}}(?={_ALNUM})"
    rf"|[ ]{{1,3}}\.[ ]{{0,3}}(?={_ALNUM})|\.[ ]{{1,3}}(?={_TOP})|([-_*~])dot\1(?=\w))"
    # Not between letters that are all set apart by them.
    rf"|(?<=\w\w)[{MIDDLE}](?=\w)|(?<=\w)[{MIDDLE}](?=\w\w)",
    re.IGNORECASE,
)
_COMMA = re.compile(rf"(?<=\w),{_TOP}", re.IGNORECASE)
_HOST_BEFORE = re.compile(r"[\w.-]+(?:,[\w.-]+)*\Z")
_LONGEST_HOST = 80
_SLASHES = re.compile(
    r"(?<=\w)[ ]{1,3}(?:(?P<slash>slash)|(?P<low>underscore))[ ]{1,3}(?=\w)", re.IGNORECASE
)
_SCHEME = re.compile(
    r"(?<!\w)(?:h[tx*_ ]{0,5}p|f[tx]p|meow)[ ]?(?P<s>s?)"
    r"(?:[ ]?[\[({]?:[\])}]?[ ]?(?:/[ ]?/?|\\\\?)|//)[\])}]?[ ]?(?=\w)",
    re.IGNORECASE,
)
_DOT_SIGNS = ("dot", "d0t", "punkt", "punto", "ponto", " .", ". ")
_MIDDLE = re.compile(f"[{MIDDLE}]")
_OTHERWISE = re.compile(rf"{PAIRS}|(?<=[^\W\d_]{{3}})[+|](?=[^\W\d_]{{3}})")
_UNDONE = frozenset({AT_DOT})
_MEANS = {"at": "@", "dot": ".", "zero": ".", "slash": "/", "dash": "-", "low": "_", "colon": ":"}


def letters(text: str, *, small: bool = False) -> Layer:
    """Look-alikes and letters with marks; `small` reads capitals as their small letters."""
    return Letters(text, PLAIN_SMALL if small else PLAIN)


def otherwise(text: str) -> Layer:
    """What has a second answer: `rn` read as m, `vv` as w, a symbol between words as a gap."""
    return Layer(text, map(_other, _OTHERWISE.finditer(text)))


def _other(found: re.Match[str]) -> Edit:
    if found[0] in "+|":
        return Edit(*found.span(), " ", frozenset({SEPARATORS}))
    return Edit(*found.span(), "m" if found[0] == "rn" else "w", frozenset({CONFUSABLES}))


def connectors(text: str) -> Layer:
    """Words and brackets for `@`, `.`, `/`, `-`, `_` and a scheme that was made unclickable."""
    return Layer(text, _merged(text))


def _merged(text: str) -> list[Edit]:
    kept: list[Edit] = []
    for edit in sorted(edit for find in _ways(text) for edit in find(text)):
        if not kept or edit.start >= kept[-1].end:
            kept.append(edit)
    return kept


def _ways(text: str) -> Iterator[Callable[[str], Iterable[Edit]]]:
    """What to try: what a cheap test says may apply."""
    lowered = text.lower()
    if any(bracket in text for bracket in "([{<"):
        yield partial(_edits, _BRACKETED, _meaning)
    if "at" in lowered or "@" in text or "arroba" in lowered:
        yield partial(_edits, _AT, lambda _: "@")
    if any(word in lowered for word in _DOT_SIGNS) or _MIDDLE.search(text):
        yield partial(_edits, _DOTS, lambda _: ".")
    if "AT" in text or "DOT" in text or "d0t" in lowered:
        yield partial(_edits, _CAPITALS, _meaning)
    if "slash" in lowered or "underscore" in lowered:
        yield partial(_edits, _SLASHES, _meaning)
    if "/" in text or "\\" in text:
        yield partial(_edits, _SCHEME, lambda found: f"http{found['s'].lower()}://")
    if "," in text:
        yield _commas


def _edits(
    pattern: re.Pattern[str], meaning: Callable[[re.Match[str]], str], text: str
) -> Iterator[Edit]:
    for found in pattern.finditer(text):
        meant = meaning(found)
        if found[0].lower() != meant:
            yield Edit(*found.span(), meant, _UNDONE)


def _meaning(found: re.Match[str]) -> str:
    return _MEANS[found.lastgroup or "dot"]


def _commas(text: str) -> Iterator[Edit]:
    """Commas of a host that ends in a comma and a top level."""
    done = 0
    for found in _COMMA.finditer(text):
        end = found.start()
        host = _HOST_BEFORE.search(text, max(end - _LONGEST_HOST, done), end)
        for at in range(host.start() if host else end, end + 1):
            if text[at] == ",":
                yield Edit(at, at + 1, ".", _UNDONE)
        done = end + 1
