"""One test for a whole record, against the test of each text."""

from __future__ import annotations

from hypothesis import example, given
from hypothesis import strategies as st

from matcher.loose.signs import any_shows, shows

PIECES = [
    *("a", "b", "ab", "word", "REF", "I", "l", "o", "0", "1", "12", "4567", "0491570006"),
    *(" ", "  ", ".", "@", "_", "-", "$", "!", "|", "+", "*", ",", ":", "//", "\n", "\t", "\x1e"),
    *("(at)", "[dot]", " at ", " dot ", "AT", "DOT", "ee", "eee", "a b c d", "1 2 3 4 5"),
    *("user.name", "example.com", "aAa", "a a a  a a a", "abcdefghijklmno", "ab-cd-ef", "a...b"),
    *("rnb", "vv", ",com", " punkt ", "-at-", "12 34 56 78 90", "123 456 789 012", "o12345678"),
]
TEXTS = st.lists(st.lists(st.sampled_from(PIECES), max_size=6).map("".join), max_size=5)


@given(TEXTS, TEXTS)
@example(["@abc def", "a_b"], [])
@example([], ["a@b", "joe1x2"])
@example(["1 2 3 4 5", "rent"], ["a"])
def test_what_one_text_shows_all_together_show(searched: list[str], whole: list[str]) -> None:
    """A record that is called quiet has no text with a sign."""
    alone = any(shows(text, running=True) for text in searched)
    alone |= any(shows(text, running=False) for text in whole)
    assert any_shows(searched, whole) >= alone


def test_ordinary_records_are_quiet() -> None:
    """Else nothing would be gained."""
    searched = ["rent for march", "REF000000001", "lunch and coffee", "Invoice 20250714"]
    whole = ["Alex Example", "111-222 3334445", "CORNER CAFE", "10.0.0.1", "j@example.com"]
    assert not any_shows(searched, whole)
