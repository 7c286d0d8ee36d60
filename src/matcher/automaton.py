"""Multi-pattern search: the only module that names an Aho-Corasick library.

Two engines, one contract: `find(text)` gives every occurrence of every pattern, overlapping
ones included, as (start, end, pattern number), ordered by (start, end, number).
A differential test holds the engines equal. Automata are built here from plain patterns and
never read from outside: neither library's serialised form is safe to load.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol

import ahocorasick

try:
    import daachorse
except ImportError:  # the extra `fast` is not installed
    daachorse = None  # type: ignore[assignment]

if TYPE_CHECKING:
    from collections.abc import Sequence

Engine = Literal["auto", "pyahocorasick", "daachorse"]
Occurrence = tuple[int, int, int]


class Automaton(Protocol):
    """Finds all of a fixed set of patterns in a text."""

    def find(self, text: str) -> list[Occurrence]:
        """Every occurrence as (start, end, pattern number), sorted."""
        ...


class _Empty:
    def find(self, text: str) -> list[Occurrence]:  # noqa: ARG002  the contract's argument
        return []


class _Pyahocorasick:
    def __init__(self, patterns: Sequence[str]) -> None:
        self._automaton = ahocorasick.Automaton()
        for number, pattern in enumerate(patterns):
            self._automaton.add_word(pattern, (len(pattern), number))
        self._automaton.make_automaton()

    def find(self, text: str) -> list[Occurrence]:
        found = [
            (last + 1 - length, last + 1, number)
            for last, (length, number) in self._automaton.iter(text)
        ]
        found.sort()
        return found


class _Daachorse:
    def __init__(self, patterns: Sequence[str]) -> None:
        self._automaton = daachorse.CharwiseDoubleArrayAhoCorasick(list(patterns))

    def find(self, text: str) -> list[Occurrence]:
        found: list[Occurrence] = self._automaton.find_overlapping(text)
        found.sort()
        return found


def resolve(engine: Engine) -> Engine:
    """The engine that `engine` stands for here: `auto` takes daachorse when it is installed.

    Raises:
        LookupError: daachorse is asked for and not installed.
    """
    if engine == "auto":
        return "pyahocorasick" if daachorse is None else "daachorse"
    if engine == "daachorse" and daachorse is None:
        raise LookupError("engine daachorse is not installed: install the extra `fast`")
    return engine


def build(patterns: Sequence[str], engine: Engine = "auto") -> Automaton:
    """An automaton over distinct, non-empty patterns; a pattern's number is its position."""
    if not patterns:
        return _Empty()
    return _Daachorse(patterns) if resolve(engine) == "daachorse" else _Pyahocorasick(patterns)
