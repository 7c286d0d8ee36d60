"""What a bank's files say in vain: entries that have ended, or name what is not there.

None of it is an error: an indicator may come back with the next list.
"""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING

import orjson

from screening.judging import indicators

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator
    from datetime import datetime

    from screening.judging.allow_list import AllowList
    from screening.judging.indicators import Key
    from screening.judging.shadow import Entry as ShadowEntry
    from screening.judging.shadow import Shadow


class Listed:
    """Which of some keys a list has, how many indicators each names, and its sources' names."""

    def __init__(self, lines: Iterable[bytes], asked: Collection[Key]) -> None:
        """Look through `lines`, the JSON of each indicator."""
        self.named: Counter[Key] = Counter()
        self.sources: set[str] = set()
        for line in lines:
            values = orjson.loads(line)
            sources = values["sources"]
            self.sources.update(each["name"] for each in sources)
            ids = {values["id"], *(each["id"] for each in sources)}
            keys = {(values["type"], values["value"]), *(("", each) for each in ids)}
            self.named.update(key for key in keys if key in asked)

    def trouble(self, key: Key | None) -> str | None:
        """What is wrong with naming an indicator so, if anything is."""
        found = 1 if key is None else self.named[key]
        if not found:
            return "names no indicator of the list"
        return f"names {found} indicators by one id; type and value tell them apart" * (found > 1)


def told(
    allow_list: AllowList,
    shadow: Shadow,
    lines: Iterable[bytes] | None,
    paths: Collection[str],
    now: datetime,
) -> Iterator[str]:
    """A line for each; `lines` are the list's, if there is one, `paths` those of the mapping."""
    keys = {indicators.key(e.indicator, e.type, e.value) for e in allow_list.entries}
    keys |= {indicators.key(e.indicator, e.type, e.value) for e in shadow.entries}
    asks = bool(allow_list.entries or shadow.entries)
    listed = Listed(lines, keys - {None}) if lines is not None and asks else None  # type: ignore[arg-type]
    for name in allow_list.expired(now):
        yield f"allow-list: entry {name} has expired"
    for entry in allow_list.entries:
        key = indicators.key(entry.indicator, entry.type, entry.value)
        if listed is not None and (trouble := listed.trouble(key)):
            yield f"allow-list: entry {entry.name} {trouble}"
        if entry.field is not None and not any(_is_in(path, entry.field) for path in paths):
            yield f"allow-list: entry {entry.name} names a field that the mapping does not read"
    for number, each in enumerate(shadow.entries, 1):
        for trouble in _of_shadow(each, listed, now):
            yield f"shadow: entry {number} {trouble}"


def _is_in(path: str, field: str) -> bool:
    """Whether a path of the mapping is what an entry names, or inside it."""
    return path == field or path.startswith((f"{field}.", f"{field}["))


def _of_shadow(entry: ShadowEntry, listed: Listed | None, now: datetime) -> Iterator[str]:
    if not entry.holds(now):
        yield "has ended"
    if listed is None:
        return
    if trouble := listed.trouble(indicators.key(entry.indicator, entry.type, entry.value)):
        yield trouble
    if entry.source is not None and entry.source not in listed.sources:
        yield "names a source that the list does not have"
