"""Multi-pattern search: the only module that names an Aho-Corasick library.

Two engines, one contract: `find(text)` gives every occurrence of every pattern, overlapping
ones included, as (start, end, pattern number), ordered by (start, end, number).
A differential test holds the engines equal. Automata are built from plain patterns. What
daachorse serialises is restored only from bytes this host wrote and has verified; pyahocorasick
has no form that is safe to load, so it is built in every process, in shards.
"""

from __future__ import annotations

from importlib import metadata
from typing import TYPE_CHECKING, Any, Literal, Protocol

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

    def serialized(self) -> bytes | None:
        """What `restore` needs, or None where the engine has no such form."""
        ...


class _Empty:
    def find(self, text: str) -> list[Occurrence]:  # noqa: ARG002  the contract's argument
        return []

    def serialized(self) -> bytes | None:
        return None


class _Pyahocorasick:
    def __init__(self, patterns: Sequence[str], shard: int) -> None:
        self._shards = [
            self._build(patterns, first, first + shard) for first in range(0, len(patterns), shard)
        ]

    def _build(self, patterns: Sequence[str], first: int, last: int) -> Any:  # noqa: ANN401
        automaton = ahocorasick.Automaton()
        for number, pattern in enumerate(patterns[first:last], first):
            automaton.add_word(pattern, (len(pattern), number))
        automaton.make_automaton()
        return automaton

    def find(self, text: str) -> list[Occurrence]:
        found = [
            (last + 1 - length, last + 1, number)
            for shard in self._shards
            for last, (length, number) in shard.iter(text)
        ]
        found.sort()
        return found

    def serialized(self) -> bytes | None:
        return None


class _Daachorse:
    def __init__(self, automaton: daachorse.CharwiseDoubleArrayAhoCorasick) -> None:
        self._automaton = automaton

    def serialized(self) -> bytes | None:
        return bytes(self._automaton.serialize())

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


def build(
    patterns: Sequence[str], engine: Engine = "auto", *, shard: int | None = None
) -> Automaton:
    """An automaton over distinct, non-empty patterns; a pattern's number is its position.

    pyahocorasick holds the interpreter while it builds: `shard` patterns at a time bound how
    long, and cost a scan a shard. daachorse does not, and takes all at once.
    """
    if not patterns:
        return _Empty()
    if resolve(engine) == "daachorse":
        return _Daachorse(daachorse.CharwiseDoubleArrayAhoCorasick(list(patterns)))
    return _Pyahocorasick(patterns, shard or len(patterns))


def restore(serialized: bytes) -> Automaton:
    """The daachorse automaton that `serialized` gave, here and by this version.

    Raises:
        ValueError: it is not one.
    """
    return _Daachorse(daachorse.CharwiseDoubleArrayAhoCorasick.deserialize(serialized))


def version(engine: Engine) -> str:
    """The engine and its version: what is serialised by another is never restored."""
    name = resolve(engine)
    return f"{name} {metadata.version(name)}"
