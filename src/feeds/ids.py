"""Ids that stand for more than one indicator: whoever names one of them must say which.

Memory: eight bytes an id.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING

import numpy as np
import orjson
from xxhash import xxh3_64_intdigest

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Ids:
    """The ids of a list, of its indicators and of the entries that they were merged from."""

    def __init__(self) -> None:
        """Begin with none."""
        self._hashes = array("Q")

    def noting(self, lines: Iterable[tuple[str, bytes]]) -> Iterator[tuple[str, bytes]]:
        """The same lines (type, JSON of an indicator), with their ids noted."""
        for line in lines:
            values = orjson.loads(line[1])
            ids = {values["id"], *(source["id"] for source in values["sources"])}
            self._hashes.extend(xxh3_64_intdigest(each.encode()) for each in ids)
            yield line

    def repeated(self) -> int:
        """How many ids stand for several indicators."""
        _, counts = np.unique(np.frombuffer(self._hashes, np.uint64), return_counts=True)
        return int(np.count_nonzero(counts > 1))
