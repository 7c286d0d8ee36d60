"""Screening alone: decode, map and match in memory, against decoding alone with orjson.

Both are timed in turn, pass after pass, in this process; medians are printed. Records are judged
as `serve` does it: gone through many at a time, the notable ones one by one.
"""

from __future__ import annotations

import gc
import statistics
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING, NamedTuple

import orjson

from matcher import automaton
from screening.screen import Origin
from screening.stream.judging import GLANCED

if TYPE_CHECKING:
    from feeds.compile import ActiveList
    from screening.judge import Judge

PASSES = 7


class _Record(NamedTuple):
    """A record as a consumer gives it, as far as it is looked at."""

    value: bytes
    timestamp: int


def run(judge: Judge, active: ActiveList, raws: list[bytes]) -> dict[str, float]:
    """Microseconds a record for both, their ratio, and how many records were flagged."""
    recorded = int(time.time() * 1000)
    records = [_Record(raw, recorded) for raw in raws]
    gc.freeze()
    decoding, screening = [], []
    flagged = 0
    for _ in range(PASSES):
        started = time.process_time()
        for raw in raws:
            orjson.loads(raw)
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


def _screen(judge: Judge, active: ActiveList, records: list[_Record]) -> int:
    now = datetime.now(UTC)
    flagged = 0
    for first in range(0, len(records), GLANCED):
        last = min(first + GLANCED, len(records))
        for place in judge.notable(records, first, last, active):
            record = records[place]
            origin = Origin(record.timestamp, ("transactions", 0, place), 0, place)
            flagged += bool(judge.judge(record.value, origin, active, mode="live", now=now).alerts)
    return flagged
