"""What is counted of a sample under two lists; no alert and no transaction is kept."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from screening.alert import Alert
    from screening.judge import Judgement

DAY_MS = 86_400_000
IndicatorKey = tuple[str, str]
"""Type and canonical value."""


class ListCounts:
    """What one list makes of the sample.

    An alert counts once under each type, source and indicator that is in it. `described` has id
    and source names of each of these indicators; `together` how often a source stated which of
    them at once.
    """

    def __init__(self) -> None:
        self.alerts = 0
        self.unreadable: Counter[str] = Counter()
        self.types: Counter[str] = Counter()
        self.sources: Counter[str] = Counter()
        self.severities: Counter[str] = Counter()
        self.indicators: Counter[IndicatorKey] = Counter()
        self.described: dict[IndicatorKey, tuple[str, tuple[str, ...]]] = {}
        self.together: dict[str, Counter[frozenset[IndicatorKey]]] = {}

    def add(self, judgement: Judgement) -> None:
        """Count one record."""
        if judgement.reason is not None:
            self.unreadable[str(judgement.reason)] += 1
        for alert in judgement.alerts:
            self.alerts += 1
            self.severities[alert["severity"]] += 1
            self._add_matches(alert)

    def _add_matches(self, alert: Alert) -> None:
        stated: defaultdict[str, set[IndicatorKey]] = defaultdict(set)
        indicators: dict[IndicatorKey, None] = {}
        for match in alert["matches"]:
            key = str(match["type"]), match["value"]
            names = tuple(dict.fromkeys(each["name"] for each in match["sources"]))
            self.described.setdefault(key, (match["indicator_id"], names))
            indicators[key] = None
            for name in names:
                stated[name].add(key)
        self.types.update(dict.fromkeys(kind for kind, _ in indicators).keys())
        self.sources.update(stated.keys())
        self.indicators.update(indicators.keys())
        for name, keys in stated.items():
            self.together.setdefault(name, Counter())[frozenset(keys)] += 1


@dataclass(slots=True)
class Part:
    """Records that came in one order (all files, or one partition), and their times.

    Times are milliseconds since 1970 of the earliest and latest transaction, or None.
    """

    records: int = 0
    first_ms: int | None = None
    last_ms: int | None = None

    def note(self, moment_ms: int) -> None:
        """Take one transaction's time into account."""
        self.first_ms = moment_ms if self.first_ms is None else min(self.first_ms, moment_ms)
        self.last_ms = moment_ms if self.last_ms is None else max(self.last_ms, moment_ms)


@dataclass(slots=True)
class Counted:
    """All counts of one sample under both lists.

    `appear`, `disappear`, `change` and `same` count transactions with an alert under the new
    list, the old one, or both; `change` is another set of matches or another severity.
    `parts` are by partition (None for files); `days` are the UTC days, since 1970, on which
    any transaction falls.
    """

    old: ListCounts = field(default_factory=ListCounts)
    new: ListCounts = field(default_factory=ListCounts)
    records: int = 0
    tombstones: int = 0
    transactions: int = 0
    appear: int = 0
    disappear: int = 0
    change: int = 0
    same: int = 0
    parts: dict[int | None, Part] = field(default_factory=dict)
    days: set[int] = field(default_factory=set)

    def compare(self, old: list[Alert], new: list[Alert]) -> None:
        """Count how the alerts of one record differ."""
        before, after = _by_item(old), _by_item(new)
        for item in before.keys() | after.keys():
            if item not in before:
                self.appear += 1
            elif item not in after:
                self.disappear += 1
            elif _meaning(before[item]) != _meaning(after[item]):
                self.change += 1
            else:
                self.same += 1

    def note(self, partition: int | None, moment_ms: int) -> None:
        """Take one transaction's time into account."""
        self.parts[partition].note(moment_ms)
        self.days.add(moment_ms // DAY_MS)


def _by_item(alerts: list[Alert]) -> dict[str | None, Alert]:
    """A record's alerts by the transaction in it."""
    return {alert["transaction"].get("item"): alert for alert in alerts}


def _meaning(alert: Alert) -> tuple[str, str]:
    """What makes two alerts of one transaction the same to a reviewer: matches and severity."""
    return alert["alert_id"], alert["severity"]
