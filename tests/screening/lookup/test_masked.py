"""Nothing of a value is shown until it is revealed, and nothing shown is alive."""

from __future__ import annotations

import json
import unicodedata
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from screening.lookup import text_view
from screening.lookup.find import look_up
from screening.lookup.masked import MOST_CHARS, harmless, masked
from screening.lookup.view import shown
from tests.screening.lookup.values import ANY
from tests.screening.support import list_of

if TYPE_CHECKING:
    from pathlib import Path

    import pytest

    from feeds.compile import ActiveList

NOW = datetime(2026, 3, 1, tzinfo=UTC)
HOSTILE = "<script>\u202ealert(1)</script>\x1b[31m\x07\u2066x"


@given(value=st.text(max_size=200))
def test_one_sign_at_most_is_left(value: str) -> None:
    """All else that is shown is punctuation; the length stays up to a bound."""
    hidden = masked(value)
    assert len(hidden) == min(len(value), MOST_CHARS + 1)
    left = [
        char for char in hidden if unicodedata.category(char)[0] in "LNMCS" and char not in "+="
    ]
    assert len(left) <= 1
    assert hidden.isprintable()


@given(value=st.text(max_size=3))
def test_a_short_value_shows_nothing(value: str) -> None:
    """Its first sign would be most of it."""
    assert not any(char.isalnum() for char in masked(value))


@settings(deadline=None, max_examples=40, suppress_health_check=list(HealthCheck))
@given(value=ANY)
def test_no_piece_of_a_value_is_in_an_answer(
    tmp_path_factory: pytest.TempPathFactory, value: tuple[str, str, list[str]]
) -> None:
    """Neither of the one that was asked for nor of an indicator's, in JSON or in text."""
    kind, text, forms = value
    entry = {"id": "0", "type": kind, "value": text}
    active = list_of(tmp_path_factory.mktemp("one"), entry)
    for form in (text, *forms):
        answer = look_up(active, form)
        answered = shown(answer, NOW, revealed=False)
        answered["snapshot"] = {"serial": 1, "created": ""}
        written = json.dumps(answered, ensure_ascii=False) + "\n".join(text_view.lines(answered))
        pieces = _pieces(form) | _pieces(text) | _pieces(answer.readings[0].key)
        assert not [piece for piece in pieces if piece in written.lower()]


def _pieces(text: str) -> set[str]:
    """Every five characters in a row with letters or digits at both ends; no ordinary words."""
    found = {text.lower()[at : at + 5] for at in range(len(text) - 4)}
    return {piece for piece in found if piece[0].isalnum() and piece[4].isalnum()} - {
        f"{word}"[at : at + 5] for word in ("mailto", "https", "example") for at in range(3)
    }


def test_a_revealed_answer_shows_values(active: ActiveList) -> None:
    """As they are."""
    answer = look_up(active, "Quiet.Lantern@example.com")
    told = shown(answer, NOW, revealed=True)
    assert told["value"] == "Quiet.Lantern@example.com"
    assert told["indicators"][0]["value"] == "quiet.lantern@example.com"
    assert told["revealed"] is True


def test_nothing_shown_is_alive(tmp_path: Path) -> None:
    """Controls and overrides of text that feeds or people give are written as code points."""
    entry = {"id": f"i{HOSTILE}", "type": "phrase", "value": "purple lantern",
             "platform": HOSTILE, "labels": HOSTILE, "source": HOSTILE}  # fmt: skip
    active = list_of(tmp_path, entry)
    for value in ("purple lantern", HOSTILE):
        told = shown(look_up(active, value), NOW, revealed=True)
        lines = list(text_view.lines(told))
        assert all(line.isprintable() for line in lines)
        assert "\\u202e" in "".join(lines)


def test_ordinary_text_stays() -> None:
    """Of any script."""
    assert harmless("Größe 東京 •") == "Größe 東京 •"
