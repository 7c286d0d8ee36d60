"""One sentence: is screening complete and current? Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.console.overview.chains import Gap, Place

QUIET_SECONDS = 60.0
"""So long without a receipt while payments wait, and screening stands still."""

SLOW_SECONDS = 60.0
"""What takes longer to catch up with is behind."""


class Known(NamedTuple):
    """What the sentence is made of; times in seconds."""

    broker_ok: bool | None
    is_current: bool
    last_receipt_age: float | None
    gaps: Sequence[Gap]
    places: Sequence[Place]
    per_second: float


def lag(places: Sequence[Place]) -> int | None:
    """Payments that wait in all partitions; None where that is not known of each."""
    found = [place.lag for place in places]
    return None if not found or None in found else sum(each or 0 for each in found)


def seconds_to_drain(waiting: int | None, per_second: float) -> float | None:
    """How long it takes at the rate of the last minute; None where nothing moves."""
    if not waiting:
        return None if waiting is None else 0.0
    return waiting / per_second if per_second > 0 else None


def standing(known: Known) -> tuple[str, str]:
    """`complete`, `behind`, `gap`, `stalled` or `unknown`, and why, in a sentence."""
    if known.gaps:
        return "gap", _gap(known.gaps)
    if known.broker_ok is None:
        return "unknown", "The topics are being read for the first time."
    if not known.broker_ok:
        return "unknown", "Kafka does not answer, so nothing newer than what is shown is known."
    if not known.is_current:
        return "unknown", "The console has not read all of the topics yet."
    return _progress(known, lag(known.places))


def _progress(known: Known, waiting: int | None) -> tuple[str, str]:
    """The same where all is read and nothing is missing."""
    age = known.last_receipt_age
    if not waiting:
        if age is None or waiting is None:
            return "unknown", "No payment and no receipt of screening has been seen yet."
        return "complete", "Every payment up to now has a receipt: nothing went unscreened."
    if age is None:
        return "stalled", f"{_payments(waiting)}, and no receipt says that any was screened."
    if age > QUIET_SECONDS:
        return "stalled", f"{_payments(waiting)}, and nothing was screened for {_time(age)}."
    drain = seconds_to_drain(waiting, known.per_second)
    if drain is not None and drain <= SLOW_SECONDS:
        return "complete", f"Screening is current: {_payments(waiting)}, about {_time(drain)}."
    about = "" if drain is None else f"; at this rate that takes about {_time(drain)}"
    return "behind", f"{_payments(waiting)}{about}."


def _gap(gaps: Sequence[Gap]) -> str:
    first = gaps[0]
    more = f", and {len(gaps) - 1} more such ranges" if len(gaps) > 1 else ""
    return (
        f"{first.offsets:,} offsets of {first.topic} partition {first.partition}, from "
        f"{first.first_offset}, were passed without a receipt{more}: `fresnel audit verify` tells."
    )


def _payments(count: int) -> str:
    return f"{count:,} payment waits" if count == 1 else f"{count:,} payments wait"


def _time(seconds: float) -> str:
    if seconds < 120:
        return f"{seconds:.0f} seconds"
    return f"{seconds / 60:,.0f} minutes" if seconds < 7_200 else f"{seconds / 3600:,.0f} hours"
