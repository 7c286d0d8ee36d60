"""Identifiers standing in running text: where they are, before anyone looks them up.

Every function takes a text in token form (`matcher.text.token_fold`) and gives candidates as
(start, end, value) in it. A candidate is cheap and generous; the list decides. Each function
is linear in the text's length and begins with a test that most texts fail.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

Token = tuple[int, int, str]

_EMAIL = re.compile(r"(?<![\w.+%~-])[\w.+%~-]{1,64}@[^\W_](?:[\w.-]{0,252}[^\W_])?")
_ALSO_LOCAL = "!#$&'*/=?^`{|}"
_WORD = re.compile(r"\w+(?:[.-]+\w+)*")
_NO_WORD = str.maketrans(
    {code: " " for code in range(128) if not (chr(code).isalnum() or chr(code) in "_.-")}
)
_PLATFORM_BEFORE = re.compile(
    r"(?<![\w@.-])(?:aim|bluesky|bsky|cashapp|cash app|discord|facebook|fb|gab|hangouts|icq|ig|imo|"
    r"insta|instagram|kakao|kakaotalk|keybase|kik|line|linkedin|mastodon|matrix|messenger|"
    r"myspace|onlyfans|patreon|paypal|pinterest|qq|reddit|roblox|sc|session|signal|skype|snap|"
    r"snapchat|steam|telegram|tele|tg|threads|threema|tiktok|tumblr|twitch|twitter|user|username|"
    r"venmo|viber|vk|vsco|wa|wechat|whatsapp|wickr|wire|x|xbox|youtube|yt|zalo|zangi|zoom)"
    r"(?:\s*[:=>|\u2013-]\s*|\s+)@?\Z",
    re.IGNORECASE,
)
_URL = re.compile(
    r"(?<![\w-])(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{0,20}://(?:[^\s/@?#]{1,256}@)?)?"
    r"(?P<host>\[[0-9A-Fa-f:.]{2,45}\]|(?:[\w-]++\.)+[\w-]+)"
    r"(?P<rest>\.?(?::\d{1,5})?(?:[/?#][^\s<>\"]*)?)"
)
_NUMBER_RUN = re.compile(r"[0-9](?:[ ().\-/\u2010-\u2015]{0,3}[0-9]){6,}")
_DIGIT = re.compile("[0-9]")
_GROUP = re.compile("[0-9]+")
_IPV4 = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}(?!\.?\w)")
_IPV6 = re.compile(
    r"(?<![\w:])[0-9A-Fa-f]{0,4}(?::[0-9A-Fa-f]{0,4}){2,7}(?:(?:\d{1,3}\.){3}\d{1,3})?(?![\w:])"
)
# A pattern that begins with a set of characters is searched much faster than one that begins
# with a look-behind: what stands before is looked at in code.
_ACCOUNT = re.compile(
    r"(?P<bsb>[0-9]{3}[- ]?[0-9]{3})"
    r"(?:[- ]?|\W{0,3}(?i:a/c|acc(?:t|ount)?)\W{0,3}(?:(?i:no|number)\W{0,3})?)"
    r"(?P<number>[0-9]{5,9})(?![0-9])"
)
_IBAN_START = re.compile(r"[A-Za-z]{2}[0-9]{2}(?= ?[A-Za-z0-9])")
_LONG = re.compile(r"[A-Za-z0-9]{20,}")
LEAST_DIGITS, MOST_DIGITS = 7, 18
_CLOSING = ".,;:!?'\"`*_~\u2019\u201d\u00bb\u3002\u3001\u2026"
_BRACKETS = {")": "(", "]": "[", "}": "{", ">": "<"}


class UrlToken(NamedTuple):
    """A URL or a bare host in a text, with the place of its host."""

    start: int
    end: int
    value: str
    host_start: int
    host_end: int
    has_scheme: bool


class NumberRun(NamedTuple):
    """Digits as people group them, at least seven; `groups` are the places of each group."""

    text: str
    groups: tuple[tuple[int, int], ...]

    def endings(self) -> Iterator[str]:
        """The last digits, up to 18, at the end of each group."""
        digits = ""
        for start, end in self.groups:
            digits = (digits + self.text[start:end])[-MOST_DIGITS:]
            yield digits

    def readings(self) -> Iterator[Token]:
        """Every range of whole groups with 7 to 18 digits: its span and its digits."""
        for first, (start, _) in enumerate(self.groups):
            digits = ""
            for begin, end in self.groups[first:]:
                digits += self.text[begin:end]
                if len(digits) > MOST_DIGITS:
                    break
                if len(digits) >= LEAST_DIGITS:
                    yield start, end, digits


def _without_closing(value: str) -> str:
    """Drop trailing punctuation, and closing brackets that nothing opened."""
    end = len(value)
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


def count_digits(text: str) -> int:
    """How many ASCII digits `text` has: most identifiers need several."""
    return len(_DIGIT.findall(text))


def emails(text: str) -> Iterator[Token]:
    """Addresses, each also with the rarer characters of a local part that stand before it."""
    if "@" not in text:
        return
    for found in _EMAIL.finditer(text):
        start, end = found.span()
        inner = start + len(found[0]) - len(found[0].lstrip(".-"))
        yield inner, end, text[inner:end]
        outer = start
        while outer and start - outer < 64 and _in_local_part(text[outer - 1]):
            outer -= 1
        if outer != inner:
            yield outer, end, text[outer:end]


def _in_local_part(char: str) -> bool:
    return char in _ALSO_LOCAL or char in ".+%~-_" or char.isalnum()


def words(text: str) -> Iterator[Token]:
    """Words of letters, digits and `_`, with `.` and `-` inside them."""
    for found in _WORD.finditer(text):
        yield found.start(), found.end(), found[0]


def rough_words(plain: str) -> list[str]:
    """At least the values of `words` in printable ASCII, cheaply, for a test against a set."""
    pieces = plain.translate(_NO_WORD).split()
    if "." in plain or "-" in plain:
        pieces += [piece.strip(".-") for piece in pieces]
    return pieces


def is_word(value: str) -> bool:
    """Whether `words` can give this value."""
    return _WORD.fullmatch(value) is not None


def stands_after_at(text: str, start: int) -> bool:
    """Whether an `@` that belongs to no e-mail address stands before the word at `start`."""
    if not start or text[start - 1] not in "@\uff20":
        return False
    return start == 1 or not (text[start - 2].isalnum() or text[start - 2] in "_@.+-")


def stands_after_platform(text: str, start: int) -> bool:
    """Whether a platform's name (`ig: some.user`) stands before the word at `start`."""
    return _PLATFORM_BEFORE.search(text, max(0, start - 40), start) is not None


