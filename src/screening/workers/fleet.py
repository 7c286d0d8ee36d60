"""The composition root of several workers: `fresnel serve --workers N`."""

from __future__ import annotations

import asyncio
import contextlib
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from screening import origin
from screening.http import app as http_app
from screening.service import stop_when_told
from screening.workers.front import Front
from screening.workers.merge import Tallies
from screening.workers.seat import Seat
from screening.workers.supervisor import Supervisor, Worker, WorkerError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from screening.http.app import Server
    from screening.settings import Settings

_log = structlog.get_logger(__name__)


async def run(settings: Settings, options: Sequence[str]) -> None:
    """Run `settings.workers` processes of `serve`, each with `options`, until SIGTERM or SIGINT.

    Raises:
        OriginError: the settings give approvals no lasting place.
        OSError: an address cannot be bound.
        WorkerError: the first worker cannot start, one does not drain, or the port ended.
    """
    origin.check_four_eyes(settings)
    with tempfile.TemporaryDirectory(prefix="fresnel-") as scratch:
        folder = Path(scratch)
        state = settings.state_dir or folder / "state"
        shared = [*options, "--state", str(state)]
        seats = [Seat(n + 1, folder / f"{n + 1}.socket") for n in range(settings.workers)]
        workers = [Worker(seat, shared) for seat in seats]
        tallies = Tallies()
        supervisor = Supervisor(workers, settings.drain_seconds, tallies.ended)
        front = Front(supervisor, tallies, settings.max_record_bytes)
        servers = http_app.servers(settings, front.whole(), front.probes())
        serving = [asyncio.create_task(each.run_until_told()) for each in servers]
        listening = asyncio.create_task(front.listen())
        try:
            await _supervise(supervisor, servers, serving, stop_when_told())
        finally:
            listening.cancel()
            for each in servers:
                each.should_exit = True
            await asyncio.gather(*serving)
    _log.info("stopped")


async def _supervise(
    supervisor: Supervisor,
    servers: Sequence[Server],
    serving: Sequence[asyncio.Task[None]],
    stop: asyncio.Event,
) -> None:
    starting = asyncio.create_task(supervisor.start())
    stopping = asyncio.create_task(stop.wait())
    try:
        await asyncio.wait([starting, stopping, *serving], return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            port, count = servers[0].bound_port, len(supervisor.workers)
            _log.info("screening", workers=count, port=port)
            await asyncio.wait([stopping, *serving], return_when=asyncio.FIRST_COMPLETED)
        if not stop.is_set():
            raise WorkerError("the HTTP port ended by itself")
    finally:
        starting.cancel()
        stopping.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.gather(starting, return_exceptions=True)
        await supervisor.stop()
