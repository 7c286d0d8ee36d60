"""Reading a request's body, up to a bound."""

from __future__ import annotations

from typing import TYPE_CHECKING

from fastapi import HTTPException

if TYPE_CHECKING:
    from fastapi import Request


async def read_body(request: Request, most: int) -> bytes:
    """The body.

    Raises:
        HTTPException: 413, it has more than `most` bytes.
    """
    raw = bytearray()
    async for chunk in request.stream():
        raw += chunk
        if len(raw) > most:
            raise HTTPException(413, f"body: more than {most} bytes")
    return bytes(raw)
