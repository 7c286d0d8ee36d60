"""Whether a text shows a sign of disguise: the test in front of the loose lane.

Law: a text without a sign is never folded. Most payments have none, so this costs next to
nothing: a text becomes a string of kinds (letter, digit, joining mark, `@`, symbol, other), in
which searches for two or three bytes decide; whether letters repeat or stand apart is asked of
the whole text at once. Patterns only confirm.
"""

from __future__ import annotations

import re
import string
import unicodedata
from typing import TYPE_CHECKING

from matcher.loose.letters import SYMBOLS, UNSEEN, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS = (
    r"(?:at|a|@|arroba|d[o0]t|punkt|punto|point|ponto|\.|slash|/"
    r"|dash|hyphen|minus|-|underscore|_|:)"
)
_SYMBOL = re.compile(
    rf"[(\[{{<](?=[ ]{{0,2}}{_WORDS}[ ]{{0,2}}[)\]}}>])"
    r"|[$!|+](?=[a-z])|(?<=[a-z])[$|]|[a-z0-9]![!|$]"
    r"|(?<=[a-z0-9])[*~=+!](?=[a-z0-9])|(?<=[0-9])[*,~:|](?=[0-9]{2})|(?<=[0-9])[ ]?\||:\\|h\*\*p"
)
_AT = re.compile(
    r"[ ]@|@[ ]|@[\w$!|+-]{1,64}(?![\w.$!|+-])(?<!\A)|@[^\s@]{1,64}@|(?<!\w)@(?=[a-z]+[^\w.@-])"
)
_EDGE = re.compile(
    r"[a-z]{2}[0-9]{1,3}(?![0-9a-z])|[0-9][a-z]{2}|[0-9]{2}[a-z](?![a-z0-9])|[a-z][0-9]+[a-z]"
    r"|[0-9][a-z][0-9]|\.[a-z][0-9]{2}(?![0-9a-z])"
    r"|[0-9][ ().-]{0,3}[oilsbz][ ().-]{0,3}[0-9oilsbz]|[oilsbz][0-9]{2}"
)
_CAPITALS = re.compile(r"(?<=[a-z])I(?=[a-z])|(?<=[a-z0-9])(?:AT|DOT)(?=[a-z0-9])")
_SPACED = re.compile(r"\w[ ]{1,3}\.[ ]?\w|\w\.[ ]{1,3}(?:com|org|net|example|edu|gov|au|uk)\b")

_CLASSES = {
    **dict.fromkeys("-._", "."),
    **dict.fromkeys("$!|+*~=([{<,:\\", "!"),
    "@": "@",
    "\x1e": "\x1e",
}
_BETWEEN = "\x1e"
_LOW_LINE = re.compile(r"[a-z]_[a-z]")
_KINDS = bytes(
    ord(
        "a" if (char := chr(code)).isalpha() else "0" if char.isdigit() else _CLASSES.get(char, " ")
    )
    for code in range(128)
).ljust(256)
_PLAIN = bytes(
    ord("a" if (char := chr(code)).isalnum() else _BETWEEN if char == _BETWEEN else " ")
    for code in range(128)
).ljust(256)
_APART, _APART_2, _APART_3 = (gap.join("aaaa") for gap in (" ", "  ", "   "))
_DIGITS_APART, _DIGITS_APART_2 = (gap.join("00000") for gap in (" ", "  "))  # no IPv4 address
_WORDY = (" dot ", "-dot-", "_dot_", "*dot*", " slash ", " underscore ")
_DOUBLED = re.compile(rb"([a-z])\1(\1)?")
_SELDOM_DOUBLED = frozenset(b"ahijkquvwxy")
_CONSONANTS = frozenset(b"bcdfghjklmnpqrstvwxz")
_DOUBLES = re.compile("\0[^\0]\0[^\0]\0")
_DIGITS = string.digits.encode()
_CURRENCIES = {ord(char): "$" for char in SYMBOLS if not char.isascii()}
_RIGHT_TO_LEFT = frozenset({"R", "AL"})  # such letters are read as Latin ones beside those alone
_ASCII_LETTER = re.compile("[0-9A-Za-z]")
_MANY = 32
_SPACE = ord(" ")
_BEHIND_NO_LETTER = re.compile(rf"(?<!\w)[{UNSEEN}]")  # as a variation selector behind an emoji
_LETTERS = frozenset(string.ascii_lowercase.encode())


def shows(text: str, *, running: bool) -> bool:
    """Whether a text in token form may hold a disguised value; `running` if it is searched."""
    if text.isascii():
        return _shows(text, running)
    text = _BEHIND_NO_LETTER.sub("", text)
    odd = [char for char in set(text) if not char.isascii() and plain(char)[0] != char]
    if any(unicodedata.bidirectional(char) not in _RIGHT_TO_LEFT for char in odd):
        return True
    if odd and _ASCII_LETTER.search(text):
        return True
    return _shows(text.translate(_CURRENCIES).encode("ascii", "replace").decode(), running)


def any_shows(searched: Iterable[str], whole: Iterable[str]) -> bool:
    """Whether one of several ASCII texts may hold a disguised value: at once, for a whole record.

    It may be true where no single text shows a sign, and is never false where one does: what
    stands between the texts is of no kind, and a sign is something that is there. The exceptions
    are two: that `@` explains digits in a value taken whole is asked of each such value; that it
    explains a low line is not believed.
    """
    groups: tuple[list[str], list[str], list[str]] = ([], [], [])
    words, values, figures = groups
    for texts, group in ((searched, words), (whole, values)):
        for text in texts:
            if text.lower() != text.upper():
                group.append(text)
            else:  # a number may begin with a plus: that is no sign of anything
                figures.append(text.removeprefix("+"))
    addresses = [text for text in values if "@" in text]
    others = [text for text in values if "@" not in text] if addresses else values
    return (
        _together_show(words, running=True)
        or _together_show(others, running=False)
        or _figures_show(_BETWEEN.join(figures))
        or any(_shows(text, running=False) for text in addresses)
    )


