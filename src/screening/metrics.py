"""Every metric, declared in one place with what it tells an operator.

Labels are bounded: outcomes, reasons, severities, modes, types, partition numbers and the paths
that the mapping file names. No value of a customer or an indicator is ever in one. Counts are
made a batch at a time.
"""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from matcher.indicator import IndicatorType
from screening.stream.accounting import Outcome

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from feeds.snapshot import Manifest
    from screening.stream.accounting import Tally
    from screening.survey import Findings

_LATENCY_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 3600)
_BATCH_BUCKETS = (0.001, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30)
_STALL_BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5)


class Metrics:
    """The metrics of one service, in a registry of their own."""

    def __init__(self) -> None:
        """Declare all of them; `docs/metrics.md` lists the same."""
        self.registry = registry = CollectorRegistry()
        self._transactions = Counter(
            "fresnel_transactions",
            "Records committed, by outcome; their sum is everything consumed",
            ["outcome"],
            registry=registry,
        )
        for outcome in Outcome:
            self._transactions.labels(outcome)
        self._partition_records = Counter(
            "fresnel_partition_records",
            "Records committed of a partition, by outcome",
            ["partition", "outcome"],
            registry=registry,
        )
        self._dead_letters = Counter(
            "fresnel_dead_letters", "Dead letters by reason", ["reason"], registry=registry
        )
        self._alerts = Counter(
            "fresnel_alerts", "Alerts acknowledged", ["severity", "mode"], registry=registry
        )
        self._shadow = Counter(
            "fresnel_shadow", "Transactions with a match in shadow", registry=registry
        )
        self._suppressed = Counter(
            "fresnel_suppressed",
            "Transactions with a match that the allow-list covers",
            registry=registry,
        )
        self._expired = Counter(
            "fresnel_expired_allow_list",
            "Transactions whose alert names an expired entry of the allow-list",
            registry=registry,
        )
        self._borrowed = Counter(
            "fresnel_borrowed_timestamps",
            "Transactions without a believable time, judged at their record's",
            registry=registry,
        )
        self._nested = Counter(
            "fresnel_nested_values",
            "Objects or lists found where a mapping names a value; their texts were screened",
            registry=registry,
        )
        self._sampled = Counter(
            "fresnel_mapping_sampled",
            "Records compared with the mapping, a sample (FRESNEL_MAPPING_SAMPLE_EVERY)",
            registry=registry,
        )
        self._sampled_payments = Counter(
            "fresnel_mapping_sampled_transactions",
            "Transactions of the sampled records; a record may hold several",
            registry=registry,
        )
        self._absent = Counter(
            "fresnel_mapping_absent",
            "Transactions of sampled records that had nothing at a path of the mapping",
            ["path"],
            registry=registry,
        )
        self._unread_texts = Counter(
            "fresnel_mapping_unread_texts",
            "Texts in sampled records that no path of the mapping reads",
            registry=registry,
        )
        self._unread_records = Counter(
            "fresnel_mapping_unread_records",
            "Sampled records with a text that no path reads; `fresnel mapping try` shows where",
            registry=registry,
        )
        self._lag = Gauge(
            "fresnel_consumer_lag",
            "Records between the position and the end of a partition",
            ["partition"],
            registry=registry,
        )
        self._stopped = Gauge(
            "fresnel_partition_stopped",
            "1 for a partition that is not read any further until an operator decides; by kind: "
            "dead_letter_limit, expired_offset",
            ["partition", "kind"],
            registry=registry,
        )
        self._end_to_end = Histogram(
            "fresnel_end_to_end_seconds",
            "From a flagged record's timestamp to its alert acknowledged",
            buckets=_LATENCY_BUCKETS,
            registry=registry,
        )
        self._batch = Histogram(
            "fresnel_batch_seconds",
            "From records taken to all that they gave acknowledged",
            buckets=_BATCH_BUCKETS,
            registry=registry,
        )
        self._stall = Histogram(
            "fresnel_loop_stall_seconds",
            "How late the event loop woke; probes and heartbeats share it",
            buckets=_STALL_BUCKETS,
            registry=registry,
        )
        self._snapshot = Gauge(
            "fresnel_snapshot_info",
            "1 for the snapshot in use",
            ["serial", "digest"],
            registry=registry,
        )
        self._created = Gauge(
            "fresnel_snapshot_created_timestamp_seconds",
            "When the snapshot in use was made",
            registry=registry,
        )
        self._expires = Gauge(
            "fresnel_snapshot_expires_timestamp_seconds",
            "Until when the release in use is current; 0 for a local folder",
            registry=registry,
        )
        self._polled = Gauge(
            "fresnel_release_answered_timestamp_seconds",
            "When the release channel last answered; 0 before, and for a local folder",
            registry=registry,
        )
        self._stale = Gauge(
            "fresnel_snapshot_stale_feeds",
            "Feeds of which the snapshot in use holds older entries than it should, or none",
            registry=registry,
        )
        self._indicators = Gauge(
            "fresnel_snapshot_indicators",
            "Indicators in use, by type",
            ["type"],
            registry=registry,
        )
        self._reloads = Counter(
            "fresnel_reloads",
            "Reloads by result: activated, unchanged, refused, waiting",
            ["result"],
            registry=registry,
        )
        for result in ("activated", "unchanged", "refused", "waiting"):
            self._reloads.labels(result)
        self._waiting = Gauge(
            "fresnel_snapshot_waiting",
            "1 while a snapshot waits for approval (FRESNEL_RELEASE__FOUR_EYES), else 0",
            registry=registry,
        )
        self._reload_seconds = Histogram(
            "fresnel_reload_seconds",
            "Time to verify and compile a snapshot",
            buckets=(*_BATCH_BUCKETS, 60, 120),
            registry=registry,
        )
        self._requests = Counter(
            "fresnel_screen_requests",
            "Transactions screened by request, by outcome; not in fresnel_transactions_total",
            ["outcome"],
            registry=registry,
        )
        self._ready = Gauge("fresnel_ready", "1 when ready, else 0", registry=registry)

    def batch(self, seconds: float) -> None:
        """Observe how long a batch took."""
        self._batch.observe(seconds)

    def committed(self, partition: int, tally: Tally) -> None:
        """Count what was committed of a partition."""
        for outcome, count in tally.outcomes.items():
            self._transactions.labels(outcome).inc(count)
            self._partition_records.labels(partition, outcome).inc(count)
        for reason, count in tally.reasons.items():
            self._dead_letters.labels(reason).inc(count)
        for labels, count in tally.alerts.items():
            self._alerts.labels(*labels).inc(count)
        self._shadow.inc(tally.shadow)
        self._suppressed.inc(tally.suppressed)
        self._expired.inc(tally.expired)
        self._borrowed.inc(tally.borrowed_times)
        self._nested.inc(tally.nested)

    def surveying(self, paths: Iterable[str]) -> None:
        """Show every path of the mapping as not absent yet."""
        for path in paths:
            self._absent.labels(path)

    def surveyed(self, findings: Findings) -> None:
        """Count what a sample of a committed batch showed."""
        self._sampled.inc(findings.records)
        self._sampled_payments.inc(findings.payments)
        self._unread_texts.inc(findings.unread_texts)
        self._unread_records.inc(findings.unread_records)
        for path, count in findings.absent.items():
            self._absent.labels(path).inc(count)

    def latencies(self, seconds: Iterable[float]) -> None:
        """Observe how long alerts took."""
        for each in seconds:
            self._end_to_end.observe(max(0.0, each))

    def lag(self, lags: dict[int, int]) -> None:
        """Set the lag of this member's partitions, and forget those of others."""
        self._lag.clear()
        for partition, lag in lags.items():
            self._lag.labels(partition).set(lag)

    def stopped(self, kinds: dict[int, str]) -> None:
        """Show which partitions are stopped, and why."""
        self._stopped.clear()
        for partition, kind in kinds.items():
            self._stopped.labels(partition, kind).set(1)

    def stalled(self, seconds: float) -> None:
        """Observe how late the event loop was."""
        self._stall.observe(seconds)

    def activated(self, manifest: Manifest) -> None:
        """Show the snapshot now in use."""
        self._snapshot.clear()
        self._snapshot.labels(manifest.serial, manifest.digest).set(1)
        self._created.set(manifest.created.timestamp())
        self._stale.set(sum(feed.stale for feed in manifest.feeds))
        for kind in IndicatorType:
            self._indicators.labels(kind).set(manifest.counts.get(kind, 0))

    def expires(self, moment: datetime | None) -> None:
        """Show until when the release in use is current."""
        self._expires.set(0 if moment is None else moment.timestamp())

    def waiting(self, *, waits: bool) -> None:
        """Show whether a snapshot waits for approval."""
        self._waiting.set(waits)

    def polled(self, moment: datetime) -> None:
        """Show when the release channel last answered."""
        self._polled.set(moment.timestamp())

    def reloaded(self, result: str, started: float) -> None:
        """Count a reload that began at `started` (`time.monotonic`)."""
        self._reloads.labels(result).inc()
        self._reload_seconds.observe(time.monotonic() - started)

    def requested(self, outcome: str) -> None:
        """Count a transaction that was screened by request."""
        self._requests.labels(outcome).inc()

    def render(self, *, ready: bool) -> bytes:
        """The exposition format of Prometheus."""
        self._ready.set(ready)
        return generate_latest(self.registry)
