"""One GET for one feed: redirects by hand, tries again where that may help, ends in time.

Law: nothing is sent to a host that the feeds file does not name, and a log-in never to another
host than the feed's own. Time: `limits.timeout_seconds` bounds each request with its redirects,
tries and waits; a feed of many requests has `WHOLE_FACTOR` times that for all of them.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import httpx

from feeds.fetch import address, login, retry
from feeds.fetch.body import Budget, save
from feeds.fetch.problem import FetchError, UnusableAnswerError, shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from feeds.feeds_file import Feed

WHOLE_FACTOR = 30
MAX_REDIRECTS = 3
_HINTS = {401: "the log-in is missing or wrong", 403: "the log-in may not read this"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: the media types that may come, and further headers.

    An empty type among `types` admits an answer that names none; `+json` any such suffix.
    """

    url: httpx.URL
    types: frozenset[str]
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Answer:
    """What came: status 200, with its body in the file, or 304 where that was asked for."""

    status: int
    headers: httpx.Headers


class Web:
    """All requests of one feed, which share its limits."""

    def __init__(self, feed: Feed, hosts: frozenset[str], http_client: httpx.AsyncClient) -> None:
        self.feed = feed
        self._hosts = hosts
        self._client = http_client
        self._budget = Budget(feed.limits.max_bytes)
        self._seconds = feed.limits.timeout_seconds
        self._whole_end = asyncio.get_running_loop().time() + self._seconds * WHOLE_FACTOR
        self.location = address.checked(feed.location, hosts)
        self._login = login.headers(feed.auth)

    async def get(self, wanted: Wanted, into: Path, *, most: int | None = None) -> Answer:
        """Ask, and write the body to `into`; `most` limits this answer's bytes further.

        Raises:
            UnusableAnswerError: the answer is a refusal, or is not what was wanted.
            FetchError: there is no answer within the limits.
            OSError: the disk refuses.
        """
        end = asyncio.get_running_loop().time() + self._seconds
        seconds = self._seconds if end <= self._whole_end else self._seconds * WHOLE_FACTOR
        try:
            async with asyncio.timeout_at(min(end, self._whole_end)) as deadline:
                return await self._until_answered(wanted, into, most, deadline)
        except TimeoutError:
            raise FetchError(f"took longer than {seconds:g} s") from None

    async def _until_answered(
        self, wanted: Wanted, into: Path, most: int | None, deadline: asyncio.Timeout
    ) -> Answer:
        for tried in range(1, retry.TRIES + 1):
            before, wait = self._budget.used, retry.backoff(tried)
            try:
                return await self._follow(wanted, into, most)
            except httpx.TransportError as error:
                problem, may_pass = retry.explain(error)
            except _MayPassError as error:
                problem, may_pass = str(error), True
                wait = max(wait, error.wait)
            self._budget.used = before
            if not may_pass or tried == retry.TRIES or _ends_before(deadline, wait):
                break
            await asyncio.sleep(wait)
        raise FetchError(problem if tried == 1 else f"{problem} ({tried} tries)")

    async def _follow(self, wanted: Wanted, into: Path, most: int | None) -> Answer:
        url = wanted.url
        for _ in range(MAX_REDIRECTS + 1):
            request = self._client.build_request("GET", url, headers=self._headers(wanted, url))
            answer = await self._client.send(request, stream=True)
            try:
                if answer.next_request is None:
                    return await self._take(answer, wanted, into, most)
            finally:
                await answer.aclose()
            url = address.checked(answer.next_request.url, self._hosts)
        raise FetchError(f"redirects more than {MAX_REDIRECTS} times")

    def _headers(self, wanted: Wanted, url: httpx.URL) -> dict[str, str]:
        own = (self.location.scheme, self.location.netloc) == (url.scheme, url.netloc)
        return {**wanted.headers, **(self._login if own else {})}

    async def _take(
        self, answer: httpx.Response, wanted: Wanted, into: Path, most: int | None
    ) -> Answer:
        status = answer.status_code
        if status in retry.MAY_PASS:
            raise _MayPassError(_status(status), retry.asked_wait(status, answer.headers))
        if status == httpx.codes.NOT_MODIFIED and _is_conditional(wanted):
            return Answer(status, answer.headers)
        if status != httpx.codes.OK:
            raise RefusedError(status)
        _check_type(answer.headers.get("content-type", ""), wanted.types)
        await save(answer, into, self._budget, most)
        return Answer(status, answer.headers)


class RefusedError(UnusableAnswerError):
    """An answer whose status is neither success nor one that may pass."""

    def __init__(self, status: int) -> None:
        super().__init__(_status(status))
        self.status = status


class _MayPassError(Exception):
    """An answer whose status may be better later; `wait` is how long the server asks for."""

    def __init__(self, message: str, wait: float) -> None:
        super().__init__(message)
        self.wait = wait


def _status(status: int) -> str:
    hint = f": {_HINTS[status]}" if status in _HINTS else ""
    return f"answered {status} {httpx.codes.get_reason_phrase(status)}".rstrip() + hint


def _is_conditional(wanted: Wanted) -> bool:
    return not {"If-None-Match", "If-Modified-Since"}.isdisjoint(wanted.headers)


def _ends_before(deadline: asyncio.Timeout, wait: float) -> bool:
    when = deadline.when()
    return when is not None and asyncio.get_running_loop().time() + wait >= when


def _check_type(given: str, types: frozenset[str]) -> None:
    media = given.partition(";")[0].strip().lower()
    if media in types or ("+json" in types and media.endswith("+json")):
        return
    raise UnusableAnswerError(f"answered {shown(media) if media else 'without a content type'}")
