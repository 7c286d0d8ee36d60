"""Days are those of the zone, weeks those of ISO 8601, and none is left out."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.trends import periods
from screening.trends.change import change, state

ZONES = [
    ZoneInfo(name) for name in ("UTC", "Australia/Sydney", "Asia/Kathmandu", "Australia/Adelaide")
]
SECONDS = st.integers(1_577_836_800, 1_893_456_000)


@given(SECONDS, st.sampled_from(ZONES), st.sampled_from(periods.KINDS))
def test_a_moment_is_in_its_period(seconds: int, zone: ZoneInfo, kind: str) -> None:
    """The period of a moment's day begins at or before it and ends after it."""
    moment = datetime.fromtimestamp(seconds, UTC)
    day = periods.day_of(zone)(seconds)
    assert periods.day_of(zone)(None) is None
    assert day == moment.astimezone(zone).date().toordinal()
    (period,) = periods.spanning([day], kind, zone)
    assert period.start is not None
    assert period.end is not None
    assert period.start <= moment < period.end
    assert period.key == periods.key_of(day, kind)


@given(st.integers(0, 380), st.sampled_from(ZONES), st.sampled_from(periods.KINDS))
def test_periods_abut(days: int, zone: ZoneInfo, kind: str) -> None:
    """From the first day to the last, each ends where the next begins."""
    first = date(2026, 1, 1).toordinal()
    found = periods.spanning([first + days, first], kind, zone)
    assert all(a.end == b.start for a, b in pairwise(found))
    assert len({each.key for each in found}) == len(found)
    assert found[-1].key == periods.key_of(first + days, kind)


def test_too_many_periods() -> None:
    """It says what to do."""
    with pytest.raises(periods.PeriodsError, match="take a longer one"):
        periods.spanning([700_000, 702_000], periods.DAY, UTC)
    assert periods.spanning([], periods.DAY, UTC) == []


def test_what_is_complete() -> None:
    """What ended, and began no earlier than the counting."""
    (day,) = periods.spanning([date(2026, 1, 5).toordinal()], periods.DAY, UTC)
    end = datetime(2026, 1, 6, tzinfo=UTC)
    assert day.is_complete(None, end)
    assert not day.is_complete(None, end - timedelta(seconds=1))
    assert not day.is_complete(end - timedelta(hours=1), end)


@given(st.integers(0, 10_000), st.integers(0, 10_000))
def test_a_change_and_its_interval(before: int, after: int) -> None:
    """The ratio is within its interval; seen backwards both are turned round."""
    found, back = change(before, after), change(after, before)
    if not before + after:
        assert found is None
        return
    assert found is not None
    assert back is not None
    if found.ratio is not None:
        assert found.low <= found.ratio <= (found.high or float("inf"))
    if found.high is None:
        assert before == 0
        assert back.low == 0
    else:
        assert back.low == pytest.approx(1 / found.high)


def test_a_known_interval() -> None:
    """20 after 10: Wilson's interval of 20 of 30 is 0.4878 to 0.8077 (by hand), as odds."""
    found = change(10, 20)
    assert found is not None
    assert found.ratio == pytest.approx(2)
    assert found.low == pytest.approx(0.952, abs=0.01)
    assert found.high == pytest.approx(4.20, abs=0.02)
    halved = change(10, 20, (100, 200))
    assert halved is not None
    assert halved.ratio == pytest.approx(1)


@pytest.mark.parametrize(
    ("counts", "word"),
    [
        ([0, 0, 0, 6], "new"),
        ([0, 0, 6, 7], "new"),
        ([6, 7, 0, 0], "fading"),
        ([6, 0, 0, 7], None),
        ([0, None, 6, 7], None),
        ([6, 7, 0, None], None),
        ([0, 0, 6], None),
        ([0, 0, 0, 0], None),
    ],
)
def test_new_and_fading(counts: list[int | None], word: str | None) -> None:
    """By the last two periods; never by what is hidden."""
    assert state(counts) == word
