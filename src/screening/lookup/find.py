"""From a value and a list to all that the list says of it. Pure.

Rule 1: a value is on the list when an indicator has its type and its canonical value.
Rule 2: what screening finds in the value besides, by its own code, is a near miss that says so.
"""

from __future__ import annotations

from itertools import chain, islice
from typing import TYPE_CHECKING

from matcher.indicator import IndicatorType, Role, Scope
from screening.lookup import near
from screening.lookup.answer import Answer, Near
from screening.lookup.readings import UnreadableError, readings

if TYPE_CHECKING:
    from collections.abc import Iterator

    from feeds.compile import ActiveList
    from matcher.indicator import Indicator
    from screening.lookup.readings import Reading

MOST_NEAR = 20
NO_KNOWN_TYPE = "of no known type"

_HOSTED = frozenset(
    {IndicatorType.EMAIL, IndicatorType.URL, IndicatorType.DOMAIN, IndicatorType.IP}
)
# Made once: an index keeps a plan for every scope that it has seen.
_ANY = Scope(Role.CONTACT, frozenset(IndicatorType))
_SCOPES = {
    kind: Scope(Role.CONTACT, _HOSTED if kind in _HOSTED else frozenset({kind}))
    for kind in IndicatorType
}
_RELATIONS = {
    ("exact", IndicatorType.URL): "same_page",
    ("exact", IndicatorType.PHONE): "without_country",
}


def look_up(active: ActiveList, value: str, given: IndicatorType | None = None) -> Answer:
    """What the list says of `value`, read as of the type `given`, or of what its form says."""
    try:
        read = readings(value, given)
    except UnreadableError as error:
        return Answer(value, given, active.manifest, problem=str(error))
    listed = tuple(_listed(active, read))
    likely = [reading for reading in read if reading.is_likely]
    found = list(islice(_near(active, value, given, likely, listed), MOST_NEAR + 1))
    return Answer(
        value=value,
        given=given,
        manifest=active.manifest,
        readings=read,
        listed=listed,
        near=tuple(found[:MOST_NEAR]),
        has_more=len(found) > MOST_NEAR,
        problem=None if likely else NO_KNOWN_TYPE,
    )


def _listed(active: ActiveList, read: tuple[Reading, ...]) -> Iterator[Indicator]:
    tables = active.index.tables.tables
    for reading in read:
        number = tables[reading.type].get(reading.key)
        if number is not None:
            yield active.index.records[number]


def _near(
    active: ActiveList,
    value: str,
    given: IndicatorType | None,
    likely: list[Reading],
    listed: tuple[Indicator, ...],
) -> Iterator[Near]:
    """Near misses, each indicator once, those that screening matches first."""
    known = {(each.type, each.value) for each in listed}
    scope = _ANY if given is None else _SCOPES[given]
    for each in chain(_matched(active, value, scope), near.beside(active, likely)):
        key = each.indicator.type, each.indicator.value
        if key not in known:
            known.add(key)
            yield each


def _matched(active: ActiveList, value: str, scope: Scope) -> Iterator[Near]:
    for match in active.index.match([("value", scope, value)]):
        relation = _RELATIONS.get((match.method, match.indicator.type), match.method)
        yield Near(match.indicator, relation, match.lane, match.undone)
