"""`make bench`: screening alone and end to end; `ARGS="reload"` or `ARGS="build"`: large lists.

100,000 identifiers, 5,000 phrases, payments of about 700 bytes, 0.1 % hits. The reload is of
1,000,000 identifiers and 50,000 phrases, the build of 3,000,000 indicators. `ARGS="hostile"`:
text made to hurt, which fails where a limit is passed. `ARGS="stages"`: where the time goes;
`"latency"`: how long one waits. `ARGS="console"`: how long its views take on 100,000 alerts.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.table import Table

from benchmarks import alone, build, corpus, hostile, hostile_texts, latency, reload, stages, stream
from benchmarks import console as views
from feeds import record, snapshot
from feeds.compile import load
from screening import judge, mapping, settings

if TYPE_CHECKING:
    from matcher.indicator import Indicator

console = Console()


def main() -> None:
    """Run both benchmarks and print their figures."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument(
        "what",
        nargs="?",
        choices=(
            "all",
            "alone",
            "stages",
            "stream",
            "latency",
            "reload",
            "build",
            "hostile",
            "console",
        ),
        default="all",
    )
    parser.add_argument("--only", default="", help="hostile: those whose name has this in it")
    parser.add_argument("--identifiers", type=int, default=100_000)
    parser.add_argument("--phrases", type=int, default=5_000)
    parser.add_argument("--records", type=int, default=100_000, help="records end to end")
    given = parser.parse_args()
    if given.what in ("reload", "build", "console"):
        {"reload": _reload, "build": _build, "console": _console}[given.what]()
        return
    console.print(f"making {given.identifiers} identifiers, {given.phrases} phrases …")
    if given.what == "hostile":
        sys.exit(not _hostile(given))
    listed = corpus.indicators(given.identifiers, given.phrases)
    records, hits = corpus.payments(given.records, listed)
    size = sum(map(len, records)) / len(records)
    console.print(
        f"{len(listed)} indicators; {len(records)} payments of {size:.0f} bytes, {hits} hits"
    )
    with tempfile.TemporaryDirectory(prefix="fresnel-bench-") as scratch:
        folder = Path(scratch) / "snapshot"
        _write(folder, listed)
        if given.what in ("all", "alone"):
            _alone(folder, records[:20_000])
        if given.what in ("all", "stages"):
            _stages(folder, records[:50_000])
        if given.what in ("all", "stream"):
            _stream(folder, records)
        if given.what in ("all", "latency"):
            _latency(folder, records)


def _write(folder: Path, listed: list[Indicator]) -> None:
    lines = ((each.type, record.to_line(each)) for each in listed)
    snapshot.write(folder, lines, serial=1, created=datetime.now(UTC), beside={})


def _hostile(given: argparse.Namespace) -> bool:
    listed = corpus.indicators(given.identifiers, given.phrases, *hostile_texts.LISTED)
    with tempfile.TemporaryDirectory(prefix="fresnel-bench-") as scratch:
        folder = Path(scratch) / "snapshot"
        _write(folder, listed)
        return hostile.run(load(folder), console, given.only)


def _alone(folder: Path, records: list[bytes]) -> None:
    judging = judge.from_settings(settings.Settings(), mapping.load("generic"))
    table = Table("engine", title="screening alone (medians, process time, one core)")
    for name in ("orjson µs", "screen µs", "ratio", "records/s", "flagged"):
        table.add_column(name, justify="right")
    for engine in alone.engines():
        figures = alone.run(judging, load(folder, engine), records)
        table.add_row(engine, *map(str, figures.values()))
    console.print(table)


def _latency(folder: Path, records: list[bytes]) -> None:
    with tempfile.TemporaryFile() as log:
        found = latency.run(folder, records, log)
    table = Table("waiting for", "p50 ms", "p99 ms", title="at a fixed rate")
    for name, figures in found.items():
        table.add_row(name, *map(str, figures))
    console.print(table)


def _stages(folder: Path, records: list[bytes]) -> None:
    judging = judge.from_settings(settings.Settings(), mapping.load("generic"))
    table = Table("stage", title="nanoseconds of CPU a record (minima)")
    for name in ("of such a record", "share of the records", "spread over all"):
        table.add_column(name, justify="right")
    for each in stages.run(judging, load(folder), records):
        table.add_row(
            each.name, f"{each.nanoseconds:,.0f}", f"{each.share:.2%}", f"{each.spread:,.0f}"
        )
    console.print(table)


def _build() -> None:
    with tempfile.TemporaryDirectory(prefix="fresnel-bench-") as scratch:
        feed, out = Path(scratch) / "feed.csv", Path(scratch) / "out"
        corpus.write_feed(feed, 2_950_000, 50_000)
        first = build.run(feed, out, 1)
        digest = snapshot.read_manifest(out).digest
        build.run(feed, out, 2)
        again = snapshot.read_manifest(out)
        console.print(f"built {again.total} indicators: {first}")
        console.print(f"the same input, the same digest: {again.digest == digest}")


def _console() -> None:
    sys.exit(not views.run(console))


def _reload() -> None:
    table = Table("engine", "figure", "value", title="a reload under load")
    listed = corpus.indicators(2_000, 200)
    records, _ = corpus.payments(20_000, listed)
    for engine in alone.engines():
        with tempfile.TemporaryDirectory(prefix="fresnel-bench-") as scratch:
            folders = _lists(Path(scratch))
            figures = reload.run(folders, records, 40, engine, Path(scratch) / "state")
        for name, value in figures.items():
            table.add_row(engine, name, str(value))
    console.print(table)


def _lists(scratch: Path) -> tuple[Path, Path]:
    """Two large lists that differ in one indicator; their first ones are the corpus's."""
    folders = scratch / "one" / "list", scratch / "two" / "list"
    for serial, folder in enumerate(folders, 1):
        feed = scratch / "feed.csv"
        extra = [("phrase", "one more phrase")] * (serial - 1)
        few = [(each.type, each.value) for each in corpus.indicators(2_000, 200)]
        corpus.write_feed(feed, 1_000_000, 50_000, *few, *extra)
        console.print(f"built list {serial}: {build.run(feed, folder, serial)}")
    return folders


def _stream(folder: Path, records: list[bytes]) -> None:
    with tempfile.TemporaryFile() as log:
        figures = stream.run(folder, records, log)
    table = Table(title="end to end on a real broker")
    for name in ("records/s", "CPU µs a record", "flagged"):
        table.add_column(name, justify="right")
    table.add_row(*map(str, figures.values()))
    console.print(table)


if __name__ == "__main__":
    main()
