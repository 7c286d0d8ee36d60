"""Direct entry (ABA) records: a file's descriptive record and one detail record, two lines.

Source: the banks' "Australian Direct Entry file format": lines of 120 characters, in which
column numbers begin at 1. Record type 0 describes the file, 1 is one payment, 7 the total.

Law 1: a value is its columns' own text without the blanks that fill them: on the right in
left-justified columns, on the left in the others. Spans index that value.
Law 2: BSB and account number stand side by side, so `account` is one value of both, as written.
Law 3: a text that fills its columns may have been cut there; nothing is added or guessed.

Blanks that a mail system took from a line's end are put back. Amounts, in cents there, are
decimals here; a date gets its century by SWIFT's rule (`dates`). Direct entry is in AUD alone.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from screening.bad_record import BadRecordError, Reason
from screening.decode.dates import iso_date

if TYPE_CHECKING:
    from screening.decode.decoder import Document

WIDTH = 120
_LEAST_HEADER, _LEAST_DETAIL = 62, 96
_DETAIL = re.compile(r"1[0-9]{3}-[0-9]{3}[0-9 -]{9}.[0-9]{12}", re.DOTALL)


class AbaDecoder:
    """Reads a detail record under its file's descriptive record."""

    def decode(self, raw: bytes) -> Document:
        """The payment, with the descriptive record's values under `header`.

        Raises:
            BadRecordError: not UTF-8, or not those two records.
        """
        try:
            lines = raw.decode().split("\n")
        except UnicodeDecodeError:
            raise BadRecordError(Reason.NOT_UTF8) from None
        if len(lines) == 3 and not lines[2]:
            lines.pop()
        if len(lines) != 2:
            raise BadRecordError(Reason.NOT_ABA)
        header, detail = (line.removesuffix("\r") for line in lines)
        return {**_detail(_filled(detail, _LEAST_DETAIL)), "header": _header(header)}

    def with_repeats(self, raw: bytes, document: Document) -> Any | None:  # noqa: ANN401
        """None: columns do not repeat."""
        del raw, document
        return None


def _header(line: str) -> Document:
    filled = _filled(line, _LEAST_HEADER)
    if filled[0] != "0":
        raise BadRecordError(Reason.NOT_ABA)
    date = _right(filled, 75, 80)
    return {
        "reel": _right(filled, 19, 20),
        "institution": _left(filled, 21, 23),
        "user_name": _left(filled, 31, 56),
        "user_id": _right(filled, 57, 62),
        "description": _left(filled, 63, 74),
        "date": iso_date(day=date[:2], month=date[2:4], year=date[4:]),
        "date_written": date,
    }


def _detail(line: str) -> Document:
    if not _DETAIL.match(line):
        raise BadRecordError(Reason.NOT_ABA)
    amount = _right(line, 21, 30)
    return {
        "account": _right(line, 2, 17),
        "indicator": _left(line, 18, 18),
        "transaction_code": _right(line, 19, 20),
        "amount": _decimal(amount),
        "amount_written": amount,
        "currency": "AUD",
        "title": _left(line, 31, 62),
        "lodgement_reference": _left(line, 63, 80),
        "trace_account": _right(line, 81, 96),
        "remitter": _left(line, 97, 112),
        "withholding_tax": _decimal(_right(line, 113, 120)),
    }


def _filled(line: str, least: int) -> str:
    """The line in its full width; what is shorter than `least` was cut, not just trimmed."""
    text = line.rstrip(" ")
    if not least <= len(text) <= WIDTH:
        raise BadRecordError(Reason.NOT_ABA)
    return text.ljust(WIDTH)


def _left(line: str, first: int, last: int) -> str:
    """The text of left-justified columns."""
    return line[first - 1 : last].rstrip(" ")


def _right(line: str, first: int, last: int) -> str:
    """The text of right-justified columns."""
    return line[first - 1 : last].strip(" ")


def _decimal(cents: str) -> str | None:
    """Dollars and cents; None where the columns hold no number."""
    if not (cents.isascii() and cents.isdecimal()):
        return None
    return f"{int(cents) // 100}.{int(cents) % 100:02}"
