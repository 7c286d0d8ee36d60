"""Direct entry (ABA) files cut into records: each detail record under its descriptive record.

Law 1: a total record (type 7) that is missing or counts others than there are is a reject:
records were lost on the way.
Law 2: totals that are not the sums of the records are told of, and cost no record.

Source of the total record: columns 21-30 the net total, 31-40 credits, 41-50 debits, in cents,
75-80 how many detail records; a detail record of transaction code 13 is a debit.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from screening.bad_record import Reason
from screening.batch.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.batch.lines import Lines

Warn = Callable[[int, str], object]
"""Takes the line and what is wrong there."""

_DEBIT = b"13"
_BOM = b"\xef\xbb\xbf"
_END_OF_FILE = b"\x1a"  # as DOS had it


class _Batch:
    """A descriptive record and what came under it."""

    def __init__(self, header: bytes) -> None:
        self.header = header
        self.count = self.credits = self.debits = 0

    def add(self, detail: bytes) -> None:
        """Count a detail record; an amount that is none counts as nothing."""
        self.count += 1
        cents = _number(detail[20:30]) or 0
        if detail[18:20] == _DEBIT:
            self.debits += cents
        else:
            self.credits += cents

    def disagreements(self, total: bytes) -> list[str]:
        """What the total record says otherwise; columns that are blank say nothing or zero."""
        sums = {
            "net total": (total[20:30], abs(self.credits - self.debits)),
            "credit total": (total[30:40], self.credits),
            "debit total": (total[40:50], self.debits),
            "count": (total[74:80], self.count),
        }
        return [name for name, (written, own) in sums.items() if _number(written) != own]


def direct_entry(lines: Lines, warn: Warn) -> Iterator[Frame]:
    """Detail records; `warn` is told of totals that do not agree."""
    batch: _Batch | None = None
    last = 0
    for line in lines:
        text = line.text.removeprefix(_BOM)
        if line.is_blank or text == _END_OF_FILE:
            continue
        last, kind = line.number, text[:1]
        if kind == b"1" and batch is not None:
            batch.add(text)
            yield Frame(last, batch.header + b"\n" + text)
        elif kind == b"7" and batch is not None:
            wrong = batch.disagreements(text)
            if wrong:
                warn(last, f"the total record disagrees with its records: {', '.join(wrong)}")
            if "count" in wrong:
                yield Frame(last, text, Reason.INCOMPLETE)
            batch = None
        elif kind == b"0":
            if batch is not None:
                yield Frame(last, text, Reason.INCOMPLETE)
            batch = _Batch(text)
        else:
            yield Frame(last, text, Reason.NOT_ABA)
    if batch is not None:
        yield Frame(last, b"", Reason.INCOMPLETE)


def _number(columns: bytes) -> int | None:
    """Blank columns are zero; None where there is no number."""
    digits = columns.strip(b" ") or b"0"
    return int(digits) if digits.isdigit() else None
