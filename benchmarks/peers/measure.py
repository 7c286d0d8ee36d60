"""One run of one contender: started, watched until it has taken everything, and ended.

The clock and the CPU count from the first report of records taken to the last within 98 % of the
topic: at its end a contender may wait for its last fetch or commit. What was before is start-up. A
contender that takes too long is ended and measured on what it has taken.
"""

from __future__ import annotations

import os
import select
import subprocess
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from benchmarks.peers.sample import Sample, take

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

_MEASURED_SHARE = 0.98
_TICK_SECONDS = 0.05
_END_SECONDS = 60.0
_LAST_WORDS = 1500


class ContenderError(RuntimeError):
    """A contender could not be built or run; the message says why."""


@dataclass(frozen=True, slots=True)
class Limits:
    """Seconds until the first report, and from there to the end."""

    startup: float
    running: float


@dataclass(frozen=True, slots=True)
class Figures:
    """What a run cost; the `later` figure is of its second half, when all is warm."""

    records: int
    records_per_second: float
    cpu_us: float
    cpu_us_later: float
    busy: float
    peak_mib: float
    startup_seconds: float
    startup_cpu_seconds: float


class Running:
    """A contender as a process on one core; it has ended when the context is left."""

    def __init__(
        self, command: Sequence[str], environment: Mapping[str, str], core: int, log: Path
    ) -> None:
        """Start it; what it writes to stderr goes to `log`."""
        self._log = log
        self.began = time.monotonic()
        with log.open("wb") as stream:
            self.process = subprocess.Popen(
                ["taskset", "--cpu-list", str(core), *command],
                env=dict(environment),
                stdout=subprocess.PIPE,
                stderr=stream,
            )

    def __enter__(self) -> Running:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def end(self) -> None:
        """Let it finish what it has in hand (SIGTERM), by force if that takes too long."""
        self.process.terminate()
        try:
            self.process.communicate(timeout=_END_SECONDS)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.communicate()

    def printed(self) -> Iterator[int | None]:
        """The counts that it prints, one a line, until it ends; None while there is none."""
        stream, waiting = self.process.stdout, b""
        assert stream is not None
        while True:
            ready, _, _ = select.select([stream], [], [], _TICK_SECONDS)
            chunk = os.read(stream.fileno(), 1 << 16) if ready else None
            if chunk == b"":
                return
            *lines, waiting = (waiting + (chunk or b"")).split(b"\n")
            counts = [int(line) for line in lines if line.isdigit()]
            yield counts[-1] if counts else None

    def alongside(self, counts: Iterator[int | None]) -> Iterator[int | None]:
        """Counts from elsewhere, until it ends."""
        while self.process.poll() is None:
            yield next(counts)

    def watch(self, counts: Iterator[int | None], expected: int, limits: Limits) -> list[Sample]:
        """Samples at each report, until all is taken or the time is over.

        Raises:
            ContenderError: it ended, or took nothing in time.
        """
        samples: list[Sample] = []
        for count in counts:
            if count is not None:
                samples.append(take(self.process.pid, count))
                if count >= expected:
                    return samples
            if self._is_over(samples, limits):
                return samples
        status = self.process.wait(_END_SECONDS)  # it has closed its output, at least
        raise ContenderError(f"it ended by itself (status {status}): {self._last_words()}")

    def _is_over(self, samples: list[Sample], limits: Limits) -> bool:
        now = time.monotonic()
        if samples:
            return now - samples[0].at > limits.running
        if now - self.began > limits.startup:
            raise ContenderError(f"nothing taken in {limits.startup:.0f} s: {self._last_words()}")
        return False

    def _last_words(self) -> str:
        return self._log.read_text("utf-8", errors="replace")[-_LAST_WORDS:].strip() or "no word"


def figures(began: float, samples: Sequence[Sample], expected: int) -> Figures:
    """The figures of a run that began at `began` and was to take `expected` records.

    Raises:
        ContenderError: too few reports.
    """
    first = samples[0]
    last = [each for each in samples if each.count <= _MEASURED_SHARE * expected or each is first][
        -1
    ]
    if last.count <= first.count:
        raise ContenderError("only one report: too few records, or too little time")
    middle = min(
        samples[: samples.index(last)],
        key=lambda each: abs(2 * each.count - first.count - last.count),
    )
    records, seconds = last.count - first.count, last.at - first.at
    return Figures(
        records=records,
        records_per_second=records / seconds,
        cpu_us=_cpu_us(first, last),
        cpu_us_later=_cpu_us(middle, last),
        busy=(last.cpu_seconds - first.cpu_seconds) / seconds,
        peak_mib=max(each.peak_bytes for each in samples) / (1 << 20),
        startup_seconds=first.at - began,
        startup_cpu_seconds=first.cpu_seconds,
    )


def _cpu_us(first: Sample, last: Sample) -> float:
    return (last.cpu_seconds - first.cpu_seconds) / (last.count - first.count) * 1e6
