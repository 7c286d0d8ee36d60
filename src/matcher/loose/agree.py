"""Whether a piece of text can be read as a listed value, character by character.

Law: every letter of the value is met, in order, by a character that may stand for it; a plain
letter stands for itself alone; a run may be longer than the listed one, and shorter only where
another is much longer. So `ma1l` is mail and `mall` is not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from matcher.loose import CONFUSABLES, LEET, REPEATS, SEPARATORS
from matcher.loose.evidence import GLUED, LOST, Undone, judged
from matcher.loose.letters import stands_for

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from matcher.loose.layers import Families

LONGEST_GAP = 4
"""Characters that may stand for a space, as three stops and a space."""

_DOUBLED = re.compile(r"([^\W\d_])\1")
State = dict[int, Undone]
_NONE: frozenset[str] = frozenset()


class Reading:
    """One attempt to read `text` from `start` on as `value`; both in view form."""

    def __init__(
        self,
        value: str,
        text: str,
        start: int,
        joint: Callable[[int], bool],
        others: Callable[[int, int], Families],
    ) -> None:
        """Bind both.

        `joint` tells whether separators were deleted before a place of the text, and `others` what
        was undone between two places.
        """
        self.value, self.text, self.start = value, text, start
        self.joint, self.others = joint, others
        self._seconds = {found.end() - 1 for found in _DOUBLED.finditer(value)}

    def ends(self, ends: Collection[int]) -> tuple[int, Families] | None:
        """The last of `ends` at which the whole value has been read, and what was undone."""
        found = None
        states: State = {0: Undone()}
        last = max(ends, default=self.start)
        for at in range(self.start, last):
            states = self._step(states, at)
            if not states:
                break
            if at + 1 in ends and (whole := self._whole(states)) is not None:
                undone = self._judged(at + 1, whole)
                found = (at + 1, undone) if undone is not None else found
        return found

    def _whole(self, states: State) -> Undone | None:
        size = len(self.value)
        whole = states.get(size)
        if whole is None and size - 1 in self._seconds and (part := states.get(size - 1)):
            whole = part._replace(families=part.families | {LOST})
        return whole

    def _step(self, states: State, at: int) -> State:
        after: State = {}
        for place, undone in states.items():
            if place < len(self.value):
                self._go_on(after, place, undone, at)
            if place:
                self._repeat(after, place, undone, at)
        return after

    def _go_on(self, after: State, place: int, undone: Undone, at: int) -> None:
        """Read the character as what the value has next, or has behind what is missing here."""
        char, wanted = self.text[at], self.value[place]
        how = self._how(char, wanted)
        if how is not None:
            _keep(after, place + 1, undone, how)
            return
        if place + 1 == len(self.value) or (place not in self._seconds and wanted not in " _-."):
            return
        how = self._how(char, self.value[place + 1])
        if how is None:
            return
        if place in self._seconds:
            _keep(after, place + 2, undone, how | {LOST})
        elif self.joint(at):
            _keep(after, place + 2, undone, how | {SEPARATORS})
        elif wanted == " " and char.isalnum():
            _keep(after, place + 2, undone, how | {SEPARATORS, GLUED})

    def _repeat(self, after: State, place: int, undone: Undone, at: int) -> None:
        """Read the character as one more of what the value had last; a digit more is another."""
        char, last = self.text[at], self.value[place - 1]
        how = self._how(char, last)
        if how is not None and last != " " and (char.isalpha() or LEET in how):
            _keep(after, place, undone, how | {REPEATS}, more=1)
        elif last == " " and _is_gap(char) and self._is_in_gap(at):
            _keep(after, place, undone, _NONE)

    def _is_in_gap(self, at: int) -> bool:
        """Whether a short gap goes on here."""
        before = self.text[max(at - LONGEST_GAP, self.start) : at]
        return not before[-1].isalnum() and any(map(str.isalnum, before))

    def _how(self, char: str, wanted: str) -> frozenset[str] | None:
        small = char.lower()
        if small == wanted:
            return _NONE
        if wanted == " ":
            return frozenset({SEPARATORS}) if _is_gap(char) else None
        if char == "I" and wanted == "l":
            return frozenset({CONFUSABLES}) if not self.text.isupper() else None
        family = stands_for(small, wanted)
        return None if family is None else frozenset({family})

    def _judged(self, end: int, undone: Undone) -> Families | None:
        """All that was undone, or None where the reading is too weak to be one."""
        others = self.others(self.start, end)
        judged_so = judged(self.value, self.text[self.start : end], undone, bool(others))
        return None if judged_so is None else judged_so | others


def _is_gap(char: str) -> bool:
    """Whether a character may stand where the list has a space."""
    return not char.isalnum()


def _keep(states: State, place: int, undone: Undone, how: frozenset[str], *, more: int = 0) -> None:
    """Of two ways to one place, the one that undid less."""
    families, odd = undone.families | how, undone.odd + (LEET in how)
    more += undone.more
    held = states.get(place)
    if held is None or (more, odd, len(families)) < (held.more, held.odd, len(held.families)):
        states[place] = Undone(families, odd, more)
