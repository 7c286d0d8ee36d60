"""Files of transactions, judged by the same code and settings as the stream."""

from __future__ import annotations

from collections import Counter
from typing import IO, TYPE_CHECKING

import orjson

from screening.screen import Origin
from screening.stream.accounting import Outcome, outcome

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from datetime import datetime

    from feeds.compile import ActiveList
    from screening.judge import Judge, Judgement

MODE = "lookback"


class Scan:
    """One run over files: alerts to `output`, what could not be screened to `rejects`."""

    def __init__(
        self,
        judge: Judge,
        active: ActiveList,
        at: datetime,
        now: datetime,
        output: Callable[[bytes], object],
        rejects: Callable[[bytes], object],
    ) -> None:
        """Bind what stays the same; `at` is the time of a transaction that states none."""
        self._judge = judge
        self._active = active
        self._at_ms = int(at.timestamp() * 1000)
        self._now = now
        self._output = output
        self._rejects = rejects
        self.counts: Counter[Outcome] = Counter()

    def file(self, name: str, stream: IO[bytes], most: int) -> None:
        """Screen JSON lines; blank ones are passed over, `most` is the largest record."""
        for line, raw in lines(stream, most):
            origin = Origin(self._at_ms, (name, line))
            judgement = self._judge.judge(raw, origin, self._active, mode=MODE, now=self._now)
            self._write(judgement, name, line)

    def _write(self, judgement: Judgement, name: str, line: int) -> None:
        self.counts[outcome(judgement)] += 1
        for alert in judgement.alerts:
            self._output(orjson.dumps(alert, option=orjson.OPT_APPEND_NEWLINE))
        if judgement.reason is not None:
            reject = {"file": name, "line": line, "reason": judgement.reason}
            self._rejects(orjson.dumps(reject, option=orjson.OPT_APPEND_NEWLINE))


def lines(stream: IO[bytes], most: int) -> Iterator[tuple[int, bytes]]:
    """Numbered lines without their end; of one over `most` bytes only the beginning is kept."""
    number = 0
    while raw := stream.readline(most + 2):
        number += 1
        rest = raw
        while not rest.endswith(b"\n") and (rest := stream.readline(1 << 16)):
            continue
        text = raw.rstrip(b"\r\n")
        if text.strip():
            yield number, text