def _together_show(texts: list[str], *, running: bool) -> bool:
    if not texts:
        return False
    joined = _BETWEEN.join(texts)
    if _shows(joined, running):
        return True
    return running and "_" in joined and _LOW_LINE.search(joined.lower()) is not None


def _figures_show(text: str) -> bool:
    return _shows_in_digits(text, text.encode().translate(_KINDS).decode())


def _shows(text: str, running: bool) -> bool:
    lowered = text.lower()
    data = lowered.encode()
    kinds = data.translate(_KINDS).decode()
    if "a" not in kinds:
        return _shows_in_digits(lowered, kinds)
    return (
        _has_mark(lowered, kinds, running)
        or _has_run(data)
        or _is_apart(data)
        or (lowered != text and _has_capital(text))
        or _has_word(lowered)
    )


def _has_mark(lowered: str, kinds: str, running: bool) -> bool:
    """Whether a mark or digit stands where a letter or a full stop might."""
    if "!" in kinds and _SYMBOL.search(lowered):
        return True
    if "0" in kinds and _has_odd_digit(lowered, kinds, running):
        return True
    if "@" in kinds:
        if (" @" in kinds or "@ " in kinds or kinds.count("@") > 1 or running) and _AT.search(
            lowered
        ):
            return True
    elif running and "_" in lowered and _LOW_LINE.search(lowered):
        return True
    return (" ." in kinds or ". " in kinds) and _SPACED.search(lowered) is not None


def _has_capital(text: str) -> bool:
    return ("I" in text or "AT" in text or "DOT" in text) and _CAPITALS.search(text) is not None


def _shows_in_digits(text: str, kinds: str) -> bool:
    """Whether digits and marks alone, as in accounts, telephone numbers, addresses, do."""
    if kinds.count("!") > 1 and _SYMBOL.search(text):
        return True
    return _DIGITS_APART in kinds.replace(".", " ") or (
        "  " in kinds and _DIGITS_APART_2 in kinds.replace(".", " ")
    )


def _has_odd_digit(lowered: str, kinds: str, running: bool) -> bool:
    """Whether a digit stands where a letter might, or a letter among digits."""
    if running:
        if "0a" not in kinds and "0.0" not in kinds and kinds.count("a0") == kinds.count("a0000"):
            return False  # references: letters, and four digits or more
        return ("a0" in kinds or "0a" in kinds or "0.0" in kinds) and (
            _EDGE.search(lowered) is not None or _has_low_line(lowered)
        )
    if "a0a" in kinds:
        return True
    if "@" in kinds:
        return False
    return "a00" in kinds or "00a" in kinds or "0a0" in kinds or _has_low_line(lowered)


def _has_low_line(lowered: str) -> bool:
    return "_" in lowered and re.search(r"[0-9]_[0-9]", lowered) is not None


def _has_word(lowered: str) -> bool:
    if " " not in lowered and "_" not in lowered and "-" not in lowered:
        return False
    if "dot" in lowered or "slash" in lowered or "underscore" in lowered:
        return any(word in lowered for word in _WORDY) or " at " in lowered
    return "." in lowered and " at " in lowered


def _has_run(data: bytes) -> bool:
    """Whether a letter stands three times in a row, three in a row twice each, or one oddly twice.

    Digits are left out: numbers repeat theirs; and so is what addresses begin with. Where
    neighbours are equal there are zeros.
    """
    data = data.translate(None, _DIGITS).replace(b"http", b" ").replace(b"www.", b" ")
    number = int.from_bytes(data, "little")
    # The last byte is compared with nothing and so is never zero.
    same = (number ^ number >> 8).to_bytes(len(data), "little").decode("latin-1")
    if "\0" not in same:
        return False
    if _DOUBLES.search(same):
        return True
    if same.count("\0") < _MANY:
        return _has_odd_double(data, same)
    return any(
        found[2] is not None or _is_odd_double(data, found.start())
        for found in _DOUBLED.finditer(data)
    )


def _has_odd_double(data: bytes, same: str) -> bool:
    at = same.find("\0")
    while at >= 0:
        if data[at] in _LETTERS and (same[at + 1] == "\0" or _is_odd_double(data, at)):
            return True
        at = same.find("\0", at + 1)
    return False


def _is_odd_double(data: bytes, at: int) -> bool:
    """Whether words seldom have the letter twice that stands at `at` and `at + 1`.

    At their beginning, of letters that are hardly ever doubled, of a consonant behind another, of
    `e` or `o` behind a vowel (but for `queen`).
    """
    letter, before = data[at], data[at - 1] if at else _SPACE
    if letter in _SELDOM_DOUBLED:
        return True
    if letter in _CONSONANTS:
        return before in _CONSONANTS or (before not in _LETTERS and data[at + 2 : at + 3].isalpha())
    return before in b"aeio"


def _is_apart(data: bytes) -> bool:
    """Whether single letters or digits stand apart."""
    kinds = data.translate(_PLAIN).decode()
    if _APART in kinds:
        return True
    return "  " in kinds and (_APART_2 in kinds or _APART_3 in kinds)
