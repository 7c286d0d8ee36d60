"""An index that notes what it is asked: for whoever wants to know why something matched, or not.

Law: a witnessed index matches what its index does. It has no sieve, so that every text is looked
into; nothing of it is on the path of a payment.
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, NamedTuple

from matcher.index import Index
from matcher.indicator import IndicatorType

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from matcher.exact import Records

DISGUISED = "disguised"
"""The table of skeletons: what words in disguise are looked up in (`loose.skeleton`)."""

_TYPES = frozenset(map(str, IndicatorType))


class Asked(NamedTuple):
    """A key that was looked up in a table, and the indicators that it is the key of.

    `table` is an indicator type: then they have this very value. Or it is a table in front of
    those (`tabulate.SETS`), or `DISGUISED`: then they may be meant. Where such a table keeps no
    numbers, `numbers` is empty and `is_offered` says that it has the key.
    """

    table: str
    key: str
    numbers: tuple[int, ...]
    is_offered: bool


class Witness:
    """One index, and what it was asked since the last `taken`."""

    def __init__(self, index: Index) -> None:
        """Listen to `index`, which stays as it is."""
        self._records = index.records
        self._noted: dict[tuple[str, str], Asked] = {}
        self._of = index
        self.index = self._listening()

    def taken(self) -> list[Asked]:
        """What was asked, each key once, in order; from now on it is asked anew."""
        found = list(self._noted.values())
        self._noted.clear()
        self.index = self._listening()  # its memos would spare the questions that they know
        return found

    def _listening(self) -> Index:
        of = self._of
        loose = of.loose.witnessed(partial(self._note, DISGUISED))
        return Index(of.tables.witnessed(self._note), of.phrases, loose, of.records)

    def _note(self, table: str, key: str, offered: Sequence[int]) -> None:
        if (table, key) not in self._noted:
            numbers = tuple(_confirmed(table, key, offered, self._records))
            self._noted[table, key] = Asked(str(table), key, numbers, bool(offered))


_NUMBERLESS = frozenset({"hosts", "unicode_hosts", "payid_tails"})


def _confirmed(table: str, key: str, offered: Iterable[int], records: Records) -> Iterable[int]:
    """A table offers what has the fingerprint; one of a type must have the value too."""
    if table in _NUMBERLESS:
        return ()
    if table in _TYPES:
        return (number for number in offered if records[number].value == key)
    return offered
