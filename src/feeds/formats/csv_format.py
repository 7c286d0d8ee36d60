"""Indicator CSV (RFC 4180, UTF-8 with or without a byte order mark, header needed).

Law: a row that cannot be read costs no other row. A quote that is never closed would take all
the lines after it into one field; so reading goes on at the line after the bad row's first.
"""

from __future__ import annotations

import csv
from collections import deque
from typing import TYPE_CHECKING

from feeds.formats import FeedError, RawEntry, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

NEEDED = ("type", "value")


def read(path: Path, feed: str, needed: Sequence[str] = NEEDED) -> Iterator[RawEntry | Reject]:
    """The rows of a CSV file, keyed by its header in lower case; it must have those `needed`.

    Raises:
        FeedError: there is no header with the columns that are needed.
    """
    # Bytes that are not UTF-8 become lone surrogates, so that only their own row is rejected.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        lines = _Lines(stream)
        reader = csv.reader(lines, strict=True)
        header = _header(reader, path, needed)
        while True:
            lines.start_row()
            try:
                entry = _entry(next(reader), header, needed)
            except StopIteration:
                return
            except (csv.Error, _BadRowError) as error:
                yield Reject(feed, lines.first, _reason(error))
                lines.back_to_second()
                continue
            if entry:
                yield RawEntry(lines.first, entry)


def _reason(error: Exception) -> str:
    return f"not readable as CSV: {error}" if isinstance(error, csv.Error) else str(error)


class _BadRowError(ValueError):
    """A row that is no entry."""


class _Lines:
    """A file's lines, one row at a time, with a way back to a row's second line."""

    def __init__(self, stream: Iterator[str]) -> None:
        self._stream = stream
        self._again: deque[str] = deque()
        self._row: list[str] = []
        self.first = 1

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._stream)
        self._row.append(line)
        return line

    def start_row(self) -> None:
        """The next line is a row's first."""
        self.first += len(self._row)
        self._row = []

    def back_to_second(self) -> None:
        """Give the lines after the first of this row once more."""
        self._again.extendleft(reversed(self._row[1:]))
        del self._row[1:]


def _header(reader: Iterator[list[str]], path: Path, needed: Sequence[str]) -> list[str]:
    try:
        header = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as error:
        raise FeedError(f"{path.name}: line 1: not readable as CSV: {error}") from error
    missing = [name for name in needed if name not in header]
    if missing:
        raise FeedError(f"{path.name}: line 1: column missing: {', '.join(missing)}")
    if len(set(header)) < len(header):
        raise FeedError(f"{path.name}: line 1: a column occurs twice")
    return header


def _entry(row: list[str], header: list[str], needed: Sequence[str]) -> dict[str, str]:
    """The row by its header; empty for an empty line."""
    if len(row) > len(header):
        raise _BadRowError(f"{len(row)} fields, but the header has {len(header)}")
    try:
        "".join(row).encode()
    except UnicodeEncodeError:
        raise _BadRowError("not UTF-8") from None
    entry = dict(zip(header, row, strict=False))
    if any(not {"\r", "\n"}.isdisjoint(entry.get(name, "")) for name in needed):
        raise _BadRowError("a line break inside a type or value: a quote is not closed")
    return entry
