"""Dates with two-digit years (direct entry, SWIFT MT) as ISO 8601 dates."""

from __future__ import annotations

from datetime import date

_LAST_YEAR_OF_THIS_CENTURY = 79


def iso_date(*, day: str, month: str, year: str) -> str | None:
    """`YYYY-MM-DD`, or None where there is no such day.

    The century is that of SWIFT's general rules: a year above 79 is of the twentieth.
    """
    if not all(
        each.isascii() and each.isdecimal() and len(each) == 2 for each in (day, month, year)
    ):
        return None
    century = 1900 if int(year) > _LAST_YEAR_OF_THIS_CENTURY else 2000
    try:
        return date(century + int(year), int(month), int(day)).isoformat()
    except ValueError:
        return None
