"""A text after edits, and the way back.

Law: every place of an edited text belongs to places of the text before, in the same order;
what was deleted between two kept characters belongs to a span that holds them both.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, NamedTuple

from matcher.loose import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

Families = frozenset[str]


class Edit(NamedTuple):
    """`text[start:end]` becomes `replacement`, which undoes `families`."""

    start: int
    end: int
    replacement: str
    families: Families


class Layer:
    """One text after edits that are in order and do not overlap."""

    def __init__(self, text: str, edits: Iterable[Edit]) -> None:
        """Apply `edits` to `text`."""
        pieces: list[str] = []
        self._starts: list[int] = []
        self._ends: list[int] = []
        self._edits: list[Edit] = []
        done = length = 0
        for edit in edits:
            pieces += (text[done : edit.start], edit.replacement)
            length += edit.start - done
            self._starts.append(length)
            length += len(edit.replacement)
            self._ends.append(length)
            self._edits.append(edit)
            done = edit.end
        self.text = "".join([*pieces, text[done:]]) if pieces else text

    def __bool__(self) -> bool:
        return bool(self._edits)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The places of the text before behind `text[start:end]`; `start < end`."""
        first = bisect_right(self._starts, start) - 1
        last = bisect_right(self._starts, end - 1) - 1
        if first >= 0:
            edit, after = self._edits[first], self._ends[first]
            start = edit.start if start < after else edit.end + start - after
        if last >= 0:
            edit, after = self._edits[last], self._ends[last]
            end = edit.end if end - 1 < after else edit.end + end - after
        return start, end

    def families(self, start: int, end: int) -> Families:
        """What was undone in `text[start:end]`."""
        found: set[str] = set()
        # The ends are in order too, so what ends at or before `start` is behind us.
        for at in range(bisect_right(self._ends, start), bisect_left(self._starts, end)):
            found |= self._edits[at].families
        return frozenset(found)

    def joint(self, at: int) -> bool:
        """Whether something was edited next to `text[at - 1]` or `text[at]`."""
        last = bisect_right(self._starts, at) - 1
        return last >= 0 and self._ends[last] >= at


class Letters(Layer):
    """A layer that changes characters one by one and keeps their places: it needs no edits."""

    def __init__(self, text: str, seen: str) -> None:
        """`seen` is as long as `text`."""
        super().__init__(seen, ())
        self._before = text

    def __bool__(self) -> bool:
        return self.text != self._before

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The same places."""
        return start, end

    def families(self, start: int, end: int) -> Families:
        """What was undone in `text[start:end]`."""
        changed = (char for char in self._before[start:end] if not char.isascii())
        return frozenset().union(*(letters.plain(char)[1] for char in set(changed)))


class View:
    """A text after several layers of edits, the first of them made upon the original."""

    def __init__(self, base: str, layers: Sequence[Layer]) -> None:
        """`layers` upon `base`: letters first; the last is what is seen."""
        self.base = base
        self.layers = layers
        self.text = layers[-1].text

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The places below the first layer."""
        for layer in reversed(self.layers):
            start, end = layer.span(start, end)
        return start, end

    def families(self, start: int, end: int) -> Families:
        """What all layers undid in `text[start:end]`."""
        found: Families = frozenset()
        for layer in reversed(self.layers):
            found |= layer.families(start, end)
            start, end = layer.span(start, end)
        return found

    def undone(self, start: int, end: int, value: str) -> Families:
        """The same, as far as the listed `value` needed it: of letters, those it has not itself."""
        found: Families = frozenset()
        for layer in reversed(self.layers[1:]):
            found |= layer.families(start, end)
            start, end = layer.span(start, end)
        return found | letters.differences(
            self.base[slice(*self.layers[0].span(start, end))], value
        )
