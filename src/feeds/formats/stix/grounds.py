"""On what grounds a value is listed: by its own object, its indicators and its observed data.

Law: an observable stands as long as one thing that it is based on does; what was withdrawn, what
cannot be read and what asks for more than one value at once is no ground to list a value.
"""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING

from feeds.formats.stix import patterns, statements
from feeds.formats.stix.expression import Unscreened
from feeds.formats.stix.markings import Markings
from feeds.formats.stix.objects import BadObjectError
from feeds.formats.stix.relations import Relations

if TYPE_CHECKING:
    from collections.abc import Iterable

    from feeds.formats.stix.objects import Catalogue, StixObject
    from feeds.formats.stix.statements import Columns

INDICATOR = "indicator"
REVOKED = "revoked"
MAX_STATEMENTS = 100
"""Indicators whose statement an observable takes: the first ones that hold."""


class Grounds:
    """What is said of the values in one input."""

    def __init__(self, catalogue: Catalogue) -> None:
        """Read the markings and relations of `catalogue`; bad ones become its faults."""
        self._catalogue = catalogue
        self._marked = Markings(catalogue)
        self._relations = Relations(catalogue, self._marked)
        self._standings: dict[str, Columns | str | None] = {}

    def stated(self, thing: StixObject) -> Columns:
        """What an object says itself, with what is told about it.

        Raises:
            BadObjectError: a property is not of its form.
        """
        columns = statements.of(thing, self._marked)
        self._relations.tell(columns, thing["id"])
        return columns

    def of_observable(self, thing: StixObject) -> list[Columns]:
        """What is said of an observable: by each indicator that it is based on, else by itself.

        Raises:
            BadObjectError: nothing that was said of it holds any longer, or it only serves others.
        """
        identifier = thing["id"]
        serving = self._relations.serves(identifier)
        if serving is not None:
            raise BadObjectError(f"only serves another object: {serving}")
        own, based = statements.of(thing, self._marked), self._based(identifier)
        said = self._observed(identifier, is_based=bool(based))
        found = [reduce(statements.merged, (own, *said), each) for each in based]
        found = found or [reduce(statements.merged, said, own)]
        for columns in found:
            self._relations.tell(columns, identifier)
        return found

    def _based(self, observable: str) -> list[Columns]:
        """The statements of those indicators that an observable is based on and that hold."""
        held: dict[str, Columns] = {}
        reasons: list[str] = []
        for indicator, tlp in self._relations.indicators(observable):
            standing = self._standing(indicator)
            if isinstance(standing, str):
                reasons.append(standing)
            elif standing is not None:
                marking: Columns = {} if tlp is None else {"tlp": tlp}
                held[indicator] = statements.merged(held.get(indicator, standing), marking)
            if len(held) >= MAX_STATEMENTS:
                break
        if reasons and not held:
            raise BadObjectError(_telling(reasons))
        return list(held.values())

    def _observed(self, observable: str, *, is_based: bool) -> list[Columns]:
        """What observed data say of it; of its judgement nothing where an indicator judges."""
        states = self._relations.observations
        found = [states[each] for each in self._relations.observed_in(observable)]
        said = [each for each in found if not isinstance(each, str)]
        if found and not said and not is_based:
            raise BadObjectError(_telling(each for each in found if isinstance(each, str)))
        return [statements.unjudged(each) for each in said] if is_based else said

    def _standing(self, indicator: str) -> Columns | str | None:
        """What an indicator says of what it is based on, or why it is not used; None: unknown."""
        if indicator not in self._standings:
            self._standings[indicator] = self._judged(indicator)
        return self._standings[indicator]

    def _judged(self, identifier: str) -> Columns | str | None:
        if not identifier.startswith(f"{INDICATOR}--"):
            return None
        thing, reason = self._catalogue.get(identifier), self._catalogue.bad.get(identifier)
        if thing is not None:
            if thing.get("revoked"):
                return REVOKED
            try:
                columns = self.stated(thing)
                reason = _joint(thing)
            except BadObjectError as error:
                reason = str(error)
            if reason is None:
                return columns
        return None if reason is None else f"based on a rejected indicator: {reason}"


def _joint(indicator: StixObject) -> str | None:
    """Why no value that the indicator is based on is enough alone, None if one is."""
    found = patterns.of_indicator(indicator)
    reasons = (each.reason for each in found if isinstance(each, Unscreened))
    return next(filter(patterns.is_joint, reasons), None)


def _telling(reasons: Iterable[str]) -> str:
    """The reason to give: the first one but `revoked`, which is given if there is no other."""
    return next((each for each in reasons if each != REVOKED), REVOKED)
