"""Which failures may pass, and how long to wait before the next try.

Retry-After (RFC 9110 section 10.2.3) is seconds or a date, which is read against the server's
own `Date`: no clock of ours is needed.
"""

from __future__ import annotations

import ssl
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

import httpx

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

TRIES = 4
FIRST_WAIT_SECONDS = 0.5
LONGEST_WAIT_SECONDS = 8.0
MAY_PASS = frozenset({429, 502, 503, 504})
_ASKS_TO_WAIT = frozenset({429, 503})


def backoff(tried: int) -> float:
    """Seconds to wait after `tried` tries: twice as long each time, up to a cap."""
    return float(min(FIRST_WAIT_SECONDS * 2 ** (tried - 1), LONGEST_WAIT_SECONDS))


def asked_wait(status: int, headers: Mapping[str, str]) -> float:
    """Seconds that the server asks to wait; 0 if it does not say, or cannot be understood."""
    text = headers.get("retry-after", "").strip() if status in _ASKS_TO_WAIT else ""
    if text.isascii() and text.isdigit() and len(text) < 10:
        return float(text)
    until, since = _date(text), _date(headers.get("date", ""))
    return max(0.0, (until - since).total_seconds()) if until and since else 0.0


def _date(text: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(text)
    except (ValueError, TypeError):
        return None
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment


def explain(error: httpx.TransportError) -> tuple[str, bool]:
    """What a broken connection means in a few words, and whether another try may help."""
    if _is_about_trust(error):
        return "its certificate is not trusted", False
    if isinstance(error, httpx.ConnectTimeout | httpx.ConnectError | httpx.ProxyError):
        return "cannot connect", True
    if isinstance(error, httpx.TimeoutException):
        return "does not answer", True
    if isinstance(error, httpx.UnsupportedProtocol | httpx.LocalProtocolError):
        return "not a request that can be sent", False
    if "location header" in str(error):  # httpx reads the target of a redirect by itself
        return "redirects to an address that is not readable", False
    return "broke off before the end", True


def _is_about_trust(error: BaseException | None) -> bool:
    while error is not None:
        if isinstance(error, ssl.SSLCertVerificationError):
            return True
        error = error.__cause__ or error.__context__
    return False
