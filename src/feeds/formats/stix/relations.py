"""What objects say of each other: relationships, sightings, observed data and references.

Law: a fact reaches another object's entry only if it may be told as widely as that entry; what
refers to nothing is ignored (STIX 2.1 sections 3.4 and 5).
"""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, NamedTuple

from feeds.formats.stix import places, references, statements, vocabulary
from feeds.formats.stix.markings import may_tell, strictest
from feeds.formats.stix.objects import BadObjectError, needed, texts, time
from matcher.indicator import Tlp

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import datetime

    from feeds.formats.stix.markings import Markings
    from feeds.formats.stix.objects import Catalogue, StixObject
    from feeds.formats.stix.statements import Columns

BASED_ON = "based-on"
_LOCATING = frozenset({"located-at", "targets"})
_NAMING = frozenset({"indicates", "related-to"})
_KINDS = frozenset({"relationship", "sighting", "observed-data"})


class Remark(NamedTuple):
    """What another object adds to an entry, and how widely it may be told."""

    tlp: Tlp | None
    region: str | None = None
    name: str | None = None
    first: datetime | None = None
    last: datetime | None = None


class Relations:
    """All that is said between the objects of one input.

    `observations` holds what each observed-data object states, or why it is not to be used.
    """

    def __init__(self, catalogue: Catalogue, marked: Markings) -> None:
        """Read the relations of `catalogue`; bad ones become its faults."""
        self._catalogue = catalogue
        self._marked = marked
        self._based: dict[str, list[tuple[str, Tlp | None]]] = defaultdict(list)
        self._observed: dict[str, list[str]] = defaultdict(list)
        self._remarks: dict[str, list[Remark]] = defaultdict(list)
        self._served = references.served(thing for _, thing in catalogue.of(vocabulary.OBSERVABLES))
        self.observations: dict[str, Columns | str] = {}
        for number, thing in catalogue.of(_KINDS):
            try:
                self._read(thing)
            except BadObjectError as error:
                catalogue.faults[number] = str(error)
                self.observations[thing["id"]] = f"observed in a rejected object: {error}"

    def indicators(self, observable: str) -> Iterator[tuple[str, Tlp | None]]:
        """The indicators that an observable is based on, itself or by its observed data.

        Each with the marking of the relationship; one that is said twice comes twice.
        """
        for target in (observable, *self.observed_in(observable)):
            yield from self._based.get(target, ())

    def observed_in(self, observable: str) -> list[str]:
        """The observed data that hold an observable, unless it is a message's recipient."""
        if observable in self._served.recipients:
            return []
        return self._observed.get(observable, [])

    def serves(self, observable: str) -> str | None:
        """The property that an observable is there for, if it only serves another one."""
        stated = observable in self._observed or observable in self._remarks
        if observable in self._based or (stated and observable not in self._served.recipients):
            return None
        return self._served.by_property.get(observable)

    def tell(self, columns: Columns, identifier: str) -> None:
        """Add what is said about an object to its columns: region, labels, times seen."""
        remarks = self._remarks.get(identifier)
        if remarks is None:
            return
        told = [remark for remark in remarks if may_tell(remark.tlp, columns.get("tlp"))]
        for remark in told:
            if remark.region is not None:
                columns.setdefault("region", remark.region)
            statements.see(columns, remark.first, remark.last)
        names = [remark.name for remark in told if remark.name is not None]
        statements.label(columns, columns.get("labels", ()), names)

    def _read(self, thing: StixObject) -> None:
        match thing["type"]:
            case "relationship":
                self._relate(thing)
            case "sighting":
                self._sight(thing)
            case _:
                self._observe(thing)

    def _relate(self, thing: StixObject) -> None:
        kind = needed(thing, "relationship_type").lower()
        source, target = needed(thing, "source_ref"), needed(thing, "target_ref")
        tlp = self._marked.of(thing)
        if thing.get("revoked"):
            return
        if kind == BASED_ON:
            self._based[target].append((source, tlp))
        elif kind in _LOCATING:
            self._locate(source, target, tlp)
        elif kind in _NAMING:
            self._name(source, target, tlp)
            if kind == "related-to":
                self._name(target, source, tlp)

    def _locate(self, source: str, target: str, tlp: Tlp | None) -> None:
        location = self._standing(target)
        region = places.region(location) if location is not None else None
        if location is not None and region is not None:
            self._remarks[source].append(Remark(self._tlp(location, tlp), region=region))

    def _name(self, source: str, target: str, tlp: Tlp | None) -> None:
        named = self._standing(target)
        if named is None or named["type"] not in vocabulary.NAMED:
            return
        name = named.get("name")
        if isinstance(name, str) and name.strip():
            self._remarks[source].append(Remark(self._tlp(named, tlp), name=name.strip()))

    def _sight(self, thing: StixObject) -> None:
        """A sighting widens the time seen (section 5.2); a count of 0 says it was not seen."""
        sighted = needed(thing, "sighting_of_ref")
        first, last = (time(thing, name) for name in statements.TIMES)
        tlp = self._marked.of(thing)
        if not thing.get("revoked") and thing.get("count") != 0:
            self._remarks[sighted].append(Remark(tlp, first=first, last=last))

    def _observe(self, thing: StixObject) -> None:
        if "object_refs" not in thing and "objects" in thing:
            raise BadObjectError("objects: an old form that is not read; give object_refs")
        refs = texts(thing, "object_refs")
        for ref in refs:
            self._observed[ref].append(thing["id"])
        columns = statements.of(thing, self._marked)
        seen = (time(thing, "first_observed"), time(thing, "last_observed"))
        statements.see(columns, *seen)
        self.observations[thing["id"]] = "revoked" if thing.get("revoked") else columns

    def _standing(self, identifier: str) -> StixObject | None:
        thing = self._catalogue.get(identifier)
        return None if thing is None or thing.get("revoked") else thing

    def _tlp(self, thing: StixObject, tlp: Tlp | None) -> Tlp | None:
        try:
            return strictest(tlp, self._marked.of(thing))
        except BadObjectError:
            return Tlp.RED
