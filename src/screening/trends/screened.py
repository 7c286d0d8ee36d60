"""How many payments were screened in each period, from screening receipts. Pure.

Law: an offset counts once. After a crash two receipts of a chain overlap; of the second, the share
that is new counts.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import orjson
from pydantic import ValidationError

from screening.audit.receipt import ReceiptModel
from screening.trends import periods as calendar

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from screening.trends.periods import Period


class ReceiptsError(Exception):
    """A line that is no receipt; the message names file and line, never what it holds."""


def by_day(
    name: str, lines: Iterable[bytes], day: Callable[[float | None], int | None]
) -> Counter[int]:
    """Payments screened by day of the receipts' time; the receipts of a chain are in order.

    Raises:
        ReceiptsError: a line is no receipt.
    """
    exact: Counter[int] = Counter()
    ends: dict[tuple[object, ...], int] = {}
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            receipt = ReceiptModel.model_validate(orjson.loads(line))
        except (ValidationError, orjson.JSONDecodeError) as error:
            raise ReceiptsError(f"{name}: line {number}: not a receipt") from error
        chain = receipt.group, receipt.topic, receipt.topic_id, receipt.partition
        end, first = receipt.last_offset + 1, max(receipt.first_offset, ends.get(chain, 0))
        if end <= first:
            continue
        ends[chain] = end
        on = day(receipt.at.timestamp())
        if on is not None:
            share = (end - first) / (end - receipt.first_offset)
            exact[on] += round(receipt.transactions * share)
    return exact


def in_periods(days: Counter[int], kind: str, periods: Sequence[Period]) -> list[int]:
    """The sums of the days of each period."""
    sums: Counter[str] = Counter()
    for day, number in days.items():
        sums[calendar.key_of(day, kind)] += number
    return [sums[period.key] for period in periods]
