"""STIX objects on disk as they come: memory stays bounded by one page.

Law: of each id the newest `modified` stays, however the objects were split and whatever their
order; the file that is written is sorted by id. What has no id is kept by its content, for the
reader to reject: nothing is lost here.
"""

from __future__ import annotations

import hashlib
import json
import re
import sqlite3
from typing import TYPE_CHECKING, Any

import orjson

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

_TIME = re.compile(r"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d+))?Z")
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE objects (key TEXT PRIMARY KEY, version TEXT, line BLOB);
CREATE TABLE seen (key TEXT, version TEXT, PRIMARY KEY (key, version)) WITHOUT ROWID;
"""
# Equal versions: what comes later is what the server says now.
_PUT = """
INSERT INTO objects VALUES (?1, ?2, ?3) ON CONFLICT (key) DO UPDATE
SET version = ?2, line = ?3 WHERE ?2 >= version
"""


class Spill:
    """A scratch database of objects; used by one thread at a time."""

    def __init__(self, path: Path) -> None:
        self._path = path
        # Pages are taken in worker threads, one after another.
        self._rows = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._rows.executescript(_TABLES)

    def load(self, lines: Path) -> None:
        """Take what is kept: a JSON-lines file that `write` made.

        Raises:
            OSError: it cannot be read.
        """
        with lines.open("rb") as stream:
            self._rows.execute("BEGIN")
            self._rows.executemany(_PUT, (_row(loads(line)) for line in stream))
            self._rows.execute("COMMIT")

    def add(self, objects: Iterable[Any]) -> int:
        """Take a page; how many of its objects had not come before, by (id, modified)."""
        new = 0
        self._rows.execute("BEGIN")
        for each in objects:
            row = _row(each)
            cursor = self._rows.execute("INSERT OR IGNORE INTO seen VALUES (?, ?)", row[:2])
            if cursor.rowcount:
                new += 1
                self._rows.execute(_PUT, row)
        self._rows.execute("COMMIT")
        return new

    def write(self, lines: Path) -> None:
        """Write the objects as JSON lines, sorted by id.

        Raises:
            OSError: the disk refuses.
        """
        with lines.open("xb") as stream:
            lines.chmod(0o600)
            for (line,) in self._rows.execute("SELECT line FROM objects ORDER BY key"):
                stream.write(line)

    def close(self) -> None:
        """Remove the database."""
        self._rows.close()
        self._path.unlink(missing_ok=True)


def loads(raw: bytes) -> Any:  # noqa: ANN401
    """JSON by the fast reader, else by the patient one: one bad string must not cost a page.

    Raises:
        ValueError: not JSON.
    """
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        try:
            return json.loads(raw)
        except RecursionError:
            raise ValueError("nested too deep") from None


def _row(value: Any) -> tuple[str, str, bytes]:  # noqa: ANN401
    line = _line(value)
    name = value.get("id") if isinstance(value, dict) else None
    if not isinstance(name, str) or not _is_plain(name):
        return f"~{hashlib.sha256(line).hexdigest()}", "", line
    return name, _version(value.get("modified")), line


def _line(value: Any) -> bytes:  # noqa: ANN401
    """The object as one line that any reader can read; of one that has no such form, its name."""
    options = orjson.OPT_SORT_KEYS | orjson.OPT_APPEND_NEWLINE
    try:
        return orjson.dumps(value, option=options)
    except orjson.JSONEncodeError:  # half a surrogate pair, or nested too deep
        given = value if isinstance(value, dict) else {}
        named = {name: given.get(name) for name in ("id", "modified", "type")}
        plain = {name: text for name, text in named.items() if _is_plain(text)}
        return orjson.dumps(plain, option=options)


def _is_plain(text: object) -> bool:
    return isinstance(text, str) and text.isprintable() and text != ""


def _version(modified: object) -> str:
    """A timestamp that sorts as text: STIX 2.1 section 3.2 lets its fraction have any length."""
    match = _TIME.fullmatch(modified) if isinstance(modified, str) else None
    return f"{match[1]}.{(match[2] or '').rstrip('0')}" if match else ""
