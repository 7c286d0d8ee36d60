"""Observables that other observables refer to: who sent a message, who only received it.

Law: an address is not a clue because a message was sent to it; its owner may be the victim.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from feeds.formats.stix.objects import StixObject

# Who sent a message (STIX 2.1 section 6.6), and whose an address is (section 6.5).
_OWN = frozenset({"from_ref", "sender_ref", "belongs_to_ref"})
_RECEIVING = frozenset({"to_refs", "cc_refs", "bcc_refs"})


class Served(NamedTuple):
    """Ids that observables refer to, each with a property that does; and recipients' ids."""

    by_property: dict[str, str]
    recipients: frozenset[str]


def served(observables: Iterable[StixObject]) -> Served:
    """What these observables refer to, without what stands for itself."""
    by_property: dict[str, str] = {}
    recipients: set[str] = set()
    own: set[str] = set()
    for observable in observables:
        for name, identifier in _references(observable):
            if name in _OWN:
                own.add(identifier)
            else:
                by_property.setdefault(identifier, name)
                if name in _RECEIVING:
                    recipients.add(identifier)
    for identifier in own & by_property.keys():
        del by_property[identifier]
    return Served(by_property, frozenset(recipients - own))


def _references(observable: StixObject) -> Iterator[tuple[str, str]]:
    """Property and target of every reference in an object, however deep."""
    left: list[object] = [observable]
    while left:
        part = left.pop()
        if isinstance(part, list):
            left += part
        elif isinstance(part, dict):
            for name, value in part.items():
                if isinstance(value, str):
                    if name.endswith("_ref"):
                        yield name, value
                elif isinstance(value, list) and name.endswith("_refs"):
                    yield from ((name, each) for each in value if isinstance(each, str))
                elif isinstance(value, dict | list):
                    left.append(value)
