"""Characters that only their neighbours explain, in the place of others that say the same alone.

Law: the text keeps its length, so every place is what it was.
"""

from __future__ import annotations

import re

import regex

from matcher.loose.letters import MARKS

_IN_LATIN = {
    "\u043f": "\u0578", "\u0438": "\u0578", "\u044f": "\u0433", "\u0448": "\u0461",
    "\u0449": "\u0461", "\u03c9": "\u0461", "\u0446": "\u03c5", "\u2202": "\u0501",
    "\u041f": "\u0578", "\u0418": "\u0578", "\u042f": "\u0433", "\u0428": "\u0461",
    "\u0429": "\u0461", "\u03a9": "\u0461", "\u0426": "\u03c5",
}  # fmt: skip
"""What looks like a Latin letter enough among such letters: a look-alike of the same letter."""

_TABLE = str.maketrans(_IN_LATIN)
_RINGS = "\u0982\u0c02\u0c82\u0d02\u0d82"
_ANY = re.compile(f"[{''.join(_IN_LATIN)}{_RINGS}{MARKS}]")
_WORD = re.compile(r"[\w\u2202]+")
_LATIN = re.compile("[A-Za-z]")
# Greek and Polish hooks that stand alone: compatible forms fold them to marks upon a space.
_HOOK = re.compile(r"(?<=\w)[ ][\u0345\u0328](?=\w)")
_ON_NO_LETTER = re.compile(rf"([^\w\s]|[ ])[{MARKS}]+(?=\1)")
_LETTER = r"[\p{Latin}\p{Greek}\p{Cyrillic}0-9_]"
# Signs of Indic scripts that are a ring, as a letter beside letters that are read as Latin ones.
_RING = regex.compile(rf"(?<={_LETTER})[{_RINGS}]|[{_RINGS}](?={_LETTER})")
_O = "\u03bf"
_I, _NOTHING = "i\u0345", "\ufe0f"


def explained(text: str) -> str:
    """The text (in token form) with such characters changed."""
    if text.isascii() or _ANY.search(text) is None:
        return text
    if _LATIN.search(text):
        text = _WORD.sub(_word, text)
    text = _HOOK.sub(_I, text)
    text = _RING.sub(_O, text)
    return _ON_NO_LETTER.sub(lambda found: _NOTHING * len(found[0]), text)


def _word(found: re.Match[str]) -> str:
    return found[0].translate(_TABLE) if _LATIN.search(found[0]) else found[0]
