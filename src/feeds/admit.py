"""What goes on a product's list, and why the rest does not.

Rules: DESIGN section 4, "Quarantined at build"; what the recipient may hold (Traffic Light
Protocol 2.0, FIRST); what the operator knows to be good; what ended too long ago.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from feeds import quarantine
from feeds.known_good import KnownGood
from matcher.indicator import Tlp

if TYPE_CHECKING:
    from datetime import datetime

    from feeds.feeds_file import FeedsFile
    from matcher.indicator import Indicator

_TLPS = list(Tlp)


class Admission:
    """The rules of one build."""

    def __init__(self, product: FeedsFile, created: datetime) -> None:
        """Take the rules that `product` states, as of `created`.

        Raises:
            FeedError: a known-good list cannot be read.
        """
        self._known = KnownGood.load(product.known_good)
        self._most = _TLPS.index(product.max_tlp)
        days = product.drop_ended_after_days
        self._ended = None if days is None else created - timedelta(days=days)

    def refusal(self, indicator: Indicator) -> str | None:
        """Why the indicator may not go on the list, or None if it may."""
        reason = quarantine.reason(indicator) or self._known.reason(indicator)
        if reason is None and _TLPS.index(indicator.tlp) > self._most:
            reason = "TLP above what the recipient may hold"
        if reason is None and self._ended is not None and _ended(indicator, self._ended):
            reason = "ended too long ago"
        return None if reason is None else f"quarantined: {reason}"


def _ended(indicator: Indicator, before: datetime) -> bool:
    """Whether every source's statement had ended by `before` (the end is exclusive)."""
    ends = [source.valid_until for source in indicator.sources]
    return all(end is not None and end <= before for end in ends)
