"""Matches into live ones, those in shadow, and suppressed ones. Pure.

Law: every match that is valid at the transaction's time is in exactly one of the three.
Each is of its indicator as only those sources state it by which it is there.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from matcher.indicator import Indicator, Match
    from screening.judging.allow_list import AllowList
    from screening.judging.shadow import Shadow
    from screening.transaction import Transaction


class Sorted(NamedTuple):
    """The valid matches of a transaction by what becomes of them."""

    live: list[Match]
    shadow: list[Match]
    suppressed: list[Match]


class _Standing(NamedTuple):
    """An indicator as it is stated where it matched, and whether by any live source."""

    indicator: Indicator
    is_live: bool


def sort(
    matches: Iterable[Match],
    transaction: Transaction,
    moment: datetime,
    shadow: Shadow,
    allow_list: AllowList,
    now: datetime,
) -> Sorted:
    """Sort the matches of a transaction that is judged by the time `moment`."""
    found = Sorted([], [], [])
    texts = {path: text for path, _, text in transaction.fields} if allow_list.entries else {}
    known: dict[tuple[str, str, str], _Standing | None] = {}
    for match in matches:
        key = match.indicator.type, match.indicator.value, match.lane
        if key not in known:
            known[key] = _standing(match, moment, shadow, now)
        standing = known[key]
        if standing is None:
            continue
        each = match
        if standing.indicator is not match.indicator:
            each = replace(match, indicator=standing.indicator)
        covering = allow_list.covering(match, transaction, texts)
        if any(now < entry.expires for entry in covering):
            found.suppressed.append(each)
        else:
            (found.live if standing.is_live else found.shadow).append(each)
    return found


def expired_entries(
    matches: Iterable[Match], transaction: Transaction, allow_list: AllowList
) -> list[str]:
    """The names of entries that cover any of these matches, which are not suppressed by any."""
    if not allow_list.entries:
        return []
    texts = {path: text for path, _, text in transaction.fields}
    return sorted(
        {entry.name for m in matches for entry in allow_list.covering(m, transaction, texts)}
    )


def _standing(match: Match, moment: datetime, shadow: Shadow, now: datetime) -> _Standing | None:
    """None where no source is valid at `moment`."""
    valid = match.indicator.sources_at(moment)
    if not valid:
        return None
    live = shadow.live(match, valid, now)
    return _Standing(match.indicator.stated_by(live or valid), bool(live))
