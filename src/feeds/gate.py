"""The gate: what a list must pass before it goes live.

Rule 1: the serial never goes back; the same serial is the same content. Undoing is a newer
serial with older content.
Rule 2: no type, nor the total, falls below half or grows above ten times, unless the signed
release says that it is meant.
Rule 3: the compiled index finds what it must, and not what it must not (`canaries.py`).
Rule 4: there is memory to hold it beside the one in use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from feeds import memory
from feeds.canaries import own_failure
from feeds.snapshot import SnapshotError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from feeds.canaries import Canaries
    from feeds.compile import ActiveList

LEAST_TOTAL, LEAST_OF_TYPE = 10, 20
"""What has fewer indicators than this on both sides may change as it likes."""
FALL, RISE = 2, 10
RESERVE_BYTES = 64 << 20


@dataclass(frozen=True, slots=True)
class Standing:
    """The list that a candidate would replace."""

    serial: int
    digest: str
    counts: Mapping[str, int]


class Step(NamedTuple):
    """A release on the way from one list to another, as its publisher signed it."""

    serial: int
    counts: Mapping[str, int]
    large_change: bool


def follow(candidate: ActiveList, standing: Standing) -> None:
    """Rule 1: whether the serial of `candidate` may follow that of `standing`.

    Raises:
        SnapshotError: it may not; says why.
    """
    manifest = candidate.manifest
    if manifest.serial < standing.serial:
        raise SnapshotError(f"serial {manifest.serial} is older than {standing.serial} in use")
    if manifest.serial == standing.serial and manifest.digest != standing.digest:
        raise SnapshotError(f"serial {manifest.serial} is in use with other content")


def compare(candidate: ActiveList, standing: Standing, steps: Sequence[Step] = ()) -> None:
    """Rule 2: whether `candidate` is of a size that may follow that of `standing`.

    `steps` are the releases that the channel lists, by serial. A bank that missed some goes
    along them: each may follow the one before, or its publisher signed that it is meant.

    Raises:
        SnapshotError: it is not; says of which type.
    """
    manifest = candidate.manifest
    missed = [step for step in steps if standing.serial < step.serial < manifest.serial]
    last = next((step.large_change for step in steps if step.serial == manifest.serial), False)
    counts = standing.counts
    for step in (*missed, Step(manifest.serial, manifest.counts, last)):
        reason = None if step.large_change else size_reason(counts, step.counts)
        if reason is not None:
            raise SnapshotError(f"{reason}; a release that is meant so must say it")
        counts = step.counts


def size_reason(standing: Mapping[str, int], candidate: Mapping[str, int]) -> str | None:
    """Why the change of counts by type is too large, or None if it is not."""
    kinds = sorted(standing.keys() | candidate.keys())
    pairs = [("total", LEAST_TOTAL, sum(standing.values()), sum(candidate.values()))]
    pairs += [
        (each, LEAST_OF_TYPE, standing.get(each, 0), candidate.get(each, 0)) for each in kinds
    ]
    for kind, least, old, new in pairs:
        if max(old, new) < least or old == 0:
            continue
        if new * FALL < old:
            return f"{kind}: {new} indicators instead of {old}: more than half are gone"
        if new > old * RISE:
            return f"{kind}: {new} indicators instead of {old}: more than {RISE} times as many"
    return None


def try_out(candidate: ActiveList, canaries: Canaries) -> None:
    """Rule 3: whether the compiled index of `candidate` finds what it should.

    Raises:
        SnapshotError: a canary failed; names it by its number, or its indicator by id.
    """
    failure = own_failure(candidate) or canaries.failure(candidate.index)
    if failure is not None:
        raise SnapshotError(f"canary: {failure}")


def weigh(footprint: int) -> None:
    """Rule 4: whether there are `footprint` bytes for the index beside the one in use.

    Raises:
        SnapshotError: there are not; says how many are there and how many are needed.
    """
    needed, available = footprint + RESERVE_BYTES, memory.available()
    if available is not None and available < needed:
        raise SnapshotError(
            f"not enough memory: {needed >> 20} MiB are needed, {available >> 20} MiB are free"
        )
