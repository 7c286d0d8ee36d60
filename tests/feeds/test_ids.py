"""Ids that stand for several indicators."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from feeds.ids import NONE, Ids

IDS = st.text("abé", min_size=1, max_size=2)


@given(st.lists(st.tuples(IDS, st.lists(IDS, max_size=3)), max_size=12))
def test_an_id_is_repeated_when_two_indicators_have_it(lists: list[tuple[str, list[str]]]) -> None:
    """Their own, or that of an entry; how often one indicator has it does not count."""
    ids = Ids()
    for own, others in lists:
        ids.note({"id": own, "sources": [{"id": each} for each in others]})
    counted = Counter(each for own, others in lists for each in {own, *others})
    expected = {each for each, count in counted.items() if count > 1}
    repeated = ids.repeated()
    assert {each for each in [*counted, "none"] if each in repeated} == expected
    assert len(repeated) == len(expected)
    assert not any(each in NONE for each in counted)
