"""From a verified snapshot to the compiled index this process matches with."""

from __future__ import annotations

from array import array
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import orjson

from feeds import record, snapshot
from feeds.snapshot import SnapshotError
from matcher.index import Index
from matcher.indicator import Indicator, IndicatorType

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feeds.snapshot import Manifest
    from matcher.automaton import Engine


@dataclass(frozen=True, slots=True)
class ActiveList:
    """A compiled index and the manifest of the snapshot it was made from."""

    index: Index
    manifest: Manifest


class LineRecords:
    """Indicators kept as the snapshot's own bytes and decoded only when one is asked for."""

    def __init__(self, content: bytes) -> None:
        """Take JSON lines, each ending in a line feed."""
        self._content = content
        self._offsets = array("Q", [0])
        at = 0
        while (at := content.find(b"\n", at) + 1) > 0:
            self._offsets.append(at)

    def __len__(self) -> int:
        return len(self._offsets) - 1

    def __getitem__(self, number: int, /) -> Indicator:
        return record.from_line(self.line(number))

    def line(self, number: int) -> bytes:
        """The raw JSON of one indicator."""
        return self._content[self._offsets[number] : self._offsets[number + 1]]

    def keys(self) -> Iterator[tuple[IndicatorType, str]]:
        """Type and canonical value of each indicator, in order of number."""
        for number in range(len(self)):
            values = orjson.loads(self.line(number))
            if values.keys() != record.FIELDS or not isinstance(values["value"], str):
                raise ValueError(number)
            yield IndicatorType(values["type"]), values["value"]


def load(folder: Path, engine: Engine = "auto") -> ActiveList:
    """Verify the snapshot in `folder` and compile it.

    Raises:
        SnapshotError: the snapshot is refused; nothing of it was used.
        LookupError: the engine is not installed.
    """
    try:
        manifest, content = snapshot.read(folder)
        records = LineRecords(content)
        keys = _keys(records, manifest)
        index = _compiled(keys, records, engine)
    except SnapshotError as error:
        raise SnapshotError(f"snapshot {folder}: {error}") from error
    return ActiveList(index, manifest)


def _compiled(keys: list[tuple[IndicatorType, str]], records: LineRecords, engine: Engine) -> Index:
    try:
        return Index.compile(keys, records, engine)
    except ValueError as error:
        raise SnapshotError(f"{snapshot.INDICATORS}: a value is not of its type") from error


def _keys(records: LineRecords, manifest: Manifest) -> list[tuple[IndicatorType, str]]:
    """The keys of all records, which are as many of each type as the manifest counts."""
    try:
        keys = list(records.keys())
        record.from_line(records.line(0))
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SnapshotError(
            f"{snapshot.INDICATORS}: a line is not an indicator ({type(error).__name__})"
        ) from error
    if Counter(kind for kind, _ in keys) != manifest.counts:
        raise SnapshotError(f"{snapshot.MANIFEST}: counts: not those of the indicators")
    if len(set(keys)) != len(keys):
        raise SnapshotError(f"{snapshot.INDICATORS}: an indicator occurs twice")
    return keys
