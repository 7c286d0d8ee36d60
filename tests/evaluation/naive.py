"""A naive scan for phrases, from DESIGN's rules alone: every piece is folded and compared.

A piece matches a phrase if both fold to the same (NFKC, case folded, format characters removed,
white space as one space) and the original characters next to it, format characters skipped, are
not of category L, M or Nd, those of scripts without spaces excepted.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_SPACES = re.compile(r"\s+")
_EXEMPT = (("\u0e00", "\u0eff"), ("\u1000", "\u109f"), ("\u1780", "\u17ff"), ("\u3041", "\u30ff"),
           ("\u3400", "\u4dbf"), ("\u4e00", "\u9fff"))  # fmt: skip


def folded(text: str) -> str:
    """The text as phrases are compared."""
    text = unicodedata.normalize("NFKC", text).casefold()
    return _SPACES.sub(" ", "".join(char for char in text if unicodedata.category(char) != "Cf"))


def occurrences(phrases: Iterable[str], text: str) -> set[tuple[str, int, int]]:
    """Every (folded phrase, start, end) in the text."""
    wanted = {folded(phrase).strip() for phrase in phrases} - {""}
    longest = max(map(len, wanted), default=0)
    ends = [at for at, char in enumerate(text) if not _is_blank(char)]
    found = set()
    for start in ends:
        for last in ends:
            # Folding never takes more characters of a piece than its blank ones.
            if last < start or _is_long(text[start : last + 1], longest):
                continue
            piece = folded(text[start : last + 1])
            if piece in wanted and _stands_alone(text, start, last + 1):
                found.add((piece, start, last + 1))
    return found


def _is_blank(char: str) -> bool:
    return char.isspace() or unicodedata.category(char) == "Cf"


def _is_long(piece: str, longest: int) -> bool:
    # Composition joins a base and its marks, so a piece is at most some characters longer.
    return sum(not _is_blank(char) for char in piece) > 3 * longest


def _stands_alone(text: str, start: int, end: int) -> bool:
    before = next((c for c in reversed(text[:start]) if unicodedata.category(c) != "Cf"), " ")
    after = next((c for c in text[end:] if unicodedata.category(c) != "Cf"), " ")
    return not (_continues(before) or _continues(after))


def _continues(char: str) -> bool:
    category = unicodedata.category(char)
    if category[0] not in "LM" and category != "Nd":
        return False
    return not any(first <= char <= last for first, last in _EXEMPT)
