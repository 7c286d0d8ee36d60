"""Sorting on disk against sorting in memory."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import record
from feeds.merge import merged
from feeds.sort import Sorter
from tests.feeds.test_merge import stated

if TYPE_CHECKING:
    from matcher.indicator import Indicator


@pytest.mark.parametrize("run", [1, 2, 5, 1000])
@given(st.lists(stated(), max_size=12))
@settings(deadline=None, max_examples=60)
def test_runs_on_disk_change_nothing(run: int, entries: list[Indicator]) -> None:
    """Sorted by type and value; equal ones are merged in the order they were added."""
    expected = []
    for value in sorted({each.value for each in entries}):
        group = [each for each in entries if each.value == value]
        expected.append(merged(group) if len(group) > 1 else group[0])
    with tempfile.TemporaryDirectory() as scratch:
        sorter = Sorter(Path(scratch), run)
        for each in entries:
            sorter.add(each)
        lines = list(sorter.lines())
    assert [record.from_line(line) for _, line in lines] == expected
    assert [kind for kind, _ in lines] == [each.type for each in expected]
