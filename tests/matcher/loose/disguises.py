"""Disguises of listed values, written from the issue and not from the code."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import random

LEET = {
    "a": "4@", "e": "3", "i": "1!", "l": "1|", "o": "0", "s": "5$", "t": "7", "b": "8",
    "g": "9", "z": "2",
}  # fmt: skip
LOOKALIKE = {
    "a": "\u0430\u0251\u03b1", "c": "\u0441\u03f2", "e": "\u0435\u212e", "i": "\u0456\u03b9",
    "j": "\u0458",
    "o": "\u043e\u03bf", "p": "\u0440\u03c1", "s": "\u0455", "x": "\u0445", "y": "\u0443",
    "u": "\u03c5",
    "v": "\u03bd", "k": "\u043a", "h": "\u04bb", "d": "\u0501", "n": "\u0578", "w": "\u051d",
    "q": "\u051b",
    "g": "\u0261", "m": "\u043c", "t": "\u0442", "b": "\u0432", "r": "\u0433", "l": "\u04cf",
}  # fmt: skip
MARKS = "\u0300\u0301\u0302\u0303\u0308\u0327"
AT = (
    "(at)",
    "[at]",
    "{at}",
    " at ",
    " AT ",
    " (at) ",
    " [at] ",
    "(a)",
    "[@]",
    " @ ",
    "_at_",
    "(AT)",
    " arroba ",
    "-at-",
)
DOT = (
    *("(dot)", "[dot]", "{dot}", " dot ", " DOT ", " (dot) ", "[.]", "(.)", " . "),
    *(" punkt ", "D0T", "\u00b7", "\u2022", "\u3002"),
)
EMOJI = "\U0001f319\u2b50\u2605"
FOR_DIGIT = {"0": "Oo", "1": "lI", "5": "S", "8": "B"}


def _some(chance: random.Random, text: str, table: dict[str, str], share: float) -> str:
    places = [at for at, char in enumerate(text) if char in table]
    if not places:
        return text
    chosen = {at for at in places if chance.random() < share} or {chance.choice(places)}
    return "".join(
        chance.choice(table[char]) if at in chosen else char for at, char in enumerate(text)
    )


def leet(chance: random.Random, value: str) -> str:
    """Some letters as digits or symbols; every longer word keeps one of its own."""
    words = []
    for word in value.split(" "):
        made = _some(chance, word, LEET, chance.choice((0.3, 0.6)))
        words.append(made if any(map(str.isalpha, made)) else word)
    return " ".join(words)


def confusables(chance: random.Random, value: str) -> str:
    """Some letters by ones that look alike, of other scripts."""
    return _some(chance, value, LOOKALIKE, chance.choice((0.2, 0.6, 1.0)))


def diacritics(chance: random.Random, value: str) -> str:
    """Marks upon some vowels, composed or not."""
    form = chance.choice(("NFC", "NFD"))
    made = "".join(
        char + chance.choice(MARKS) if char in "aeioun" and chance.random() < 0.6 else char
        for char in value
    )
    return unicodedata.normalize(form, made)


def repeats(chance: random.Random, value: str) -> str:
    """Some letters three to six times."""
    places = [at for at, char in enumerate(value) if char.isalpha()]
    chosen = set(chance.sample(places, min(len(places), chance.randrange(1, 4))))
    return "".join(
        char * chance.randrange(3, 6) if at in chosen else char for at, char in enumerate(value)
    )


def separators(chance: random.Random, value: str) -> str:
    """Every letter apart, words by a wider gap or by none."""
    gap = chance.choice((" ", " ", ".", "-", "_", "*", "|", "+", "/", EMOJI[0]))
    if gap in value.replace(" ", "") or ("@" in value and gap in "._-*"):
        gap = " "
    wide = (
        chance.choice((gap * 3, gap * 3, " ", gap))
        if gap != " "
        else chance.choice(("   ", "   ", " "))
    )
    return wide.join(gap.join(word) for word in value.split(" "))


def joined(chance: random.Random, value: str) -> str:
    """Words with something else than a space between them, or with capitals instead."""
    words = value.split(" ")
    if chance.random() < 0.3:
        return "".join(map(str.title, words))
    return chance.choice(("_", "*", "|", "+", "... ", *EMOJI)).join(words)


def piled_up(chance: random.Random, value: str) -> str:
    """Many marks upon each letter."""
    return "".join(
        char + "".join(chance.choices(MARKS, k=chance.randrange(1, 9))) for char in value
    )


def at_dot(chance: random.Random, value: str) -> str:
    """Words or brackets for `@` and dots."""
    at, dot = chance.choice(AT), chance.choice(DOT)
    path = value.find("/") if "/" in value else len(value)
    return value[:path].replace(".", dot).replace("@", at) + value[path:]


def defanged(chance: random.Random, value: str) -> str:
    """A page as analysts and others write it so that it cannot be clicked."""
    host, slash, path = value.partition("/")
    scheme = chance.choice(("hxxp://", "hxxps://", "https://", ""))
    dot = chance.choice(("[.]", "(.)", "[dot]", " dot ")) if scheme != "https://" else "[.]"
    www = chance.choice(("", "www" + dot))
    return scheme + www + host.replace(".", dot) + slash + path


def digits(chance: random.Random, value: str) -> str:
    """Letters for some digits."""
    return _some(chance, value, FOR_DIGIT, chance.choice((0.3, 0.6)))


def apart(chance: random.Random, value: str) -> str:
    """Every digit or letter apart."""
    return chance.choice((" ", ".", "-", "_", "*")).join(c for c in value if c.isalnum())


def groups(chance: random.Random, value: str) -> str:
    """In groups of four or five."""
    size = chance.choice((4, 5))
    return " ".join(value[at : at + size] for at in range(0, len(value), size))
