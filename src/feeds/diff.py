"""What one list has and another has not: two sorted streams of lines, merged once.

Law: lines are compared as bytes first, so what is equal is never decoded, and only the two
lines at hand are held. The order is that of a snapshot: by type, then by value.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

import orjson

from feeds.snapshot import INDICATORS, SnapshotError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

Values = dict[str, Any]
Key = tuple[str, str]
_NO_INDICATOR = f"{INDICATORS}: a line is not an indicator"
_END: Key = ("\U0010ffff", "")  # after every type


class Kind(StrEnum):
    """What became of an indicator, or of one source's statement on it."""

    ADDED = "added"
    CHANGED = "changed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True)
class Change:
    """One indicator that differs; at least one of `before` and `after` is there.

    Both are the whole indicator as its line in the snapshot states it; None where the list
    does not have it. `fields` are the names of those that changed, sorted; an added or
    withdrawn indicator has none.
    """

    type: str
    value: str
    before: Values | None
    after: Values | None
    fields: tuple[str, ...] = ()

    @property
    def kind(self) -> Kind:
        """Added, changed or withdrawn."""
        if self.before is None:
            return Kind.ADDED
        return Kind.WITHDRAWN if self.after is None else Kind.CHANGED

    @property
    def id(self) -> str:
        """The indicator's id: the later one, where the id itself changed."""
        return str((self.after or self.before or {})["id"])

    def statements(self) -> Iterator[tuple[str, Kind]]:
        """Each statement on this indicator that a source (named) added, changed or withdrew.

        Of the statements of one source, equal ones cancel out; those left on both sides are
        changed ones.
        """
        old, new = _sources(self.before), _sources(self.after)
        gone = [each["name"] for each in old if each not in new]
        for name in [each["name"] for each in new if each not in old]:
            if name in gone:
                gone.remove(name)
                yield name, Kind.CHANGED
            else:
                yield name, Kind.ADDED
        for name in gone:
            yield name, Kind.WITHDRAWN

    def as_json(self) -> Values:
        """The change as one line of `snapshot diff --out`."""
        return {
            "change": self.kind,
            "type": self.type,
            "id": self.id,
            "value": self.value,
            "fields": self.fields,
            "before": self.before,
            "after": self.after,
        }


class Tally:
    """Counts of changes: in all, by type, by source (its statements) and by changed field."""

    def __init__(self) -> None:
        self.total: Counter[Kind] = Counter()
        self.types: defaultdict[str, Counter[Kind]] = defaultdict(Counter)
        self.sources: defaultdict[str, Counter[Kind]] = defaultdict(Counter)
        self.fields: Counter[str] = Counter()

    def add(self, change: Change) -> None:
        """Count one change."""
        kind = change.kind
        self.total[kind] += 1
        self.types[change.type][kind] += 1
        for name in change.fields:
            self.fields[name] += 1
        for source, what in change.statements():
            self.sources[source][what] += 1


def changes(before: Iterable[bytes], after: Iterable[bytes]) -> Iterator[Change]:
    """Every indicator that differs between two lists of lines, by type and value.

    Raises:
        SnapshotError: a line that differs is not an indicator, or stands out of order.
    """
    old, new = _Side(before), _Side(after)
    while old.line or new.line:
        if old.line == new.line:
            old.advance()
            new.advance()
            continue
        key = min(old.key(), new.key())
        gone, come = old.take(key), new.take(key)
        yield Change(*key, gone, come, _changed(gone, come))


class _Side:
    """One list: the line at hand, empty at the end, decoded when its key is asked for."""

    def __init__(self, lines: Iterable[bytes]) -> None:
        self._lines = iter(lines)
        self._key: Key | None = None
        self._last: Key = ("", "")
        self._values: Values = {}
        self.line = next(self._lines, b"")

    def advance(self) -> None:
        self.line = next(self._lines, b"")
        self._key = None

    def key(self) -> Key:
        if self._key is None:
            self._key = self._decoded() if self.line else _END
            if self._key <= self._last:
                raise SnapshotError(f"{INDICATORS}: not sorted by type and value")
            self._last = self._key
        return self._key

    def take(self, key: Key) -> Values | None:
        if self.key() != key:
            return None
        self.advance()
        return self._values

    def _decoded(self) -> Key:
        try:
            self._values = orjson.loads(self.line)
            key = self._values["type"], self._values["value"]
            texts = [*key, self._values["id"], *(s["name"] for s in self._values["sources"])]
        except (ValueError, KeyError, TypeError) as error:
            raise SnapshotError(_NO_INDICATOR) from error
        if not all(isinstance(each, str) for each in texts):
            raise SnapshotError(_NO_INDICATOR)
        return key


def _changed(before: Values | None, after: Values | None) -> tuple[str, ...]:
    if before is None or after is None:
        return ()
    names = sorted(before.keys() | after.keys())
    return tuple(name for name in names if before.get(name) != after.get(name))


def _sources(values: Values | None) -> list[Values]:
    return [] if values is None else values["sources"]
