"""A place in a list that is read page by page, as text. Pure.

Law: a cursor is a place and nothing more, so it is checked for being whole, not for being ours.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import struct

_PLACE = struct.Struct(">dq")
_CHECK_BYTES = 4


class CursorError(ValueError):
    """A text that is no cursor."""


def render(at: float, number: int) -> str:
    """The cursor after the item with this time and number."""
    place = _PLACE.pack(at, number)
    return base64.urlsafe_b64encode(place + _check(place)).decode().rstrip("=")


def parse(text: str) -> tuple[float, int]:
    """Time and number of the last item of the page before.

    Raises:
        CursorError: it is no cursor, or not a whole one.
    """
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise CursorError("not a cursor") from None
    if len(raw) != _PLACE.size + _CHECK_BYTES:
        raise CursorError("not a cursor")
    at, number = _PLACE.unpack(raw[: _PLACE.size])
    if render(at, number) != text:
        raise CursorError("not a cursor")
    return at, number


def _check(place: bytes) -> bytes:
    return hashlib.sha256(place).digest()[:_CHECK_BYTES]
