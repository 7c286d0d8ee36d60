"""Files of a channel, from a web server or a folder: never more, longer or elsewhere than asked.

Law: a file has a limit of bytes and a deadline, whatever the server does. Redirects are not
followed, nothing is unpacked, and nothing is taken from the environment.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import tempfile
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING

import httpx
from tuf.api.exceptions import DownloadHTTPError
from tuf.ngclient import FetcherInterface

from feeds.fetch import client, retry
from feeds.release import location as locations
from feeds.release.errors import ReleaseError, UnreachableError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path
    from types import TracebackType

METADATA, TARGETS = "metadata/", "targets/"
_ABSENT = (403, 404)
_IN_MEMORY = 1 << 20
_BLOCK = 1 << 16
_DIGEST = re.compile(r"(?<![0-9a-f])[0-9a-f]{64}\.")
_FRESH = {"Accept-Encoding": "identity", "Cache-Control": "no-cache"}
_ANY = {"Accept-Encoding": "identity"}


class Transport(FetcherInterface):
    """All requests of one visit; use it as a context, and not inside a running event loop.

    `asked` is the file that was asked for last, as a message may name it.
    """

    def __init__(
        self,
        location: str,
        *,
        timeout_seconds: float,
        max_bytes: int,
        scratch: Path | None = None,
    ) -> None:
        """Limits for each file; large ones pass through `scratch` (default: the system's).

        Raises:
            ReleaseError: `location` is not one of a channel.
        """
        self.base = locations.base(location)
        self.asked = ""
        self._seconds = timeout_seconds
        self._max_bytes = max_bytes
        self._scratch = None if scratch is None else str(scratch)
        self._runner = asyncio.Runner()
        self._client: httpx.AsyncClient | None = None

    def __enter__(self) -> Transport:
        """Nothing is opened before it is needed."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Close the connections."""
        if self._client is not None:
            self._runner.run(self._client.aclose())
        self._runner.close()

    @contextmanager
    def download_file(self, url: str, max_length: int) -> Iterator[IO[bytes]]:
        """The content of `url`, at most `max_length` bytes of it.

        Raises:
            DownloadHTTPError: there is no such file (status 403 or 404, the framework's word).
            UnreachableError: there is no whole answer within the deadline.
            ReleaseError: it is longer than it may be, or somewhere else.
            OSError: the disk refuses.
        """
        self.asked = _DIGEST.sub("", url.removeprefix(self.base).partition("/")[2])
        limit = min(max_length, self._max_bytes)
        with tempfile.SpooledTemporaryFile(_IN_MEMORY, dir=self._scratch) as stream:
            if url.startswith("file:"):
                self._copy(url, stream, limit)
            else:
                self._runner.run(self._save(url, stream, limit))
            stream.seek(0)
            yield stream

    def _fetch(self, url: str) -> Iterator[bytes]:
        with self.download_file(url, self._max_bytes) as stream:
            yield from iter(lambda: stream.read(_BLOCK), b"")

    def _copy(self, url: str, stream: IO[bytes], limit: int) -> None:
        path = locations.file_of(url)
        if not path.is_file():  # nor a pipe, which would never end
            raise DownloadHTTPError("not there", _ABSENT[1])
        try:
            source = path.open("rb")
        except OSError as error:
            raise UnreachableError(f"{self.asked}: {error.strerror}") from error
        with source:
            if path.stat().st_size > limit:
                raise self._too_long(limit)
            shutil.copyfileobj(source, stream)

    async def _save(self, url: str, stream: IO[bytes], limit: int) -> None:
        if self._client is None:
            self._client = client.new(None, None)
        headers = _FRESH if url.startswith(self.base + METADATA) else _ANY
        try:
            async with (
                asyncio.timeout(self._seconds),
                self._client.stream("GET", url, headers=headers) as answer,
            ):
                self._check(answer, limit)
                await self._take(answer, stream, limit)
        except TimeoutError:
            raise UnreachableError(f"{self.asked}: took longer than {self._seconds:g} s") from None
        except httpx.TransportError as error:
            raise UnreachableError(f"{self.asked}: {retry.explain(error)[0]}") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise UnreachableError(f"{self.asked}: not an answer that can be read") from error

    def _check(self, answer: httpx.Response, limit: int) -> None:
        status = answer.status_code
        if status in _ABSENT:
            raise DownloadHTTPError("not there", status)
        if 300 <= status < 400:
            raise ReleaseError(f"{self.asked}: redirected elsewhere, which is not followed")
        if status != httpx.codes.OK:
            raise UnreachableError(f"{self.asked}: answered {status}")
        length = answer.headers.get("content-length", "")
        if length.isdecimal() and len(length) < 20 and int(length) > limit:
            raise self._too_long(limit)

    async def _take(self, answer: httpx.Response, stream: IO[bytes], limit: int) -> None:
        taken = 0
        async for chunk in answer.aiter_raw():
            taken += len(chunk)
            if taken > limit:
                raise self._too_long(limit)
            stream.write(chunk)

    def _too_long(self, limit: int) -> ReleaseError:
        return ReleaseError(f"{self.asked}: longer than the {limit} bytes that it may have")
