"""One raw record to one judgement: decoded, mapped, screened, and nothing lost on the way.

`serve`, `scan` and `POST /v1/screen` all judge here, so they cannot disagree.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, NamedTuple

from screening import times
from screening.bad_record import BadRecordError, Reason
from screening.screen import Origin, Policy, screen

if TYPE_CHECKING:
    from datetime import datetime

    from feeds.compile import ActiveList
    from screening.alert import Alert
    from screening.mapping import Mapping
    from screening.settings import Settings


class Judgement(NamedTuple):
    """What becomes of one record.

    `reason` is set when the record must be dead-lettered, even beside alerts of its other
    items. `skipped` is a tombstone: a record without a value.
    """

    alerts: list[Alert]
    reason: Reason | None = None
    skipped: bool = False
    transactions: int = 0
    shadow: int = 0
    borrowed_times: int = 0
    nested: int = 0


_YEAR_9999_MS = 253_370_764_800_000
TOMBSTONE = Judgement([], skipped=True)
_NONE: list[Alert] = []


class Judge:
    """Judges records by a mapping and a policy that never change."""

    def __init__(self, mapping: Mapping, policy: Policy, max_record_bytes: int) -> None:
        """Bind what stays the same for every record."""
        self.policy = policy
        self._mapping = mapping
        self._max_record_bytes = max_record_bytes

    def judge(
        self, raw: bytes | None, origin: Origin, active: ActiveList, *, mode: str, now: datetime
    ) -> Judgement:
        """The judgement of one record by one list; never raises for what the record holds."""
        if raw is None:
            return TOMBSTONE
        if len(raw) > self._max_record_bytes:
            return Judgement(_NONE, Reason.TOO_LARGE)
        if not 0 < origin.recorded_ms < _YEAR_9999_MS:  # Kafka's "no time", or nonsense
            origin = origin._replace(recorded_ms=int(now.timestamp() * 1000))
        try:
            transactions = self._mapping.read(raw)
        except BadRecordError as error:
            return Judgement(_NONE, error.reason)
        alerts: list[Alert] = []
        reason: Reason | None = None
        count = shadow = borrowed = nested = 0
        for transaction in transactions:
            if isinstance(transaction, BadRecordError):
                reason = reason or transaction.reason
                continue
            count += 1
            borrowed += not times.is_believed(transaction.moment, origin.recorded_ms)
            nested += transaction.nested
            verdict = screen(transaction, active, self.policy, origin=origin, mode=mode, now=now)
            shadow += verdict.shadow
            if verdict.alert is not None:
                alerts.append(verdict.alert)
            elif verdict.too_long:
                reason = reason or Reason.TEXT_TOO_LONG
        return Judgement(alerts, reason, False, count, shadow, borrowed, nested)


def from_settings(settings: Settings, mapping: Mapping) -> Judge:
    """The judge that these settings describe; `serve` and `scan` make theirs here."""
    decisive = (settings.max_text_chars, settings.max_matches, settings.max_record_bytes)
    digest = hashlib.sha256(f"1:{mapping.digest}:{decisive}".encode()).hexdigest()
    policy = Policy(settings.source, settings.max_text_chars, settings.max_matches, digest)
    return Judge(mapping, policy, settings.max_record_bytes)
