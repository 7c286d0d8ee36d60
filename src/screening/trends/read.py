"""Facts from alerts as they were written, and from snapshots."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, NamedTuple

import orjson

from feeds import snapshot
from screening.trends import alert_facts, list_facts

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime
    from pathlib import Path

    from screening.trends.alert_facts import AlertFact
    from screening.trends.list_facts import ListFact


class AlertsError(Exception):
    """A line that is no alert; the message names file and line, never what it holds."""


class Bounds(NamedTuple):
    """From `since` to `until`, seconds since 1970, the end exclusive; None: no bound."""

    since: float | None = None
    until: float | None = None

    def hold(self, at: float | None) -> bool:
        """Whether a time is within; one that is not known is, where nothing is bounded."""
        if at is None:
            return self == (None, None)
        return (self.since is None or at >= self.since) and (self.until is None or at < self.until)


def alerts(name: str, lines: Iterable[bytes], known: set[bytes]) -> Iterator[AlertFact]:
    """The facts of alerts, a line each; an alert whose id is in `known` is a repeat.

    Raises:
        AlertsError: a line is no alert.
    """
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            facts = alert_facts.of_alert(orjson.loads(line))
            identity = bytes.fromhex(facts[0].unit)
        except (KeyError, TypeError, ValueError, IndexError, OverflowError) as error:
            raise AlertsError(f"{name}: line {number}: not an alert") from error
        if identity not in known:
            known.add(identity)
            yield from facts


def indicators(folder: Path) -> Iterator[ListFact]:
    """The facts of a snapshot, verified before the first is given.

    Raises:
        SnapshotError: it is missing, damaged or of another version.
    """
    manifest, content = snapshot.read(folder)
    created = manifest.created.timestamp()
    for line in BytesIO(content):
        yield from list_facts.of_line(line, manifest.serial, created)


def serials(folders: Iterable[Path]) -> dict[int, datetime]:
    """When the snapshot of each serial was made.

    Raises:
        SnapshotError: one cannot be read, or two have one serial.
    """
    found: dict[int, datetime] = {}
    for folder in folders:
        manifest = snapshot.read_manifest(folder)
        if manifest.serial in found:
            raise snapshot.SnapshotError(f"{folder}: serial {manifest.serial} is there twice")
        found[manifest.serial] = manifest.created
    return found
