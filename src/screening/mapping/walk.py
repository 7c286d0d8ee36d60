"""The walk that finds what is unread of one document: `unread` says what that means.

Iterative, because a record may nest a thousand lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

from screening.mapping.paths import Found
from screening.mapping.places import items, settled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.decode.decoder import Document
    from screening.mapping.payments import Payment

Leaf = tuple[str, Any]
"""Concrete path and value."""


class Around(NamedTuple):
    """What is unread around payments, `up` steps of `each` above them; 0 for the payment's own."""

    path: str
    value: Any
    up: int
    leaves: list[Leaf]


class Part(NamedTuple):
    """One payment of a message and what is unread in it, and around it (`leaves` are shared).

    A message in which no payment was found has one part, without a `payment`: the whole of it.
    """

    payment: Payment | None
    own: Around
    shared: list[Around]

    @property
    def is_readable(self) -> bool:
        """Whether there is a payment, and it is an object; else it is dead-lettered."""
        return self.payment is not None and type(self.payment.chain[-1][1]) is dict

    @property
    def path(self) -> str:
        """Of the payment, "" where it is the message."""
        return self.own.path

    @property
    def unread(self) -> list[Leaf]:
        """All that is unread and belongs to this payment."""
        return [leaf for each in (self.own, *self.shared) for leaf in each.leaves]


class _Home(NamedTuple):
    """A payment, or an object around some: what stands nearest to it belongs to it.

    It stands at `path`, of which the document's own path has the first `settled` characters.
    """

    path: str
    settled: int
    leaves: list[Leaf]


_Homes = dict[str, _Home]
_Candidate = tuple[str, Any, _Home]


def parts_of(
    document: Document, payments: Sequence[Payment], read: set[str], kinds: frozenset[type]
) -> list[Part]:
    """Each payment, at least one part, with the non-empty values of `kinds` not at `read` paths.

    Raises:
        BadRecordError: so much is nested that its paths would fill the memory.
    """
    homes: _Homes = {"": _Home("", 0, [])}
    places: dict[str, str] = {}
    for payment in payments:
        for path, _ in payment.chain:
            if path not in places:
                place = places[path] = settled(path, document)
                homes.setdefault(place, _Home(path, len(place), []))
    for path, value, home in _unread(document, homes, read, kinds):
        home.leaves.append((home.path + path[home.settled :], value))
    leaves = {path: homes[place].leaves for path, place in places.items()}
    own = {id(leaves[payment.chain[-1][0]]) for payment in payments}
    parts = [_part(payment, leaves, own) for payment in payments]
    return parts or [Part(None, Around("", document, 0, homes[""].leaves), [])]


def _part(payment: Payment, leaves: dict[str, list[Leaf]], own: set[int]) -> Part:
    """A payment's; what belongs to another payment that it stands in is not `around` it."""
    around: dict[str, Around] = {}
    for up, (path, value) in enumerate(reversed(payment.chain)):
        around.setdefault(path, Around(path, value, up, leaves[path]))
    first, *others = around.values()
    return Part(payment, first, [each for each in others if id(each.leaves) not in own])


def _unread(
    document: Document, homes: _Homes, read: set[str], kinds: frozenset[type]
) -> list[_Candidate]:
    met: set[str] = set()
    candidates = _leaves(document, homes, read, kinds, met)
    if candidates:  # a read path may be written otherwise than the document's own
        others = {settled(path, document) for path in read - met if "[0]" in path}
        candidates = [leaf for leaf in candidates if leaf[0] not in others]
    return candidates


def _leaves(
    document: Document, homes: _Homes, read: set[str], kinds: frozenset[type], met: set[str]
) -> list[_Candidate]:
    """Every non-empty value of `kinds`, with its own path and home, that is not `met` in `read`."""
    budget = Found()
    found: list[_Candidate] = []
    pending: list[tuple[str, Any, _Home]] = [("", document, homes[""])]
    while pending:
        path, value, home = pending.pop()
        budget.spend(len(value), path)
        for place, inner in items(path, value):
            kind = type(inner)
            if kind is dict or kind is list:
                pending.append((place, inner, homes.get(place, home)))
            elif kind in kinds and inner != "":
                if place in read:
                    met.add(place)
                else:
                    found.append((place, inner, homes.get(place, home)))
    return found
