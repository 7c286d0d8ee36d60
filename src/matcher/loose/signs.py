"""Whether a text shows a sign of disguise: the test in front of the loose lane.

Law: a text without a sign is never folded. A sign is a matter of a few characters that stand
together, whatever the list holds:

* a symbol beside a letter (`$ ! | +`), a mark between two (`* ~ = +`) or among figures, `..`, a
  comma before a top level, `@` by a space or in no address, a spaced full stop, brackets around
  what means a mark, and words that mean one;
* a figure beside a letter, in running text but for two letters and four figures or more; figures
  that are a letter apart, five single ones, five pairs or four threes;
* four single letters apart, or three and three; in running text a word of fifteen letters, three
  words joined by hyphens or stops, a low line, a capital after a small letter and before one;
* a letter three times, three doubled in a row, one where words do not have it twice (`doubles`);
  a capital I or `AT` or `DOT` within a small word; `rn` in odd places and `vv` (`letters.PAIRS`);
* of what is not ASCII: whatever is read as another character (`letters.plain`, `context`), a
  symbol between letters, what nobody sees in a word or between an emoji and a word.

Most payments have none, so this costs next to nothing: a text becomes a string of kinds, in which
searches for two or three bytes decide; patterns only confirm.
"""

from __future__ import annotations

import re
import string
import unicodedata
from typing import TYPE_CHECKING

import regex

from matcher.loose.context import explained
from matcher.loose.doubles import USUAL, is_odd
from matcher.loose.letters import BETWEEN, PAIRS, SYMBOLS, UNSEEN, plain

if TYPE_CHECKING:
    from collections.abc import Iterable

_WORDS = (
    r"(?:at|a|@|arroba|ät|d[o0]t|punkt|punto|point|ponto|\.|slash|/"
    r"|dash|hyphen|minus|-|underscore|_|:)"
)
_SYMBOL = re.compile(
    rf"[(\[{{<](?=[ ]{{0,2}}{_WORDS}[ ]{{0,2}}[)\]}}>])"
    r"|[$!|+](?=[a-z])|(?<=[a-z])[$|]|[a-z0-9]![!|$]"
    r"|(?<=[a-z0-9])[*~=+!](?=[a-z0-9])|(?<=[0-9])[*,~:|](?=[0-9]{2})|(?<=[0-9])[ ]?\||:\\|h\*\*p"
    r"|,(?:com|org|net|info|biz|edu|gov|io|co|me|au|uk|nz|de|fr|ru|example)\b"
)
_AT = re.compile(
    r"[ ]@|@[ ]|@[\w$!|+-]{1,64}(?![\w.$!|+-])(?<!\A)|@[^\s@]{1,64}@|(?<!\w)@(?=[a-z]+[^\w.@-])"
)
_EDGE = re.compile(
    r"[a-z]{2}[0-9]{1,3}(?![0-9a-z])|[0-9][a-z]{2}|[0-9]{2}[a-z](?![a-z0-9])|[a-z][0-9]+[a-z]"
    r"|[0-9][a-z][0-9]|\.[a-z][0-9]{2}(?![0-9a-z])"
    r"|[0-9][ ().-]{0,3}[oilsbz][ ().-]{0,3}[0-9oilsbz]|[oilsbz][0-9]{2}"
    r"|(?<=[0-9][ .-])[egqt][0-9]{2}"
)
_CAPITALS = re.compile(r"(?<=[a-z])I(?=[a-z])|(?<=[a-z0-9])(?:AT|D[O0]T)(?=[a-z0-9])")
_CAMEL = re.compile(r"[a-z][A-Z][a-z]|[a-z0-9](?:AT|D[O0]T)[a-z0-9]")
_CASES = bytes(
    ord("A" if (char := chr(code)).isupper() else "a" if char.isalnum() else " ")
    for code in range(128)
).ljust(256)
_LONG_WORD = "a" * 15
_CHAIN = re.compile(r"(?<![\w@./-])[a-z]{2,}(?:-[a-z]{2,}-[a-z]{2}|\.[a-z]{2,}\.[a-z]{5})")
_ELLIPSIS = re.compile(r"[a-z0-9]\.\.+[ ]?[a-z0-9]")
_PAIR = re.compile(PAIRS)
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
_PAIRS, _THREES = " ".join(["00"] * 5), " ".join(["000"] * 4)
_TWICE_THREE = re.compile(r"(?<!a)a( {1,3})a\1a {1,9}a\1a(?!a)")
_APART, _APART_2, _APART_3 = (gap.join("aaaa") for gap in (" ", "  ", "   "))
_DIGITS_APART, _DIGITS_APART_2 = (gap.join("00000") for gap in (" ", "  "))  # no IPv4 address
_WORDY = re.compile(r" (?:dot|punkt|punto|ponto|slash|underscore|arroba) |([-_*~])dot\1")
_DOUBLED = re.compile(rb"([a-z])\1")
_MANY = 32
_DOUBLES = re.compile("\0[^\0]\0[^\0]\0")
_DIGITS = string.digits.encode()
_CURRENCIES = {ord(char): "$" for char in SYMBOLS if not char.isascii()}
_RIGHT_TO_LEFT = frozenset({"R", "AL"})  # such letters are read as Latin ones beside those alone
_ASCII_LETTER = re.compile("[0-9A-Za-z]")
# As a variation selector behind an emoji, unless it hides that a word begins behind it.
_BEHIND_NO_LETTER = re.compile(rf"(?<!\w)[{UNSEEN}](?!\w)|(?<!\S)[{UNSEEN}]")
_LETTER = r"[\p{Latin}\p{Cyrillic}\p{Greek}0-9]"
# Such as an emoji for a space; scripts without spaces have those between words anyway.
_BETWEEN_LETTERS = regex.compile(rf"{_LETTER}[{BETWEEN}]+{_LETTER}")
_LETTERS = frozenset(string.ascii_lowercase.encode())


