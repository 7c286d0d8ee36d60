"""How people write words: user names, names and phrases."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

from tests.evaluation.case import LOOSE, other, span
from tests.evaluation.written import EITHER, Form, around, hidden_inside, wide

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from random import Random

PLATFORMS = """ig insta instagram snap snapchat telegram tg discord kik tiktok twitter skype
facebook fb""".split()


def is_without_spaces(value: str) -> bool:
    """Whether the value is in Han, Hiragana, Katakana or Thai."""
    return any(
        "\u0e00" <= c <= "\u0e7f" or "\u3040" <= c <= "\u30ff" or "\u4e00" <= c <= "\u9fff"
        for c in value
    )


def username(rng: Random, value: str) -> Iterator[Form]:
    """A user name: after `@`, after a platform's name, bare with a character that is no letter."""
    bare = not value.isalpha()
    yield Form("at", span(f"@{value}"))
    yield from around(span(f"@{value}"))
    yield Form("at, upper case", span(f"@{value.upper()}"))
    yield Form("at, full width", span(wide(f"@{value}")))
    for platform in rng.sample(PLATFORMS, 4):
        # Whether the platform's name is part of the span is left open.
        yield Form(f"{platform} colon", other(f"{platform}: {span(value)}"), "text")
        yield Form(f"{platform.title()} space", other(f"{platform.title()} {span(value)}"), "text")
        yield Form(f"{platform} colon at", other(f"{platform}: {span('@' + value)}"), "text")
        yield Form(f"{platform} tight", other(f"{platform}:{span(value)}"), "text")
    for name, text in {
        "bare": value,
        "bare, upper case": value.upper(),
        "bare, full width": wide(value),
    }.items():
        yield Form(name, span(text), "whole")
        if bare:
            yield Form(f"{name}, with a mark", span(text), "text")
        else:
            yield Form(f"{name}, all letters", span(text), "text", (LOOSE,))
    if bare:
        for form in around(span(value)):
            yield form._replace(name=f"bare, {form.name}")
    yield Form("after Han", f"请加{span('@' + value)}谢谢", "text")


def name(_: Random, value: str) -> Iterator[Form]:
    """A party's name: exact after normalisation; its words in another order."""
    words = value.split()
    for form, text in {
        "as listed": value,
        "upper case": value.upper(),
        "lower case": value.lower(),
        "full width": wide(value),
        "doubled spaces": "  ".join(words),
        "no-break spaces": "\u00a0".join(words),
    }.items():
        yield Form(form, span(text))
    for form, text in {
        "family name first": " ".join([words[-1], *words[:-1]]),
        "family name, comma": f"{words[-1]}, {' '.join(words[:-1])}",
        "family name, comma, upper": f"{words[-1]}, {' '.join(words[:-1])}".upper(),
    }.items():
        yield Form(form, span(text), "any", EITHER)


def phrase(rng: Random, value: str) -> Iterator[Form]:
    """A phrase: NFKC, case, white space, format characters; on word boundaries."""
    yield Form("as listed", span(value))
    yield from around(span(value))
    for form, text in {
        "upper case": value.upper(),
        "title case": value.title(),
        "full width": wide(value),
        "decomposed": unicodedata.normalize("NFD", value),
        "doubled spaces": value.replace(" ", "  "),
        "no-break spaces": value.replace(" ", "\u00a0"),
        "tabs": value.replace(" ", "\t"),
        "line breaks": value.replace(" ", "\n"),
        "ideographic spaces": value.replace(" ", "\u3000"),
        "zero-width inside": hidden_inside(rng, value),
        "soft hyphens": value[:2] + "\u00ad" + value[2:],
        "directional marks": value[:3] + "\u200e\u202a" + value[3:],
        "ligatures": value.replace("fi", "\ufb01").replace("ffi", "\ufb03"),
        "long s": value.replace("s", "\u017f"),
    }.items():
        # In Han text and its like, zero-width characters are as meaningless as elsewhere.
        if text != value:
            yield Form(form, span(text))
    for form, (before, after) in {
        "underscores": ("_", "_"), "hyphens": ("-", "-"), "slashes": ("/", "/"),
        "hash": ("#", ""), "stars": ("**", "**"), "emoji, close": ("🎈", "🎈"),
        "Han neighbours": ("请", "谢"), "Thai neighbours": ("ก", "ข"),
        "Kana neighbours": ("の", "を"), "symbols": ("€", "%"),
        "format characters outside": (" \u200b", "\u200b "),
    }.items():  # fmt: skip
        if not value[0].isascii() and form == "Thai neighbours":
            continue  # a Thai vowel sign beside a Thai word would change the word
        yield Form(form, before + span(value) + after, "text")
    if is_without_spaces(value):
        yield Form("in running script", f"今日{span(value)}的", "text")


FORMS: dict[str, Callable[[Random, str], Iterator[Form]]] = {
    "username": username,
    "name": name,
    "phrase": phrase,
}
