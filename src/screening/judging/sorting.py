"""Matches into live ones, those in shadow, and suppressed ones. Pure.

Law: every match that is valid at the transaction's time is in exactly one of the three.
Each is of its indicator as only those sources state it by which it is there.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matcher.indicator import Lane

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Sequence
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
    matches: Sequence[Match],
    transaction: Transaction,
    moment: datetime,
    shadow: Shadow,
    allow_list: AllowList,
    now: datetime,
    repeated_ids: Container[str],
) -> Sorted:
    """Sort the matches of a transaction that is judged by the time `moment`.

    `repeated_ids` stand for several indicators of the list.
    """
    found = Sorted([], [], [])
    texts = {path: text for path, _, text in transaction.fields} if allow_list.entries else {}
    # Once an indicator and lane, for text made to hurt has many thousand matches of few; by
    # identity, which is cheap and holds as long as `matches` do.
    known: dict[tuple[int, bool], _Standing | None] = {}
    loose, has_entries = Lane.LOOSE, bool(allow_list.entries)
    for match in matches:
        indicator = match.indicator
        key = id(indicator), match.lane is loose
        try:
            standing = known[key]
        except KeyError:
            standing = known[key] = _standing(match, moment, shadow, now, repeated_ids)
        if standing is None:
            continue
        each = match
        if standing.indicator is not indicator:
            each = match._replace(indicator=standing.indicator)
        if has_entries and any(
            now < entry.expires
            for entry in allow_list.covering(match, transaction, texts, repeated_ids)
        ):
            found.suppressed.append(each)
        else:
            (found.live if standing.is_live else found.shadow).append(each)
    return found


def expired_entries(
    matches: Iterable[Match],
    transaction: Transaction,
    allow_list: AllowList,
    repeated_ids: Container[str],
) -> list[str]:
    """The names of entries that cover any of these matches, which are not suppressed by any."""
    if not allow_list.entries:
        return []
    texts = {path: text for path, _, text in transaction.fields}
    return sorted(
        {
            entry.name
            for match in matches
            for entry in allow_list.covering(match, transaction, texts, repeated_ids)
        }
    )


def _standing(
    match: Match, moment: datetime, shadow: Shadow, now: datetime, repeated_ids: Container[str]
) -> _Standing | None:
    """None where no source is valid at `moment`."""
    valid = match.indicator.sources_at(moment)
    if not valid:
        return None
    live = shadow.live(match, valid, now, repeated_ids)
    return _Standing(match.indicator.stated_by(live or valid), bool(live))
