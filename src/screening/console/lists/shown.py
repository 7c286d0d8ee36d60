"""Snapshots as the console shows them: from their manifests, their rejects and their lines."""

from __future__ import annotations

from collections import Counter
from io import BytesIO
from typing import TYPE_CHECKING, Any

import orjson

from feeds import moment, snapshot
from feeds.diff import Kind, Tally, changes

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from feeds.snapshot import Manifest

MOST_REJECTS = 100
_SIDES = {Kind.ADDED: "added", Kind.WITHDRAWN: "removed", Kind.CHANGED: "changed"}
_LONGEST_LINE = 1 << 16


def listed(manifest: Manifest, *, is_active: bool) -> dict[str, Any]:
    """One snapshot in the table of them."""
    return {
        "serial": manifest.serial,
        "digest": manifest.digest,
        "created": moment.render(manifest.created),
        "indicators": manifest.total,
        "types": dict(sorted(manifest.counts.items())),
        "tiers": {},
        "feeds": [each.name for each in manifest.feeds],
        "state": "active" if is_active else "earlier",
        "cause": None,
        "asked_by": None,
    }


def quarantine(folder: Path) -> dict[str, Any] | None:
    """What was left out of a snapshot, by reason, and the first entries; None: it does not say."""
    reasons: Counter[str] = Counter()
    items: list[dict[str, str]] = []
    try:
        with (folder / snapshot.REJECTS).open("rb") as lines:
            for line in lines:
                if entry := _entry(line):
                    reasons[entry["reason"]] += 1
                    if len(items) < MOST_REJECTS:
                        items.append(entry)
    except OSError:
        return None
    return {"total": reasons.total(), "reasons": dict(reasons.most_common()), "items": items}


def _entry(line: bytes) -> dict[str, str] | None:
    """A line of the report: feed, place and reason, which hold no values."""
    try:
        given = orjson.loads(line) if len(line) < _LONGEST_LINE else None
    except orjson.JSONDecodeError:
        return None
    if not isinstance(given, dict) or not isinstance(given.get("reason"), str):
        return None
    place = given.get("line", given.get("object"))
    return {
        "feed": str(given.get("feed", "")),
        "place": "" if place is None else str(place),
        "reason": given["reason"],
    }


def difference(before: Path, after: Path) -> dict[str, Any]:
    """What a snapshot adds, withdraws and changes against another, by type.

    Raises:
        SnapshotError, OSError: one of them cannot be read.
    """
    tally = Tally()
    old, new = snapshot.read(before), snapshot.read(after)
    for change in changes(BytesIO(old[1]), BytesIO(new[1])):
        tally.add(change)
    return {
        side: {
            "total": tally.total[kind],
            "types": {name: counts[kind] for name, counts in tally.types.items() if counts[kind]},
        }
        for kind, side in _SIDES.items()
    }


def newest(found: Iterable[tuple[Path, Manifest]]) -> tuple[Path, Manifest] | None:
    """The snapshot of the highest serial."""
    return max(found, key=lambda each: each[1].serial, default=None)
