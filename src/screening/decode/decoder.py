"""What every format's decoder does: the bytes of one record to a document."""

from __future__ import annotations

from collections import Counter
from typing import Any, Protocol

Document = dict[str, Any]
"""A record as JSON would have it: objects, lists, text, whole numbers, decimals, null."""


class Decoder(Protocol):
    """Reads records of one format; never changes, and is shared by threads."""

    def decode(self, raw: bytes) -> Document:
        """The document in `raw`.

        Raises:
            BadRecordError: it cannot be read; the reason says why.
        """
        ...

    def with_repeats(self, raw: bytes, document: Document) -> Any | None:  # noqa: ANN401
        """The document read anew, its objects as `Pairs`, where `decode` may have lost a key.

        None where it lost none, because no key occurred twice or the format keeps both.

        Raises:
            BadRecordError: as `decode`.
        """
        ...


class Pairs(dict[str, Any]):
    """An object that remembers which of its keys occurred twice."""

    def __init__(self, pairs: list[tuple[str, Any]]) -> None:
        super().__init__(pairs)
        self.repeated: frozenset[str] = frozenset()
        if len(self) < len(pairs):
            counts = Counter(key for key, _ in pairs)
            self.repeated = frozenset(key for key, count in counts.items() if count > 1)
