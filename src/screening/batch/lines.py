"""A file's lines: numbered, bounded in length, and given once more where a reader asks."""

from __future__ import annotations

from collections import deque
from typing import IO, TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Line(NamedTuple):
    """One line with its end; of one over the limit only the beginning is kept."""

    number: int
    raw: bytes

    @property
    def text(self) -> bytes:
        """The line without its end."""
        return self.raw.rstrip(b"\r\n")

    @property
    def is_blank(self) -> bool:
        """Whether it holds white space alone."""
        return not self.raw.strip()


class Lines:
    """Lines from 1 on; of a line over `most` bytes at least one byte more than that is kept."""

    def __init__(self, stream: IO[bytes], most: int, begun: bytes = b"") -> None:
        """Read on from `stream`, of which `begun` has been read."""
        self._begun = begun
        self._stream = stream
        self._most = most
        self._number = 0
        self._again: deque[Line] = deque()

    def __iter__(self) -> Iterator[Line]:
        return self

    def __next__(self) -> Line:
        if self._again:
            return self._again.popleft()
        raw = rest = self._readline(self._most + 2)
        if not raw:
            raise StopIteration
        while not rest.endswith(b"\n") and (rest := self._stream.readline(1 << 16)):
            continue
        self._number += 1
        return Line(self._number, raw)

    def _readline(self, most: int) -> bytes:
        line, end, self._begun = self._begun.partition(b"\n")
        return line + end if end else line + self._stream.readline(max(0, most - len(line)))

    def give_back(self, lines: Iterable[Line]) -> None:
        """Have these, in order, come next."""
        self._again.extendleft(reversed(list(lines)))
