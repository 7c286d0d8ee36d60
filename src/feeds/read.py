"""From what a feed is stored as to entries in our columns.

Law: a feed's own names end here: columns renamed, what it does not say filled in by its
defaults. An empty value says nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from feeds import feeds_file
from feeds.feeds_file import Kind
from feeds.formats import RawEntry, Reject, csv_format, jsonl_format, misp, stix

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from feeds.feeds_file import Feed

_NOTHING: tuple[object, ...] = (None, "", [])


def entries(feed: Feed, path: Path) -> Iterator[RawEntry | Reject]:
    """The entries of `feed` as `path` holds them, and what could not be read.

    Raises:
        FeedError: it cannot be used at all.
        OSError: it cannot be read.
    """
    raw = _raw(feed, path)
    if not feed.columns and not feed.defaults.values():
        return raw
    return (each if isinstance(each, Reject) else _ours(feed, each) for each in raw)


def _raw(feed: Feed, path: Path) -> Iterator[RawEntry | Reject]:
    match feed.kind:
        case Kind.CSV:
            return csv_format.read(path, feed.name, _needed(feed))
        case Kind.JSONL:
            return jsonl_format.read(path, feed.name)
        case Kind.STIX:
            return stix.read(path, feed.name)
        case Kind.TAXII:
            return stix.read_objects(_objects(path), feed.name)
        case Kind.MISP:
            return misp.read(path, feed.name)


def _needed(feed: Feed) -> list[str]:
    ours = ["value"] if feed.defaults.type else ["type", "value"]
    return [feed.columns.get(name, name).lower() for name in ours]


def _objects(path: Path) -> Iterator[object]:
    with path.open("rb") as stream:
        for line in stream:
            yield orjson.loads(line)


def _ours(feed: Feed, raw: RawEntry) -> RawEntry:
    values = dict(raw.values)
    if feed.columns:
        values = _renamed(feed, values)
    given = {name: value for name, value in values.items() if value not in _NOTHING}
    return RawEntry(raw.place, {**feed.defaults.values(), **given})


def _renamed(feed: Feed, values: Mapping[str, object]) -> dict[str, object]:
    """Our columns: the declared ones by their names, the others where they are called as ours."""
    taken = set(feed.columns.values()) | set(feed.columns)
    ours = {n: v for n, v in values.items() if n in feeds_file.COLUMNS and n not in taken}
    for name, theirs in feed.columns.items():
        ours[name] = _at(values, theirs.lower() if feed.kind is Kind.CSV else theirs)
    return ours


def _at(values: Mapping[str, object], path: str) -> object:
    """The value under a name, or else under dotted names one inside the other."""
    if path in values:
        return values[path]
    at: object = values
    for name in path.split("."):
        at = at.get(name) if isinstance(at, dict) else None
    return at
