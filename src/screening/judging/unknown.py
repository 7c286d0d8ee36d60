"""What a bank's files say in vain: entries that have ended, or name what is not there.

None of it is an error: an indicator may come back with the next list.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import orjson

from screening.mapping import paths
from screening.mapping.model import alternatives

if TYPE_CHECKING:
    from collections.abc import Collection, Container, Iterable, Iterator
    from datetime import datetime

    from screening.judging.allow_list import AllowList
    from screening.judging.allow_list import Entry as Allowed
    from screening.judging.indicators import Key
    from screening.judging.shadow import Entry as Watched
    from screening.judging.shadow import Shadow
    from screening.mapping.model import MappingModel

_SEVERAL = "is by an id that stands for several indicators, so covers none: give type and value"


class Listed:
    """What a list has: its sources' names, its types, and how many indicators a key names."""

    def __init__(self, lines: Iterable[bytes], asked: Collection[Key]) -> None:
        """Look through `lines`, the JSON of each indicator, for the keys that are `asked` for."""
        self.named: Counter[Key] = Counter()
        self.sources: set[str] = set()
        self.types: set[str] = set()
        for line in lines:
            values = orjson.loads(line)
            sources = values["sources"]
            self.types.add(values["type"])
            self.sources.update(each["name"] for each in sources)
            ids = {values["id"], *(each["id"] for each in sources)}
            keys = {(values["type"], values["value"]), *(("", each) for each in ids)}
            self.named.update(key for key in keys if key in asked)

    def trouble(self, key: Key | None) -> str | None:
        """What is wrong with naming an indicator so, if anything is."""
        found = 1 if key is None else self.named[key]
        if not found:
            return "names no indicator of the list"
        return _SEVERAL if found > 1 else None


def several(allow_list: AllowList, shadow: Shadow, repeated_ids: Container[str]) -> Iterator[str]:
    """A line for each entry by an id that stands for several indicators of the list in use."""
    for each in allow_list.entries:
        if each.indicator is not None and each.indicator in repeated_ids:
            yield f"allow-list: entry {each.name} {_SEVERAL}"
    for number, entry in enumerate(shadow.entries, 1):
        if entry.indicator is not None and entry.indicator in repeated_ids:
            yield f"shadow: entry {number} {_SEVERAL}"


def told(
    allow_list: AllowList,
    shadow: Shadow,
    lines: Iterable[bytes] | None,
    read: MappingModel | None,
    now: datetime,
) -> Iterator[str]:
    """A line for each thing that is said in vain.

    `lines` are the list's, if there is one; `read` is the mapping, None: every field is read.
    """
    keys = {entry.key for entry in allow_list.entries}
    keys |= {entry.key for entry in shadow.entries if entry.key is not None}
    asks = bool(allow_list.entries or shadow.entries)
    listed = Listed(lines, keys) if lines is not None and asks else None
    for each in allow_list.entries:
        for trouble in _of_allowed(each, listed, read, now):
            yield f"allow-list: entry {each.name} {trouble}"
    for number, entry in enumerate(shadow.entries, 1):
        for trouble in _of_watched(entry, listed, now):
            yield f"shadow: entry {number} {trouble}"


def _of_allowed(
    entry: Allowed, listed: Listed | None, read: MappingModel | None, now: datetime
) -> Iterator[str]:
    if entry.expires <= now:
        yield "has expired"
    if listed is not None and (trouble := listed.trouble(entry.key)):
        yield trouble
    if entry.field is not None and read is not None and not _is_read(entry.field, read):
        yield "names a field that the mapping does not read"


def _of_watched(entry: Watched, listed: Listed | None, now: datetime) -> Iterator[str]:
    if not entry.holds(now):
        yield "has ended"
    if listed is None:
        return
    if trouble := listed.trouble(entry.key):
        yield trouble
    if entry.source is not None and entry.source not in listed.sources:
        yield "names a source that the list does not have"
    if entry.key is None and entry.type is not None and entry.type not in listed.types:
        yield "names a type that the list does not have"


def _is_read(field: str, mapping: MappingModel) -> bool:
    """Whether a path of the mapping is what an entry names, around it, or inside it."""
    sought = _places(field, mapping)
    read = (place for path in mapping.screened for place in _places(path, mapping))
    return any(here[: len(each)] == each[: len(here)] for here in read for each in sought)


def _places(path: str, mapping: MappingModel) -> list[list[str]]:
    """The keys from the message down to what a path leads to, from each kind of payment."""
    model = paths.parse(path)
    payments = [paths.parse_each(each)[0] for each in alternatives(mapping.each)] or [()]
    steps = [model.below_message(each) for each in payments if model.up <= len(each)]
    return [[step.key for step in each] for each in steps]
