"""A text after edits, and the way back.

Law: every place of an edited text belongs to places of the text before, in the same order;
what was deleted between two kept characters belongs to a span that holds them both.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from matcher.loose import letters

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

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
        self._edits = list(edits)
        self.text = _edited(text, self._edits) if self._edits else text
        self._places: tuple[list[int], list[int]] | None = None

    def __bool__(self) -> bool:
        return bool(self._edits)

    def _found(self) -> tuple[list[int], list[int]]:
        """Where each replacement starts and ends: made when the first place is asked for."""
        if self._places is None:
            starts, ends, moved = [], [], 0
            for start, end, replacement, _ in self._edits:
                starts.append(start + moved)
                moved += len(replacement) - (end - start)
                ends.append(end + moved)
            self._places = starts, ends
        return self._places

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The places of the text before behind `text[start:end]`; `start < end`."""
        starts, ends = self._found()
        first = bisect_right(starts, start) - 1
        last = bisect_right(starts, end - 1) - 1
        if first >= 0:
            edit, after = self._edits[first], ends[first]
            start = edit.start if start < after else edit.end + start - after
        if last >= 0:
            edit, after = self._edits[last], ends[last]
            end = edit.end if end - 1 < after else edit.end + end - after
        return start, end

    def families(self, start: int, end: int) -> Families:
        """What was undone in `text[start:end]`."""
        starts, ends = self._found()
        found: set[str] = set()
        # The ends are in order too, so what ends at or before `start` is behind us.
        for at in range(bisect_right(ends, start), bisect_left(starts, end)):
            found |= self._edits[at].families
        return frozenset(found)

    def joint(self, at: int) -> bool:
        """Whether something was edited next to `text[at - 1]` or `text[at]`."""
        starts, ends = self._found()
        last = bisect_right(starts, at) - 1
        return last >= 0 and ends[last] >= at


def _edited(text: str, edits: list[Edit]) -> str:
    pieces: list[str] = []
    done = 0
    for start, end, replacement, _ in edits:
        pieces += (text[done:start], replacement)
        done = end
    return "".join([*pieces, text[done:]])


class Letters(Layer):
    """A layer that changes characters one by one, by a table: its edits are never made."""

    def __init__(self, text: str, table: Mapping[int, str]) -> None:
        """`table` has for each character what is seen instead, which may be nothing."""
        super().__init__(text if text.isascii() else text.translate(table), ())
        self._before, self._table = text, table
        self._ends: list[int] = []

    def __bool__(self) -> bool:
        return self.text != self._before

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters that became the first and the last of these, and all between."""
        if not self._ends:
            self._ends = list(accumulate(len(self._table[ord(char)]) for char in self._before))
        return bisect_right(self._ends, start), bisect_right(self._ends, end - 1) + 1

    def families(self, start: int, end: int) -> Families:
        """What was undone in `text[start:end]`."""
        before = self._before[slice(*self.span(start, end))]
        if before.isascii():
            return frozenset()
        read = (char for char in set(before) if not char.isascii())
        return frozenset().union(*(letters.plain(char)[1] for char in read))


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
