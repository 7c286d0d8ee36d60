"""One payment explained: its fields, its matches and what became of them, and what came near."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

from matcher.pieces import whole_text
from matcher.witness import Witness
from screening.alert import render_time
from screening.explain import why
from screening.explain.decisions import Decisions
from screening.explain.fields import Fields, pieces_of
from screening.explain.near import Near, near_in, once
from screening.explain.unread import MOST as MOST_UNREAD
from screening.explain.unread import near_unread, near_unscreened
from screening.judging import carried
from screening.mask import mask
from screening.screen import matches_of, moment_of
from screening.stream.accounting import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from feeds.compile import ActiveList
    from matcher.index import Field
    from matcher.indicator import Match
    from matcher.witness import Asked
    from screening.alert import Alert
    from screening.explain.sight import Shown, Sight
    from screening.mapping.walk import Leaf
    from screening.screen import Origin, Policy
    from screening.transaction import Joined, Transaction

MOST_FIELDS, MOST_MATCHES = 200, 1_000
"""Of one payment that are told; fields that match come first."""

Verdict = tuple["Alert | None", "Alert | None"]
"""The live and the shadow alert that the judge made of a payment."""


class Payments:
    """Explains payments by one policy and one list."""

    def __init__(self, policy: Policy, active: ActiveList, now: datetime, sight: Sight) -> None:
        """Judge as of `now`."""
        self._policy, self._active, self._now, self._sight = policy, active, now, sight
        self._witness = Witness(active.index)
        self._all_texts = policy.carried._replace(fields="all", context_chars=None)
        self._fields = Fields(active, self._witness, sight, policy.max_text_chars)

    def explained(
        self,
        number: int,
        transaction: Transaction,
        verdict: Verdict,
        origin: Origin,
        leaves: list[Leaf],
    ) -> Shown:
        """A payment as JSON values; `leaves` are what no path of the mapping reads of it."""
        matches, too_long = self._matches(transaction)
        moment, whose = moment_of(transaction, origin)
        decisions = Decisions(
            transaction, self._policy, moment, self._now, self._active.repeated_ids
        )
        places = Counter(part.field for each in matches for part in each.parts or (each.span,))
        fields = sorted(transaction.fields, key=lambda field: not places[field[0]])[:MOST_FIELDS]
        texts = carried.texts(transaction, matches, self._all_texts)["fields"]
        explained = [
            self._fields.explained(each, texts[mask(each[0])], places[each[0]]) for each in fields
        ]
        asked = [each for _, each in explained]
        near = self._near(transaction, fields, asked, matches, leaves)
        alert, shadow_alert = verdict
        shown: Shown = {
            "number": number,
            "item": transaction.item,
            "id": self._policy.carried.masked("id", transaction.id),
            "outcome": _outcome(alert, too_long=too_long),
            "reason": None,
            "why": [],
            "severity": alert and alert["severity"],
            "severity_reasons": alert["severity_reasons"] if alert else [],
            "judged_at": render_time(moment),
            "timestamp_source": whose,
            "matches": [decisions.shown(each, self._sight) for each in matches[:MOST_MATCHES]],
            "matches_total": len(matches),
            "near": [self._shown_near(each) for each in near],
            "fields": [shown for shown, _ in explained],
            "fields_total": len(transaction.fields),
            "joined": [self._joined(each) for each in transaction.joined],
            "not_mapped": [path for path, _ in leaves[:MOST_UNREAD]],
            "not_mapped_total": len(leaves),
            "alert": alert and self._sight.alert(alert),
            "shadow_alert": shadow_alert and self._sight.alert(shadow_alert),
        }
        shown["why"] = why.sentences(shown)
        return shown

    def _matches(self, transaction: Transaction) -> tuple[list[Match], bool]:
        """What the matcher finds, in the order of its places, and whether a text is too long."""
        limit = self._policy.max_text_chars
        too_long = any(len(text) > limit for _, _, text in transaction.fields)
        found = matches_of(transaction, self._witness.index, limit if too_long else 0)
        found.sort(key=lambda match: (match.span.field, match.span.start, match.span.end))
        return found, too_long

    def _near(
        self,
        transaction: Transaction,
        fields: Iterable[Field],
        asked: Iterable[list[Asked]],
        matches: Iterable[Match],
        leaves: list[Leaf],
    ) -> list[Near]:
        matched: dict[str, set[tuple[str, str]]] = {}
        for match in matches:
            for part in match.parts or (match.span,):
                held = matched.setdefault(part.field, set())
                held.add((match.indicator.type, match.indicator.value))
        found: list[Near] = []
        for field, looked_up in zip(fields, asked, strict=True):
            found += once(self._near_in(field, looked_up), matched.get(field[0], set()))
        index = self._witness.index
        found += once(near_unscreened(index, transaction), set())
        return found + once(near_unread(index, leaves[:MOST_UNREAD]), set())

    def _near_in(self, field: Field, asked: list[Asked]) -> Iterator[Near]:
        path, scope, text = field
        for offset, piece in pieces_of(text, self._policy.max_text_chars):
            for each in near_in(self._witness.index, (path, scope, piece), asked):
                yield each._replace(start=each.start + offset, end=each.end + offset)

    def _shown_near(self, near: Near) -> Shown:
        return {
            **self._sight.indicator(near.indicator),
            "field": near.field,
            "start": near.start,
            "end": near.end,
            "rule": near.rule,
            "says": near.says,
        }

    def _joined(self, joined: Joined) -> Shown:
        """Items that are also read as one text, so that a match may straddle them."""
        return {
            "role": joined.scope.role,
            "fields": [piece.field for piece in joined.pieces],
            "text": self._sight.text(joined.pieces[0].field, whole_text(joined.pieces)),
        }


def _outcome(alert: Alert | None, *, too_long: bool) -> Outcome:
    if alert is not None:
        return Outcome.FLAGGED
    return Outcome.DEAD_LETTERED if too_long else Outcome.CLEAR
