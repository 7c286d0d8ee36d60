"""From one object to its entries: the values that it holds, with what is said of them.

Law: an object that is a clue ends as entries, as rejects, or both; never as nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from feeds.formats import RawEntry, Reject
from feeds.formats.stix import observables, patterns, vocabulary
from feeds.formats.stix.grounds import INDICATOR, REVOKED, Grounds
from feeds.formats.stix.objects import BadObjectError
from feeds.formats.stix.patterns import Clue

if TYPE_CHECKING:
    from collections.abc import Sequence

    from feeds.formats.stix.expression import Unscreened
    from feeds.formats.stix.objects import Catalogue, StixObject
    from feeds.formats.stix.statements import Columns


class Reader:
    """Makes entries of the objects of one input."""

    def __init__(self, catalogue: Catalogue, feed: str) -> None:
        """Read markings and relations of `catalogue` first; bad ones become its faults."""
        self._feed = feed
        self._grounds = Grounds(catalogue)

    def entries(self, thing: StixObject) -> list[RawEntry | Reject]:
        """The entries of one object, and a reject for each kind of thing that is not screened."""
        try:
            return self._entries(thing)
        except BadObjectError as error:
            return [self._reject(thing, str(error))]

    def _entries(self, thing: StixObject) -> list[RawEntry | Reject]:
        kind = thing["type"]
        if thing.get("revoked") and (kind == INDICATOR or kind in vocabulary.SCREENED):
            raise BadObjectError(REVOKED)
        if kind == INDICATOR:
            return self._numbered(
                thing, [self._grounds.stated(thing)], patterns.of_indicator(thing)
            )
        if kind in vocabulary.SCREENED:
            found = observables.clues(thing)
            return self._numbered(thing, self._grounds.of_observable(thing), found)
        if kind in vocabulary.UNSCREENED:
            raise BadObjectError(vocabulary.unscreened(kind))
        if kind == "bundle":
            raise BadObjectError("a bundle that is not at the top, or has no list of objects")
        return []

    def _numbered(
        self, thing: StixObject, said: list[Columns], found: Sequence[Clue | Unscreened]
    ) -> list[RawEntry | Reject]:
        """An entry for each value and statement, numbered where there are several."""
        identifier = thing["id"]
        sound = [each for each in found if isinstance(each, Clue)]
        several = len(said) * len(sound) > 1
        results: list[RawEntry | Reject] = []
        for clue in sound:
            for columns in said:
                entry_id = f"{identifier}#{len(results) + 1}" if several else identifier
                results.append(RawEntry(identifier, _values(columns, clue, entry_id)))
        results += (
            self._reject(thing, each.reason) for each in found if not isinstance(each, Clue)
        )
        return results

    def _reject(self, thing: StixObject, reason: str) -> Reject:
        return Reject(self._feed, thing["id"], reason)


def _values(columns: Columns, clue: Clue, entry_id: str) -> Columns:
    values = {**columns, "type": clue.type, "value": clue.value, "id": entry_id}
    if clue.platform is not None:
        values["platform"] = clue.platform
    return values
