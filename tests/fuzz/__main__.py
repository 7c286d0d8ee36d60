"""`make fuzz`: mutated messages through decode, map and screen (ARGS="--messages 1000000")."""

from __future__ import annotations

import argparse
import faulthandler
import random
import sys
import tempfile
import time
from pathlib import Path

from feeds.compile import load
from tests.fuzz.laws import Findings, check
from tests.fuzz.mutate import mutated
from tests.fuzz.seeds import seeds
from tests.kafka.payments import snapshot

HANG_SECONDS = 60
EVERY = 50_000


def main() -> int:
    """Fuzz; status 1 as soon as a law is broken, and that message is kept."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz")
    parser.add_argument("--messages", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    given = parser.parse_args()
    chance, known, findings = random.Random(given.seed), seeds(), Findings()
    raws = [seed.raw for seed in known]
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        active = load(snapshot(Path(folder)))
        for number in range(1, given.messages + 1):
            seed = chance.choice(known)
            raw = mutated(chance, seed.raw, raws)
            faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
            try:
                check(seed, raw, active, findings)
            except BaseException:
                Path("fuzz-failure.bin").write_bytes(raw)
                mapping = seed.judge.mapping.name
                print(f"message {number} ({mapping}): kept as fuzz-failure.bin", file=sys.stderr)
                raise
            if number % EVERY == 0:
                print(f"{number:,} messages", file=sys.stderr)
    faulthandler.cancel_dump_traceback_later()
    _tell(findings, time.monotonic() - started)
    return 0


def _tell(findings: Findings, seconds: float) -> None:
    print(f"{findings.messages:,} messages in {seconds:.0f} s: no crash, no hang, no untruth")
    for name, count in findings.outcomes.most_common():
        print(f"  {name:20} {count:>10,}")
    cost, raw = findings.slowest
    print(f"slowest: {cost * 1e6:.2f} us a byte, {len(raw):,} bytes, beginning {raw[:60]!r}")


if __name__ == "__main__":
    raise SystemExit(main())
