"""Whether a text shows a sign of disguise: the test in front of the loose lane.

Law: a text without a sign is never folded. Most payments have none, so this costs next to
nothing: a text becomes a string of kinds (letter, digit, joining mark, `@`, symbol, other), in
which searches for two or three bytes decide; whether letters repeat or stand apart is asked of
the whole text at once. Patterns only confirm.
"""

from __future__ import annotations

import re
import string

from matcher.loose.letters import plain

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

_CLASSES = {**dict.fromkeys("-._", "."), **dict.fromkeys("$!|+*~=([{<,:\\", "!"), "@": "@"}
_LOW_LINE = re.compile(r"[a-z]_[a-z]")
_KINDS = bytes(
    ord(
        "a" if (char := chr(code)).isalpha() else "0" if char.isdigit() else _CLASSES.get(char, " ")
    )
    for code in range(128)
).ljust(256)
_PLAIN = bytes(ord("a" if chr(code).isalnum() else " ") for code in range(128)).ljust(256)
_APART, _APART_2, _APART_3 = (gap.join("aaaa") for gap in (" ", "  ", "   "))
_DIGITS_APART, _DIGITS_APART_2 = (gap.join("00000") for gap in (" ", "  "))  # no IPv4 address
_WORDY = (" dot ", "-dot-", "_dot_", "*dot*", " slash ", " underscore ")
_DOUBLES = re.compile("\0[^\0]\0[^\0]\0")
_LETTERS = frozenset(string.ascii_lowercase.encode())


def shows(text: str, *, running: bool) -> bool:
    """Whether a text in token form may hold a disguised value; `running` if it is searched."""
    if text.isascii():
        return _shows(text, running)
    if any(plain(char)[0] != char for char in set(text) if not char.isascii()):
        return True
    return _shows(text.encode("ascii", "replace").decode(), running)


def _shows(text: str, running: bool) -> bool:  # noqa: C901, PLR0911  hot: one test a line
    lowered = text.lower()
    data = lowered.encode()
    kinds = data.translate(_KINDS).decode()
    if "a" not in kinds:
        return _shows_in_digits(lowered, kinds)
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
    if (" ." in kinds or ". " in kinds) and _SPACED.search(lowered):
        return True
    if _has_run(data) or _is_apart(data):
        return True
    if (
        lowered != text
        and ("I" in text or "AT" in text or "DOT" in text)
        and _CAPITALS.search(text)
    ):
        return True
    if " " not in text and "_" not in text and "-" not in text:
        return False
    return _has_word(lowered)


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
    if "dot" in lowered or "slash" in lowered or "underscore" in lowered:
        return any(word in lowered for word in _WORDY) or " at " in lowered
    return "." in lowered and " at " in lowered


def _has_run(data: bytes) -> bool:
    """Whether a letter stands three times in a row, or three in a row stand twice each.

    Where neighbours are equal there are zeros.
    """
    number = int.from_bytes(data, "little")
    # The last byte is compared with nothing and so is never zero.
    same = (number ^ number >> 8).to_bytes(len(data), "little").decode("latin-1")
    if "\0" not in same:
        return False
    if _DOUBLES.search(same):
        return True
    if "\0\0" in same:
        at = same.find("\0\0")
        while at >= 0:
            if data[at] in _LETTERS:
                return True
            at = same.find("\0\0", at + 1)
    return False


def _is_apart(data: bytes) -> bool:
    """Whether single letters or digits stand apart."""
    kinds = data.translate(_PLAIN).decode()
    if _APART in kinds:
        return True
    return "  " in kinds and (_APART_2 in kinds or _APART_3 in kinds)
