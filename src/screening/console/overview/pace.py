"""How fast, by whom and by which list, from the receipts of the last minutes. Pure."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING, Any

from screening.console.shown import time_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from screening.console.rows import ReceiptRow

WINDOW_SECONDS = 60
STEP_SECONDS = 60
STEPS = 60
HEARD_SECONDS = 3_600
"""A replica that was not heard for longer is no longer shown."""
AGREES_SECONDS = 300
"""Whether the fleet agrees is asked of those heard within this."""


def records(receipt: ReceiptRow) -> int:
    """Records that a receipt counts."""
    return receipt.clear + receipt.flagged + receipt.dead_lettered + receipt.skipped


def per_second(receipts: Iterable[ReceiptRow], now: float) -> float:
    """Records a second over the last minute, or since the first receipt where that is later."""
    first, count = now, 0
    for each in receipts:
        first = min(first, each.at)
        count += records(each) * (each.at > now - WINDOW_SECONDS)
    return count / min(WINDOW_SECONDS, max(1.0, now - first))


def series(receipts: Iterable[ReceiptRow], now: float) -> list[list[int]]:
    """The last hour by the minute: [seconds since 1970, clear, flagged, dead-lettered]."""
    last = int(now) // STEP_SECONDS
    found = {step: [step * STEP_SECONDS, 0, 0, 0] for step in range(last - STEPS + 1, last + 1)}
    for each in receipts:
        point = found.get(int(each.at) // STEP_SECONDS)
        if point is not None:
            point[1] += each.clear
            point[2] += each.flagged
            point[3] += each.dead_lettered
    return list(found.values())


def replicas(receipts: Sequence[ReceiptRow], now: float) -> list[dict[str, Any]]:
    """Each writer of receipts that was heard within the hour, by its last one."""
    own: dict[str, list[ReceiptRow]] = defaultdict(list)
    for each in receipts:
        if each.at > now - HEARD_SECONDS:
            own[each.writer].append(each)
    shown = []
    for writer, written in sorted(own.items()):
        last = max(written, key=lambda each: each.at)
        shown.append(
            {
                "writer": writer,
                "group": last.grp,
                "serial": last.serial,
                "digest": last.digest,
                "config_digest": last.config_digest,
                "software": last.software,
                "last_receipt_at": time_of(last.at),
                "per_second": per_second(written, now),
            }
        )
    return shown


def fleet_agrees(receipts: Iterable[ReceiptRow], now: float) -> bool | None:
    """Whether the replicas heard lately have one list and one configuration; None: none was."""
    last: dict[str, ReceiptRow] = {}
    for each in receipts:
        if each.at > now - AGREES_SECONDS and (
            each.writer not in last or last[each.writer].at <= each.at
        ):
            last[each.writer] = each
    return len({(each.digest, each.config_digest) for each in last.values()}) == 1 if last else None
