"""`make chaos`: every fault in its long form, and docs/reliability.md.

Interrupted, it goes on where it was; `--fresh` begins anew.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import shutil
import sys
from contextlib import aclosing
from typing import TYPE_CHECKING

from tests.chaos import lag, report, results
from tests.chaos.catalogue import LONG, QUICK, SHORT, Fault, Size
from tests.chaos.faults import CATALOGUE
from tests.chaos.run import SEED, run_all
from tests.chaos.scene import Scene
from tests.chaos.worlds import Plain
from tests.kafka.jars import ROOT, fetch, java

if TYPE_CHECKING:
    from pathlib import Path

    from tests.chaos.results import Result

CACHE = ROOT / ".cache" / "chaos"
LAG = "large lag"
SIZES = {each.name: each for each in (LONG, QUICK, SHORT)}


def main() -> int:
    """Runs what was asked for; 1 if a fault broke something."""
    options = _options()
    if options.list:
        for each in CATALOGUE.values():
            print(f"{each.name}: {each.expects}")
        return 0
    logging.getLogger("aiokafka").setLevel(logging.CRITICAL)  # brokers are away on purpose
    size = QUICK if options.quick else SIZES[options.form]
    kept = CACHE / f"{size.name}.jsonl"
    of_lag = CACHE / f"{size.name}-lag.json"
    if options.fresh:
        kept.unlink(missing_ok=True)
        of_lag.unlink(missing_ok=True)
    if not options.report:
        java()
        fetch()
        done = {} if options.only else results.load(kept)
        asyncio.run(_run([e for e in _chosen(options.only) if e.name not in done], size, kept))
        if LAG in (options.only or [LAG]) and (options.only or not of_lag.exists()):
            asyncio.run(_lag(size, of_lag))
    found = results.load(kept)
    _write(size, [found[name] for name in CATALOGUE if name in found], lag.load(of_lag))
    return any(each.outcome == "broken" for each in found.values())


def _write(size: Size, found: list[Result], backlog: lag.Lag | None) -> None:
    page = ROOT / "docs" / "reliability.md" if size is LONG else CACHE / f"{size.name}.md"
    page.write_text(report.page(found, size, backlog), "utf-8")
    print(f"written: {page.relative_to(ROOT)}")


async def _run(chosen: list[Fault], size: Size, path: Path) -> None:
    async with aclosing(run_all(chosen, size, CACHE / size.name)) as running:
        async for result in running:
            results.add(path, result)
            _show(result)


async def _lag(size: Size, path: Path) -> None:
    folder = CACHE / size.name / LAG
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    fault = Fault(LAG, "", lag.run, Plain, lambda: None, begun=False, every=1)
    async with Plain(folder) as world, Scene(fault, world, size, folder, SEED) as scene:
        found = await lag.run(scene)
    lag.save(path, found)
    print(
        f"{LAG}: {found.records} records in {found.seconds} s, {found.early_mib} to "
        f"{found.late_mib} MiB, at most {found.largest_mib}, proven: {found.proven}",
        flush=True,
    )


def _show(result: Result) -> None:
    recovery = "" if result.recovery_seconds is None else f", recovery {result.recovery_seconds} s"
    print(
        f"{result.outcome:8} {result.fault}: {result.records} records, {result.hits} hits, "
        f"{result.duplicates} duplicates{recovery}, {result.largest_mib} MiB, {result.seconds} s",
        flush=True,
    )
    for each in result.problems:
        print(f"         {each}", flush=True)


def _chosen(names: list[str] | None) -> list[Fault]:
    """The faults whose names contain any of `names`; all without names."""
    found = [each for each in CATALOGUE.values() if not names or any(n in each.name for n in names)]
    if not found and names != [LAG]:
        sys.exit(f"no fault is called {names}; --list shows them")
    worlds = list(dict.fromkeys(each.world for each in CATALOGUE.values()))
    return sorted(found, key=lambda each: worlds.index(each.world))  # each world starts once


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument(
        "--only", action="append", metavar="NAME", help="faults with this in their name"
    )
    parser.add_argument("--quick", action="store_true", help="in small form; no page in docs/")
    parser.add_argument("--form", choices=SIZES, default=LONG.name, help="how large")
    parser.add_argument("--fresh", action="store_true", help="forget what an earlier run found")
    parser.add_argument("--report", action="store_true", help="only write the page anew")
    parser.add_argument("--list", action="store_true", help="show the faults")
    return parser.parse_args()


if __name__ == "__main__":
    sys.exit(main())
