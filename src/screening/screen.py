"""Screening: one transaction and one list in, one verdict out. Pure.

Rule 1: the same transaction, list, settings and moment always give the same verdict.
Rule 2: validity is judged at the transaction's own time.
Rule 3: a match is live, in shadow, or suppressed by the bank's allow-list; only live ones make
a live alert, and those in shadow make one of their own.
Rule 4: text that is too long to screen whole is never called clear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.indicator import IndicatorType, Lane, Match
from screening import SOFTWARE, alert, severity, times
from screening.judging import carried
from screening.judging.rules import Circumstances
from screening.judging.sorting import expired_entries, sort
from screening.one_match import one_a_place

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feeds.compile import ActiveList
    from matcher.index import Field, Index
    from matcher.indicator import Span
    from screening.alert import Alert
    from screening.judging.allow_list import AllowList
    from screening.judging.carried import Carried
    from screening.judging.policy import SeverityPolicy
    from screening.judging.shadow import Shadow
    from screening.transaction import Transaction


class Origin(NamedTuple):
    """Where a record came from.

    `coordinates` identify it where the mapping names no id: topic, partition, offset, or file
    name and line. `recorded_ms` is the record's own time in milliseconds since 1970, the
    fallback of the transaction's.
    """

    recorded_ms: int
    coordinates: tuple[str | int | None, ...]
    partition: int | None = None
    offset: int | None = None

    @property
    def recorded_at(self) -> datetime:
        """The record's own time."""
        return datetime.fromtimestamp(self.recorded_ms / 1000, UTC)


class Verdict(NamedTuple):
    """What screening found: a live alert or none, and what else is to be counted or published.

    `shadow`, `suppressed`: whether there is such a match. `expired`: whether an alert names an
    entry of the allow-list that has expired. `too_long`: text was left unscreened.
    """

    alert: Alert | None = None
    shadow_alert: Alert | None = None
    shadow: bool = False
    suppressed: bool = False
    expired: bool = False
    too_long: bool = False


CLEAR = Verdict()
SHADOW = "shadow"
"""The mode of an alert of matches in shadow."""
_SPACE = re.compile(r"\s")
_LISTING_ORDER = tuple(
    map(attrgetter, ("indicator.value", "indicator.type", "span.start", "span.field"))
)


@dataclass(frozen=True, slots=True)
class Policy:
    """What decides a verdict; `config_digest` covers all of it, and the mapping.

    But for `shadow_alerts`: whether matches in shadow are to make alerts, or are only counted.
    """

    source: str
    max_text_chars: int
    max_matches: int
    config_digest: str
    severity: SeverityPolicy
    shadow: Shadow
    allow_list: AllowList
    carried: Carried
    shadow_alerts: bool


def screen(
    transaction: Transaction,
    active: ActiveList,
    policy: Policy,
    *,
    origin: Origin,
    mode: str,
    now: datetime,
) -> Verdict:
    """Judge one transaction by one list."""
    too_long = any(len(text) > policy.max_text_chars for _, _, text in transaction.fields)
    matches = matches_of(transaction, active.index, policy.max_text_chars if too_long else 0)
    if not matches:
        return Verdict(too_long=True) if too_long else CLEAR
    case = _Case(transaction, active, policy, origin, now, *moment_of(transaction, origin))
    shadow, allowed, repeated = policy.shadow, policy.allow_list, active.repeated_ids
    found = sort(matches, transaction, case.moment, shadow, allowed, now, repeated)
    live = _alert(case, found.live, mode) if found.live else None
    watched = _alert(case, found.shadow, SHADOW) if found.shadow and policy.shadow_alerts else None
    return Verdict(
        alert=live,
        shadow_alert=watched,
        shadow=bool(found.shadow),
        suppressed=bool(found.suppressed),
        expired=any(each and "expired_allow_list" in each for each in (live, watched)),
        too_long=too_long,
    )


class _Case(NamedTuple):
    """All that the alerts of one transaction are made from, but for the matches."""

    transaction: Transaction
    active: ActiveList
    policy: Policy
    origin: Origin
    now: datetime
    moment: datetime
    time_from: str


