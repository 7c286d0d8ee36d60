"""The audit log of look-ups: who asked when and why, how it ended, and no value.

Law: a look-up whose line cannot be written is not answered. One line is one write to the end of
the file, whole and on the disk, or nothing of it; processes may write at once.
A value is kept as an HMAC-SHA-256 of its folded text (RFC 2104), by a random key of this state
folder: so it can be told whether somebody asked for a value, and nobody without the key can try out
values.
"""

from __future__ import annotations

import contextlib
import errno
import fcntl
import hashlib
import hmac
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import orjson

from feeds import moment
from matcher.text import caseless, compatible
from screening.mask import mask

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from screening.lookup.answer import Outcome

SCHEMA = "fresnel.lookup-audit/1"
LOG, KEY = "lookups.jsonl", "lookups.key"
KEY_BYTES = 32
REMOVED = "[value]"
_USUAL = "~/.local/state/fresnel"


def folder(state_dir: Path | None) -> Path:
    """Where the log is: the state folder, or one that the user keeps where none is set.

    Never a temporary one: what was asked must outlive the process.

    Raises:
        AuditError: there is no home folder either.
    """
    try:
        return state_dir or Path(_USUAL).expanduser()
    except RuntimeError:
        raise AuditError("FRESNEL_STATE_DIR: not set: the audit log needs it") from None


class AuditError(Exception):
    """The log cannot be written, so nothing is answered; the message names the file."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One look-up; `value` is hashed on the way, None where none was read. `serial` is the list's.

    `reason` must not repeat the value: see `without`. `why` says why it was refused. `subject` is
    what was looked at, where it was not the list alone: an alert by its id, an export.
    """

    at: datetime
    who: str
    via: str
    outcome: Outcome
    value: str | None
    reason: str | None = None
    revealed: bool = False
    serial: int | None = None
    why: str | None = None
    subject: str | None = None


def without(reason: str, values: Iterable[str]) -> str:
    """A reason on one line, without any of `values` and without card and tax file numbers. Pure."""
    text = " ".join(mask(compatible(reason)).encode("utf-8", "replace").decode().split())
    small = text.lower()
    held = {value for each in values if (value := compatible(each)) and value.lower() in small}
    for value in sorted(held, key=len, reverse=True):
        pattern = rf"(?<!\w){re.escape(value)}(?!\w)"
        text = re.sub(pattern, REMOVED, text, flags=re.IGNORECASE)
    return text


class AuditLog:
    """The log of one state folder."""

    def __init__(self, state: Path) -> None:
        """Nothing is made before the first line."""
        self.folder = state
        self._key: bytes | None = None

    def write(self, entries: Iterable[Entry]) -> None:
        """Add a line for each entry, all of them in one write; durable when this returns.

        Raises:
            AuditError: they could not be written; nothing of them is in the log.
        """
        try:
            key = self._key = self._key or _key(self.folder)
            lines = b"".join(_line(each, key) for each in entries)
            if lines:
                append(self.folder / LOG, lines)
        except OSError as error:
            raise AuditError(f"{self.folder / LOG}: {error.strerror}") from error

    def hash_of(self, value: str) -> str:
        """What the log keeps of `value`: equal for texts that differ in case or spacing alone.

        Raises:
            AuditError: the key cannot be read or made.
        """
        try:
            self._key = self._key or _key(self.folder)
        except OSError as error:
            raise AuditError(f"{self.folder / KEY}: {error.strerror}") from error
        return _hash(self._key, value)


@contextlib.contextmanager
def held(path: Path) -> Iterator[int]:
    """A file of its owner's alone, made if it is missing, which no other process holds meanwhile.

    Raises:
        OSError: it cannot be opened.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    flags = os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW
    descriptor = os.open(path, flags, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield descriptor
    finally:
        os.close(descriptor)


def append(path: Path, lines: bytes) -> None:
    """Add whole lines to a log of its owner's alone: all of them, durable, or nothing.

    Raises:
        OSError: they could not be written.
    """
    with held(path) as descriptor:
        size = os.fstat(descriptor).st_size
        if size and os.pread(descriptor, 1, size - 1) != b"\n":  # the machine stopped in a write
            lines = b"\n" + lines
        written = os.write(descriptor, lines)
        if written < len(lines):
            os.ftruncate(descriptor, size)
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        os.fsync(descriptor)


def _key(folder: Path) -> bytes:
    """The key of this folder, made once."""
    with held(folder / KEY) as descriptor:
        key = os.pread(descriptor, KEY_BYTES + 1, 0)
        if not key:
            key = secrets.token_bytes(KEY_BYTES)
            os.write(descriptor, key)
            os.fsync(descriptor)
    if len(key) != KEY_BYTES:
        raise OSError(errno.EINVAL, f"{KEY} is damaged")
    return key


def _line(entry: Entry, key: bytes) -> bytes:
    values = {
        "schema": SCHEMA,
        "at": moment.render(entry.at),
        "who": entry.who,
        "via": entry.via,
        "outcome": entry.outcome,
        "why": entry.why,
        "revealed": entry.revealed,
        "reason": entry.reason,
        "serial": entry.serial,
        "subject": entry.subject,
        "value_hash": None if entry.value is None else _hash(key, entry.value),
    }
    return orjson.dumps(values, option=orjson.OPT_APPEND_NEWLINE)


def _hash(key: bytes, value: str) -> str:
    text = caseless(value).encode("utf-8", "surrogatepass")
    return hmac.new(key, text, hashlib.sha256).hexdigest()
