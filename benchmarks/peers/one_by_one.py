"""What the Python peers share: payments decoded and looked up one by one.

orjson, a set and pyahocorasick, as one would write it in an afternoon; each peer runs in an
environment of its own, so nothing of Fresnel is imported here.
"""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import ahocorasick
import orjson


class Screener:
    """Both lists, from the files that the environment names, and how many records were taken."""

    def __init__(self) -> None:
        """Read the lists."""
        self._identifiers = frozenset(_lines("IDENTIFIERS"))
        self._phrases = ahocorasick.Automaton()
        for phrase in _lines("PHRASES"):
            self._phrases.add_word(phrase, len(phrase))
        self._phrases.make_automaton()
        self._expected, self._every = int(setting("RECORDS")), int(setting("REPORT_EVERY"))
        self.count = 0

    def flagged_id(self, record: bytes) -> str | None:
        """The payment's id if it holds a listed value."""
        payment = orjson.loads(record)
        self.count += 1
        return payment["id"] if self._is_flagged(payment) else None

    @property
    def is_done(self) -> bool:
        """Whether every record was taken."""
        return self.count >= self._expected

    @property
    def is_to_report(self) -> bool:
        """Whether the harness wants to know: the first, every so-many-th, the last."""
        return self.count == 1 or self.count % self._every == 0 or self.count == self._expected

    def report(self) -> None:
        """Print how many records were taken."""
        print(self.count, flush=True)

    def _is_flagged(self, payment: dict[str, Any]) -> bool:
        for party in (payment["payer"], payment["payee"]):
            for name in ("account", "proxy", "contact"):
                if party[name].strip().lower() in self._identifiers:
                    return True
        return self._occurs(payment["description"]) or self._occurs(payment["branch"]["note"])

    def _occurs(self, value: str) -> bool:
        text = value.lower()
        for last, length in self._phrases.iter(text):
            start, end = last + 1 - length, last + 1
            if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()):
                return True
        return False


def setting(name: str) -> str:
    """What the harness set."""
    return os.environ[f"PEER_{name}"]


def _lines(name: str) -> list[str]:
    return Path(setting(name)).read_text("utf-8").splitlines()
