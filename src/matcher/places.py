"""A folded text, and where each of its characters came from.

Law: places only grow with the characters, and none is outside the original text.
Most texts have no match, so a way back is made when the first place is asked for, and of a text
in parts only for the parts that are asked for.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from itertools import accumulate
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SPACES = re.compile(" {2,}")


class Folded:
    """A folded text and the way back to the original: here they correspond one to one."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        """`text` is the folded one."""
        self.text = text

    def run(self, at: int) -> tuple[int, int]:
        """The original characters behind `text[at]`."""
        return at, at + 1

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original code points behind `text[start:end]`; `start < end`."""
        return start, end

    def splits_cluster(self, start: int, end: int) -> bool:  # noqa: ARG002  here there is none
        """Whether `text[start:end]` begins or ends inside one original cluster."""
        return False


class _Moved(Folded):
    """One whose characters have places of their own, by `run`."""

    __slots__ = ()

    def span(self, start: int, end: int) -> tuple[int, int]:
        return self.run(start)[0], self.run(end - 1)[1]

    def splits_cluster(self, start: int, end: int) -> bool:
        run = self.run
        if start and run(start - 1)[0] == run(start)[0]:
            return True
        return end < len(self.text) and run(end - 1)[0] == run(end)[0]


class Alone(_Moved):
    """One in which each original character became none, one or several."""

    __slots__ = ("_ends", "_lengths")

    def __init__(self, text: str, lengths: Callable[[], Sequence[int]]) -> None:
        """`lengths` tells how many each became."""
        super().__init__(text)
        self._lengths = lengths
        self._ends: list[int] = []

    def run(self, at: int) -> tuple[int, int]:
        """The original characters behind `text[at]`."""
        self._ends = self._ends or list(accumulate(self._lengths()))
        place = bisect_right(self._ends, at)
        return place, place + 1


class Listed(_Moved):
    """One with a list of its places."""

    __slots__ = ("_runs",)

    def __init__(self, text: str, runs: Sequence[tuple[int, int]]) -> None:
        """`runs` has the original characters behind each of `text`."""
        super().__init__(text)
        self._runs = runs

    def run(self, at: int) -> tuple[int, int]:
        """The original characters behind `text[at]`."""
        return self._runs[at]


class InParts(_Moved):
    """One that was folded part by part."""

    __slots__ = ("_begins", "_folded", "_originals", "_parts", "_starts", "_trace")

    def __init__(
        self, originals: Sequence[str], folded: Sequence[str], trace: Callable[[int], Folded]
    ) -> None:
        """What the parts were and what they became; `trace` gives one by its number."""
        super().__init__("".join(folded))
        self._originals, self._folded, self._trace = originals, folded, trace
        self._begins: list[int] = []
        self._parts: dict[int, Folded] = {}

    def run(self, at: int) -> tuple[int, int]:
        """The original characters behind `text[at]`."""
        if not self._begins:
            self._begins = [0, *accumulate(map(len, self._folded))]
            self._starts = [0, *accumulate(map(len, self._originals))]
        number = bisect_right(self._begins, at) - 1
        part = self._parts.get(number)
        if part is None:
            part = self._parts[number] = self._trace(number)
        first, last = part.run(at - self._begins[number])
        return self._starts[number] + first, self._starts[number] + last


class Collapsed(_Moved):
    """One with a single space, the first, for each run of spaces."""

    __slots__ = ("_after", "_folded", "_removed")

    def __init__(self, folded: Folded) -> None:
        """`folded` has all the spaces."""
        super().__init__(_SPACES.sub(" ", folded.text))
        self._folded = folded
        self._after: list[int] = []
        self._removed: list[int] = []

    def run(self, at: int) -> tuple[int, int]:
        """The original characters behind `text[at]`."""
        if not self._removed:
            self._removed.append(0)
            for spaces in _SPACES.finditer(self._folded.text):
                self._after.append(spaces.start() + 1 - self._removed[-1])
                self._removed.append(self._removed[-1] + len(spaces[0]) - 1)
        return self._folded.run(at + self._removed[bisect_right(self._after, at)])
