"""Runs summed up: medians over the rounds, and ratios to the native limit within a round."""

from __future__ import annotations

import re
import statistics
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING

from benchmarks.peers.contenders import ALL, REFERENCE

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from benchmarks.peers.rounds import Outcome

_PLACE = re.compile(r"[\w+.-]+://\S+|(?<![\w.])(?:/[\w.+@-]+)+/?")


@dataclass(frozen=True, slots=True)
class Line:
    """A contender on one kind of text; medians, and ratios where the native limit was run too.

    `cpu_ratio` is CPU a record against native (more is worse), `speed_ratio` records a second
    against native (less is worse). `flagged` says whether every run flagged exactly what it should.
    """

    contender: str
    title: str
    text: str
    runs: int
    medians: dict[str, float]
    cpu_ratio: float | None
    speed_ratio: float | None
    flagged: str
    error: str = ""


def lines(outcomes: Sequence[Outcome]) -> list[Line]:
    """A line for each kind of text and contender that was tried."""
    found = []
    for text in dict.fromkeys(each.text for each in outcomes):
        of_text = [each for each in outcomes if each.text == text]
        native = {each.round: each for each in of_text if each.contender == REFERENCE}
        for contender in ALL:
            runs = [each for each in of_text if each.contender == contender.name]
            if runs:
                found.append(_line(contender.title, runs, native))
    return found


def _line(title: str, runs: Sequence[Outcome], native: dict[int, Outcome]) -> Line:
    measured = [asdict(each.figures) for each in runs if each.figures]
    errors = [each.error for each in runs if each.error]
    names = measured[0] if measured else ()
    return Line(
        contender=runs[0].contender,
        title=title,
        text=runs[0].text,
        runs=len(measured),
        medians={
            name: round(statistics.median(each[name] for each in measured), 3) for name in names
        },
        cpu_ratio=_ratio("cpu_us", runs, native),
        speed_ratio=_ratio("records_per_second", runs, native),
        flagged=_flagged(runs),
        error=public(errors[0]) if errors else "",
    )


def _ratio(name: str, runs: Iterable[Outcome], native: dict[int, Outcome]) -> float | None:
    ratios = [
        getattr(each.figures, name) / getattr(beside.figures, name)
        for each in runs
        if (beside := native.get(each.round)) and each.figures and beside.figures
    ]
    return round(statistics.median(ratios), 3) if ratios else None


def _flagged(runs: Iterable[Outcome]) -> str:
    verdicts = [each.verdict for each in runs if each.verdict]
    wrong = [verdict for verdict in verdicts if not verdict.is_exact]
    return str((wrong or verdicts)[0]) if verdicts else ""


def public(said: str) -> str:
    """A program's words without addresses and this machine's paths: results are published."""
    return _PLACE.sub("…", said)