def shows(text: str, *, running: bool) -> bool:
    """Whether a text in token form may hold a disguised value; `running` if it is searched."""
    if text.isascii():
        return _shows(text, running)
    text = _BEHIND_NO_LETTER.sub("", text)
    odd = [char for char in set(text) if not char.isascii() and plain(char)[0] != char]
    if any(unicodedata.bidirectional(char) not in _RIGHT_TO_LEFT for char in odd):
        return True
    if (odd and _ASCII_LETTER.search(text)) or _BETWEEN_LETTERS.search(text):
        return True
    if explained(text) != text:
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
        or (lowered != text and _has_capital(text, running))
        or _has_word(lowered)
        or (running and _is_joined(lowered, kinds))
    )


def _has_mark(lowered: str, kinds: str, running: bool) -> bool:
    """Whether a mark or digit stands where a letter or a full stop might."""
    if "!" in kinds and _SYMBOL.search(lowered):
        return True
    if "0" in kinds and (
        _PAIRS in kinds or _THREES in kinds or _has_odd_digit(lowered, kinds, running)
    ):
        return True
    if "@" in kinds:
        if (" @" in kinds or "@ " in kinds or kinds.count("@") > 1 or running) and _AT.search(
            lowered
        ):
            return True
    elif running and "_" in lowered and _LOW_LINE.search(lowered):
        return True
    return (" ." in kinds or ". " in kinds) and _SPACED.search(lowered) is not None


def _has_capital(text: str, running: bool) -> bool:
    """Whether a capital stands within a word: one that may be another letter, or begins a word."""
    if b"aA" not in text.encode().translate(_CASES):
        return False
    return (_CAMEL if running else _CAPITALS).search(text) is not None


def _is_joined(lowered: str, kinds: str) -> bool:
    """Whether words stand together as one, and whether two letters may be read as another."""
    if (".." in lowered and _ELLIPSIS.search(lowered)) or _LONG_WORD in kinds:
        return True
    if (lowered.count("-") > 1 or lowered.count(".") > 1) and _CHAIN.search(lowered):
        return True
    return ("rn" in lowered or "vv" in lowered) and _PAIR.search(lowered) is not None


def _shows_in_digits(text: str, kinds: str) -> bool:
    """Whether digits and marks alone, as in accounts, telephone numbers, addresses, do."""
    if kinds.count("!") > 1 and _SYMBOL.search(text):
        return True
    apart = kinds.replace(".", " ")
    return (
        _DIGITS_APART in apart
        or _PAIRS in apart
        or _THREES in kinds
        or ("  " in kinds and _DIGITS_APART_2 in apart)
    )


def _has_odd_digit(lowered: str, kinds: str, running: bool) -> bool:
    """Whether a digit stands where a letter might, or a letter among digits."""
    if running:
        if "0a" not in kinds and "0.0" not in kinds and kinds.count("a0") == kinds.count("aa0000"):
            return False  # references: two letters or more, and four digits or more
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
    """Whether a word stands for a mark."""
    if " " not in lowered and "_" not in lowered and "-" not in lowered:
        return False
    if (
        "dot" in lowered
        or "slash" in lowered
        or "underscore" in lowered
        or "pun" in lowered
        or "ponto" in lowered
        or "arroba" in lowered
    ):
        return " at " in lowered or _WORDY.search(lowered) is not None
    return "." in lowered and (" at " in lowered or "-at-" in lowered or "_at_" in lowered)


def _has_run(data: bytes) -> bool:
    """Whether a letter stands three times in a row, three in a row twice each, or one oddly twice.

    Digits are left out: numbers repeat theirs; and so is what addresses begin with. Where
    neighbours are equal there are zeros.
    """
    data = b" " + data.translate(None, _DIGITS).replace(b"http", b" ").replace(b"www.", b" ")
    number = int.from_bytes(data, "little")
    # The last byte is compared with nothing and so is never zero.
    same = (number ^ number >> 8).to_bytes(len(data), "little").decode("latin-1")
    if "\0" not in same:
        return False
    return _DOUBLES.search(same) is not None or _has_odd_double(data, same)


def _has_odd_double(data: bytes, same: str) -> bool:
    if same.count("\0") > _MANY:  # most of them may be spaces
        return any(is_odd(data, found.start()) for found in _DOUBLED.finditer(data))
    at = same.find("\0")
    while at >= 0:
        if data[at - 1 : at + 3] not in USUAL and data[at] in _LETTERS and is_odd(data, at):
            return True
        at = same.find("\0", at + 1)
    return False


def _is_apart(data: bytes) -> bool:
    """Whether single letters or digits stand apart."""
    kinds = data.translate(_PLAIN).decode()
    if "a a a" in kinds and (_APART in kinds or _TWICE_THREE.search(kinds)):
        return True
    return (
        "  " in kinds
        and ("a  a  a" in kinds or "a   a   a" in kinds)
        and (_APART_2 in kinds or _APART_3 in kinds or _TWICE_THREE.search(kinds) is not None)
    )
