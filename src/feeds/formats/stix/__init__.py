"""STIX 2.1: bundles and the objects of collections, as raw entries.

Law: objects are plain JSON and are read one by one; the order of the results is that of the
objects, and of several versions of one object only the newest counts. Memory: the decoded JSON,
and an index of it.
"""

from __future__ import annotations

import codecs
from typing import TYPE_CHECKING

import orjson

from feeds.formats import FeedError, RawEntry, Reject
from feeds.formats.stix.entries import Reader
from feeds.formats.stix.objects import Catalogue

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

__all__ = ["read", "read_objects"]


def read(path: Path, feed: str) -> Iterator[RawEntry | Reject]:
    """The indicators of a file that holds a bundle (STIX 2.1 section 8), or a list of bundles.

    Raises:
        FeedError: it is no JSON, or no bundle.
    """
    return read_objects(_top(path), feed)


def read_objects(objects: Iterable[object], feed: str) -> Iterator[RawEntry | Reject]:
    """The indicators of objects as decoded from JSON, bundles among them opened.

    Every object is taken before the first result, as what is said of it may stand after it.
    """
    catalogue = Catalogue(_opened(objects))
    reader = Reader(catalogue, feed)
    for number in range(len(catalogue)):
        reason = catalogue.faults.get(number)
        thing = catalogue.at(number)
        if reason is not None:
            yield Reject(feed, catalogue.place(number), reason)
        elif thing is not None:
            yield from reader.entries(thing)


def _top(path: Path) -> Iterator[object]:
    try:
        content = orjson.loads(path.read_bytes().removeprefix(codecs.BOM_UTF8))
    except orjson.JSONDecodeError as error:
        raise FeedError(f"{path.name}: not JSON") from error
    bundles = content if isinstance(content, list) else [content]
    if not bundles or not all(map(_is_bundle, bundles)):
        raise FeedError(f"{path.name}: not a STIX bundle")
    yield from bundles


def _opened(objects: Iterable[object]) -> Iterator[object]:
    for thing in objects:
        if isinstance(thing, dict) and _is_bundle(thing):
            yield from thing.get("objects", ())
        else:
            yield thing


def _is_bundle(thing: object) -> bool:
    if not isinstance(thing, dict) or thing.get("type") != "bundle":
        return False
    return isinstance(thing.get("objects", []), list)
