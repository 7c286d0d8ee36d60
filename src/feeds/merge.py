"""Equal (type, canonical value) from several entries become one indicator; none is lost.

Rules (DESIGN section 4, "Merge"): first id in feed order; tier, nature, confidence and TLP as
the sources agree on them (`matcher.indicator.agreed`); every source keeps its own statement,
and the indicator is valid while any of them is.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.indicator import Indicator, agreed

if TYPE_CHECKING:
    from collections.abc import Sequence


def merged(group: Sequence[Indicator]) -> Indicator:
    """The one indicator that a group of equal (type, value), in feed order, becomes."""
    first = group[0]
    sources = tuple(dict.fromkeys(source for each in group for source in each.sources))
    statement = agreed(sources)
    return Indicator(
        id=first.id,
        type=first.type,
        value=first.value,
        tier=statement.tier,
        nature=statement.nature,
        confidence=statement.confidence,
        tlp=statement.tlp,
        platform=next((each.platform for each in group if each.platform), None),
        region=next((each.region for each in group if each.region), None),
        first_seen=min((e.first_seen for e in group if e.first_seen), default=None),
        last_seen=max((e.last_seen for e in group if e.last_seen), default=None),
        labels=tuple(dict.fromkeys(label for each in group for label in each.labels)),
        sources=sources,
    )
