"""The words of the evaluation: what is listed, what a document holds, what must be found.

Law: a label is made while the text is written, by marking the span in it; it is never searched.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple

CANONICAL, LOOSE = "canonical", "loose"
OPEN, CLOSE = "\ue000", "\ue001"  # the span, in text that is being written
OTHER_OPEN, OTHER_CLOSE = "\ue002", "\ue003"  # another span that the rules leave open
_MARKS = {OPEN, CLOSE, OTHER_OPEN, OTHER_CLOSE}


class Entry(NamedTuple):
    """One listed indicator as a feed states it."""

    id: str
    type: str
    value: str


class Expected(NamedTuple):
    """One match that must be found: `spans` are the accepted ones, the first preferred."""

    id: str
    field: str
    spans: tuple[tuple[int, int], ...]
    lanes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One payment and what must be found in it; a negative expects nothing.

    `type` is the type that the case is about, `place` the field that holds it, `form` how it is
    written, `family` what was done to hide it (`none` in the canonical lane; for a negative: the
    kind of trap).
    """

    document: dict[str, Any]
    expected: tuple[Expected, ...]
    type: str
    lane: str
    place: str
    form: str
    family: str

    @property
    def text(self) -> str:
        """The text of the field that the case is about."""
        return value_at(self.document, self.place)


def span(text: str) -> str:
    """`text` as the expected span of what is being written."""
    return f"{OPEN}{text}{CLOSE}"


def other(text: str) -> str:
    """`text` as an accepted span beside the expected one."""
    return f"{OTHER_OPEN}{text}{OTHER_CLOSE}"


def unmarked(marked: str) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text without its marks, and the spans they stood for: expected ones first."""
    plain: list[str] = []
    opened: dict[str, int] = {}
    found: dict[str, list[tuple[int, int]]] = {CLOSE: [], OTHER_CLOSE: []}
    for char in marked:
        if char not in _MARKS:
            plain.append(char)
        elif char in found:
            found[char].append((opened[char], len(plain)))
        else:
            opened[CLOSE if char == OPEN else OTHER_CLOSE] = len(plain)
    return "".join(plain), (*found[CLOSE], *found[OTHER_CLOSE])


def value_at(document: dict[str, Any], path: str) -> str:
    """The text at a dotted path."""
    value: Any = document
    for key in path.split("."):
        value = value[key]
    return str(value)


def put(document: dict[str, Any], path: str, value: str) -> None:
    """Write `value` at a dotted path."""
    *parents, last = path.split(".")
    for key in parents:
        document = document.setdefault(key, {})
    document[last] = value
