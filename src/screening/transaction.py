"""One payment, as the mapping reads it from a record."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from datetime import datetime

    from matcher.index import Field
    from matcher.indicator import Scope
    from matcher.pieces import Piece


class Joined(NamedTuple):
    """Items that a match may straddle, in order, one way to read them as one text."""

    scope: Scope
    pieces: list[Piece]


class Transaction(NamedTuple):
    """What is screened and what an alert says of it.

    `timestamp`, `amount` and `currency` are as given, for the alert's id. `moment` is the time
    read from `timestamp`, or None where that is missing or unreadable. `nested` counts
    objects and lists found at mapped paths and walked. `item` is the concrete path of the
    item when a record holds several payments; `steps` are those from the message (first) to it
    (last), one for each step of the mapping's `each`, of a missing one the step before again.
    """

    id: str | None
    timestamp: Any
    moment: datetime | None
    customer: str | None
    amount: Any
    currency: Any
    fields: list[Field]
    joined: list[Joined]
    context: dict[str, Any]
    nested: int
    item: str | None
    steps: tuple[str, ...] = ("",)