def urls(text: str) -> Iterator[UrlToken]:
    """URLs, and hosts that stand alone; never the host of an e-mail address."""
    if "." not in text and "://" not in text:
        return
    for found in _URL.finditer(text):
        start, host_start = found.start(), found.start("host")
        around = text[start - 1 : start], text[found.end() : found.end() + 1]
        if not found["scheme"] and "@" in around:
            continue
        value = _without_closing(found[0])
        host_end = min(found.end("host"), start + len(value))
        has_scheme = bool(found["scheme"])
        yield UrlToken(start, start + len(value), value, host_start, host_end, has_scheme)


def whole_url(value: str, offset: int) -> UrlToken | None:
    """The URL or host that `value` is as a whole, its places moved by `offset`."""
    found = _URL.fullmatch(value)
    if found is None:
        return None
    host_start, host_end = (offset + at for at in found.span("host"))
    end = offset + len(value)
    return UrlToken(offset, end, value, host_start, host_end, bool(found["scheme"]))


def number_runs(text: str) -> list[NumberRun]:
    """Runs of digits that no letter or `_` of ASCII touches."""
    found = []
    for run in _NUMBER_RUN.finditer(text):
        start, end = run.span()
        if not (_is_ascii_word(text[start - 1 : start]) or _is_ascii_word(text[end : end + 1])):
            groups = tuple(group.span() for group in _GROUP.finditer(text, start, end))
            found.append(NumberRun(text, groups))
    return found


def _is_ascii_word(char: str) -> bool:
    return char.isascii() and (char.isalnum() or char == "_")


def sign_before(text: str, start: int) -> int:
    """The place of a `+` that belongs to the digits at `start`, else `start`."""
    at = start - 1
    while at >= 0 and start - at <= 3 and text[at] in "( ":
        at -= 1
    return at if at >= 0 and text[at] == "+" else start


def addresses(text: str) -> Iterator[Token]:
    """IPv4 and IPv6 addresses in their usual text forms."""
    if text.count(".") >= 3:
        for found in _IPV4.finditer(text):
            before = text[found.start() - 1 : found.start()]
            if before not in {".", "_"} and not before.isalnum():
                yield found.start(), found.end(), found[0]
    if text.count(":") >= 2:
        for found in _IPV6.finditer(text):
            yield found.start(), found.end(), found[0]


def accounts(text: str) -> Iterator[tuple[int, int, str, str]]:
    """BSB accounts as (start, end, six BSB digits, number)."""
    for found in _ACCOUNT.finditer(text):
        if text[found.start() - 1 : found.start()].isdigit():
            continue
        bsb = found["bsb"]
        yield found.start(), found.end(), bsb[:3] + bsb[-3:], found["number"]


def ibans(text: str, lengths: dict[str, frozenset[int]]) -> Iterator[Token]:
    """IBANs of the countries and lengths given, in groups or in one piece."""
    if not lengths:
        return
    for found in _IBAN_START.finditer(text):
        if text[found.start() - 1 : found.start()].isalnum():
            continue
        for length in lengths.get(found[0][:2].upper(), ()):
            end = _after_characters(text, found.start(), length)
            if end is not None and not text[end : end + 1].isalnum():
                yield found.start(), end, text[found.start() : end]


def _after_characters(text: str, start: int, count: int) -> int | None:
    """The place after `count` letters and digits with single spaces among them, or None."""
    at = start
    while count and at < len(text):
        if text[at].isalnum():
            count -= 1
        elif text[at] != " " or text[at - 1] == " ":
            return None
        at += 1
    return None if count else at


def long_words(text: str) -> Iterator[Token]:
    """Unbroken letters and digits long enough to be a wallet address."""
    for found in _LONG.finditer(text):
        yield found.start(), found.end(), found[0]
