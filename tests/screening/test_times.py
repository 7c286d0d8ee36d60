"""The time of a transaction: what is read, and what is believed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from screening import mapping, times
from screening.screen import Origin
from tests.screening.support import NOW, NOW_MS, judge_of, judged, only_alert

SYDNEY = ZoneInfo("Australia/Sydney")
EMAIL = "quiet.lantern@example.com"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("2026-01-05T10:00:00Z", "2026-01-05T10:00:00+00:00"),
        ("2026-01-05t10:00:00.25z", "2026-01-05T10:00:00.250000+00:00"),
        ("2026-01-05T10:00:00.123456789Z", "2026-01-05T10:00:00.123456+00:00"),
        ("2026-01-05T10:00:00-03:30", "2026-01-05T10:00:00-03:30"),
        ("2026-01-05 10:00:00+10:00", "2026-01-05T10:00:00+10:00"),
        ("2016-12-31T23:59:60Z", "2016-12-31T23:59:59+00:00"),
        ("2026-01-05", "2026-01-05T00:00:00+11:00"),
        ("2026-07-05T10:00:00", "2026-07-05T10:00:00+10:00"),
        (1767607200, "2026-01-05T10:00:00+00:00"),
        ("1767607200", "2026-01-05T10:00:00+00:00"),
        (1767607200123, "2026-01-05T10:00:00.123000+00:00"),
        ("1767607200123", "2026-01-05T10:00:00.123000+00:00"),
    ],
)
def test_times_that_are_read(given: object, expected: str) -> None:
    """RFC 3339, a date's start, no offset in the zone, 10 digits seconds, 13 milliseconds."""
    found = times.read(given, SYDNEY)
    assert found is not None
    assert found.isoformat() == expected


@pytest.mark.parametrize(
    "given",
    [None, "", "soon", "2026-13-01", "2026-01-05T25:00:00Z", "2026-01-05T10:60:00Z", 0, 123,
     -123456789, "-123456789", 17676072001, 1767607200.5, True, [], {}, "1" * 5000],
)  # fmt: skip
def test_times_that_are_not(given: object) -> None:
    """Anything else states no time."""
    assert times.read(given, UTC) is None


@pytest.mark.parametrize(("days", "believed"), [(0, True), (3650, True), (3656, False)])
@pytest.mark.parametrize("sign", [1, -1])
def test_ten_years_off_is_not_believed(days: int, believed: bool, sign: int) -> None:
    """Farther than that from the record's own time is a mistake."""
    assert times.is_believed(NOW + sign * timedelta(days=days), NOW_MS) is believed


@pytest.mark.parametrize(
    ("given", "source", "borrowed"),
    [
        ("2026-02-01T00:00:00Z", "transaction", 0),
        ("2006-02-01T00:00:00Z", "record", 1),
        ("0001-01-01T00:00:00+14:00", "record", 1),
        ("soon", "record", 1),
        (None, "record", 1),
    ],
)
def test_the_alert_says_whose_time_it_is(active, given: object, source: str, borrowed: int) -> None:
    """Missing, unreadable or ten years off: the record's time, counted, and the alert says so."""
    judging = judge_of(mapping.load("generic"))
    document = {"id": "1", "timestamp": given, "description": EMAIL}
    judgement = judged(document, active, judging)
    transaction = only_alert(judgement)["transaction"]
    assert transaction["timestamp_source"] == source
    assert judgement.borrowed_times == borrowed
    if source == "record":
        assert datetime.fromisoformat(transaction["timestamp"]) == NOW


@pytest.mark.parametrize("recorded", [-1, 0, 10**18, -(10**18)])
def test_a_record_without_a_usable_time_is_judged_now(active, recorded: int) -> None:
    """Kafka's "no timestamp", or nonsense from a producer, never stops a stream."""
    judgement = judge_of(mapping.load("generic")).judge(
        b'{"id":"1","description":"%s"}' % EMAIL.encode(),
        Origin(recorded, ("topic", 0, 1)),
        active,
        mode="live",
        now=NOW,
    )
    assert only_alert(judgement)["transaction"]["timestamp"] == "2026-03-01T12:00:00Z"
