"""`make bench-peers`: Fresnel and other programs on the same topic, one core each.

Builds the peers, starts a broker, writes the corpus, and runs every contender in turn, round
after round. The method, and what can't be compared, is in docs/peers.md.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

from benchmarks import corpus
from benchmarks.peers import contenders, fresnel, results, summary, table
from benchmarks.peers.measure import ContenderError, Limits
from benchmarks.peers.rounds import Arena, Outcome
from benchmarks.peers.topics import Topics
from tests.kafka.broker import Broker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from benchmarks.peers.contenders import Contender
    from benchmarks.peers.topics import Corpus

TEXTS = ("clean", "shared")
_TRIED_RECORDS = 5_000
console = Console(highlight=False)

Ready = list[tuple["Contender", list[str]]]


def main() -> int:
    """Run the benchmark; 1 if nothing could be measured, or something was flagged wrongly."""
    given = _options()
    given.work.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="run-", dir=given.work) as scratch:
        os.environ["TMPDIR"] = tempfile.tempdir = scratch  # the broker's data, too
        outcomes = _outcomes(given, Path(scratch))
    lines = summary.lines(outcomes)
    facts = _facts(given)
    console.print(table.page(lines, facts), soft_wrap=True)
    for path in results.write(given.results, facts, lines, outcomes):
        console.print(f"wrote {path}")
    exact = all(each.verdict.is_exact for each in outcomes if each.verdict)
    return 0 if exact and any(line.medians for line in lines) else 1


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="benchmarks.peers", description=__doc__)
    names = [each.name for each in contenders.ALL]
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache")
    add = parser.add_argument
    add("--records", type=int, default=1_000_000, help="payments on each topic")
    add("--rounds", type=int, default=5, help="runs of each contender, in turn with the others")
    add("--only", type=lambda given: given.split(","), default=names, help=",".join(names))
    add("--text", choices=(*TEXTS, "both"), default="both", help="shared: made of phrases' words")
    add("--identifiers", type=int, default=1_000_000)
    add("--phrases", type=int, default=20_000)
    add("--seconds", type=float, default=60.0, help="most that a run is measured")
    add("--startup-seconds", type=float, default=900.0, help="most until the first record")
    add("--partitions", type=int, default=4)
    add("--cores", default="0,1", help="the broker's core, and the contender's")
    add("--work", type=Path, default=cache / "fresnel" / "peers", help="builds and scratch files")
    add("--results", type=Path, default=results.FOLDER, help="where history, table and plot go")
    add("--note", default="", help="what a reader of the figures must know")
    given = parser.parse_args()
    if unknown := set(given.only) - set(names):
        parser.error(f"--only: there is no {', '.join(sorted(unknown))}")
    given.cores = [int(core) for core in given.cores.split(",")]
    given.texts = TEXTS if given.text == "both" else (given.text,)
    return given


def _outcomes(given: argparse.Namespace, scratch: Path) -> list[Outcome]:
    """Every run's outcome, and those of peers that could not be built or tried."""
    ready, outcomes = _built(given)
    listed = list(corpus.rows(given.identifiers, given.phrases))
    _write_lists(scratch, listed)
    if any(each.name == contenders.FRESNEL for each, _ in ready):
        console.print("building Fresnel's snapshot …")
        fresnel.snapshot(scratch, listed)
    os.sched_setaffinity(0, {given.cores[0]})  # this process, and the broker that it starts
    limits = Limits(given.startup_seconds, given.seconds)
    with Broker() as broker:
        arena = Arena(Topics(broker.bootstrap), scratch, given.cores[1], limits)
        few = _fill(arena, given, listed, "tried")
        ready, failed = _tried(arena, ready, few, given.texts[0])
        corpora = [_fill(arena, given, listed, text) for text in given.texts]
        return [*outcomes, *failed, *_rounds(arena, ready, corpora, given.rounds)]


def _built(given: argparse.Namespace) -> tuple[Ready, list[Outcome]]:
    ready: Ready = []
    failed = []
    for contender in contenders.ALL:
        if contender.name in given.only:
            console.print(f"building {contender.name} …")
            try:
                ready.append((contender, contender.build(given.work)))
            except ContenderError as error:
                failed.append(_failed(contender, given.texts[0], error))
    return ready, failed


def _failed(contender: Contender, text: str, error: ContenderError) -> Outcome:
    console.print(f"{contender.name}: {error}", markup=False)
    return Outcome(contender.name, text, 0, error=str(error))


def _write_lists(folder: Path, listed: Sequence[tuple[str, str]]) -> None:
    for name, wanted in (("identifiers", False), ("phrases", True)):
        values = [value for kind, value in listed if (kind == "phrase") is wanted]
        (folder / f"{name}.txt").write_text("".join(f"{each}\n" for each in values), "utf-8")


def _fill(
    arena: Arena, given: argparse.Namespace, listed: Sequence[tuple[str, str]], text: str
) -> Corpus:
    count = _TRIED_RECORDS if text == "tried" else given.records
    made = arena.topics.fill(
        text, given.partitions, corpus.known(count, listed, sharing=text == "shared")
    )
    console.print(
        f"{text}: {made.records:,} payments of {made.mean_bytes:.0f} bytes, {len(made.truth)} hits"
    )
    return made


def _tried(arena: Arena, ready: Ready, few: Corpus, text: str) -> tuple[Ready, list[Outcome]]:
    """Those that manage a few records; Fresnel compiles its list here, and finds it later."""
    able: Ready = []
    failed = []
    for contender, command in ready:
        try:
            began, samples, verdict = arena.attempt(contender, command, few, 0)
        except ContenderError as error:
            failed.append(_failed(contender, text, error))
        else:
            able.append((contender, command))
            first = samples[0].at - began
            console.print(f"tried {contender.name}: {verdict}; {first:.1f} s to the first record")
    return able, failed


def _rounds(arena: Arena, ready: Ready, corpora: Sequence[Corpus], rounds: int) -> list[Outcome]:
    outcomes: list[Outcome] = []
    for number in range(1, rounds + 1):
        for filled in corpora:
            for contender, command in ready:
                if not any(each.error for each in outcomes if each.contender == contender.name):
                    outcomes.append(arena.run(contender, command, filled, number))
                    _say(outcomes[-1])
    return outcomes


def _say(outcome: Outcome) -> None:
    had = outcome.figures
    what = f"{had.cpu_us:.2f} µs, {had.records_per_second:,.0f} a second" if had else outcome.error
    verdict = outcome.verdict or ""
    said = f"round {outcome.round}, {outcome.text}, {outcome.contender}: {what} {verdict}"
    console.print(said, markup=False)


def _facts(given: argparse.Namespace) -> dict[str, object]:
    facts = {
        "when": datetime.now(UTC).strftime("%Y-%m-%d"),
        "commit": results.commit(),
        "machine": results.machine(),
        "lists": f"{given.identifiers:,} identifiers, {given.phrases:,} phrases",
        "payments on each topic": f"{given.records:,} in {given.partitions} partitions",
        "rounds": given.rounds,
        "seconds measured at most": given.seconds,
        "note": given.note,
    }
    return {name: value for name, value in facts.items() if value}


if __name__ == "__main__":
    sys.exit(main())
