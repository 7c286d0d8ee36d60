"""Values whose end was cut off: a text as long as a field of some scheme, ending in a beginning.

Law: the text ends with the beginning of a listed value, from a word boundary on, of at least
`LEAST` characters and `SHARE` of the value; an e-mail address needs its `@` and two characters
more, a host a whole label and two of the next, a page more than whole parts of its path.
The records are in order of type and value, so eight bytes a value (its first eight, as a
number) and a few records decide; only texts of exactly such a length are looked at.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.indicator import IndicatorType
from matcher.loose import TRUNCATED
from matcher.text import caseless

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from matcher.exact import Records
    from matcher.table import Parts

METHOD = "prefix"
CUTS = frozenset({18, 22, 25, 35, 40, 140, 280})
"""Lengths at which schemes cut: direct entry (18), cards (22, 25, 40), MT and ISO (35, 140), NPP
(280)."""

LEAST, SHARE, MOST = 8, 0.6, 20
SHARE_OF_LETTERS, LONG_WORD = 2 / 3, 10
MOST_WORDS = 12
TYPES = (
    IndicatorType.DOMAIN,
    IndicatorType.EMAIL,
    IndicatorType.PHRASE,
    IndicatorType.URL,
    IndicatorType.USERNAME,
)
"""What may be found by its beginning."""
_HEAD = 8
_TOP_LEVELS = frozenset("com org net info biz edu gov co ac io au uk nz".split())
_JOINING = frozenset(".@-_+%/")

__all__ = ["CUTS", "METHOD", "TRUNCATED", "Beginnings"]


def _head(value: str) -> int:
    return int.from_bytes(value.encode("utf-8", "replace")[:_HEAD].ljust(_HEAD, b"\0"), "big")


class Beginnings:
    """Listed values in order, by their first eight bytes."""

    def __init__(
        self,
        heads: Mapping[IndicatorType, memoryview],
        order: Mapping[IndicatorType, memoryview],
        records: Records,
    ) -> None:
        """`heads[kind]` are sorted; `order[kind]` are the numbers of the same values."""
        self._heads, self._order, self._records = heads, order, records

    @classmethod
    def build(cls, listed: Sequence[tuple[IndicatorType, str]], records: Records) -> Beginnings:
        """Those of canonical keys, in any order."""
        held: dict[IndicatorType, list[tuple[bytes, int]]] = {kind: [] for kind in TYPES}
        for number, (kind, value) in enumerate(listed):
            if kind in held and len(value) > LEAST:
                held[kind].append((value.encode("utf-8", "replace"), number))
        heads, order = {}, {}
        for kind, values in held.items():
            values.sort()
            starts = (int.from_bytes(v[:_HEAD].ljust(_HEAD, b"\0"), "big") for v, _ in values)
            heads[kind] = memoryview(np.fromiter(starts, np.uint64, len(values)).data)
            numbers = (number for _, number in values)
            order[kind] = memoryview(np.fromiter(numbers, np.uint32, len(values)).data)
        return cls(heads, order, records)

    @classmethod
    def restore(cls, parts: Mapping[str, Any], records: Records) -> Beginnings:
        """Those that `parts` gave."""
        heads = {
            kind: memoryview(parts[f"loose.heads.{kind}"]).cast("B").cast("Q") for kind in TYPES
        }
        order = {
            kind: memoryview(parts[f"loose.order.{kind}"]).cast("B").cast("I") for kind in TYPES
        }
        return cls(heads, order, records)

    def parts(self) -> Parts:
        """The buffers that `restore` needs."""
        heads = {f"loose.heads.{kind}": held for kind, held in self._heads.items()}
        return {**heads, **{f"loose.order.{kind}": held for kind, held in self._order.items()}}

    def find(self, text: str, types: frozenset[IndicatorType]) -> list[tuple[int, int, int]]:
        """Values whose beginning ends the text (in token form), as (number, start, end)."""
        found: list[tuple[int, int, int]] = []
        kinds = [kind for kind in TYPES if kind in types and self._heads[kind]]
        for start in _starts(text) if kinds else ():
            for kind in kinds:
                if _may_begin(kind, text, start):
                    is_marked = text[start - 1 : start] == "@"
                    numbers = self._holding(kind, text[start:], is_marked=is_marked)
                    found += ((n, start, len(text)) for n in numbers)
                    if len(found) >= MOST:
                        return found[:MOST]
        return found

    def _holding(self, kind: IndicatorType, ending: str, *, is_marked: bool) -> Iterator[int]:
        beginning = caseless(ending)
        if kind is IndicatorType.URL:
            beginning = _without_scheme(ending)
        if len(beginning) < LEAST or (kind is IndicatorType.EMAIL and "@" not in beginning[:-2]):
            return
        heads = self._heads[kind]
        head = _head(beginning)
        first = bisect_left(heads, head)
        last = bisect_right(heads, head, first)
        order = self._order[kind]
        at = bisect_left(order, beginning, first, last, key=self._value)
        while at < last and (value := self._value(order[at])).startswith(beginning):
            if _is_enough(kind, beginning, value) and (
                kind is not IndicatorType.USERNAME
                or is_marked
                or _is_no_word(beginning, value[len(beginning) :])
            ):
                yield order[at]
            at += 1

    def _value(self, number: int) -> str:
        return self._records[number].value


def _is_enough(kind: IndicatorType, beginning: str, value: str) -> bool:
    missing = value[len(beginning) :]
    if not missing or len(beginning) < SHARE * len(value):
        return False
    if kind is IndicatorType.DOMAIN and "." in missing:
        label, _, rest = beginning.partition(".")
        is_whole = missing[0] == "." and beginning.rpartition(".")[2] in _TOP_LEVELS
        return len(rest) > 1 and bool(label) and not is_whole
    return kind is not IndicatorType.URL or missing[0] != "/"


def _is_no_word(beginning: str, missing: str) -> bool:
    """Whether the beginning of a bare user name is none of a usual word.

    Letters alone could be: they need more of the name, and to end within one of its words, or
    where figures begin behind a long one.
    """
    if not beginning.isalpha():
        return True
    if len(beginning) < SHARE_OF_LETTERS * (len(beginning) + len(missing)):
        return False
    return missing[0].isalpha() or (missing[0].isdigit() and len(beginning) >= LONG_WORD)


def _may_begin(kind: IndicatorType, text: str, start: int) -> bool:
    """Whether a value of this type, cut off as it is, may begin here."""
    before, rest = text[start - 1 : start], text[start:]
    if kind is IndicatorType.PHRASE:
        return True
    if before in _JOINING and (before != "@" or kind is IndicatorType.EMAIL):
        return False
    if kind is IndicatorType.EMAIL:
        return "@" in rest and " " not in rest
    return " " not in rest and (kind is IndicatorType.USERNAME or "." in rest)


def _without_scheme(ending: str) -> str:
    host = ending.partition("://")[2] or ending
    host = host[4:] if host.lower().startswith("www.") else host
    name, slash, path = host.partition("/")
    return name.lower() + slash + path


def _starts(text: str) -> Iterator[int]:
    """Where words begin that leave enough to the end of the text, the last few of them."""
    last = len(text) - LEAST
    starts = [
        at for at in range(last + 1) if text[at].isalnum() and not text[at - 1 : at].isalnum()
    ]
    yield from starts[-MOST_WORDS:]
