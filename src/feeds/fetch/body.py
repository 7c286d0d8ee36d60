"""An answer's body, to a file: never more than the limit, whatever the server says or packs.

Law: what counts are the decoded bytes, as they come. gzip (RFC 1952) is unpacked in bounded
steps, so a bomb costs no more memory than a step and no more disk than the limit.
"""

from __future__ import annotations

import os
import zlib
from typing import TYPE_CHECKING

from feeds.fetch.problem import FetchError, UnusableAnswerError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    import httpx

STEP = 1 << 16
GZIP = 31


class Budget:
    """Decoded bytes that may still come; `used` is set back when a try is made again."""

    def __init__(self, most: int, where: str = "(limits.max_bytes)") -> None:
        self.most = most
        self.used = 0
        self._where = where

    def spend(self, count: int) -> None:
        """Count bytes.

        Raises:
            FetchError: that is more than may come.
        """
        self.used += count
        if self.used > self.most:
            raise FetchError(f"more than {self.most} bytes {self._where}")

    def refuse(self, length: str) -> None:
        """Refuse a body by its `Content-Length` before a byte of it is read.

        Raises:
            FetchError: that is more than may come.
        """
        if length.isdecimal() and len(length) < 20 and self.used + int(length) > self.most:
            raise FetchError(f"more than {self.most} bytes {self._where}")


async def save(answer: httpx.Response, into: Path, budget: Budget, most: int | None) -> None:
    """Write the decoded body of a streamed answer to `into`, replacing what is there.

    Raises:
        FetchError: it costs more than the budget has, or than `most` bytes, or is not gzip.
        httpx.TransportError: it breaks off.
        OSError: the disk refuses.
    """
    own = Budget(budget.most if most is None else most, "in one answer")
    budget.refuse(answer.headers.get("content-length", ""))
    decoder = _decoder(answer)
    descriptor = os.open(into, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "wb") as stream:
        async for chunk in answer.aiter_raw():
            for piece in decoder.pieces(chunk):
                budget.spend(len(piece))
                own.spend(len(piece))
                stream.write(piece)
    decoder.finish()


def _decoder(answer: httpx.Response) -> _Plain:
    # Only what was asked for: other encodings pack far tighter and have no bounded decoder here.
    encoding = answer.headers.get("content-encoding", "").strip().lower()
    if encoding in ("identity", ""):
        return _Plain()
    if encoding in ("gzip", "x-gzip"):
        return _Gzip()
    raise UnusableAnswerError("answered in an encoding other than gzip")


class _Plain:
    """A body that is not packed; the protocol itself tells when it breaks off."""

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        """The decoded bytes of the next chunk, in bounded pieces."""
        yield chunk

    def finish(self) -> None:
        """The body has ended."""


class _Gzip(_Plain):
    """A body of one or more gzip members."""

    def __init__(self) -> None:
        self._member = zlib.decompressobj(wbits=GZIP)

    def pieces(self, chunk: bytes) -> Iterator[bytes]:
        while chunk:
            if self._member.eof:
                self._member = zlib.decompressobj(wbits=GZIP)
            try:
                piece = self._member.decompress(chunk, STEP)
            except zlib.error as error:
                raise UnusableAnswerError("not readable as gzip") from error
            yield piece
            chunk = self._member.unconsumed_tail or self._member.unused_data

    def finish(self) -> None:
        if not self._member.eof:
            raise UnusableAnswerError("broke off inside gzip")
