"""What holds for every message, however broken: it is judged, once, and its evidence is true."""

from __future__ import annotations

import io
import time
from collections import Counter
from typing import TYPE_CHECKING

import orjson

from screening.batch.scan import Scan
from screening.screen import Origin
from screening.stream.accounting import outcome
from tests.fuzz.seeds import MOST_BYTES
from tests.screening.support import NOW, NOW_MS

if TYPE_CHECKING:
    from feeds.compile import ActiveList
    from screening.alert import Alert
    from screening.judge import Judge
    from tests.fuzz.seeds import Seed


class Findings:
    """What became of the messages, and the slowest of them."""

    def __init__(self) -> None:
        self.messages = 0
        self.outcomes: Counter[str] = Counter()
        self.slowest: tuple[float, bytes] = (0.0, b"")
        self.scans: dict[str, FileScan] = {}

    def took(self, seconds: float, raw: bytes) -> None:
        """Keep the slowest, by byte above a message's usual length."""
        self.slowest = max(self.slowest, (seconds / max(len(raw), 2_000), raw))


def check(seed: Seed, raw: bytes, active: ActiveList, findings: Findings) -> None:
    """Judge a message and see that the laws hold.

    Raises:
        AssertionError: one does not; and whatever the message made raise.
    """
    findings.messages += 1
    started = time.process_time()
    if seed.is_file:
        _file(seed.judge, raw, active, findings)
    else:
        _record(seed.judge, raw, active, findings)
    findings.took(time.process_time() - started, raw)


def _record(judge: Judge, raw: bytes, active: ActiveList, findings: Findings) -> None:
    origin = Origin(NOW_MS, ("topic", 0, 1), 0, 1)
    judgement = judge.judge(raw, origin, active, mode="live", now=NOW)
    assert judgement.reason is not None or judgement.transactions
    findings.outcomes[judgement.reason or outcome(judgement)] += 1
    for alert in judgement.alerts:
        _is_true(orjson.loads(orjson.dumps(alert)))


def _file(judge: Judge, raw: bytes, active: ActiveList, findings: Findings) -> None:
    name = str(judge.mapping.digest)
    if name not in findings.scans:
        findings.scans[name] = FileScan(judge, active)
    findings.outcomes["file"] += 1
    for alert in findings.scans[name].alerts(raw):
        _is_true(orjson.loads(alert))


class FileScan:
    """A scan of file after file; each record that it refuses is among its rejects."""

    def __init__(self, judge: Judge, active: ActiveList) -> None:
        self._alerts: list[bytes] = []
        self._rejects: list[bytes] = []
        self._scan = Scan(judge, active, NOW, NOW, self._alerts.append, self._rejects.append)

    def alerts(self, raw: bytes) -> list[bytes]:
        """The alerts of one file."""
        self._alerts.clear()
        self._rejects.clear()
        before = self._scan.counts["dead_lettered"]
        self._scan.file("file", io.BytesIO(raw), MOST_BYTES)
        assert self._scan.counts["dead_lettered"] - before == len(self._rejects)
        return self._alerts


def _is_true(alert: Alert) -> None:
    """original[start:end] == excerpt, for each match and each part of one."""
    fields = alert["transaction"]["fields"]
    for match in alert["matches"]:
        for part in match.get("parts") or [match]:
            text = fields[part["field"]]
            assert text[part["start"] : part["end"]] == part["excerpt"]
