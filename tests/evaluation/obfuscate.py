"""The obfuscations of the loose lane: each hides a value as people do, none loses it.

Law: `undo` gives the value back from every text that is made here.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from tests.evaluation.case import LOOSE, OPEN, span
from tests.evaluation.lookalikes import (
    ACCENTED,
    CAPITAL,
    LEET,
    LETTERS_FOR_DIGITS,
    MARKS,
    PAIRS,
    SELDOM_FOR_DIGITS,
    SMALL,
    UNACCENTED,
)
from tests.evaluation.obfuscate_marks import at_and_dot, joined, separated, unclickable
from tests.evaluation.written import EITHER, Form

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping
    from random import Random

CUTS = [18, 35]
"""What direct entry carries of a reference, and what most other schemes do."""
CUT = {"phrase", "email", "domain", "username"}
_FILLER = "we say thanks to you for now rent ok pay"


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


def alike(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """Look-alikes: one letter for one, and two."""
    yield from confusables(rng, value)
    text = value
    for letter, pair in PAIRS.items():
        text = re.sub(letter, pair, text)
    yield "two letters for one", text


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
    single = re.sub(r"([a-z])\1", r"\1", value)
    if single != value:
        at = rng.choice([at for at, char in enumerate(single) if char.isalpha()])
        yield "a double lost", single[:at] + single[at] * rng.randint(2, 4) + single[at:]


def accented(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """Diacritics added, composed and combining."""
    yield "added", _replaced(rng, value, ACCENTED, 0.5)
    yield "added, taken apart", unicodedata.normalize("NFD", _replaced(rng, value, ACCENTED, 0.7))
    at = rng.choice([at for at, char in enumerate(value) if char.isalpha()]) + 1
    yield "stacked marks", value[:at] + "\u0335\u0301\u0323" + value[at:]
    yield "struck through", "".join(char + "\u0336" for char in value)
    stacks = (char + "".join(rng.choices(MARKS, k=rng.randint(1, 12))) for char in value)
    yield "piled up", "".join(stacks)


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


def letters_for_digits(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """`O` for 0, `l` and `I` for 1, `S` for 5, `B` for 8; and one letter that is less alike."""
    if any(digit in value for digit in LETTERS_FOR_DIGITS):
        yield "some", _one_at_least(rng, value)
        yield "all", "".join(rng.choice(LETTERS_FOR_DIGITS.get(char, char)) for char in value)
    if value[0].isalpha():
        fours = " ".join(value[at : at + 4] for at in range(0, len(value), 4))
        yield "in fours", _one_at_least(rng, fours) if set(LETTERS_FOR_DIGITS) & set(fours) else ""
    places = [at for at, char in enumerate(value[:-1]) if char in SELDOM_FOR_DIGITS and at > 4]
    if places:
        at = rng.choice(places)
        yield "one that is seldom", value[:at] + SELDOM_FOR_DIGITS[value[at]] + value[at + 1 :]


def in_groups(_: Random, value: str) -> Iterator[tuple[str, str]]:
    """A number in groups that are hardly ever written: either lane may know them."""
    bare = re.sub("[ -]", "", value)
    yield "in pairs", " ".join(bare[at : at + 2] for at in range(0, len(bare), 2))
    if value[0].isalpha():
        return
    yield "digits apart", " ".join(bare)
    if len(bare) % 3 == 0:
        yield "in threes", " ".join(bare[at : at + 3] for at in range(0, len(bare), 3))


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


def spaced(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """Letters apart, and words together."""
    yield from separated(rng, value)
    yield from joined(rng, value)


def at_and_unclickable(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """Words and brackets for marks, and other schemes."""
    yield from at_and_dot(rng, value)
    yield from unclickable(rng, value)


def repeated_name(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """Letters repeated within the first part of an address, where top levels stay as they are."""
    at = re.search("[@.]", value)
    end = at.start() if at else len(value)
    # A letter more at an edge would be another mailbox or host.
    for name, text in repeated(rng, value[1 : end - 1]):
        yield name, value[0] + text + value[end - 1 :]


def _digits_for_letters(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    return leet(rng, value, marks=False)


FAMILIES: dict[str, dict[str, Callable[[Random, str], Iterator[tuple[str, str]]]]] = {
    "phrase": {
        "separators": spaced, "leet": leet, "confusables": alike,
        "mixed scripts": mixed_scripts, "repeated": repeated, "diacritics": accented,
        "diacritics removed": unaccented,
    },
    "username": {
        "separators": separated, "leet": _digits_for_letters, "confusables": alike,
        "mixed scripts": mixed_scripts, "repeated": repeated, "diacritics": accented,
    },
    "email": {"at and dot": at_and_dot, "confusables": alike, "repeated": repeated_name,
              "mixed scripts": mixed_scripts, "diacritics": accented},
    "domain": {"at and dot": at_and_dot, "confusables": alike, "repeated": repeated_name,
               "mixed scripts": mixed_scripts},
    "url": {"at and dot": at_and_unclickable},
    "phone": {"letters for digits": letters_for_digits},
    "account": {"letters for digits": letters_for_digits, "separators": in_groups},
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
            if text and text != value:
                lanes = EITHER if made is in_groups else (LOOSE,)
                yield family, Form(name, _marked(text), "text", lanes)
    if value.isascii():
        for first, second in COMBINED.get(kind, []):
            half = rng.choice(list(first(rng, value)))[1]
            if second is separated:
                half = half.lower() if half.isascii() else half
            name, text = rng.choice(list(second(rng, half)))
            yield "two at once", Form(f"{first.__name__.strip('_')}, then {name}", _marked(text),
                                      "text", (LOOSE,))  # fmt: skip


def _marked(text: str) -> str:
    return text if OPEN in text else span(text)


def cut(rng: Random, kind: str, value: str, others: Iterable[str]) -> Iterator[Form]:
    """A text of 18 or 35 characters that ends within the value, of which two thirds are there.

    What is there is the beginning of none of the `others`.
    """
    least = max(8, -(-len(value) * 2 // 3))
    for length in CUTS * 4 if least < len(value) else ():
        kept = value[: rng.randint(least, len(value) - 1)]
        before = length - len(kept)
        if before < 0 or not _is_cut_short(kind, kept, value[len(kept)]):
            continue
        if any(other.startswith(kept) for other in others):
            continue
        head = _FILLER[-before + 1 :] + " " if before > 1 else "(" * before
        yield Form(f"cut at {length}", head + span(kept), "text", (LOOSE,))


def _is_cut_short(kind: str, kept: str, following: str) -> bool:
    """Whether the beginning still tells what it begins: no usual word, no host but a longer one."""
    if not kept[-1].isalnum():
        return False
    match kind:
        case "email":
            return "@" in kept[:-2]
        case "domain":
            return "." in kept[:-2] and following != "."
        case "username":
            return not kept.isalpha() or following.isalpha()
    return True
