"""Whether the service can do its work, and if not, why: one reason a part."""

from __future__ import annotations

import asyncio
from contextlib import contextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator


class Health:
    """Reasons not to be ready, by the part that gave them."""

    def __init__(self) -> None:
        self._reasons: dict[str, str] = {}

    def report(self, part: str, reason: str | None) -> None:
        """State why `part` cannot work, or that it can (None)."""
        if reason is None:
            self._reasons.pop(part, None)
        else:
            self._reasons[part] = reason

    @contextmanager
    def overdue(self, part: str, reason: str, seconds: float) -> Iterator[None]:
        """State `reason` of `part` as soon as the block has taken that long.

        Whoever finds the part at work again takes it back.
        """
        late = asyncio.get_running_loop().call_later(seconds, self.report, part, reason)
        try:
            yield
        finally:
            late.cancel()

    @property
    def reasons(self) -> dict[str, str]:
        """What is wrong now, by part; empty when ready."""
        return dict(self._reasons)
