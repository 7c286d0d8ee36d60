"""The part of a chain that a period asks for.

Law: it is one piece of the chain, from the first receipt with a time in the period to the last
one, for clocks of several writers differ and a receipt in between belongs to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.audit.entry import Entry, Unread


class Period(NamedTuple):
    """From `since`, included, to `until`, not included: microseconds since 1970, or no end."""

    since: int | None = None
    until: int | None = None


class Window:
    """Cuts a period out of one chain, message by message in the order of the log."""

    def __init__(self, period: Period) -> None:
        """Begin before the first message."""
        self._since, self._until = period
        self._is_open = False
        self._held: list[Entry | Unread] = []

    def admit(self, item: Entry | Unread) -> Iterator[tuple[Entry | Unread, bool]]:
        """What is known now, and whether it is in the period; what may be, is held back."""
        is_late = self._until is not None and item.at >= self._until
        is_early = self._since is not None and item.at < self._since
        if not self._is_open and (is_late or is_early):
            yield item, False
            return
        self._is_open = True
        if is_late:
            self._held.append(item)
            return
        held, self._held = self._held, []
        for each in (*held, item):
            yield each, True
