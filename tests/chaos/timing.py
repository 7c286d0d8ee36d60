"""Time itself: how long a fault lasts. Whatever else is waited for is a condition (`until`)."""

from __future__ import annotations

import asyncio


async def lasting(seconds: float) -> None:
    """Let a fault last."""
    over = asyncio.Event()
    asyncio.get_running_loop().call_later(seconds, over.set)
    await over.wait()
