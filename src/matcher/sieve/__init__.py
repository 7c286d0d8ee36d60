"""The test in front of matching: most texts of most payments are sent on by it.

Law: what it says no to, the matcher finds nothing in. Its yes means nothing: the text is matched.
It is one small compiled extension (`native/`), for a loop over characters in Python would cost
more than it spares. Where that could not be built everything is matched, with the same result.
"""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from matcher.loose import doubles, truncated
from matcher.sieve.marks import Facts, Marks

try:
    from matcher.sieve import _native
except ImportError:  # no compiler was there when this was installed
    IS_THERE = False
else:
    IS_THERE = True
    for around in doubles.USUAL:
        _native.know_double(around)

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matcher.indicator import IndicatorType
    from matcher.table import Parts

SEARCHED, JOINED, NAMED, REPEATED = 1, 2, 4, 8
"""How a text is read: searched for values in it; made of several; as a name too; there may be a
list of such texts. They add up."""

CHILDREN, PAIR, ABSENT = -1, -2, -3
"""Ways of a tree's entry besides a reading: see `Sieve.may_hold_in`."""

MOST_CHARACTERS = 1024
"""Of a text that is asked; a longer one may hold anything."""

VERSION = 2
"""Of the marks: a sieve of another version is not restored."""


def version() -> int | None:
    """Of the sieves that are built here; None where none is."""
    return VERSION if IS_THERE else None


class Sieve:
    """The marks of one list."""

    def __init__(self, sets: list[tuple[Any, Any]], facts: Facts) -> None:
        """Wrap what `parts` gave; use `build` or `restore`."""
        self._sets = sets
        self._facts = facts
        self.compiled = _native.Sieve(sets, truncated.CUTS, **facts.plain())
        """What compiled code asks."""
        self.may_hold = self.compiled.may_hold
        """`may_hold(text, reading)`: False where the matcher would find nothing."""
        self.may_hold_in = self.compiled.may_hold_in
        """`may_hold_in(document, tree)`: the same of all texts that a tree names."""

    @classmethod
    def build(cls, keys: Iterable[tuple[IndicatorType, str]]) -> Sieve | None:
        """The sieve of canonical keys; None where the extension is missing."""
        if not IS_THERE:
            return None
        builder = _native.Builder()
        marks = Marks(builder)
        for kind, value in keys:
            marks.add(kind, value)
        return cls(builder.sets(), marks.facts)

    @classmethod
    def restore(cls, parts: Mapping[str, Any]) -> Sieve | None:
        """The sieve that `parts` gave; None where there is none, or of another version.

        Raises:
            KeyError, ValueError: the parts are not those of a sieve.
        """
        if not IS_THERE or "sieve.facts" not in parts:
            return None
        version, count, facts = json.loads(bytes(parts["sieve.facts"]))
        if version != VERSION:
            return None
        sets = [(parts[f"sieve.{n}.bits"], parts[f"sieve.{n}.slots"]) for n in range(count)]
        return cls(sets, Facts(**facts))

    def parts(self) -> Parts:
        """The buffers that `restore` needs."""
        stated = [VERSION, len(self._sets), self._facts.plain()]
        found: Parts = {"sieve.facts": json.dumps(stated).encode()}
        for n, (bits, slots) in enumerate(self._sets):
            found |= {f"sieve.{n}.bits": bits, f"sieve.{n}.slots": slots}
        return found
