"""`make bench`: screening alone and end to end, one table.

100,000 identifiers, 5,000 phrases, payments of about 700 bytes, 0.1 % hits.
"""

from __future__ import annotations

import argparse
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from benchmarks import alone, corpus, stream
from feeds import snapshot
from feeds.compile import load
from screening import judge, mapping, settings

console = Console()


def main() -> None:
    """Run both benchmarks and print their figures."""
    parser = argparse.ArgumentParser(prog="benchmarks", description=__doc__)
    parser.add_argument("what", nargs="?", choices=("all", "alone", "stream"), default="all")
    parser.add_argument("--identifiers", type=int, default=100_000)
    parser.add_argument("--phrases", type=int, default=5_000)
    parser.add_argument("--records", type=int, default=100_000, help="records end to end")
    given = parser.parse_args()
    console.print(f"making {given.identifiers} identifiers, {given.phrases} phrases …")
    listed = corpus.indicators(given.identifiers, given.phrases)
    records, hits = corpus.payments(given.records, listed)
    size = sum(map(len, records)) / len(records)
    console.print(
        f"{len(listed)} indicators; {len(records)} payments of {size:.0f} bytes, {hits} hits"
    )
    with tempfile.TemporaryDirectory(prefix="fresnel-bench-") as scratch:
        folder = Path(scratch) / "snapshot"
        snapshot.write(folder, listed, serial=1, created=datetime.now(UTC), beside={})
        if given.what != "stream":
            _alone(folder, records[:20_000])
        if given.what != "alone":
            _stream(folder, records)


def _alone(folder: Path, records: list[bytes]) -> None:
    judging = judge.from_settings(settings.Settings(), mapping.load("generic"))
    table = Table("engine", title="screening alone (medians, process time, one core)")
    for name in ("orjson µs", "screen µs", "ratio", "records/s", "flagged"):
        table.add_column(name, justify="right")
    for engine in alone.engines():
        figures = alone.run(judging, load(folder, engine), records)
        table.add_row(engine, *map(str, figures.values()))
    console.print(table)


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
