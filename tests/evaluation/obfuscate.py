"""The obfuscations of the loose lane: each hides a value as people do, none loses it.

Law: `undo` gives the value back from every text that is made here.
"""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from tests.evaluation.case import LOOSE, span
from tests.evaluation.lookalikes import (
    ACCENTED,
    CAPITAL,
    LEET,
    LETTERS_FOR_DIGITS,
    SMALL,
    UNACCENTED,
)
from tests.evaluation.written import Form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from random import Random

SEPARATORS = {"stops": ".", "hyphens": "-", "underscores": "_", "stars": "*", "middle dots": "·",
              "slashes": "/", "bars": "|", "tildes": "~", "plus signs": "+"}  # fmt: skip
ATS = ["(at)", "[at]", " at ", "{at}", " (at) ", " [at] ", "(AT)", " AT "]
DOTS = ["(dot)", "[dot]", "[.]", " dot ", "(.)", " [dot] ", "{dot}", " DOT "]
CUT_AT = 18  # what direct entry carries of a reference


def separated(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """Every letter apart from the next."""
    words = value.split(" ")
    yield "letters apart, double gaps", "  ".join(" ".join(word) for word in words)
    yield "letters apart, triple gaps", "   ".join(" ".join(word) for word in words)
    yield "letters apart, no gaps", " ".join("".join(words))
    name, mark = rng.choice(sorted(SEPARATORS.items()))
    yield f"{name} in words", " ".join(mark.join(word) for word in words)
    name, mark = rng.choice(sorted(SEPARATORS.items()))
    yield f"{name} throughout", mark.join("".join(words))
    if "." not in value:
        yield "spaced stops", " . ".join("".join(words))


def leet(rng: Random, value: str, marks: bool = True) -> Iterator[tuple[str, str]]:
    """Digits, and inside words signs, for letters: some of them, and all of them."""
    for name, share in (("some", 0.4), ("all", 1.0)):
        text = _replaced(rng, value, LEET, share, marks)
        if text != value:
            yield f"{name} letters", text
    yield "upper case", _replaced(rng, value, LEET, 0.6, marks).upper()


def confusables(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """As many look-alikes of other scripts as there are: small, capital."""
    yield "small letters", _replaced(rng, value, SMALL, 1.0)
    yield "capitals", _replaced(rng, value.upper(), CAPITAL, 1.0)


def mixed_scripts(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """One or two letters of another script among Latin ones."""
    for count in (1, 2):
        places = [at for at, char in enumerate(value) if char in SMALL]
        text = list(value)
        for at in rng.sample(places, min(count, len(places))):
            text[at] = rng.choice(SMALL[text[at]])
        yield f"{count} letters", "".join(text)
    places = [at for at, char in enumerate(value.upper()) if char in CAPITAL]
    text = list(value.upper())
    for at in rng.sample(places, min(1, len(places))):
        text[at] = rng.choice(CAPITAL[text[at]])
    yield "1 capital", "".join(text)


def repeated(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """Letters repeated two to five times."""
    for name, count in (("one letter", 1), ("three letters", 3)):
        text = value
        for _ in range(count):
            at = rng.choice([at for at, char in enumerate(text) if char.isalpha()])
            text = text[:at] + text[at] * rng.randint(1, 4) + text[at:]
        yield name, text
    yield "every letter", "".join(char * 2 if char.isalpha() else char for char in value)


def accented(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """Diacritics added, composed and combining."""
    yield "added", _replaced(rng, value, ACCENTED, 0.5)
    yield "added, taken apart", unicodedata.normalize("NFD", _replaced(rng, value, ACCENTED, 0.7))
    at = rng.choice([at for at, char in enumerate(value) if char.isalpha()]) + 1
    yield "stacked marks", value[:at] + "\u0335\u0301\u0323" + value[at:]


def unaccented(_: Random, value: str) -> Iterator[tuple[str, str]]:
    """Diacritics left out, of a listed value that has some."""
    plain = "".join(
        UNACCENTED.get(char, char)
        if char in UNACCENTED
        else "".join(c for c in unicodedata.normalize("NFD", char) if not unicodedata.combining(c))
        for char in value
    )
    # Only of Latin and Greek: elsewhere a mark is a vowel, or makes another letter.
    if plain != value and all(char < "\u0400" or "\u1e00" <= char < "\u2000" for char in value):
        yield "removed", plain


def at_and_dot(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """`(at)`, `[dot]` and their like, one way throughout, mixed, and for some of them only."""
    host_from = value.find("@") + 1
    scheme = value.find("://") + 3 if "://" in value else 0
    head, rest = value[:scheme], value[scheme:]
    for at in ATS[:4] if host_from else [""]:
        dot = rng.choice(DOTS)
        yield f"{at or dot} throughout", head + _dotted(rest, [dot]).replace("@", at or "@")
    yield "dots alone", head + _dotted(rest, [rng.choice(DOTS)])
    mixture = [rng.choice(DOTS) for _ in range(9)]
    yield "mixed", head + _dotted(rest, [*mixture, "."]).replace("@", rng.choice(ATS))
    if host_from:
        yield "at alone", value.replace("@", rng.choice(ATS))


def _dotted(value: str, dots: list[str]) -> str:
    """Each dot of the address before its path as the next of `dots`."""
    host, slash, path = value.partition("/")
    pieces = host.split(".")
    text = pieces[0]
    for number, piece in enumerate(pieces[1:]):
        text += dots[number % len(dots)] + piece
    return text + slash + path


def letters_for_digits(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """`O` for 0, `l` and `I` for 1, `S` for 5, `B` for 8."""
    if any(digit in value for digit in LETTERS_FOR_DIGITS):
        yield "some", _one_at_least(rng, value)
        yield "all", "".join(rng.choice(LETTERS_FOR_DIGITS.get(char, char)) for char in value)


def _one_at_least(rng: Random, value: str) -> str:
    places = [at for at, char in enumerate(value) if char in LETTERS_FOR_DIGITS]
    text = list(value)
    for at in rng.sample(places, rng.randint(1, len(places))):
        text[at] = LETTERS_FOR_DIGITS[text[at]][0]
    return "".join(text)


def _replaced(
    rng: Random, value: str, table: Mapping[str, str], share: float, marks: bool = True
) -> str:
    """About this share of the letters in the table replaced, one at least."""
    places = [at for at, char in enumerate(value) if char in table]
    if not places:
        return value
    chosen = {at for at in places if rng.random() < share} or {rng.choice(places)}
    text = list(value)
    for at in chosen:
        # A sign at a word's edge would be punctuation: `!` ends sentences, `@` begins handles.
        is_inner = 0 < at < len(text) - 1 and value[at - 1].isalnum() and value[at + 1].isalnum()
        ways = table[text[at]] if marks and is_inner else table[text[at]].strip("@!$")
        text[at] = rng.choice(ways)
    return "".join(text)


def _digits_for_letters(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    return leet(rng, value, marks=False)


FAMILIES: dict[str, dict[str, Callable[[Random, str], Iterator[tuple[str, str]]]]] = {
    "phrase": {
        "separators": separated, "leet": leet, "confusables": confusables,
        "mixed scripts": mixed_scripts, "repeated": repeated, "diacritics": accented,
        "diacritics removed": unaccented,
    },
    "username": {
        "separators": separated, "leet": _digits_for_letters, "confusables": confusables,
        "mixed scripts": mixed_scripts, "repeated": repeated, "diacritics": accented,
    },
    "email": {"at and dot": at_and_dot, "confusables": confusables,
              "mixed scripts": mixed_scripts, "diacritics": accented},
    "domain": {"at and dot": at_and_dot, "confusables": confusables,
               "mixed scripts": mixed_scripts},
    "url": {"at and dot": at_and_dot},
    "phone": {"letters for digits": letters_for_digits},
    "account": {"letters for digits": letters_for_digits},
}  # fmt: skip
# Two at once: the second is done to what the first one made.
COMBINED = {
    "phrase": [(leet, confusables), (leet, separated), (confusables, separated),
               (repeated, leet), (mixed_scripts, repeated), (accented, repeated)],
    "username": [(_digits_for_letters, mixed_scripts), (repeated, mixed_scripts)],
    "email": [(mixed_scripts, at_and_dot)],
    "domain": [(mixed_scripts, at_and_dot)],
}  # fmt: skip


def forms(rng: Random, kind: str, value: str) -> Iterator[tuple[str, Form]]:
    """Each family and a form of it; what a family cannot hide in this value is left out."""
    for family, made in FAMILIES.get(kind, {}).items():
        if not value.isascii() and family != "diacritics removed":
            continue
        for name, text in made(rng, value):
            yield family, Form(name, span(text), "text", (LOOSE,))
    if value.isascii():
        for first, second in COMBINED.get(kind, []):
            half = rng.choice(list(first(rng, value)))[1]
            if second is separated:
                half = half.lower() if half.isascii() else half
            name, text = rng.choice(list(second(rng, half)))
            yield "two at once", Form(f"{first.__name__.strip('_')}, then {name}", span(text),
                                      "text", (LOOSE,))  # fmt: skip


def cut_reference(rng: Random, value: str) -> Iterator[Form]:
    """A text of 18 characters that ends within the phrase, of which two thirds are there."""
    least = max(8, -(-len(value) * 2 // 3))
    for _ in range(4 if least < len(value) else 0):
        kept = value[: rng.randint(least, len(value) - 1)]
        before = CUT_AT - len(kept)
        if kept.endswith(" ") or before < 0:
            continue
        head = ("for now rent ok pay")[-before + 1 :] + " " if before > 1 else "-" * before
        yield Form(f"{len(value) - len(kept)} characters cut", head + span(kept), "text", (LOOSE,))
