"""How the items of a list are read as one text.

Rule 1: items are joined by one space; an item that begins with `//` goes on where the one
before ended, joined by nothing and without the `//` (SWIFT Standards MT, field 72).
Rule 2: where an item is as long as its format lets it be, a word may have been cut there. Such
places are also read joined by nothing; what both readings find is one match.
Rule 3: a value in two fields is its prefix and the rest, joined by one space, which account
numbers do without.
"""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from matcher.pieces import Piece
from screening.transaction import Joined

if TYPE_CHECKING:
    from matcher.indicator import Scope

FULL_LENGTHS = frozenset({35, 140})
"""Characters of a line in SWIFT MT, and of an unstructured remittance item in ISO 20022."""

CONTINUATION = "//"


def readings(scope: Scope, items: list[tuple[str, str]]) -> list[Joined]:
    """The one or two ways to read two or more items, each a path and its text, as one text."""
    pieces = [_piece(path, text) for path, text in items]
    cut = [
        piece._replace(before="") if len(before.text) in FULL_LENGTHS else piece
        for before, piece in pairwise(pieces)
    ]
    found = [Joined(scope, pieces)]
    if cut != pieces[1:]:
        found.append(Joined(scope, [pieces[0], *cut]))
    return found


def prefixed(scope: Scope, prefix: tuple[str, str], rest: tuple[str, str]) -> Joined:
    """A value in two fields, each a path and its text."""
    return Joined(scope, [Piece(*prefix), Piece(*rest)])


def _piece(path: str, text: str) -> Piece:
    if text.startswith(CONTINUATION):
        return Piece(path, text, len(CONTINUATION), "")
    return Piece(path, text)
