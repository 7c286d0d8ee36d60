"""The period's evidence as CSV: one line a receipt, in the order of the audit topic."""

from __future__ import annotations

import csv
from typing import IO, TYPE_CHECKING

from feeds import moment
from screening.spreadsheet import cell

if TYPE_CHECKING:
    from screening.audit.chain import Judged

COLUMNS = (
    "at",
    "group",
    "topic",
    "partition",
    "first_offset",
    "last_offset",
    "clear",
    "flagged",
    "dead_lettered",
    "skipped",
    "transactions",
    "shadow",
    "suppressed",
    "alerts",
    "delay_seconds",
    "snapshot_serial",
    "snapshot_digest",
    "config_digest",
    "software",
    "writer",
    "chain",
    "alerts_verdict",
    "dead_letters_verdict",
    "digest",
    "audit_partition",
    "audit_offset",
)


class CsvLines:
    """Writes the lines."""

    def __init__(self, file: IO[str]) -> None:
        """Write the head."""
        self._writer = csv.writer(file, lineterminator="\n")
        self._writer.writerow(COLUMNS)

    def write(self, judged: Judged) -> None:
        """Write a receipt; what is not compared is empty."""
        receipt, place = judged.entry.receipt, judged.entry.place
        values = {
            **receipt.model_dump(),
            "at": moment.render(receipt.at),
            "snapshot_serial": receipt.snapshot.serial,
            "snapshot_digest": receipt.snapshot.digest,
            "chain": judged.link,
            "alerts_verdict": judged.alerts,
            "dead_letters_verdict": judged.dead_letters,
            "audit_partition": place.partition,
            "audit_offset": place.offset,
        }
        self._writer.writerow([cell(values[name]) for name in COLUMNS])
