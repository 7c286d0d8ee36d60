"""Screening: one transaction and one list in, one verdict out. Pure.

Rule 1: the same transaction, list, settings and moment always give the same verdict.
Rule 2: validity is judged at the transaction's own time.
Rule 3: names match in shadow only; a shadow match never makes an alert live.
Rule 4: text that is too long to screen whole is never called clear.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.indicator import IndicatorType, Match
from screening import SOFTWARE, alert, severity, times
from screening.mask import mask
from screening.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from feeds.compile import ActiveList
    from matcher.index import Field, Index
    from matcher.indicator import Span
    from screening.alert import Alert
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
    """What screening found: a live alert or none, a shadow match, text left unscreened."""

    alert: Alert | None = None
    shadow: bool = False
    too_long: bool = False


CLEAR = Verdict()
_SPACE = re.compile(r"\s")


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings that decide a verdict; `config_digest` covers them and the mapping."""

    source: str
    max_text_chars: int
    max_matches: int
    config_digest: str


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
    matches = _matches(transaction, active.index, policy.max_text_chars if too_long else 0)
    if not matches:
        return Verdict(too_long=True) if too_long else CLEAR
    moment, time_from = _moment(transaction, origin)
    valid = [match for match in matches if match.indicator.sources_at(moment)]
    live = [match for match in valid if match.indicator.type is not IndicatorType.NAME]
    shadow = len(valid) > len(live)
    if not live:
        return Verdict(shadow=shadow, too_long=too_long)
    level, reasons = severity.judge(live, moment)
    live.sort(key=_listing_order)
    rendered: Alert = {
        "schema": alert.SCHEMA,
        "alert_id": alert.alert_id(policy.source, *_identity(transaction, origin), live),
        "mode": mode,
        "detected_at": alert.render_time(now),
        "severity": level,
        "severity_reasons": reasons,
        "transaction": _transaction(transaction, origin, policy, live, (moment, time_from)),
        "matches": [alert.render_match(match, moment) for match in live[: policy.max_matches]],
        "matches_total": len(live),
        "snapshot": alert.render_snapshot(active.manifest),
        "config_digest": policy.config_digest,
        "software": SOFTWARE,
    }
    return Verdict(rendered, shadow)


def _moment(transaction: Transaction, origin: Origin) -> tuple[datetime, str]:
    """The time to judge by, and whose it is."""
    if times.is_believed(transaction.moment, origin.recorded_ms):
        return transaction.moment, "transaction"
    return origin.recorded_at, "record"


def _matches(transaction: Transaction, index: Index, limit: int) -> list[Match]:
    """All matches; `limit` is 0 when no text is over the most that is screened whole."""
    if limit:
        matches = [m for field in transaction.fields for m in _match_ends(index, field, limit)]
    else:
        matches = index.match(transaction.fields)
    for joined in transaction.joined:
        if not limit or all(len(text) <= limit for _, text in joined.pieces):
            matches += index.match_joined(*joined)
    return matches


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
            yield replace(match, span=_moved(match.span, shift))


def _is_whole(match: Match, between: str) -> bool:
    """Whether a match cannot be half of something longer, by what is between it and the cut."""
    if match.indicator.type is IndicatorType.PHRASE:
        return bool(between)
    return _SPACE.search(between) is not None


def _moved(span: Span, shift: int) -> Span:
    return replace(span, start=span.start + shift, end=span.end + shift)


def _listing_order(match: Match) -> tuple[str, int, str, str]:
    return match.span.field, match.span.start, match.indicator.type, match.indicator.value


def _identity(transaction: Transaction, origin: Origin) -> tuple[Any, list[Any]]:
    identity: Any = transaction.id
    if identity is None:
        item = () if transaction.item is None else (transaction.item,)
        identity = [*origin.coordinates, *item]
    return identity, [transaction.timestamp, transaction.amount, transaction.currency]


def _transaction(
    transaction: Transaction,
    origin: Origin,
    policy: Policy,
    matches: Sequence[Match],
    judged_at: tuple[datetime, str],
) -> dict[str, Any]:
    kept: dict[str, list[tuple[int, int]]] = {}
    for match in matches:
        for span in match.parts or (match.span,):
            kept.setdefault(span.field, []).append((span.start, span.end))
    rendered: dict[str, Any] = {
        "id": transaction.id,
        "source": policy.source,
        "partition": origin.partition,
        "offset": origin.offset,
        "timestamp": alert.render_time(judged_at[0]),
        "timestamp_source": judged_at[1],
        "customer": transaction.customer,
        "amount": text_of(transaction.amount),
        "currency": text_of(transaction.currency),
        "fields": {path: mask(text, kept.get(path, ())) for path, _, text in transaction.fields},
    }
    if transaction.item is not None:
        rendered["item"] = transaction.item
    if transaction.context:
        rendered["context"] = {n: _fact(value) for n, value in transaction.context.items()}
    return rendered


def _fact(value: Any) -> str | int | float | bool | None:  # noqa: ANN401  any JSON value
    """A context value as an alert carries it: masked; an object or list is not one."""
    text = text_of(value)
    if text is None:
        return value if type(value) is bool else None
    masked = mask(text, ())
    return value if masked == text else masked
