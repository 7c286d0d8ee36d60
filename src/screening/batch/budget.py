"""The alert budget: what of a new list is louder than a bank can review, proposed for shadow.

Rule 1: a proposal changes nothing by itself: `serve` refuses it until it names who approved it.
Rule 2: what is in shadow already stays in the proposal, so that the file is whole.
Rule 3: a source is proposed for what would be left of it, not for indicators proposed themselves.
Rule 4: the same counts give the same proposal: the loudest first, equal ones in their own order.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeVar

import yaml

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Iterator, Sequence
    from pathlib import Path

    from screening.batch.counts import ListCounts
    from screening.forecast import Forecast
    from screening.judging.shadow import Entry

_Counted = TypeVar("_Counted", str, tuple[str, str])
_OWNER = "alert budget"
_HEAD = """\
# Proposed by `fresnel snapshot forecast`: what would raise more than {budget:g} alerts a day under
# the list with serial {serial}. Delete what shall stay live, name who answers for each entry, and
# fill in approved_by: until then `serve` refuses this file. docs/policy.md explains its form.
"""


class BudgetError(Exception):
    """A budget that cannot be held against a forecast; the message says why in one line."""


def proposed(
    counts: ListCounts,
    forecast: Forecast,
    budget: float,
    kept: Sequence[Entry],
    repeated_ids: Container[str],
) -> list[dict[str, Any]]:
    """The entries of a shadow file: those that are `kept`, and what is above `budget` a day.

    `counts` are those of the new list, of every match. An indicator whose id is among the list's
    `repeated_ids` is named by type and value.

    Raises:
        BudgetError: the volume of a day is not known.
    """
    if forecast.volume.records_per_day is None:
        why = forecast.volume.reason
        raise BudgetError(f"--budget: no estimate for a day, as {why}; --daily-volume gives one")
    entries = [each.model_dump(mode="json", exclude_none=True) for each in kept]
    return [*entries, *_above(counts, forecast, budget, repeated_ids)]


def write(path: Path, entries: list[dict[str, Any]], forecast: Forecast, budget: float) -> None:
    """Write a proposal as a shadow file that nobody has approved, to a path that is free.

    Raises:
        OSError: it cannot be written, or there is a file already.
    """
    head = _HEAD.format(budget=budget, serial=forecast.new.serial)
    body = yaml.safe_dump({"shadow": entries}, sort_keys=False, allow_unicode=True, width=100)
    with path.open("x", encoding="utf-8") as stream:
        stream.write(f"{head}approved_by:\n{body}")


def _above(
    counts: ListCounts, forecast: Forecast, budget: float, repeated_ids: Container[str]
) -> Iterator[dict[str, Any]]:
    loud = {key for key, count in counts.indicators.items() if forecast.rate(count) > budget}
    for key in _loudest(counts.indicators, loud):
        identifier, _ = counts.described[key]
        named = {"indicator": identifier}
        if identifier in repeated_ids:
            named = dict(zip(("type", "value"), key, strict=True))
        yield named | _why(forecast, forecast.rate(counts.indicators[key]), budget)
    left = Counter(
        {
            source: sum(n for keys, n in together.items() if keys - loud)
            for source, together in counts.together.items()
        }
    )
    for source in _loudest(left, left):
        if (rate := forecast.rate(left[source])) > budget:
            yield {"source": source} | _why(forecast, rate, budget)


def _loudest(counts: Counter[_Counted], chosen: Iterable[_Counted]) -> list[_Counted]:
    """The most frequent first; equal ones in their own order."""
    return sorted(chosen, key=lambda each: (-counts[each], each))


def _why(forecast: Forecast, rate: float, budget: float) -> dict[str, str]:
    serial = forecast.new.serial
    reason = f"{rate:.1f} alerts a day forecast under serial {serial}, budget {budget:g}"
    return {"reason": reason, "owner": _OWNER}
