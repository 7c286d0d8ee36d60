"""Ids that stand for more than one indicator: feeds number their entries as they like.

Law: an id stands for every indicator whose own id it is, or that of an entry it was merged from.
Memory: eight bytes an id. Of two ids with one hash both count as repeated, which is said, and
hides nothing.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from typing import TYPE_CHECKING, Any

import numpy as np
import orjson
from xxhash import xxh3_64_intdigest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping


class Repeated:
    """The ids of a list that stand for several indicators; holds their hashes alone."""

    def __init__(self, hashes: memoryview | None = None) -> None:
        """Take unsigned 64-bit hashes in ascending order, each once; without them: no id."""
        self.hashes = memoryview(b"").cast("Q") if hashes is None else hashes

    def __len__(self) -> int:
        return len(self.hashes)

    def __contains__(self, identifier: object) -> bool:
        if not isinstance(identifier, str):
            return False
        sought = _hash(identifier)
        place = bisect_left(self.hashes, sought)
        return place < len(self.hashes) and self.hashes[place] == sought


NONE = Repeated()


class Ids:
    """The ids of a list, noted one indicator after the other."""

    def __init__(self) -> None:
        """Begin with none."""
        self._hashes = array("Q")

    def note(self, indicator: Mapping[str, Any]) -> None:
        """Take the ids of one more indicator, given as its record's values.

        Raises:
            KeyError, TypeError, AttributeError: they are not those of an indicator.
        """
        ids = {indicator["id"], *(source["id"] for source in indicator["sources"])}
        self._hashes.extend(map(_hash, ids))

    def noting(self, lines: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """The same lines (type, JSON of an indicator), with their ids noted."""
        for line in lines:
            self.note(orjson.loads(line[1]))
            yield line

    def repeated(self) -> Repeated:
        """Those that stand for several of the indicators noted so far."""
        hashes, counts = np.unique(np.frombuffer(self._hashes, np.uint64), return_counts=True)
        return Repeated(memoryview(hashes[counts > 1]))  # type: ignore[arg-type]


def _hash(identifier: str) -> int:
    return xxh3_64_intdigest(identifier.encode("utf-8", "surrogatepass"))
