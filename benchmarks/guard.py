"""`make bench-guard`: two ratios that must not grow unseen, each of medians within one run.

Screening alone is held against orjson's decoding of the same payments, `fresnel serve` against the
plain aiokafka peer on the same topic, in CPU time: a busy machine makes both dearer, hardly one.
A ratio above its limit is measured once more before it counts. `--record` keeps the figures.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import orjson

from benchmarks import alone, corpus
from benchmarks.peers import results
from feeds import record, snapshot
from feeds.compile import load
from screening import judge, mapping, settings

HISTORY = results.FOLDER / "guard.jsonl"
LIMITS = {"screening / orjson": 2.7, "serve / plain aiokafka": 0.95}
"""One and a half times what was measured when they were set (1.83 and 0.64), for other machines."""

IDENTIFIERS, PHRASES = 100_000, 5_000
ALONE_RECORDS, SERVED_RECORDS, ROUNDS = 20_000, 100_000, 3


def main() -> int:
    """Measure, print the figures; 1 where a ratio stays above its limit."""
    parser = argparse.ArgumentParser(prog="benchmarks.guard", description=__doc__)
    parser.add_argument("--record", action="store_true", help=f"append to {HISTORY.name}")
    given = parser.parse_args()
    measured = {name: measure() for name, measure in _MEASURES.items()}
    for name in above(measured):
        measured[name] = min(measured[name], _MEASURES[name]())
    line = orjson.dumps(_entry(measured))
    print(line.decode())
    bad = above(measured)
    if given.record and not bad:
        with HISTORY.open("ab") as stream:
            stream.write(line + b"\n")
    for name in bad:
        print(said(name, measured[name], history()), file=sys.stderr)
    return 1 if bad else 0


def above(measured: dict[str, float]) -> list[str]:
    """The ratios that are above their limits."""
    return [name for name, ratio in measured.items() if ratio > LIMITS[name]]


def said(name: str, ratio: float, before: list[dict[str, float]]) -> str:
    """A line on a ratio that is too high, with the last ones that were recorded."""
    last = ", ".join(f"{each[name]:.2f}" for each in before[-3:] if name in each)
    return f"{name}: {ratio:.2f}, the limit is {LIMITS[name]} (recorded before: {last or 'none'})"


def history() -> list[dict[str, float]]:
    """The ratios of every recorded run, the oldest first."""
    lines = HISTORY.read_bytes().splitlines() if HISTORY.exists() else []
    return [orjson.loads(line)["ratios"] for line in lines]


def served_ratio(entry: dict[str, list[dict[str, object]]]) -> float:
    """Fresnel's CPU a record against the plain peer's: the median over the rounds of a run.

    Raises:
        ValueError: a run failed, or flagged other payments than it should have.
    """
    runs = entry["runs"]
    if wrong := [each for each in runs if each["flagged"] != "equal"]:
        raise ValueError(f"{wrong[0]['contender']}: {wrong[0]['error'] or wrong[0]['flagged']}")
    cpu = {
        (each["contender"], int(str(each["round"]))): float(str(each["cpu_us"])) for each in runs
    }
    rounds = sorted({number for _, number in cpu})
    return statistics.median(cpu["fresnel", n] / cpu["plain", n] for n in rounds)


def _alone() -> float:
    listed = corpus.indicators(IDENTIFIERS, PHRASES)
    payments, _ = corpus.payments(ALONE_RECORDS, listed)
    with tempfile.TemporaryDirectory(prefix="fresnel-guard-") as scratch:
        folder = Path(scratch) / "snapshot"
        lines = ((each.type, record.to_line(each)) for each in listed)
        snapshot.write(folder, lines, serial=1, created=datetime.now(UTC), beside={})
        judging = judge.from_settings(settings.Settings(), mapping.load("generic"))
        return alone.run(judging, load(folder), payments)["ratio"]


def _served() -> float:
    command = [sys.executable, "-m", "benchmarks.peers", "--only", "plain,fresnel"]
    command += ["--text", "clean", "--rounds", str(ROUNDS), "--records", str(SERVED_RECORDS)]
    command += ["--identifiers", str(IDENTIFIERS), "--phrases", str(PHRASES)]
    with tempfile.TemporaryDirectory(prefix="fresnel-guard-") as scratch:
        subprocess.run([*command, "--results", scratch], check=True, stdout=sys.stderr)
        return served_ratio(orjson.loads((Path(scratch) / "peers.jsonl").read_bytes()))


_MEASURES = {"screening / orjson": _alone, "serve / plain aiokafka": _served}


def _entry(measured: dict[str, float]) -> dict[str, object]:
    return {
        "when": datetime.now(UTC).strftime("%Y-%m-%d"),
        "commit": results.commit(),
        "machine": results.machine(),
        "ratios": {name: round(ratio, 3) for name, ratio in measured.items()},
    }


if __name__ == "__main__":
    sys.exit(main())
