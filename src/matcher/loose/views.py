"""The ways to see a text once what has one answer is undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.loose import figures, undo
from matcher.loose.context import explained
from matcher.loose.layers import Layer, View
from matcher.loose.letters import plain
from matcher.loose.spelled import spelled
from matcher.text import token_fold

if TYPE_CHECKING:
    from collections.abc import Iterator


def of(text: str) -> Iterator[View]:
    """Views of a text in token form: as it is, by its small letters, with other second answers.

    The second and the third only where they differ.
    """
    text = explained(text)
    first = undo.letters(text)
    yield _words(text, first)
    if not text.isascii():
        small = undo.letters(text, small=True)
        if small.text.lower() != first.text.lower():
            yield _words(text, small)
    if otherwise := undo.otherwise(first.text):
        yield _words(text, first, otherwise)


def numbers(view: View) -> View | None:
    """A view with letters among digits read as digits; None where there are none."""
    layer = figures.digits(view.text)
    return View(view.base, [*view.layers, layer]) if layer else None


def form(value: str) -> str:
    """A listed value as views would show it."""
    folded = token_fold(value).text
    return undo.letters(folded).text.lower()


def undone(char: str) -> frozenset[str]:
    """What is undone to read one character."""
    return plain(char)[1]


def _words(text: str, *layers: Layer) -> View:
    connected = undo.connectors(layers[-1].text)
    return View(text, [*layers, connected, spelled(connected.text)])
