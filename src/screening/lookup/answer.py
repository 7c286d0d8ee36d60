"""What a look-up finds: values, as they are; `view.py` masks them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from feeds.snapshot import Manifest
    from matcher.indicator import Indicator, IndicatorType, Lane
    from screening.lookup.readings import Reading


class Outcome(StrEnum):
    """How a look-up ended."""

    LISTED = "listed"
    NOT_LISTED = "not_listed"
    UNKNOWN_TYPE = "unknown_type"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Near:
    """An indicator that the value is not, but lies next to.

    `relation` says how; `lane` and `undone` are those of a match by screening, which finds this
    indicator in the value, or None and empty where screening does not.
    """

    indicator: Indicator
    relation: str
    lane: Lane | None = None
    undone: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """All that a list says of a value.

    `given` is the type that was asked for; `has_more` that there are more near misses than `near`
    has; `problem` why the value is of no known type, or None.
    """

    value: str
    given: IndicatorType | None
    manifest: Manifest
    readings: tuple[Reading, ...] = ()
    listed: tuple[Indicator, ...] = ()
    near: tuple[Near, ...] = ()
    has_more: bool = False
    problem: str | None = None

    @property
    def outcome(self) -> Outcome:
        """Whether the value is on the list; of no known type only where it is not."""
        if self.listed:
            return Outcome.LISTED
        return Outcome.UNKNOWN_TYPE if self.problem else Outcome.NOT_LISTED
