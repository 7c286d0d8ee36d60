"""Why a fetch failed, in one line.

Law: a message never holds a credential, an address's path or query, or anything a feed lists.
"""

from __future__ import annotations

import re

_HARMLESS = re.compile(r"[A-Za-z0-9.:+/\[\]_-]{1,100}")


class FetchError(Exception):
    """A fetch that failed; the message says why, without the feed's name and host."""


class UnusableAnswerError(FetchError):
    """The server answered, but with something else than what was asked for."""


def shown(text: str) -> str:
    """A server's own word, if it is short and plain enough for a message."""
    return text if _HARMLESS.fullmatch(text) else "something unreadable"
