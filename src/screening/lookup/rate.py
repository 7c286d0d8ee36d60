"""How often an identity may look up: so many times in any minute, over all processes of a host.

What was asked in the last minute is kept in a file of the state folder, so that workers share it
and a restart forgets nothing.
"""

from __future__ import annotations

import math
import os
import time
from typing import TYPE_CHECKING

import orjson

from screening.lookup.audit_log import AuditError, held

if TYPE_CHECKING:
    from pathlib import Path

FILE = "lookups.rate"
SECONDS = 60.0
_MOST_BYTES = 1 << 24

Asked = dict[str, list[float]]


class RateLimit:
    """The limit of one state folder."""

    def __init__(self, state: Path, per_minute: int) -> None:
        """Admit each identity `per_minute` times in any 60 seconds."""
        self._path = state / FILE
        self._most = per_minute
        self._refused: dict[str, float] = {}

    def is_news(self, who: str) -> bool:
        """Whether a refusal is the first of `who` in a minute: one line in the log is enough."""
        now, last = time.monotonic(), self._refused.get(who, -SECONDS)
        if now - last < SECONDS:
            return False
        self._refused[who] = now
        return True

    def wait(self, who: str, *, now: float | None = None) -> int:
        """Whole seconds until `who` may ask; 0: now, and it is counted. `now` is since 1970.

        Raises:
            AuditError: the file cannot be read or written.
        """
        try:
            with held(self._path) as descriptor:
                asked = _read(os.pread(descriptor, _MOST_BYTES, 0))
                seconds = count(asked, who, time.time() if now is None else now, self._most)
                os.ftruncate(descriptor, 0)
                os.write(descriptor, orjson.dumps(asked))
                return seconds
        except OSError as error:
            raise AuditError(f"{self._path}: {error.strerror}") from error


def count(asked: Asked, who: str, now: float, most: int) -> int:
    """Seconds until `who` may ask, 0 if that is now; `asked` is brought up to date. Pure.

    What is in the future, after the clock was set back, counts as now.
    """
    for name in list(asked):
        asked[name] = [min(at, now) for at in asked[name] if now - at < SECONDS]
        if not asked[name]:
            del asked[name]
    mine = asked.setdefault(who, [])
    if len(mine) >= most:
        return max(1, math.ceil(sorted(mine)[-most] + SECONDS - now))
    mine.append(now)
    return 0


def _read(data: bytes) -> Asked:
    """What the file holds; one that was cut in a write begins anew."""
    try:
        found = orjson.loads(data or b"{}")
        return {str(who): [float(at) for at in times] for who, times in found.items()}
    except (ValueError, TypeError, AttributeError):
        return {}
