"""A stratified part of the corpus, small enough for every run of the tests."""

from __future__ import annotations

from collections import defaultdict
from random import Random
from typing import TYPE_CHECKING

from tests.evaluation.case import LOOSE

if TYPE_CHECKING:
    from collections.abc import Iterable

    from tests.evaluation.case import Case


LOOSE_SHARE = 0.4


def stratified(cases: Iterable[Case], count: int, seed: int) -> list[Case]:
    """`count` of the cases: each obfuscation alike, and each written form of each type."""
    hidden: dict[tuple[str, ...], list[Case]] = defaultdict(list)
    written: dict[tuple[str, ...], list[Case]] = defaultdict(list)
    for case in cases:
        if case.lane == LOOSE:
            hidden[(case.family,)].append(case)
        else:
            written[case.type, case.form].append(case)
    rng = Random(f"sample:{seed}")
    chosen = _in_turn(rng, hidden, int(count * LOOSE_SHARE))
    return chosen + _in_turn(rng, written, count - len(chosen))


def _in_turn(rng: Random, strata: dict[tuple[str, ...], list[Case]], count: int) -> list[Case]:
    """One of each in turn, until there are enough or none is left."""
    for stratum in strata.values():
        rng.shuffle(stratum)
    chosen: list[Case] = []
    while len(chosen) < count and any(strata.values()):
        chosen += [strata[key].pop() for key in sorted(strata) if strata[key]]
    return chosen[:count]
