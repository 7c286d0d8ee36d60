"""Waiting for a condition, never for a time."""

from __future__ import annotations

import asyncio
import inspect
import time
from typing import TYPE_CHECKING, Any, TypeVar, overload

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

T = TypeVar("T")
DEADLINE_SECONDS = 90.0
_BETWEEN_SECONDS = 0.05


@overload
async def until(condition: Callable[[], Awaitable[T | None]], seconds: float = ...) -> T: ...
@overload
async def until(condition: Callable[[], T | None], seconds: float = ...) -> T: ...


async def until(condition: Callable[[], Any], seconds: float = DEADLINE_SECONDS) -> Any:
    """What `condition` gives as soon as that is true; it may be a coroutine function.

    Raises:
        AssertionError: it was not true in time; shows what it gave last.
    """
    deadline = time.monotonic() + seconds
    while True:
        answer = condition()
        given = await answer if inspect.isawaitable(answer) else answer
        if given:
            return given
        assert time.monotonic() < deadline, f"still {given!r} after {seconds} s: {condition}"
        await asyncio.sleep(_BETWEEN_SECONDS)
