"""Other readings of a running text: identifiers in it may be joined to others, or escaped.

Law: a reading only tells marks from letters, and keeps its way back to the text. A text of
printable ASCII without escapes has no other reading than itself.

* Scripts without spaces put no boundary between their words and an identifier, and CJK marks are
  none of a URL's ends: such a text is read once more with all of these as spaces.
* Where a hyphen of another kind joins ASCII words, as word processors set it, it is read as the
  one that host names have. (Full stops of other kinds are a disguise: `matcher.loose`.)
* What URLs (RFC 3986), HTML and JSON escape is read as itself, however often it was escaped. Only
  what has an escape in it, or stands right behind one, is taken from that reading.
"""

from __future__ import annotations

import re
from html import unescape
from typing import TYPE_CHECKING

import regex

from matcher.places import Folded, InParts, Listed

if TYPE_CHECKING:
    from collections.abc import Iterator

_UNSPACED = regex.compile(
    r"[\p{scx=Han}\p{scx=Hira}\p{scx=Kana}\p{scx=Thai}\p{scx=Laoo}\p{scx=Khmr}\p{scx=Mymr}\p{scx=Hang}\u3000-\u303f"
    r"--[0-9A-Za-z]]",
    regex.VERSION1,
)
_HYPHENS = dict.fromkeys(map(ord, "\u2010\u2011\u2012\u2212"), "-")
_HYPHEN = re.compile("(?<=[0-9A-Za-z])[\u2010-\u2012\u2212](?=[A-Za-z])")
_ESCAPE = re.compile(
    r"(%(?:25){0,4}[2-7][0-9A-Fa-f]|\\u00[2-7][0-9A-Fa-f]|\\/?|&(?:amp;){0,4}"
    r"(?:amp|apos|colon|commat|gt|lt|period|quot|sol|#[0-9]{2,3}|#[xX][0-9A-Fa-f]{2});)"
)


class Reading:
    """A text as it may also be read."""

    __slots__ = ("_folded", "of_hosts", "text")

    def __init__(self, folded: Folded, *, of_hosts: bool = False) -> None:
        """`folded` knows the way back; `of_hosts`: it says nothing of other words."""
        self._folded, self.of_hosts = folded, of_hosts
        self.text = folded.text

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        """The place in the text of what is read from `start` to `end`; None if that is not new."""
        return self._folded.span(start, end)


class _Unescaped(Reading):
    __slots__ = ("_original",)

    def __init__(self, folded: Folded, original: str) -> None:
        super().__init__(folded)
        self._original = original

    def span(self, start: int, end: int) -> tuple[int, int] | None:
        before = max(0, start - 1)
        first, last = self._folded.span(before, end)
        is_new = self._original[first:last] != self.text[before:end]
        return self._folded.span(start, end) if is_new else None


def others(text: str) -> Iterator[Reading]:
    """The readings of a text in token form, but for itself."""
    if not text.isascii():
        yield from _apart(text, of_hosts=False)
        if _HYPHEN.search(text):
            joined = text.translate(_HYPHENS)
            yield Reading(Folded(joined), of_hosts=True)
            yield from _apart(joined, of_hosts=True)
    if ("%" in text or "&" in text or "\\" in text) and _ESCAPE.search(text):
        yield _Unescaped(_unescaped(text), text)


def _apart(text: str, *, of_hosts: bool) -> Iterator[Reading]:
    apart = _UNSPACED.sub(" ", text)
    if apart != text and not apart.isspace():
        yield Reading(Folded(apart), of_hosts=of_hosts)


def _unescaped(text: str) -> Folded:
    parts = _ESCAPE.split(text)
    plain = list(parts)
    plain[1::2] = map(_character, parts[1::2])

    def trace(number: int) -> Folded:
        if number % 2:
            return Listed(plain[number], [(0, len(parts[number]))])
        return Folded(plain[number])

    return InParts(parts, plain, trace)


def _character(escape: str) -> str:
    """What an escape stands for: one character."""
    if escape[0] == "&":
        return unescape(f"&{name}") if (name := escape[1:].replace("amp;", "")) else "&"
    return "/" if escape in {"\\", "\\/"} else chr(int(escape[-2:], 16))
