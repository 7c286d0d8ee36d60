"""Texts in pieces: read as one, with the place of each piece's own text in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from matcher.indicator import Span

if TYPE_CHECKING:
    from collections.abc import Sequence


class Piece(NamedTuple):
    """An item of a joined field: its concrete path and its original text.

    The text is read from `start` on; `before` stands between it and the piece before.
    """

    field: str
    text: str
    start: int = 0
    before: str = " "

    def on_a_line_of_its_own(self) -> Piece:
        """The same, behind a line break instead of a space."""
        return self._replace(before=self.before.replace(" ", "\n"))


def whole_text(pieces: Sequence[Piece]) -> str:
    """What the pieces say together."""
    texts = [part for _, text, start, before in pieces for part in (before, text[start:])]
    return "".join(texts[1:])


def spans(pieces: Sequence[Piece], start: int, end: int) -> tuple[Span, ...]:
    """The pieces' own places under `start` to `end` of the whole text."""
    found = []
    offset = -len(pieces[0].before)
    for path, text, skipped, before in pieces:
        offset += len(before) - skipped  # of the text's own beginning in the whole
        first, last = max(start - offset, skipped), min(end - offset, len(text))
        if first < last:
            found.append(Span(path, first, last, text[first:last]))
        offset += len(text)
    return tuple(found)
