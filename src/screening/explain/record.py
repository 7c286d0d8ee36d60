"""One record explained: what `scan` makes of it, and for each payment in it, why."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.bad_record import BadRecordError, Reason
from screening.batch.scan import MODE
from screening.explain import why
from screening.explain.payment import Payments
from screening.explain.unread import Unread
from screening.judge import Judgement, timed
from screening.mask import mask
from screening.screen import Origin
from screening.stream.accounting import Outcome, outcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from feeds.compile import ActiveList
    from screening.alert import Alert
    from screening.batch.frame import Frame
    from screening.decode.decoder import Document
    from screening.explain.sight import Shown, Sight
    from screening.judge import Judge

SCHEMA = "fresnel.explain/1"


class Explainer:
    """Explains records by one judge and one list."""

    def __init__(
        self, judge: Judge, active: ActiveList, at: datetime, now: datetime, sight: Sight
    ) -> None:
        """`at` is the time of a payment that states none, as `scan` takes it."""
        self._judge, self._active, self._sight = judge, active, sight
        self._at_ms, self._now = int(at.timestamp() * 1000), now
        self._unread = Unread(judge.mapping)
        self._payments = Payments(judge.policy, active, now, sight)

    def explained(self, frame: Frame, name: str, number: int) -> Shown:
        """A record of the file `name`, the `number`th, as JSON values (schema `SCHEMA`)."""
        origin = Origin(self._at_ms, (name, frame.line))
        judgement = self._judged(frame, origin)
        manifest = self._active.manifest
        shown: Shown = {
            "schema": SCHEMA,
            "record": {"file": name, "number": number, "line": frame.line, "bytes": len(frame.raw)},
            "mapping": self._judge.mapping.name,
            "snapshot": {"serial": manifest.serial, "digest": manifest.digest},
            "config_digest": self._judge.policy.config_digest,
            "revealed": self._sight.is_revealed,
            "outcome": outcome(judgement),
            "reason": judgement.reason,
            "why": [],
            "sieve": None,
            "transactions": [],
        }
        if frame.reason is None and judgement.reason is not Reason.TOO_LARGE:
            shown |= self._read(frame.raw, judgement, timed(origin, self._now))
        shown["why"] = why.of_record(shown)
        return shown

    def _judged(self, frame: Frame, origin: Origin) -> Judgement:
        if frame.reason is not None:
            return Judgement([], frame.reason)
        return self._judge.judge(frame.raw, origin, self._active, mode=MODE, now=self._now)

    def _read(self, raw: bytes, judgement: Judgement, origin: Origin) -> Shown:
        """The sieve's word on a record that can be read, and each of its payments."""
        try:
            document = self._judge.mapping.document(raw)
            found = list(self._judge.mapping.transactions(document))
        except BadRecordError:
            return {}
        unread = self._unread.of(document, found)
        alerts = _by_item(judgement.alerts), _by_item(judgement.shadow_alerts)
        payments = []
        for number, each in enumerate(found, 1):
            if isinstance(each, BadRecordError):
                payments.append(_unreadable(number, each.reason))
                continue
            item = None if each.item is None else mask(each.item)
            verdict = alerts[0].get(item), alerts[1].get(item)
            leaves = unread.get(each.item or "", [])
            payments.append(self._payments.explained(number, each, verdict, origin, leaves))
        return {"sieve": self._sieve_says(document), "transactions": payments}

    def _sieve_says(self, document: Document) -> str:
        """Whether the service would have passed the record over before it maps it."""
        if self._active.index.compiled_sieve is None:
            return "not there"
        if self._judge.mapping.glance is None:
            return "asked field by field"
        passed = self._judge.passes_over(document, self._active)
        return "passed over" if passed else "may hold a listed value"


def _by_item(alerts: Iterable[Alert]) -> dict[str | None, Alert]:
    return {alert["transaction"].get("item"): alert for alert in alerts}


def _unreadable(number: int, reason: Reason) -> Shown:
    return {
        "number": number,
        "outcome": Outcome.DEAD_LETTERED,
        "reason": reason,
        "why": [why.unreadable(reason)],
    }
