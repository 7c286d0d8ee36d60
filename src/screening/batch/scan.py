"""Files of transactions, judged by the same code and settings as the stream."""

from __future__ import annotations

from collections import Counter
from typing import IO, TYPE_CHECKING

import orjson

from screening.batch.frames import Frame, frames
from screening.judge import Judgement
from screening.screen import Origin
from screening.stream.accounting import Outcome, outcome
from screening.survey import Findings, Survey

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from feeds.compile import ActiveList
    from screening.judge import Judge

MODE = "lookback"
_LOOKED_AT = 200
_MOST_WARNINGS = 20


class Scan:
    """One run over files: alerts to `output` and `shadow`, what can't be screened to `rejects`."""

    def __init__(
        self,
        judge: Judge,
        active: ActiveList,
        at: datetime,
        now: datetime,
        output: Callable[[bytes], object],
        rejects: Callable[[bytes], object],
        shadow: Callable[[bytes], object] | None = None,
    ) -> None:
        """Bind what stays the same; `at` is the time of a transaction that states none."""
        self._judge = judge
        self._active = active
        self._at_ms = int(at.timestamp() * 1000)
        self._now = now
        self._output = output
        self._rejects = rejects
        self._shadow = shadow
        self.counts: Counter[Outcome] = Counter()
        self._survey = Survey(judge.mapping, every=1)
        self._seen = Findings()
        self._warnings: list[str] = []
        self._warned = 0

    def fits(self) -> bool:
        """Whether the first records that could be read had any text where the mapping looks."""
        fields = [field.path for field in self._judge.mapping.model.fields]
        return any(self._seen.absent[path] < self._seen.records for path in fields) or (
            self._seen.records == 0
        )

    def warnings(self) -> list[str]:
        """What is wrong with files whose records could be read, each with file and line."""
        more = self._warned - len(self._warnings)
        return self._warnings + ([f"and {more:,} more"] if more else [])

    def file(self, name: str, stream: IO[bytes], most: int) -> None:
        """Screen the records of a file; `most` is the size of the largest that is read.

        Raises:
            CodecError: an Avro container file is packed in a way that is not read here.
        """

        def warn(line: int, words: str) -> None:
            self._warned += 1
            if len(self._warnings) < _MOST_WARNINGS:
                self._warnings.append(f"{name}: line {line}: {words}")

        for frame in frames(stream, self._judge.mapping.model.formats, most, warn):
            self._write(self._judged(frame, name), name, frame)

    def _judged(self, frame: Frame, name: str) -> Judgement:
        if frame.reason is not None:
            return Judgement([], frame.reason)
        if self._seen.records < _LOOKED_AT:
            self._survey.look(frame.raw, self._seen)
        origin = Origin(self._at_ms, (name, frame.line))
        return self._judge.judge(frame.raw, origin, self._active, mode=MODE, now=self._now)

    def _write(self, judgement: Judgement, name: str, frame: Frame) -> None:
        self.counts[outcome(judgement)] += 1
        for alert in judgement.alerts:
            self._output(orjson.dumps(alert, option=orjson.OPT_APPEND_NEWLINE))
        if self._shadow is not None:
            for alert in judgement.shadow_alerts:
                self._shadow(orjson.dumps(alert, option=orjson.OPT_APPEND_NEWLINE))
        if judgement.reason is not None:
            reject = {"file": name, "line": frame.line, "reason": judgement.reason}
            if frame.offset is not None:
                reject |= {"offset": frame.offset, "bytes": frame.size}
            self._rejects(orjson.dumps(reject, option=orjson.OPT_APPEND_NEWLINE))
