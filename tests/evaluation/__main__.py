"""`make evaluate`: how much is found, and how much of what is found was there.

`ARGS=engines`: both engines and a naive oracle on random pairs. `ARGS="--out FILE"`: the page.
Exit code 1 when a target is missed.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from pathlib import Path

from rich.console import Console

from tests.evaluation import engines, page
from tests.evaluation.measure import Screener, compiled
from tests.evaluation.negatives import negatives
from tests.evaluation.positives import positives
from tests.evaluation.score import scored
from tests.evaluation.split import failures
from tests.evaluation.tables import tables
from tests.evaluation.values import listed

SPLIT = 2_000
console = Console(width=None if sys.stdout.isatty() else 110)


def main() -> int:
    """Run what is asked for and print it."""
    parser = argparse.ArgumentParser(prog="evaluation", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("corpus", "engines"), default="corpus")
    parser.add_argument("--out", type=Path, default=Path("build/evaluation.html"))
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--positives", type=int, default=24_000)
    parser.add_argument("--negatives", type=int, default=200_000)
    parser.add_argument("--pairs", type=int, default=1_000_000)
    parser.add_argument("--forms", action="store_true", help="every written form, not the bad ones")
    given = parser.parse_args()
    return _engines(given) if given.what == "engines" else _corpus(given)


def _engines(given: argparse.Namespace) -> int:
    started = time.monotonic()
    report = engines.compared(given.seed, given.pairs)
    took = time.monotonic() - started
    console.print(
        f"{report.pairs:,} (phrase, text) pairs in {report.texts:,} texts, {report.found:,} "
        f"occurrences, {took:.0f} s: {len(report.disagreements)} disagreements"
    )
    for disagreement in report.disagreements[:10]:
        console.print(disagreement, markup=False)
    return bool(report.disagreements)


def _corpus(given: argparse.Namespace) -> int:
    started = time.monotonic()
    made = listed(given.seed)
    with tempfile.TemporaryDirectory(prefix="fresnel-evaluation-") as scratch:
        active = compiled(Path(scratch), made.entries())
        screener = Screener(active)
        score = scored(map(screener.result, positives(made, given.seed, given.positives)))
        for case in negatives(made, given.seed, given.negatives):
            score.add(screener.result(case))
        split = failures(active, made, given.seed, SPLIT)
    took = time.monotonic() - started
    for table in tables(score, forms=given.forms):
        console.print(table)
    console.print(
        f"{len(made.entries()):,} listed; {score.positives:,} positives, {score.negatives:,} "
        f"negatives, {SPLIT:,} split texts; excerpts of {score.matches:,} matches checked; "
        f"seed {given.seed}; {took:.0f} s"
    )
    shortfalls = score.shortfalls()
    if split:
        shortfalls.append(f"{len(split)} split texts are wrong: {split[0]}")
    for shortfall in shortfalls:
        console.print(f"[red]missed:[/red] {shortfall}")
    given.out.parent.mkdir(parents=True, exist_ok=True)
    values = {entry.id: entry.value for entry in made.entries()}
    given.out.write_text(page.page(score, values, given.seed, shortfalls), "utf-8")
    console.print(f"page: {given.out}")
    return bool(shortfalls)


if __name__ == "__main__":
    sys.exit(main())
