"""Whether the service can do its work, and if not, why: one reason a part."""

from __future__ import annotations


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

    @property
    def reasons(self) -> dict[str, str]:
        """What is wrong now, by part; empty when ready."""
        return dict(self._reasons)
