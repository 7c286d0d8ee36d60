"""One raw record to one judgement: decoded, mapped, screened, and nothing lost on the way.

`serve`, `scan` and `POST /v1/screen` all judge here, so they cannot disagree.
"""

from __future__ import annotations

import gc
import hashlib
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, NamedTuple

from matcher.sieve import MOST_CHARACTERS
from screening import times
from screening.bad_record import BadRecordError, Reason
from screening.judging import allow_list, carried, files, shadow
from screening.judging import policy as policies
from screening.screen import CLEAR, Origin, Policy, Verdict, screen

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from feeds.compile import ActiveList
    from screening.alert import Alert
    from screening.decode.decoder import Document
    from screening.mapping import Mapping
    from screening.settings import Settings


_NONE: list[Alert] = []


class Judgement(NamedTuple):
    """What becomes of one record.

    `reason` is set when the record must be dead-lettered, even beside alerts of its other
    items. `skipped` is a tombstone: a record without a value. `shadow`, `suppressed` and
    `expired` count its transactions with a match in shadow, with a suppressed one, and with an
    alert that names an expired entry of the allow-list.
    """

    alerts: list[Alert]
    reason: Reason | None = None
    skipped: bool = False
    transactions: int = 0
    shadow: int = 0
    borrowed_times: int = 0
    nested: int = 0
    shadow_alerts: list[Alert] = _NONE
    suppressed: int = 0
    expired: int = 0


_LARGE_BYTES = 1 << 14
_YEAR_9999_MS = 253_370_764_800_000
TOMBSTONE = Judgement([], skipped=True)
CLEAR_PAYMENT = Judgement(_NONE, transactions=1)
"""Of a record that is one clear payment, and of which nothing else is to be said."""
_CLEAR_BY_RECORD = Judgement(_NONE, transactions=1, borrowed_times=1)


class Judge:
    """Judges records by a mapping and a policy that never change."""

    def __init__(self, mapping: Mapping, policy: Policy, max_record_bytes: int) -> None:
        """Bind what stays the same for every record."""
        self.policy = policy
        self.mapping = mapping
        self._max_record_bytes = max_record_bytes
        short = policy.max_text_chars < MOST_CHARACTERS
        self._glance = None if short else mapping.glance
        self._over = None if short else mapping.glance_over(max_record_bytes)

    def passes_over(self, document: Document, active: ActiveList) -> bool:
        """Whether the sieve knows that a document, of one payment, holds nothing listed."""
        return self._glance is not None and not active.index.may_hold_in(document, self._glance)

    def notable(
        self, records: list[Any], first: int, last: int, active: ActiveList
    ) -> Iterable[int]:
        """Places from `first` up to `last`; of all others the judgement is `CLEAR_PAYMENT`.

        `records` are aiokafka's, or what has their `value` and `timestamp`.
        """
        sieve = active.index.compiled_sieve
        if self._over is None or sieve is None:
            return range(first, last)
        return self._over.notable(records, first, last, sieve)

    def judge(
        self, raw: bytes | None, origin: Origin, active: ActiveList, *, mode: str, now: datetime
    ) -> Judgement:
        """The judgement of one record by one list; never raises for what the record holds."""
        if raw is None:
            return TOMBSTONE
        if len(raw) > self._max_record_bytes:
            return Judgement(_NONE, Reason.TOO_LARGE)
        if len(raw) < _LARGE_BYTES:
            return self._judged(raw, origin, active, mode, now)
        with _without_collections():
            return self._judged(raw, origin, active, mode, now)

    def _judged(
        self, raw: bytes, origin: Origin, active: ActiveList, mode: str, now: datetime
    ) -> Judgement:
        origin = timed(origin, now)
        try:
            document = self.mapping.document(raw)
            if self.passes_over(document, active):
                return _clear(self.mapping.moment(document), origin)
            transactions = self.mapping.transactions(document)
        except BadRecordError as error:
            return Judgement(_NONE, error.reason)
        found: list[Verdict] = []
        reason: Reason | None = None
        count = borrowed = nested = 0
        for transaction in transactions:
            if isinstance(transaction, BadRecordError):
                reason = reason or transaction.reason
                continue
            count += 1
            borrowed += not times.is_believed(transaction.moment, origin.recorded_ms)
            nested += transaction.nested
            verdict = screen(transaction, active, self.policy, origin=origin, mode=mode, now=now)
            if verdict is not CLEAR:
                found.append(verdict)
                if verdict.too_long and verdict.alert is None:
                    reason = reason or Reason.TEXT_TOO_LONG
        judgement = Judgement(_NONE, reason, False, count, 0, borrowed, nested)
        return _with(judgement, found) if found else judgement


@contextmanager
def _without_collections() -> Iterator[None]:
    """Without the search for cycles: a record makes none, and a large one has much to look through.

    What it leaves is freed by its last reference; it was a fifth of the time of the worst records.
    """
    if not gc.isenabled():
        yield
        return
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def timed(origin: Origin, now: datetime) -> Origin:
    """The origin, with `now` for Kafka's "no time", or for nonsense."""
    if 0 < origin.recorded_ms < _YEAR_9999_MS:
        return origin
    return origin._replace(recorded_ms=int(now.timestamp() * 1000))


def _clear(moment: datetime | None, origin: Origin) -> Judgement:
    """The judgement of a record of one payment that holds nothing listed."""
    return CLEAR_PAYMENT if times.is_believed(moment, origin.recorded_ms) else _CLEAR_BY_RECORD


def _with(judgement: Judgement, found: list[Verdict]) -> Judgement:
    """A judgement with what its transactions' verdicts, those that are not clear, add to it."""
    return judgement._replace(
        alerts=[each.alert for each in found if each.alert is not None],
        shadow_alerts=[each.shadow_alert for each in found if each.shadow_alert is not None],
        shadow=sum(each.shadow for each in found),
        suppressed=sum(each.suppressed for each in found),
        expired=sum(each.expired for each in found),
    )


def from_settings(settings: Settings, mapping: Mapping, *, shadow_alerts: bool = False) -> Judge:
    """The judge that these settings describe; `serve` and `scan` make theirs here.

    With `shadow_alerts`, matches in shadow make alerts of their own; else they are only counted.

    Raises:
        SettingsError: a file that they name cannot be used.
    """
    decisive: tuple[object, ...] = (
        settings.max_text_chars,
        settings.max_matches,
        settings.max_record_bytes,
        settings.alert.fields,
        settings.alert.context_chars,
    )
    if settings.screen_unread_text:
        mapping, decisive = mapping.with_unread_text(), (*decisive, "unread text")
    severity_policy = policies.load(settings.policy)
    in_shadow, allowed = shadow.load(settings.shadow), allow_list.load(settings.allow_list)
    digests = (mapping.digest, files.digest(severity_policy), in_shadow.digest, allowed.digest)
    policy = Policy(
        source=settings.source,
        max_text_chars=settings.max_text_chars,
        max_matches=settings.max_matches,
        config_digest=hashlib.sha256(f"2:{digests}:{decisive}".encode()).hexdigest(),
        severity=severity_policy,
        shadow=in_shadow,
        allow_list=allowed,
        carried=carried.of(settings.alert, mapping),
        shadow_alerts=shadow_alerts,
    )
    return Judge(mapping, policy, settings.max_record_bytes)
