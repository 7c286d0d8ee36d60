"""Screening alone: decode, map and match in memory, against decoding alone with orjson.

Both are timed in turn, pass after pass, in this process; medians are printed.
"""

from __future__ import annotations

import gc
import statistics
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import orjson

from matcher import automaton
from screening.screen import Origin

if TYPE_CHECKING:
    from feeds.compile import ActiveList
    from screening.judge import Judge

PASSES = 7


def run(judge: Judge, active: ActiveList, records: list[bytes]) -> dict[str, float]:
    """Microseconds a record for both, their ratio, and how many records were flagged."""
    gc.freeze()
    decoding, screening = [], []
    flagged = 0
    for _ in range(PASSES):
        started = time.process_time()
        for record in records:
            orjson.loads(record)
        between = time.process_time()
        flagged = _screen(judge, active, records)
        screening.append(time.process_time() - between)
        decoding.append(between - started)
    scale = 1e6 / len(records)
    decode, screen = (statistics.median(each) * scale for each in (decoding, screening))
    return {
        "orjson_us": round(decode, 2),
        "screen_us": round(screen, 2),
        "ratio": round(
            statistics.median(s / d for s, d in zip(screening, decoding, strict=True)), 2
        ),
        "records_per_second": round(1e6 / screen),
        "flagged": flagged,
    }


def engines() -> list[automaton.Engine]:
    """The engines that are installed."""
    installed: list[automaton.Engine] = ["pyahocorasick"]
    if automaton.resolve("auto") == "daachorse":
        installed.append("daachorse")
    return installed


def _screen(judge: Judge, active: ActiveList, records: list[bytes]) -> int:
    now = datetime.now(UTC)
    recorded = int(now.timestamp() * 1000)
    flagged = 0
    for number, record in enumerate(records):
        origin = Origin(recorded, ("transactions", 0, number), 0, number)
        flagged += bool(judge.judge(record, origin, active, mode="live", now=now).alerts)
    return flagged