def _alert(case: _Case, matches: list[Match], mode: str) -> Alert:
    """The alert of one mode, of all its matches."""
    transaction, policy = case.transaction, case.policy
    repeated = case.active.repeated_ids
    expired = expired_entries(matches, transaction, policy.allow_list, repeated)
    level, reasons = severity.judge(matches, policy.severity, _circumstances(case))
    for each in _LISTING_ORDER:  # from the last to the first: a key of all four would cost more
        matches.sort(key=each)
    identity, as_given = _identity(transaction, case.origin)
    rendered: Alert = {
        "schema": alert.SCHEMA,
        "alert_id": alert.alert_id(policy.source, identity, as_given, matches),
        "group_id": alert.group_id(
            transaction.customer or [identity, transaction.item], matches, case.moment
        ),
        "mode": mode,
        "detected_at": alert.render_time(case.now),
        "severity": level,
        "severity_reasons": reasons + [f"expired allow-list entry {n}: +0" for n in expired],
        "transaction": _transaction(case, matches),
        "matches": [alert.render_match(match) for match in matches[: policy.max_matches]],
        "matches_total": len(matches),
        "snapshot": alert.render_snapshot(case.active.manifest),
        "config_digest": policy.config_digest,
        "software": SOFTWARE,
    }
    if expired:
        rendered["expired_allow_list"] = expired
    return rendered


def moment_of(transaction: Transaction, origin: Origin) -> tuple[datetime, str]:
    """The time to judge by, and whose it is."""
    if times.is_believed(transaction.moment, origin.recorded_ms):
        return transaction.moment, "transaction"
    return origin.recorded_at, "record"


def _circumstances(case: _Case) -> Circumstances:
    """What the context rules may ask; a borrowed time, or a date alone, states no hour."""
    given = case.transaction
    own = case.time_from == "transaction" and times.states_hour(given.timestamp)
    return Circumstances(given.amount, given.currency, case.moment if own else None, given.context)


def matches_of(transaction: Transaction, index: Index, limit: int) -> list[Match]:
    """All matches; `limit` is 0 when no text is over the most that is screened whole."""
    if limit:
        matches = [m for field in transaction.fields for m in _match_ends(index, field, limit)]
    else:
        matches = index.match(transaction.fields)
    matches = one_a_place(matches, transaction.fields)
    # By type and value: feeds may give the same id to different indicators.
    straddling: dict[tuple[str, str, tuple[Span, ...]], Match] = {}
    for scope, pieces in transaction.joined:
        if not limit or all(len(piece.text) <= limit for piece in pieces):
            for match in index.match_joined(scope, pieces):  # one reading may find it again
                found = match.indicator
                straddling.setdefault((found.type, found.value, match.parts), match)
    if not straddling:
        return matches
    return [m for m in matches if not _is_fragment(m, straddling.values())] + [*straddling.values()]


def _is_fragment(match: Match, straddling: Iterable[Match]) -> bool:
    """Whether a loose match is the beginning or end of a canonical one that straddles items."""
    return match.lane is Lane.LOOSE and any(
        whole.lane is Lane.CANONICAL
        and (whole.indicator.type, whole.indicator.value)
        == (match.indicator.type, match.indicator.value)
        and any(
            part.field == match.span.field
            and part.start < match.span.end
            and match.span.start < part.end
            for part in whole.parts
        )
        for whole in straddling
    )


def _match_ends(index: Index, field: Field, limit: int) -> Iterable[Match]:
    """Matches in the head and the tail of a text over `limit`, and no half ones at the cuts."""
    path, scope, text = field
    if len(text) <= limit:
        yield from index.match([field])
        return
    head, tail = text[: limit // 2], text[-(limit // 2) :]
    for match in index.match([(path, scope, head)]):
        if _is_whole(match, head[match.span.end :]):
            yield match
    shift = len(text) - len(tail)
    for match in index.match([(path, scope, tail)]):
        if _is_whole(match, tail[: match.span.start]):
            yield match._replace(span=_moved(match.span, shift))


def _is_whole(match: Match, between: str) -> bool:
    """Whether a match cannot be half of something longer, by what is between it and the cut."""
    if match.indicator.type is IndicatorType.PHRASE:
        return bool(between)
    return _SPACE.search(between) is not None


def _moved(span: Span, shift: int) -> Span:
    return span._replace(start=span.start + shift, end=span.end + shift)


def _identity(transaction: Transaction, origin: Origin) -> tuple[Any, list[Any]]:
    identity: Any = transaction.id
    if identity is None:
        item = () if transaction.item is None else (transaction.item,)
        identity = [*origin.coordinates, *item]
    return identity, [transaction.timestamp, transaction.amount, transaction.currency]


def _transaction(case: _Case, matches: Sequence[Match]) -> dict[str, Any]:
    transaction, origin = case.transaction, case.origin
    return {
        "id": case.policy.carried.masked("id", transaction.id),
        "source": case.policy.source,
        "partition": origin.partition,
        "offset": origin.offset,
        "timestamp": alert.render_time(case.moment),
        "timestamp_source": case.time_from,
        **carried.facts(transaction, case.policy.carried),
        **carried.texts(transaction, matches, case.policy.carried),
    }
