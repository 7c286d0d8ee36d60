"""What of a record no field of the mapping screens, and which listed values stand there."""

from __future__ import annotations

from typing import TYPE_CHECKING

from screening.bad_record import BadRecordError
from screening.explain.near import Near, anywhere
from screening.mapping.unread import SCALARS, Coverage
from screening.transaction import Transaction
from screening.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from matcher.index import Index
    from screening.decode.decoder import Document
    from screening.mapping import Mapping
    from screening.mapping.walk import Leaf

MOST = 500
"""Unread values of one payment that are looked into."""

_NOT_MAPPED = "the field is not mapped: no path of the mapping reads it"


class Unread:
    """Finds what a mapping leaves unscreened."""

    def __init__(self, mapping: Mapping) -> None:
        """Compile its paths."""
        self._coverage = Coverage(mapping.model)

    def of(
        self, document: Document, transactions: Sequence[Transaction | BadRecordError]
    ) -> dict[str, list[Leaf]]:
        """Path and value of all that no path reads, by the payment's item ("": the message)."""
        read = (each for each in transactions if isinstance(each, Transaction))
        screened = [field for each in read for field in each.fields]
        try:
            parts = self._coverage.parts(document, SCALARS, screened)
        except BadRecordError:
            return {}
        return {part.path: part.unread for part in parts}


def near_unread(index: Index, leaves: Iterable[Leaf]) -> Iterator[Near]:
    """Listed values at paths that are not mapped."""
    for path, value in leaves:
        text = text_of(value)
        if text:
            for indicator, start, end in anywhere(index, path, text):
                yield Near(indicator, path, start, end, "not_mapped", _NOT_MAPPED)


def near_unscreened(index: Index, transaction: Transaction) -> Iterator[Near]:
    """Listed values in what the mapping reads, but not to screen it."""
    single = {"id": transaction.id, "customer": transaction.customer}
    single |= {f"context.{name}": text_of(v) for name, v in transaction.context.items()}
    for name, text in single.items():
        for indicator, start, end in anywhere(index, name, text) if text else ():
            says = f"the mapping reads it as the payment's {name}, which is not screened"
            yield Near(indicator, name, start, end, "not_screened", says)
