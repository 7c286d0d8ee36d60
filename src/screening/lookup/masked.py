"""Values as they may be shown to whoever has not asked for a reveal, and to any screen. Pure.

Law: of a masked value nothing is shown but its first sign, its length and its punctuation, and of a
short one not even the first; of a revealed one nothing is alive on a terminal.
"""

from __future__ import annotations

from screening.mask import MASK

_PUNCTUATION = frozenset(" @.:/+-_?&=")
LEAST_SHOWN, MOST_CHARS = 4, 60


def masked(value: str) -> str:
    """`value` with every letter, digit and unusual sign but the first as `•`; a long one cut."""
    hidden = masked_whole(value[:MOST_CHARS])
    return hidden if len(value) <= MOST_CHARS else f"{hidden}…"


def masked_whole(value: str) -> str:
    """As `masked`, of the same length whatever it is."""
    hidden = "".join(char if char in _PUNCTUATION else MASK for char in value)
    at = hidden.find(MASK)
    if hidden.count(MASK) >= LEAST_SHOWN and value[at].isascii() and value[at].isalnum():
        hidden = hidden[:at] + value[at] + hidden[at + 1 :]
    return hidden


def harmless(text: str) -> str:
    """`text` with control, format and other invisible characters written as their code points."""
    if text.isprintable():
        return text
    return "".join(char if char.isprintable() else _named(char) for char in text)


def _named(char: str) -> str:
    return f"\\u{ord(char):04x}" if ord(char) < 0x10000 else f"\\U{ord(char):08x}"
