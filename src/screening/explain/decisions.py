"""What became of each match: live, in shadow, suppressed, or not valid at the payment's time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.alert import render_time
from screening.judging.sorting import sort

if TYPE_CHECKING:
    from collections.abc import Container
    from datetime import datetime

    from matcher.indicator import Match, Source
    from screening.explain.sight import Shown, Sight
    from screening.screen import Policy
    from screening.transaction import Transaction

LIVE, SHADOW, SUPPRESSED, NOT_VALID = "live", "shadow", "suppressed", "not valid"


class Decisions:
    """Tells what the bank's files and the list's validity make of a transaction's matches."""

    def __init__(
        self,
        transaction: Transaction,
        policy: Policy,
        moment: datetime,
        now: datetime,
        repeated_ids: Container[str],
    ) -> None:
        """Judge by the time `moment`, as of `now`; `repeated_ids` are the list's."""
        self._transaction, self._policy = transaction, policy
        self._moment, self._now, self._repeated = moment, now, repeated_ids
        self._texts = {path: text for path, _, text in transaction.fields}

    def of(self, match: Match) -> str:
        """What became of a match."""
        policy = self._policy
        found = sort(
            [match],
            self._transaction,
            self._moment,
            policy.shadow,
            policy.allow_list,
            self._now,
            self._repeated,
        )
        if found.live:
            return LIVE
        if found.shadow:
            return SHADOW
        return SUPPRESSED if found.suppressed else NOT_VALID

    def shown(self, match: Match, sight: Sight) -> Shown:
        """A match and its decision as JSON values."""
        indicator, span = match.indicator, match.span
        return {
            **sight.indicator(indicator),
            "tier": indicator.tier,
            "nature": indicator.nature,
            "field": span.field,
            "role": match.scope.role,
            "lane": match.lane,
            "undone": list(match.undone),
            "method": match.method,
            "start": span.start,
            "end": span.end,
            "excerpt": span.excerpt,
            "parts": [part._asdict() for part in match.parts],
            "decision": self.of(match),
            "sources": [self._source(match, source) for source in indicator.sources],
            "shadow": self._shadow(match),
            "allow_list": self._allow_list(match),
        }

    def _source(self, match: Match, source: Source) -> Shown:
        is_valid = source.valid_at(self._moment)
        policy = self._policy
        live = policy.shadow.live(match, (source,), self._now, self._repeated) if is_valid else ()
        return {
            "name": source.name,
            "id": source.id,
            "tier": source.tier,
            "nature": source.nature,
            "confidence": source.confidence,
            "valid_from": _time(source.valid_from),
            "valid_until": _time(source.valid_until),
            "valid": is_valid,
            "in_shadow": is_valid and not live,
        }

    def _shadow(self, match: Match) -> list[Shown]:
        """The entries of the shadow file that cover a valid source of it, by their numbers."""
        shadow = self._policy.shadow
        valid = match.indicator.sources_at(self._moment)
        in_force = shadow.in_force(match, self._now, self._repeated) if shadow.entries else []
        return [
            {
                "entry": shadow.entries.index(entry) + 1,
                "reason": entry.reason,
                "owner": entry.owner,
                "until": _time(entry.until),
            }
            for entry in in_force
            if any(entry.covers(match, source) for source in valid)
        ]

    def _allow_list(self, match: Match) -> list[Shown]:
        covering = self._policy.allow_list.covering(
            match, self._transaction, self._texts, self._repeated
        )
        return [
            {
                "entry": entry.name,
                "reason": entry.reason,
                "owner": entry.owner,
                "approver": entry.approver,
                "expires": render_time(entry.expires),
                "in_force": self._now < entry.expires,
            }
            for entry in covering
        ]


def _time(moment: datetime | None) -> str | None:
    return None if moment is None else render_time(moment)
