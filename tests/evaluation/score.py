"""Recall and precision, by whatever the cases are grouped by, and the targets they must meet.

Recall: expected matches found in their field, with an accepted span and lane, of all expected.
Precision: of all matches in a lane, those that were expected.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, NamedTuple

from tests.evaluation.case import CANONICAL, LOOSE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from tests.evaluation.measure import Result

WORST = 60
AXES: dict[str, Callable[[Result], str]] = {
    "type": lambda result: result.case.type,
    "family": lambda result: result.case.family,
    "place": lambda result: result.case.place,
    "form": lambda result: f"{result.case.type}: {result.case.form}",
}
"""What cases are grouped by."""


class Target(NamedTuple):
    """What a lane must reach, as shares."""

    recall: float
    precision: float


TARGETS = {CANONICAL: Target(1.0, 0.999), LOOSE: Target(0.95, 0.99)}
"""The targets of the issue; loose recall holds for each family and for all of them."""


@dataclass(slots=True)
class Tally:
    """Counts of one group."""

    expected: int = 0
    found: int = 0
    unexpected: int = 0
    negatives: int = 0

    @property
    def recall(self) -> float | None:
        """Found of expected, or None where nothing was."""
        return self.found / self.expected if self.expected else None

    @property
    def precision(self) -> float | None:
        """Expected of all that was found, or None where nothing was."""
        total = self.found + self.unexpected
        return self.found / total if total else None


@dataclass
class Score:
    """Tallies by lane, and by lane and group on every axis; the worst cases, some of each kind."""

    lanes: dict[str, Tally] = field(default_factory=lambda: defaultdict(Tally))
    groups: dict[str, dict[tuple[str, str], Tally]] = field(
        default_factory=lambda: {axis: defaultdict(Tally) for axis in AXES}
    )
    traps: Counter[str] = field(default_factory=Counter)
    trapped: Counter[str] = field(default_factory=Counter)
    worst: dict[tuple[str, ...], list[Result]] = field(default_factory=lambda: defaultdict(list))
    positives: int = 0
    negatives: int = 0
    matches: int = 0
    unlawful: int = 0

    def add(self, result: Result) -> None:
        """Count one judged case."""
        case = result.case
        self.matches += len(result.got)
        self.unlawful += sum(not got.is_lawful for got in result.got)
        if case.expected:
            self.positives += 1
            self._count_positive(result)
        else:
            self.negatives += 1
            kind = f"{case.type}: {case.family}"
            self.traps[kind] += 1
            self.trapped[kind] += bool(result.unexpected)
        for got in result.unexpected:
            self.lanes[got.lane].unexpected += 1
            for axis, name in AXES.items():
                self.groups[axis][got.lane, name(result)].unexpected += 1
        if result.missed or result.unexpected:
            kind_of = (case.lane, case.type, case.family, case.form, *result.missed[:1])
            if len(self.worst[kind_of]) < 3:
                self.worst[kind_of].append(result)

    def _count_positive(self, result: Result) -> None:
        lane, expected = result.case.lane, len(result.case.expected)
        tallies = [self.lanes[lane]]
        tallies += [self.groups[axis][lane, name(result)] for axis, name in AXES.items()]
        for tally in tallies:
            tally.expected += expected
            tally.found += expected - len(result.missed)

    def shortfalls(self) -> list[str]:
        """The targets that are missed, each in a sentence; empty when all are met."""
        missed = []
        for lane, target in TARGETS.items():
            tally = self.lanes[lane]
            missed += _below(f"{lane} recall", tally.recall, target.recall)
            missed += _below(f"{lane} precision", tally.precision, target.precision)
        for (lane, family), tally in sorted(self.groups["family"].items()):
            if lane == LOOSE:
                missed += _below(f"loose recall of {family}", tally.recall, TARGETS[LOOSE].recall)
        if self.unlawful:
            missed.append(
                f"{self.unlawful} of {self.matches} excerpts are not where they should be"
            )
        return missed


def _below(name: str, share: float | None, target: float) -> list[str]:
    if share is None or share >= target:
        return []
    return [f"{name} {share * 100:.2f} % is below {target * 100:.4g} %"]


def scored(results: Iterable[Result]) -> Score:
    """The score of all results."""
    score = Score()
    for result in results:
        score.add(result)
    return score
