"""Which dead letters there are: repeats of a record folded, those screened again marked.

Delivery is at least once, so a record may have several dead letters. The last one speaks for it,
but the first whole body is kept in mind: that one can be screened without the original.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import orjson

from screening.audit.entry import REPLAY
from screening.dead_letters.letter import Body, Coordinates, Letter, read

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from aiokafka import ConsumerRecord


@dataclass(slots=True)
class Entry:
    """A record with dead letters: the one to screen again, and how many there are."""

    letter: Letter
    count: int = 1
    replayed: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """Which dead letters are meant; an empty set of anything means all.

    Times are Unix milliseconds, `until` exclusive.
    """

    places: frozenset[tuple[int, int]] = frozenset()
    reasons: frozenset[str] = frozenset()
    since_ms: int | None = None
    until_ms: int | None = None
    replayed_too: bool = False

    def takes(self, entry: Entry) -> bool:
        """Whether an entry is meant."""
        letter = entry.letter
        if self.places:
            return (letter.place.partition, letter.place.offset) in self.places
        return (
            (not self.reasons or letter.reason in self.reasons)
            and (self.since_ms is None or letter.at_ms >= self.since_ms)
            and (self.until_ms is None or letter.at_ms < self.until_ms)
            and (self.replayed_too or not entry.replayed)
        )


@dataclass(slots=True)
class Inventory:
    """The records of a dead-letter topic, in the order of their first dead letter."""

    entries: dict[Coordinates, Entry] = field(default_factory=dict)
    places: dict[tuple[int, int], Coordinates] = field(default_factory=dict)
    passed_over: int = 0

    def add(self, record: ConsumerRecord) -> None:
        """Enter a message; what is no dead letter of ours is only counted."""
        letter = read(record)
        if letter is None:
            self.passed_over += 1
            return
        self.places[record.partition, record.offset] = letter.original
        entry = self.entries.get(letter.original)
        if entry is None:
            self.entries[letter.original] = Entry(letter)
            return
        entry.count += 1
        if letter.body is Body.WHOLE or entry.letter.body is not Body.WHOLE:
            entry.letter = letter

    def mark(self, group: str, receipt: bytes | None) -> None:
        """Mark the record that a receipt says was screened again; other messages are passed by."""
        try:
            given = orjson.loads(receipt or b"")
            if given["group"] != group + REPLAY:
                return
            at = Coordinates(given["topic"], given["partition"], given["first_offset"])
            entry = self.entries.get(at)
        except (orjson.JSONDecodeError, KeyError, TypeError):
            return
        if entry is not None:
            entry.replayed = True

    def chosen(self, choice: Choice) -> Iterator[Entry]:
        """The entries that are meant; any of a record's dead letters names it."""
        if not choice.places:
            yield from filter(choice.takes, self.entries.values())
            return
        for at in dict.fromkeys(self.places[each] for each in choice.places & self.places.keys()):
            yield self.entries[at]

    def unknown(self, choice: Choice) -> list[tuple[int, int]]:
        """Coordinates that were named and are no dead letter."""
        return sorted(choice.places - self.places.keys())


def reasons(entries: Iterable[Entry]) -> Counter[str]:
    """How many records there are of each reason."""
    return Counter(entry.letter.reason for entry in entries)
