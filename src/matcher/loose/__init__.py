"""The loose lane: listed values that someone disguised, found by undoing the disguise.

`signs` says cheaply whether a text shows any; `views` undo what has one undoing; `skeleton` and
`agree` find and judge what has several; `truncated` needs no sign but a text of a known length.
A finding is of the lane `loose`, keeps the usual methods (`token`, `phrase`, `exact` …), and
`Match.undone` names what was undone, in the order of `FAMILIES`.
"""

from __future__ import annotations

SEPARATORS, AT_DOT, LEET = "separators", "at_dot", "leet"
CONFUSABLES, REPEATS = "confusables", "repeats"
DIACRITICS, TRUNCATED = "diacritics", "truncated"

FAMILIES = (SEPARATORS, AT_DOT, LEET, CONFUSABLES, REPEATS, DIACRITICS, TRUNCATED)
"""What can be undone, in the order in which a match names it."""
