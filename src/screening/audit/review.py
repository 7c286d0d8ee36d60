"""The alerts of the review topic, as far as receipts speak of them: no body is kept.

An alert belongs to a receipt when its offset lies in the receipt's range and the same list,
policy and software made it. Others in the range come from attempts that were never committed.
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left, bisect_right
from collections import Counter
from datetime import datetime
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import orjson

from screening import alert
from screening.audit import receipt as receipts
from screening.audit.entry import microseconds

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from screening.audit.entry import Entry
    from screening.audit.receipt import ReceiptModel

_ID_BYTES = 16
_ALERT_ID = re.compile("[0-9a-f]{32}")
_LARGEST = 2**63


class Attempt(NamedTuple):
    """By what a record was judged."""

    snapshot_digest: str
    config_digest: str
    software: str


class Comparison(NamedTuple):
    """How many distinct alerts of a receipt there are, and whether they are those it states."""

    found: int
    is_equal: bool


class Alerts:
    """The alerts of one partition of the transactions topic, as columns."""

    def __init__(self) -> None:
        """Begin with none; `settle` before they are asked for."""
        self._offsets, self._detected, self._attempts = array("q"), array("q"), array("q")
        self._ids = bytearray()
        self._claimed = bytearray()

    def add(self, offset: int, alert_id: str, attempt: int, detected_at: int) -> None:
        """Enter one; `detected_at` in microseconds since 1970."""
        self._offsets.append(offset)
        self._ids += bytes.fromhex(alert_id)
        self._attempts.append(attempt)
        self._detected.append(detected_at)

    def settle(self) -> None:
        """Put them in the order of their offsets."""
        order = np.argsort(np.frombuffer(self._offsets, np.int64), kind="stable")
        for column in (self._offsets, self._detected, self._attempts):
            column[:] = array("q", np.frombuffer(column, np.int64)[order].tobytes())
        ids = np.frombuffer(bytes(self._ids), f"V{_ID_BYTES}")
        self._ids = bytearray(ids[order].tobytes())
        self._claimed = bytearray(len(order))

    def rows(self, first: int, last: int, attempt: int, since: int | None) -> list[int]:
        """Which of them an attempt found in a range, after `since` if that is given."""
        begin, end = bisect_left(self._offsets, first), bisect_right(self._offsets, last)
        found = [row for row in range(begin, end) if self._attempts[row] == attempt]
        return found if since is None else [row for row in found if self._detected[row] > since]

    def is_by(self, row: int, moment: int) -> bool:
        """Whether one was made at `moment` or before."""
        return self._detected[row] <= moment

    def ids(self, rows: Iterable[int]) -> set[str]:
        """Their distinct ids."""
        size = _ID_BYTES
        return {self._ids[row * size : (row + 1) * size].hex() for row in rows}

    def claim(self, rows: Iterable[int]) -> None:
        """Note that a receipt speaks of them."""
        for row in rows:
            self._claimed[row] = 1

    def unclaimed(self) -> Iterator[int]:
        """The offsets of those that no receipt speaks of, ascending, one for each alert."""
        row = self._claimed.find(0)
        while row >= 0:
            yield self._offsets[row]
            row = self._claimed.find(0, row + 1)


class Review:
    """What the review topic holds of one stream's live alerts."""

    def __init__(self, source: str) -> None:
        """`source` names the stream, as FRESNEL_SOURCE does."""
        self._source = source
        self._attempts: dict[Attempt, int] = {}
        self._partitions: dict[int, Alerts] = {}
        self.passed_over: Counter[str] = Counter()

    def add(self, value: bytes | None) -> None:
        """Enter a message; what is no live alert of the stream is only counted."""
        try:
            self._add(orjson.loads(value or b""))
        except (orjson.JSONDecodeError, KeyError, TypeError, ValueError):
            self.passed_over["no alert of ours"] += 1

    def settle(self) -> None:
        """All is read."""
        for alerts in self._partitions.values():
            alerts.settle()

    def compare(self, entry: Entry, since: int | None = None) -> Comparison:
        """Compare a receipt with its alerts.

        `since` (microseconds since 1970): when the topic was made anew; older alerts are of
        offsets of the one before.

        Where those of its attempt are not those it states, the ones made after it are left out:
        what came later was screened again, after an entry of the allow-list had ended perhaps.
        """
        receipt = entry.receipt
        made_by = Attempt(receipt.snapshot.digest, receipt.config_digest, receipt.software)
        attempt, alerts = self._attempts.get(made_by), self._partitions.get(receipt.partition)
        if attempt is None or alerts is None:
            return Comparison(0, _states(receipt, set()))
        rows = alerts.rows(receipt.first_offset, receipt.last_offset, attempt, since)
        ids = alerts.ids(rows)
        is_equal = _states(receipt, ids)
        if not is_equal:
            earlier = [row for row in rows if alerts.is_by(row, entry.at)]
            is_equal = _states(receipt, alerts.ids(earlier))
            rows = earlier if is_equal else rows
        alerts.claim(rows)
        return Comparison(len(ids), is_equal)

    def partitions(self) -> set[int]:
        """Of the transactions topic, those that alerts speak of."""
        return set(self._partitions)

    def unclaimed(self, partition: int) -> Iterator[int]:
        """Offsets of alerts that no receipt speaks of."""
        if partition in self._partitions:
            yield from self._partitions[partition].unclaimed()

    def _add(self, found: Any) -> None:  # noqa: ANN401  any JSON value
        transaction = found["transaction"]
        partition, offset = transaction["partition"], transaction["offset"]
        if found["schema"] != alert.SCHEMA or not _ALERT_ID.fullmatch(found["alert_id"]):
            raise ValueError
        if found["mode"] != "live" or transaction["source"] != self._source:
            self.passed_over["of another source or mode"] += 1
            return
        if not all(type(each) is int and 0 <= each < _LARGEST for each in (partition, offset)):
            raise ValueError
        made_by = Attempt(found["snapshot"]["digest"], found["config_digest"], found["software"])
        detected_at = microseconds(datetime.fromisoformat(found["detected_at"]))
        attempt = self._attempts.setdefault(made_by, len(self._attempts))
        alerts = self._partitions.setdefault(partition, Alerts())
        alerts.add(offset, found["alert_id"], attempt, detected_at)


def _states(receipt: ReceiptModel, ids: set[str]) -> bool:
    if receipt.alerts != len(ids):
        return False
    if not ids:
        return receipt.alerts_digest == _NO_ALERTS
    return receipt.alerts_digest == receipts.alerts_digest(ids)


_NO_ALERTS = receipts.alerts_digest(())
