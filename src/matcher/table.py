"""Tables of keys by fingerprint: flat arrays that processes can share and load at once.

Law: a key that was put in is always found. A key that was not may be offered too (two keys of
one fingerprint of 63 bits), so whoever needs certainty compares the record's own value.
Slots are in order of fingerprint: a key stands at its home or in the slots just after it, and
a look-up ends at the first larger fingerprint (linear probing over a sorted table).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np
from xxhash import xxh3_64_intdigest

from matcher.memo import Memo

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

Parts = dict[str, Any]
"""Named buffers: bytes, memory maps or arrays, each read only."""

FREE = (1 << 64) - 1  # larger than any fingerprint
SLOTS_PER_KEY = 1.6
_ENTRY = np.dtype([("fingerprint", np.uint64), ("number", np.uint32)])


class KeyTable:
    """Which numbers belong to a key."""

    __slots__ = ("_capacity", "_fingerprints", "_numbers", "numbers")

    def __init__(self, fingerprints: memoryview, numbers: memoryview, capacity: int) -> None:
        """Wrap what `parts` gave; use `build` or `restore`."""
        self._fingerprints = fingerprints
        self._numbers = numbers
        self._capacity = capacity
        found = Memo(partial(_found, fingerprints, numbers, capacity))
        self.numbers: Callable[[str], Sequence[int]] = found.__getitem__
        """`numbers(key)`: the numbers that may belong to a key."""

    @classmethod
    def build(cls, keys: Iterable[tuple[str, int]]) -> KeyTable:
        """The table of (key, number) pairs; a key may occur with several numbers."""
        pairs = ((xxh3_64_intdigest(key.encode()) >> 1, number) for key, number in keys)
        entries = np.fromiter(pairs, _ENTRY)
        entries.sort()
        capacity = int(len(entries) * SLOTS_PER_KEY) + 1
        return cls(*_placed(entries, capacity), capacity)

    @classmethod
    def restore(cls, parts: Mapping[str, Any], name: str) -> KeyTable:
        """The table that `parts` gave under `name`."""
        capacity = int.from_bytes(parts[f"{name}.capacity"], "little")
        fingerprints = memoryview(parts[f"{name}.fingerprints"]).cast("B").cast("Q")
        return cls(fingerprints, memoryview(parts[f"{name}.numbers"]).cast("B").cast("I"), capacity)

    def parts(self, name: str) -> Parts:
        """The buffers that `restore` needs, under names that begin with `name`."""
        return {
            f"{name}.capacity": self._capacity.to_bytes(8, "little"),
            f"{name}.fingerprints": self._fingerprints,
            f"{name}.numbers": self._numbers,
        }

    def witnessed(self, note: Callable[[str, Sequence[int]], object]) -> KeyTable:
        """The same table; `note` hears each key that is looked up, and what was found."""
        asked = self.numbers

        def numbers(key: str) -> Sequence[int]:
            found = asked(key)
            note(key, found)
            return found

        other = KeyTable(self._fingerprints, self._numbers, self._capacity)
        other.numbers = numbers
        return other

    def __bool__(self) -> bool:
        return self._capacity > 1

    def __contains__(self, key: str) -> bool:
        return bool(self.numbers(key))


def _found(held: memoryview, numbers: memoryview, capacity: int, key: str) -> Sequence[int]:
    """The numbers of the slots that have this key's fingerprint."""
    try:
        wanted = xxh3_64_intdigest(key.encode()) >> 1
    except UnicodeEncodeError:  # half of a surrogate pair, which no list holds
        return ()
    slot = (wanted >> 31) * capacity >> 32
    fingerprint = held[slot]
    if fingerprint > wanted:
        return ()
    found: list[int] = []
    while fingerprint <= wanted:
        if fingerprint == wanted:
            found.append(numbers[slot])
        slot += 1
        fingerprint = held[slot]
    return tuple(found)


def _placed(entries: NDArray[np.void], capacity: int) -> tuple[memoryview, memoryview]:
    """Sorted fingerprints at their homes or as near behind them as there is room."""
    held = entries["fingerprint"]
    homes = ((held >> np.uint64(31)) * np.uint64(capacity) >> np.uint64(32)).astype(np.int64)
    order = np.arange(len(held))
    places = np.maximum.accumulate(homes - order) + order
    slots = max(capacity, int(places[-1]) + 1 if len(places) else 0) + 1
    fingerprints, values = np.full(slots, FREE, np.uint64), np.zeros(slots, np.uint32)
    fingerprints[places], values[places] = held, entries["number"]
    return memoryview(fingerprints.data), memoryview(values.data)
