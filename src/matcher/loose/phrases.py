"""Disguised phrases: an automaton over skeletons proposes, and the listed value decides.

Law: at most `MOST_READINGS` proposals are judged in one text, so the work stays linear.
Word boundaries hold on the original characters, as in the canonical lane, and in the view: a
word that was spelled out is one word.
"""

from __future__ import annotations

from array import array
from typing import TYPE_CHECKING, Any

from matcher import automaton
from matcher.loose import skeleton, views
from matcher.loose.agree import Reading
from matcher.loose.letters import SKELETON
from matcher.phrases import separates

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from matcher.exact import Records
    from matcher.loose.layers import Families, View
    from matcher.table import Parts

LEAST = 4
"""Letters of the shortest skeleton that is searched."""

MOST_READINGS = 300
MOST_STARTS = 6
LONG = 8
"""Letters of a phrase of several words that is found inside letters spelled without word gaps."""

SINGLE = "aAI0123456789"
"""What is a word by itself before a phrase that is spelled out; another letter is a part of one."""

Loose = tuple[int, int, int, "Families"]


class Skeletons:
    """The listed phrases by skeleton; several may share one."""

    def __init__(
        self,
        numbers: Sequence[int],
        firsts: Sequence[int],
        search: automaton.Automaton,
        records: Records,
    ) -> None:
        """Pattern n belongs to `numbers[firsts[n]:firsts[n + 1]]`."""
        self._numbers, self._firsts, self._search = numbers, firsts, search
        self._records = records

    @classmethod
    def build(
        cls, phrases: Iterable[tuple[str, int]], records: Records, engine: automaton.Engine
    ) -> Skeletons:
        """The skeletons of phrases (value, number)."""
        held = sorted((skeleton.of(views.form(value)), number) for value, number in phrases)
        held = [each for each in held if len(each[0]) >= LEAST]
        starts = [n for n, each in enumerate(held) if not n or held[n - 1][0] != each[0]]
        search = automaton.build([held[start][0] for start in starts], engine)
        numbers = array("I", [number for _, number in held])
        return cls(numbers, array("I", [*starts, len(held)]), search, records)

    @classmethod
    def restore(
        cls, parts: Mapping[str, Any], records: Records, engine: automaton.Engine, shard: int | None
    ) -> Skeletons:
        """The skeletons that `parts` gave."""
        numbers = memoryview(parts["loose.phrases"]).cast("B").cast("I")
        firsts = memoryview(parts["loose.firsts"]).cast("B").cast("I")
        search: automaton.Automaton
        if "loose.automaton" in parts:
            search = automaton.restore(bytes(parts["loose.automaton"]))
        else:
            values = (records[numbers[first]].value for first in firsts[:-1])
            patterns = [skeleton.of(views.form(value)) for value in values]
            search = automaton.build(patterns, engine, shard=shard)
        return cls(numbers, firsts, search, records)

    def parts(self) -> Parts:
        """The buffers that `restore` needs."""
        found: Parts = {
            "loose.phrases": memoryview(self._numbers),  # type: ignore[arg-type]
            "loose.firsts": memoryview(self._firsts),  # type: ignore[arg-type]
        }
        serialized = self._search.serialized()
        return found if serialized is None else {**found, "loose.automaton": serialized}

    def find(self, view: View) -> list[Loose]:
        """Phrases and odd user names in a view: number, place in it, what was undone."""
        proposals = self._search.find(skeleton.of(view.text))
        if not proposals:
            return []
        found, values = [], dict[int, str]()
        runs = Runs(view.text)
        for start, end, pattern in proposals[:MOST_READINGS]:
            for number in self._numbers[self._firsts[pattern] : self._firsts[pattern + 1]]:
                listed = values.get(number) or self._records[number].value
                values[number] = listed
                found += [(number, *place) for place in _read(listed, view, runs, start, end)]
        return found

    def proposed(self, view: View) -> set[int]:
        """The phrases of which a view has the skeleton, in bounded number."""
        patterns = {p for _, _, p in self._search.find(skeleton.of(view.text))[:MOST_READINGS]}
        return {n for p in patterns for n in self._numbers[self._firsts[p] : self._firsts[p + 1]]}


class Runs:
    """Where each character of a view's skeleton stands in the view."""

    def __init__(self, seen: str) -> None:
        classes = [SKELETON[ord(char)] for char in seen]
        self.places: list[list[int]] = []
        before = ""
        for at, letter in enumerate(classes):
            if not letter:
                continue
            if letter == before:
                self.places[-1].append(at)
            else:
                self.places.append([at])
            before = letter


def _read(
    listed: str, view: View, runs: Runs, start: int, end: int
) -> Iterator[tuple[int, int, Families]]:
    """The first reading of a proposal as the value."""
    value, text, joint = views.form(listed), view.text, view.layers[-1].joint
    long = " " in value and len(value) > LONG

    def bounds(at: int) -> bool:
        if not 0 < at < len(text) or separates(text[at]) or separates(text[at - 1]):
            return True
        return long and joint(at) and ((joint(at - 1) and joint(at + 1)) or text[at - 1] in SINGLE)

    def others(first: int, last: int) -> Families:
        return view.undone(first, last, listed)

    starts = [at for at in runs.places[start] if bounds(at)]
    ends = {at + 1 for at in runs.places[end - 1] if bounds(at + 1)}
    for first in dict.fromkeys([*starts[:MOST_STARTS], *starts[-MOST_STARTS:]]):
        reading = Reading(value, text, first, joint, others).ends(ends)
        if reading is not None:
            yield first, *reading
            return
