"""PURE. What several workers say, as one service says it.

Law: counters and histograms add up over all workers that there ever were, ended ones included.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any, TypeAlias

from prometheus_client import Metric, generate_latest
from prometheus_client.parser import text_string_to_metric_families

from screening.workers.supervision import READY

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from prometheus_client.samples import Sample

_LEAST = frozenset(
    {
        "fresnel_snapshot_created_timestamp_seconds",
        "fresnel_snapshot_expires_timestamp_seconds",
        "fresnel_release_answered_timestamp_seconds",
    }
)
"""Gauges of which the worst worker's is the least; of others it is the greatest."""

_Key: TypeAlias = "tuple[str, tuple[tuple[str, str], ...]]"


class Tallies:
    """The metrics of all workers, as they were last heard of."""

    def __init__(self) -> None:
        self._now: dict[int, list[Metric]] = {}
        self._ended: list[Metric] = []

    def heard(self, number: int, text: str) -> None:
        """Take what worker `number` says of itself, in Prometheus' text format."""
        self._now[number] = list(text_string_to_metric_families(text))

    def ended(self, number: int) -> None:
        """Keep what a worker that has ended had counted, and forget its gauges."""
        counted = [each for each in self._now.pop(number, []) if each.type != "gauge"]
        self._ended = list(_merged([*self._ended, *counted]))

    def collect(self) -> Iterator[Metric]:
        """One family for each name; `READY` is for the supervisor to say."""
        said = (each for families in self._now.values() for each in families)
        return (each for each in _merged([*self._ended, *said]) if each.name != READY)

    def render(self) -> bytes:
        """The exposition format of Prometheus."""
        return generate_latest(self)


def _merged(families: Iterable[Metric]) -> Iterator[Metric]:
    merged: dict[str, Metric] = {}
    values: dict[str, dict[_Key, float]] = {}
    for family in families:
        merged.setdefault(family.name, Metric(family.name, family.documentation, family.type))
        found = values.setdefault(family.name, {})
        for sample in family.samples:
            key = (sample.name, tuple(sample.labels.items()))
            found[key] = _joined(family, found.get(key), sample)
    for name, family in merged.items():
        for (sample_name, labels), value in values[name].items():
            family.add_sample(sample_name, dict(labels), value)
        yield family


def _joined(family: Metric, before: float | None, sample: Sample) -> float:
    if before is None:
        return sample.value
    if family.type != "gauge":
        return before + sample.value
    least = family.name in _LEAST or family.name.endswith("_created")
    return min(before, sample.value) if least else max(before, sample.value)


def reasons(workers: Mapping[int, Mapping[str, str]]) -> dict[str, str]:
    """Why a service of these workers is not ready, by worker and part; empty when all are."""
    return {
        f"worker {number}: {part}": reason
        for number, said in sorted(workers.items())
        for part, reason in said.items()
    }


def snapshot(workers: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    """`GET /v1/snapshot`: the first worker's list, each worker's, and whether they differ."""
    first = workers[min(workers)]
    each = [
        {"worker": number, "serial": said["serial"], "digest": said["digest"]}
        for number, said in sorted(workers.items())
    ]
    differ = len({said["digest"] for said in each}) > 1
    warnings = [*first["warnings"], *(["workers screen by different lists"] if differ else [])]
    return first | {"warnings": warnings, "workers": each}


def reload(workers: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    """`GET /v1/reload`: running while one is; then the last result, the worst of the workers'.

    A list waits for approval as long as it does for any worker.
    """
    running = [said for said in workers.values() if said["status"] == "running"]
    waiting = [said for _, said in sorted(workers.items()) if "waiting" in said]
    lasts = [said["last"] for _, said in sorted(workers.items()) if said["last"] is not None]
    worst = ("refused", "waiting", "activated", "unchanged")
    last = min(lasts, key=lambda said: worst.index(said["result"]), default=None)
    return (running or waiting or [{"status": "idle"}])[0] | {"last": last}


def accounting(workers: Mapping[int, dict[str, Any]]) -> dict[str, Any]:
    """`GET /v1/accounting`: the sums, and each partition as the worker that reads it has it."""
    parts: dict[int, dict[str, Any]] = {}
    for said in workers.values():
        for part in said["partitions"]:
            number = part["partition"]
            parts[number] = _partition(parts[number], part) if number in parts else part
    return {
        "since": min(said["since"] for said in workers.values()),
        "total": _summed([said["total"] for said in workers.values()]),
        "partitions": [parts[number] for number in sorted(parts)],
    }


def _partition(one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    holder, former = (other, one) if one["state"] == "not assigned" else (one, other)
    receipt = holder["receipt"] or former["receipt"]
    return holder | _summed([holder, former]) | {"receipt": receipt}


def _summed(counted: list[dict[str, Any]]) -> dict[str, Any]:
    names = ("consumed", "clear", "flagged", "dead_lettered", "skipped")
    total: Counter[str] = Counter()
    for each in counted:
        total.update({name: each[name] for name in names})
    return {
        **{name: total[name] for name in names},
        "balanced": all(each["balanced"] for each in counted),
    }
