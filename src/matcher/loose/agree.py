"""Whether a piece of text can be read as a listed value, character by character.

Law: every letter of the value is met, in order, by a character that may stand for it; a plain
letter stands for itself alone; a run may be longer than the listed one, never shorter.
So `ma1l` is mail and `mall` is not.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from matcher.loose import CONFUSABLES, LEET, REPEATS, SEPARATORS
from matcher.loose.letters import SKELETON, stands_for

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

GAPS = "_-.*~+=\u2022\u00b7|"
"""Characters that may stand in a phrase where the list has a space."""

ORDINARY = "-."
"""Gaps that ordinary writing has (`violet-kettle`): alone they disguise nothing."""

LEAST_DOUBLED = 3
LONG = 8
"""Letters and digits of a value in which one doubled letter is enough."""
_PART = re.compile(r"[^\W_]{2,}")
_LONG_RUN = re.compile(r"(\S)\1\1", re.IGNORECASE)
State = dict[int, tuple[frozenset[str], int, int]]
_NONE: frozenset[str] = frozenset()


class Reading:
    """One attempt to read `text` from `start` on as `value`; both in view form."""

    def __init__(self, value: str, text: str, start: int, joint: Callable[[int], bool]) -> None:
        """`joint` tells whether separators were deleted before a place of the text."""
        self.value, self.text, self.start, self.joint = value, text, start, joint

    def ends(self, ends: Collection[int]) -> tuple[int, frozenset[str]] | None:
        """The last of `ends` at which the whole value has been read, and what was undone."""
        found = None
        # By place in the value: what was undone, letters that stand for others, letters repeated.
        states: State = {0: (_NONE, 0, 0)}
        last = max(ends, default=self.start)
        for at in range(self.start, last):
            states = self._step(states, at)
            if not states:
                break
            whole = states.get(len(self.value))
            if whole is not None and at + 1 in ends:
                undone = self._judged(at + 1, *whole)
                found = (at + 1, undone) if undone is not None else found
        return found

    def _step(self, states: State, at: int) -> State:
        char = self.text[at]
        after: State = {}
        for place, (undone, odd, more) in states.items():
            if place < len(self.value):
                wanted = self.value[place]
                if (how := self._how(char, wanted)) is not None:
                    _keep(after, place + 1, (undone | how, odd + (LEET in how), more))
                elif wanted in " _-." and place + 1 < len(self.value) and self.joint(at):
                    how = self._how(char, self.value[place + 1])
                    if how is not None:
                        how |= {SEPARATORS}
                        _keep(after, place + 2, (undone | how, odd + (LEET in how), more))
            if place:
                again = self._how(char, self.value[place - 1])
                if again is not None and (char.isalnum() or LEET in again):
                    _keep(
                        after, place, (undone | again | {REPEATS}, odd + (LEET in again), more + 1)
                    )
                elif char == self.text[at - 1] and self.value[place - 1] == " ":
                    _keep(after, place, (undone, odd, more))
        return after

    def _how(self, char: str, wanted: str) -> frozenset[str] | None:
        small = char.lower()
        if small == wanted:
            return _NONE
        if wanted == " ":
            return frozenset({SEPARATORS}) if char in GAPS else None
        if char == "I" and wanted == "l":
            return frozenset({CONFUSABLES}) if not self.text.isupper() else None
        family = stands_for(small, wanted)
        return None if family is None else frozenset({family})

    def _is_one_doubled(self, text: str) -> bool:
        """Whether one or two doubled letters are enough.

        They are in a long value, for short ones are one letter from others; and in identifiers
        within a part, for a letter more at its edge makes another one.
        """
        if sum(map(str.isalnum, self.value)) < LONG:
            return False
        return " " in self.value or not any(map(_is_doubled_at_its_edge, _PART.findall(text)))

    def _is_ordinary(self, text: str, end: int) -> bool:
        """Whether the only separators are those that words in ordinary writing have."""
        if any(map(self.joint, range(self.start + 1, end))):
            return False
        return not any(char in GAPS and char not in ORDINARY for char in text)

    def _judged(
        self, end: int, undone: frozenset[str], odd: int, more: int
    ) -> frozenset[str] | None:
        """What was undone, or None where the reading is too weak to be one."""
        text = self.text[self.start : end]
        if odd and not _has_letters(text):
            return None
        if undone == {SEPARATORS} and self._is_ordinary(text, end):
            return None
        if REPEATS in undone and more < LEAST_DOUBLED and not _LONG_RUN.search(text):
            return undone if self._is_one_doubled(text) else None
        return undone


def _is_doubled_at_its_edge(part: str) -> bool:
    """Whether the first or the last letter stands twice, or is followed by what stands for it."""
    ends = part[:2], part[-2:]
    return any(SKELETON[ord(each[0])] == SKELETON[ord(each[1])] for each in ends)


def _keep(states: State, place: int, state: tuple[frozenset[str], int, int]) -> None:
    """Of two ways to one place, the one that undid less."""
    held = states.get(place)
    if held is None or (state[2], state[1], len(state[0])) < (held[2], held[1], len(held[0])):
        states[place] = state


def _has_letters(text: str) -> bool:
    """Whether each longer word has a letter of its own, and letters are not the fewest."""
    words = text.split()
    own = sum(map(str.isalpha, text))
    return own * 5 >= len(text) and all(
        len(word) < 3 or any(map(str.isalpha, word)) for word in words
    )
