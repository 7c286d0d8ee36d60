"""What of a topic may have expired, so that its absence proves nothing.

Alerts and dead letters are written before the receipt that speaks of them, and after the receipt
before it: when that one is younger than the oldest message left, nothing of theirs has expired.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable

_CLOCKS_DIFFER = 60_000_000
"""Microseconds that the clocks of a bank's hosts may differ by."""


class Kept(NamedTuple):
    """What a partition still holds: from which offset, and the time of the oldest message."""

    begin: int
    oldest_ms: int | None


class Retention:
    """Up to when messages of a topic may have expired."""

    def __init__(self, partitions: Iterable[Kept] = ()) -> None:
        """An empty partition that once held something may have lost it at any time."""
        self._expired = max(
            (
                math.inf if each.oldest_ms is None else each.oldest_ms * 1000
                for each in partitions
                if each.begin > 0
            ),
            default=-math.inf,
        )

    def excuses(self, since: int | None) -> bool:
        """Whether something written at or after `since` (None: at any time) may have expired."""
        written = -math.inf if since is None else since - _CLOCKS_DIFFER
        return written <= self._expired and self._expired > -math.inf
