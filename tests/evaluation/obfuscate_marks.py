"""Obfuscations by what stands between letters: separators, and words and brackets for marks.

Law: as in `obfuscate`; the letters themselves stay what they are.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.evaluation.case import span

if TYPE_CHECKING:
    from collections.abc import Iterator
    from random import Random

SEPARATORS = {"stops": ".", "hyphens": "-", "underscores": "_", "stars": "*", "middle dots": "·",
              "slashes": "/", "bars": "|", "tildes": "~", "plus signs": "+", "commas": ",",
              "colons": ":", "emoji": "🌙", "line breaks": "\n"}  # fmt: skip
EMOJI = ["🌙", "⭐", "🔥", "👉🏽", "★", "❤️"]
BRACKETS = ["()", "[]", "{}", "<>"]
ATS = ["(at)", "[at]", " at ", "{at}", " (at) ", " [at] ", "(AT)", " AT ", " arroba ", "-at-",
       "_at_", " at sign ", "(a)", " @ "]  # fmt: skip
DOTS = ["(dot)", "[dot]", "[.]", " dot ", "(.)", " [dot] ", "{dot}", " DOT ", " punkt ", "D0T",
        "·", "•", "。", "_dot_", "(punkt)", " . "]  # fmt: skip
SCHEMES = ["hxxp://", "hxxps://", "h**p://", "h__ps://", "hXXp://", "http[:]//", "https[:]//",
           "hxxp[:]//", "http:\\\\", "https: //", "http : //", "http[://]", "http//"]  # fmt: skip
LEAST_GLUED, LEAST_CAPITALS = 15, 6
"""Letters of a phrase that can be read without its gaps; with capitals instead."""


def separated(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """Every letter apart from the next."""
    words = value.split(" ")
    yield "letters apart, double gaps", "  ".join(" ".join(word) for word in words)
    yield "letters apart, triple gaps", "   ".join(" ".join(word) for word in words)
    yield "letters apart, no gaps", " ".join("".join(words))
    for name, mark in rng.sample(sorted(SEPARATORS.items()), 2):
        yield f"{name} in words", " ".join(mark.join(word) for word in words)
    name, mark = rng.choice(sorted(SEPARATORS.items()))
    yield f"{name} throughout", mark.join("".join(words))
    opening, closing = rng.choice(BRACKETS)
    bracketed = (f"{opening}{char}{closing}" for char in value.replace(" ", ""))
    yield "letters in brackets", "".join(bracketed)
    yield "behind an emoji", "❤️" + span(value)
    if "." not in value:
        yield "spaced stops", " . ".join("".join(words))


def joined(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """Words together, or with something else than a space between them."""
    words = value.split(" ")
    size = sum(map(len, words))
    yield "letters apart, slashes for gaps", " / ".join(map(" ".join, words))
    if len(words) == 1:
        return
    yield "emoji for gaps", rng.choice(EMOJI).join(words)
    yield "underscores for gaps", "_".join(words)
    yield "ellipses for gaps", "... ".join(words)
    if size >= LEAST_CAPITALS:
        yield "capitals for gaps", "".join(map(str.title, words))
    if size >= LEAST_GLUED:
        yield "no gaps", "".join(words)
    if len(words) > 2:
        yield "hyphens for gaps", "-".join(words)
        yield "stops for gaps", ".".join(words)


def at_and_dot(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """`(at)`, `[dot]` and their like, one way throughout, mixed, and for some of them only."""
    host_from = value.find("@") + 1
    scheme = value.find("://") + 3 if "://" in value else 0
    head, rest = value[:scheme], value[scheme:]
    for at in rng.sample(ATS, 5) if host_from else [""]:
        dot = rng.choice(DOTS)
        yield f"{at or dot} throughout", head + _dotted(rest, [dot]).replace("@", at or "@")
    yield "dots alone", head + _dotted(rest, [rng.choice(DOTS)])
    mixture = [rng.choice(DOTS) for _ in range(9)]
    yield "mixed", head + _dotted(rest, [*mixture, "."]).replace("@", rng.choice(ATS))
    if host_from:
        yield "at alone", value.replace("@", rng.choice(ATS))
    if not scheme:
        yield "commas", value[:host_from] + value[host_from:].replace(".", ",")


def _dotted(value: str, dots: list[str]) -> str:
    """Each dot of the address before its path as the next of `dots`."""
    host, slash, path = value.partition("/")
    pieces = host.split(".")
    text = pieces[0]
    for number, piece in enumerate(pieces[1:]):
        text += dots[number % len(dots)] + piece
    return text + slash + path


def unclickable(rng: Random, value: str) -> Iterator[tuple[str, str]]:
    """A page with another scheme and with other dots in its host."""
    rest = value.partition("://")[2]
    for scheme in rng.sample(SCHEMES, 2):
        yield scheme, scheme + _dotted(rest, [rng.choice(DOTS[:5])])
    yield "no scheme", _dotted(rest, [rng.choice(DOTS[:5])])
