"""The payments of a message, at the ends of all the ways that a mapping's `each` names.

Law: one place is one payment. Where several ways lead to it, it is that of the first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from screening.mapping.places import settled

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.decode.decoder import Document
    from screening.mapping.layout import Chain, Known, Layout


class Payment(NamedTuple):
    """The number of its way, the steps to it, and what stands around it and its neighbours."""

    way: int
    chain: Chain
    known: Known


def payments(ways: Sequence[Layout], document: Document) -> list[Payment]:
    """Every payment of the message, in the order of the ways and then in its own.

    Raises:
        BadRecordError: their paths would fill the memory.
    """
    found: list[Payment] = []
    for number, way in enumerate(ways):
        known: Known = {}
        found += [Payment(number, chain, known) for chain in way.chains(document)]
    if not found or found[0].way == found[-1].way:
        return found
    places: dict[str, Payment] = {}
    for each in found:
        places.setdefault(settled(each.chain[-1][0], document), each)
    return list(places.values())
