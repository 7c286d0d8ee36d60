"""Indicator CSV (RFC 4180, UTF-8 with or without a byte order mark, header needed)."""

from __future__ import annotations

import csv
from typing import TYPE_CHECKING

from feeds.formats import FeedError, RawEntry, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NEEDED = ("type", "value")


def read(path: Path, feed: str) -> Iterator[RawEntry | Reject]:
    """The rows of a CSV file, keyed by its header.

    Raises:
        FeedError: there is no header with the columns that are needed.
    """
    # Bytes that are not UTF-8 become lone surrogates, so that only their own row is rejected.
    with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as stream:
        reader = csv.reader(stream, strict=True)
        header = _header(reader, path)
        while True:
            line = reader.line_num + 1
            try:
                row = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Reject(feed, line, f"not readable as CSV: {error}")
                continue
            if row:
                yield _entry(row, header, feed, line)


def _header(reader: Iterator[list[str]], path: Path) -> list[str]:
    try:
        header = [name.strip().lower() for name in next(reader, [])]
    except csv.Error as error:
        raise FeedError(f"{path.name}: line 1: not readable as CSV: {error}") from error
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise FeedError(f"{path.name}: line 1: column missing: {', '.join(missing)}")
    return header


def _entry(row: list[str], header: list[str], feed: str, line: int) -> RawEntry | Reject:
    if len(row) > len(header):
        return Reject(feed, line, f"{len(row)} fields, but the header has {len(header)}")
    try:
        "".join(row).encode()
    except UnicodeEncodeError:
        return Reject(feed, line, "not UTF-8")
    return RawEntry(line, dict(zip(header, row, strict=False)))
