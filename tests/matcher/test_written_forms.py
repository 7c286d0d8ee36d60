"""Identifiers however they are written: each form in every surrounding.

What must be found, and the exact characters that must be marked, is written out in
`written_rows`; nothing of the matcher decides it.
"""

from __future__ import annotations

import pytest

from matcher.indicator import Lane
from matcher.pieces import Piece
from tests.matcher import lists
from tests.matcher.written_rows import (
    CUT,
    FORMS,
    LISTED,
    NOT_WHOLE,
    NOTHING,
    PARTS,
    SURROUNDINGS,
    WHOLE,
    WHOLE_PARTS,
)

OVER = lists.index(*LISTED)
# A stop ends a sentence, a colon a label: they are no part of what stands before them.
CLOSING = ".,;:!?"


def marked(text: str, role: str = "free_text") -> set[str]:
    """What is marked in a text, without doubt; the law of excerpts holds for all of it."""
    found = lists.find(OVER, text, role)
    for match in found:
        assert text[match.span.start : match.span.end] == match.span.excerpt
    return {match.span.excerpt for match in found if match.lane is Lane.CANONICAL}


@pytest.mark.parametrize("around", SURROUNDINGS)
@pytest.mark.parametrize("form", FORMS)
def test_in_every_surrounding(form: str, around: str) -> None:
    """The value is marked from its first character to its last."""
    assert form.rstrip(CLOSING) in marked(around.format(form))


@pytest.mark.parametrize(("text", "expected"), PARTS)
def test_inside_something_else(text: str, expected: str) -> None:
    """Labels, links and what else belongs to a text stay outside."""
    assert expected in marked(text)


@pytest.mark.parametrize(("role", "text"), WHOLE)
def test_as_a_whole_value(role: str, text: str) -> None:
    """A field that says what it holds needs no sign and no country."""
    assert marked(text, role) == {text}


@pytest.mark.parametrize(("role", "text", "expected"), WHOLE_PARTS)
def test_as_a_part_of_a_whole_value(role: str, text: str, expected: str) -> None:
    """What says of what kind the value is stays outside."""
    assert expected in marked(text, role)


@pytest.mark.parametrize("role", ["contact", "proxy"])
@pytest.mark.parametrize("text", NOT_WHOLE)
def test_what_is_no_whole_value(text: str, role: str) -> None:
    """Such a field is not searched."""
    assert marked(text, role) == set()


@pytest.mark.parametrize("form", CUT)
@pytest.mark.parametrize("around", ["{}", "first line\n{}\nlast line", "see {}, thanks"])
def test_cut_by_a_line_break(form: str, around: str) -> None:
    """Lines end where they are full: the evidence goes over the break."""
    assert marked(around.format(form)) == {form}


@pytest.mark.parametrize("text", NOTHING)
@pytest.mark.parametrize("around", ["{}", "see {} now", "({}),"])
def test_what_is_not_listed(text: str, around: str) -> None:
    """Longer, shorter, other: near values are no values."""
    assert marked(around.format(text)) == set()


@pytest.mark.parametrize("form", CUT)
def test_cut_between_the_lines_of_a_message(form: str) -> None:
    """Remittance lines are items of their own: the evidence is in each of them."""
    texts = form.replace("\r", "").split("\n")
    pieces = [Piece(f"lines[{n}]", text) for n, text in enumerate(texts)]
    (match,) = OVER.match_joined(lists.scope("free_text"), pieces)
    assert [part.excerpt for part in match.parts] == texts
    assert [part.field for part in match.parts] == [piece.field for piece in pieces]
    assert (match.lane, match.span) == (Lane.CANONICAL, match.parts[0])
