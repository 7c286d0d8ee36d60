"""Indicator JSONL: one JSON object a line, UTF-8 with or without a byte order mark."""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import orjson

from feeds.formats import RawEntry, Reject

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def read(path: Path, feed: str) -> Iterator[RawEntry | Reject]:
    """The objects of a JSONL file; blank lines are passed over."""
    with path.open("rb") as stream:
        for line, raw in enumerate(stream, 1):
            text = raw.removeprefix(codecs.BOM_UTF8) if line == 1 else raw
            if not text.strip():
                continue
            try:
                values = orjson.loads(text)
            except orjson.JSONDecodeError:
                yield Reject(feed, line, "not JSON")
                continue
            if isinstance(values, dict):
                yield RawEntry(line, values)
            else:
                yield Reject(feed, line, "not a JSON object")
