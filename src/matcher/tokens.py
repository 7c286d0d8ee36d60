"""Identifiers standing in running text: where they are, before anyone looks them up.

Every function takes a text in token form (`matcher.text.token_fold`) and gives candidates as
(start, end, value) in it. A candidate is cheap and generous; the list decides. Each function
is linear in the text's length and begins with a test that most texts fail.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right
from heapq import merge
from itertools import islice
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

Token = tuple[int, int, str]

_EMAIL = re.compile(r"(?<![\w.+%~-])[\w.+%~-]{1,64}@[^\W_](?:[\w.-]{0,252}[^\W_])?")
_QUOTED_EMAIL = re.compile(r"\"[^\s\"@]{1,64}\"@[^\W_](?:[\w.-]{0,252}[^\W_])?")
_ALSO_LOCAL = "!#$&'*/=?^`{|}"
_WORD = re.compile(r"\w+(?:[.-]+\w+)*")
_NO_WORD = str.maketrans(
    {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) in "_.-")}
)
_URL = re.compile(
    r"(?<![\w-])-*+(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,20}://(?:[^\s/@?#]{1,256}@)?)?"
    r"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|(?:\w[\w-]*+\.)+\w(?:[\w-]*\w)?)"
    r"(?P<rest>\.?(?::\d{1,5})?(?:[/?#][^\s<>\",;|]*(?:[,;|](?!https?://)[^\s<>\",;|]*)*)?)"
)
_IPV4 = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?!\.?\w)")
_IPV6 = re.compile(
    r"(?:(?<![\w:])|(?<=\w:))[0-9A-Fa-f]{0,4}"
    r"(?:(?::[0-9A-Fa-f]{0,4}){1,6}:(?:\d{1,3}\.){3}\d{1,3}|(?::[0-9A-Fa-f]{0,4}){2,7})(?![\w:])"
)
_HEX_GROUP = re.compile("[0-9A-Fa-f]{1,4}")
_LONG = re.compile(r"[A-Za-z0-9]{20,}")
_CLOSING = (
    ".,;:!?'\"`*_~\u2019\u201d\u00bb\u2026\u3001\u3002\uff0c\uff01\uff1a\uff1b\uff1f"
    "\u300d\u300f\u3009\u300b\u3011\u3015"
)
_MAYBE_CLOSING = frozenset("*_~!")
_MAYBE_END = re.compile("[])},;|\u2013\u2014\u2018-\u201f\u00ab\u00bb]")
_MOST_MARKS = 4
_SCHEME_BEHIND = re.compile(r"(?:f|ht|hxx)tps?://\Z", re.IGNORECASE)
_LONGEST_SCHEME = 8
_INNER_SCHEME = re.compile(r"(?<=[^A-Za-z0-9])(?:f|ht|hxx)tps?://", re.IGNORECASE)
_MOST_INNER = 4
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}


class UrlToken(NamedTuple):
    """A URL or a bare host in a text, with the place of its host."""

    start: int
    end: int
    value: str
    host_start: int
    host_end: int
    has_scheme: bool


def _without_closing(value: str) -> str:
    """Drop trailing punctuation, and closing brackets that nothing opened."""
    end = len(value)
    if value[-1:] not in _CLOSING and value[-1:] not in _BRACKETS:
        return value
    open_ones = {closing: value.count(opening) for closing, opening in _BRACKETS.items()}
    closed = {closing: value.count(closing) for closing in _BRACKETS}
    while end:
        last = value[end - 1]
        if last in closed and closed[last] > open_ones[last]:
            closed[last] -= 1
        elif last not in _CLOSING:
            break
        end -= 1
    return value[:end]


def emails(text: str) -> Iterator[Token]:
    """Addresses whose local part is of the usual characters, or in quotes (RFC 5321)."""
    if "@" not in text:
        return
    found = _EMAIL.finditer(text)
    if '"@' in text:
        found = merge(found, _QUOTED_EMAIL.finditer(text), key=re.Match.start)
    for each in found:
        start, end = each.span()
        start += len(each[0]) - len(each[0].lstrip(".-"))
        yield start, end, text[start:end]


def other_emails(text: str, token: Token) -> Iterator[Token]:
    """The address as it may begin otherwise: none in most texts.

    With the rarer characters of a local part that stand before it; or without a tilde, or the
    low lines that stand around it.
    """
    start, end, value = token
    outer = start
    while outer and start - outer < 64 and _in_local_part(text[outer - 1]):
        outer -= 1
    if outer != start:
        yield outer, end, text[outer:end]
    marks = value[: len(value) - len(value.lstrip("_~"))]
    if marks and (marks.strip("~") == "" or text.startswith(marks[::-1], end)):
        yield start + len(marks), end, value[len(marks) :]


def _in_local_part(char: str) -> bool:
    return char in _ALSO_LOCAL or char in ".+%~-_" or char.isalnum()


def words(text: str) -> Iterator[Token]:
    """Words of letters, digits and `_`, with `.` and `-` inside them; and without `_` around."""
    for found in _WORD.finditer(text):
        word = found[0]
        yield found.start(), found.end(), word
        if word[0] == "_" and (marks := low_lines_around(word)):
            yield found.start() + marks, found.end() - marks, word[marks:-marks]


def low_lines_around(word: str) -> int:
    """How many `_` stand at each end of a word, where they are equally many, as for emphasis."""
    marks = len(word) - len(word.lstrip("_"))
    return marks if marks == len(word) - len(word.rstrip("_")) < len(word) else 0


def rough_words(plain: str) -> set[str]:
    """At least the values of `words` in printable ASCII, cheaply, for a test against a set."""
    pieces = set(plain.translate(_NO_WORD).split())
    if "." in plain or "-" in plain:
        pieces.update([piece.strip(".-") for piece in pieces])
    if "_" in plain:
        pieces.update([piece.strip("_") for piece in pieces])
    return pieces


def is_word(value: str) -> bool:
    """Whether `words` can give this value."""
    return _WORD.fullmatch(value) is not None


def at_before(text: str, start: int, end: int) -> int | None:
    """The place of an `@` that belongs to the word from `start` to `end` and to no e-mail address.

    Format characters between them are passed over. A full stop or a hyphen before the `@` ends
    a sentence or is a dash, unless the word could be an address's host.
    """
    at = start - 1
    while at >= 0 and unicodedata.category(text[at]) == "Cf":
        at -= 1
    if at < 0 or text[at] not in "@\uff20":
        return None
    before = text[at - 1 : at]
    if before.isalnum() or before in {"_", "%", "~", "+"}:
        return None
    return None if before in {".", "-"} and "." in text[start:end] else at


def may_have_urls(text: str) -> bool:
    """Whether a text may hold a URL or a host; most do not."""
    return "." in text or "://" in text or "]/" in text


def urls(text: str) -> Iterator[UrlToken]:
    """URLs, and hosts that stand alone; never the host of an e-mail address."""
    if not may_have_urls(text):
        return
    has_emails = "@" in text
    for found in _URL.finditer(text):
        if has_emails and not found["scheme"]:
            start, end = found.span()
            if "@" in (text[start - 1 : start], text[end : end + 1]):
                continue
        token = _url_token(found, _without_closing)
        yield token if token.has_scheme else _with_scheme(text, token)


def _with_scheme(text: str, token: UrlToken) -> UrlToken:
    """The URL with a scheme that something else touches (`_https://…_`), if one is there."""
    if not text.startswith("://", token.start - 3):
        return token
    scheme = _SCHEME_BEHIND.search(text, max(0, token.start - _LONGEST_SCHEME), token.start)
    if scheme is None:
        return token
    start = scheme.start()
    return token._replace(start=start, value=text[start : token.end], has_scheme=True)


def inner_urls(text: str, token: UrlToken) -> Iterator[UrlToken]:
    """URLs in the path or the query of another, of which one that is not escaped ends at `&`."""
    for begins in islice(_INNER_SCHEME.finditer(text, token.host_end, token.end), _MOST_INNER):
        for end in {token.end, text.find("&", begins.end(), token.end)} - {-1}:
            if found := _URL.match(text, begins.start(), end):
                yield _url_token(found, _without_closing)


def other_urls(text: str, token: UrlToken) -> Iterator[UrlToken]:
    """The URL as it may end otherwise: none in most texts.

    With marks behind it, which may be its own; or before one in it, behind which something else
    begins (`[address](title)`, `address;title`).
    """
    end = token.end
    while text[end : end + 1] in _MAYBE_CLOSING and end - token.end < _MOST_MARKS:
        end += 1
        yield token._replace(end=end, value=text[token.start : end])
    for found in islice(_MAYBE_END.finditer(text, token.host_end, token.end), _MOST_MARKS):
        value = _without_closing(text[token.start : found.start()])
        yield token._replace(end=token.start + len(value), value=value)


def whole_url(value: str, offset: int) -> UrlToken | None:
    """The URL or host that `value` is as a whole, its places moved by `offset`."""
    found = _URL.fullmatch(value)
    if found is None:
        return None
    start, end, trimmed, host_start, host_end, has_scheme = _url_token(found, str)
    start, end, host_start, host_end = (offset + at for at in (start, end, host_start, host_end))
    return UrlToken(start, end, trimmed, host_start, host_end, has_scheme)


def _url_token(found: re.Match[str], trim: Callable[[str], str]) -> UrlToken:
    """What was found, trimmed, without hyphens before it."""
    scheme = found.start("scheme")
    host_start, host_end = found.span("host")
    start = host_start if scheme < 0 else scheme
    value = trim(found.string[start : found.end()])
    end = start + len(value)
    return UrlToken(start, end, value, host_start, min(host_end, end), scheme >= 0)


def addresses(text: str) -> Iterator[Token]:
    """IPv4 and IPv6 addresses in their usual text forms."""
    if text.count(".") >= 3:
        for found in _IPV4.finditer(text):
            before = text[found.start() - 1 : found.start()]
            if before not in {".", "_"} and not before.isalnum():
                yield found.start(), found.end(), found[0]
    if text.count(":") >= 2:
        for found in _IPV6.finditer(text):
            if text[found.start() - 1 : found.start()] == ":" and not _is_label(
                text, found.start()
            ):
                continue
            value = found[0] if found[0].endswith("::") else found[0].removesuffix(":")
            yield found.start(), found.start() + len(value), value


def _is_label(text: str, end: int) -> bool:
    """Whether the word before the colon that ends at `end` (`ref:`, `IPv6:`) is no part of one."""
    start = end - 1
    while start and end - start < 6 and (text[start - 1].isalnum() or text[start - 1] == "_"):
        start -= 1
    return _HEX_GROUP.fullmatch(text, start, end - 1) is None


def long_words(text: str) -> Iterator[Token]:
    """Unbroken letters and digits long enough to be a wallet address."""
    for found in _LONG.finditer(text):
        yield found.start(), found.end(), found[0]


def covering(tokens: Sequence[Token | UrlToken], start: int, end: int) -> Token | UrlToken | None:
    """Of tokens that are in order and do not overlap, the one that holds `start` to `end`."""
    at = bisect_right(tokens, start, key=_start) - 1
    return tokens[at] if at >= 0 and tokens[at][1] >= end else None


def _start(token: Token | UrlToken) -> int:
    return token[0]
