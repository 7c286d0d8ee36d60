"""Starting workers, starting them again, and ending them together.

Rule 1: the first worker starts alone: it prepares the list for all, and a setting that is wrong
is told once. If it cannot start, nothing does.
Rule 2: a worker that ends is started again after a pause that doubles, up to a minute, and is
short again once the worker has run for that long.
Rule 3: when the supervisor is told to stop, no worker is started any more and each drains.
"""

from __future__ import annotations

import asyncio
import contextlib
import sys
import time
from typing import TYPE_CHECKING

import httpx
import structlog

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from screening.workers.seat import Seat

RUNNING = "running"
_log = structlog.get_logger(__name__)
_FIRST_PAUSE, _LONGEST_PAUSE = 1.0, 60.0
_LOOK_SECONDS = 0.1
_ANSWER_SECONDS = 5.0


class WorkerError(Exception):
    """Workers that did not start, or that did not drain; one line says which."""


def pause(restarts: int) -> float:
    """Seconds to wait before a worker starts that has ended `restarts` times in a row, from 1."""
    return min(_LONGEST_PAUSE, _FIRST_PAUSE * 2.0 ** min(restarts - 1, 10))


class Worker:
    """One worker's process and the way to ask it."""

    def __init__(self, seat: Seat, options: Sequence[str]) -> None:
        """Prepare; `options` are those of `serve` that every worker gets."""
        self.seat = seat
        self.restarts = 0
        self.state = "not started yet"
        self._command = [sys.executable, "-m", "screening", "serve", *options]
        self._command += ["--worker", str(seat.number), "--socket", str(seat.socket)]
        self._process: asyncio.subprocess.Process | None = None
        transport = httpx.AsyncHTTPTransport(uds=str(seat.socket))
        self.client = httpx.AsyncClient(
            transport=transport, base_url="http://worker", timeout=_ANSWER_SECONDS
        )

    async def start(self) -> None:
        """Start the process; it has not said anything yet."""
        self.seat.socket.unlink(missing_ok=True)
        self._process = await asyncio.create_subprocess_exec(
            *self._command, stdin=asyncio.subprocess.PIPE
        )
        self.state = "starting"

    async def answers(self) -> bool:
        """Wait until it answers; False if it ends before."""
        while self.running:
            with contextlib.suppress(httpx.HTTPError):
                if (await self.client.get("/livez")).is_success:
                    self.state = RUNNING
                    return True
            await asyncio.sleep(_LOOK_SECONDS)
        return False

    async def ended(self) -> int:
        """Wait for its end; the exit status, negative for a signal."""
        assert self._process is not None
        return await self._process.wait()

    @property
    def running(self) -> bool:
        """Whether there is a process that has not ended."""
        return self._process is not None and self._process.returncode is None

    def terminate(self) -> None:
        """Tell it to drain."""
        if self._process is not None and self.running:
            self._process.terminate()

    def kill(self) -> None:
        """End it at once."""
        if self._process is not None and self.running:
            self._process.kill()


class Supervisor:
    """Keeps workers running until it is told to stop."""

    def __init__(
        self,
        workers: Sequence[Worker],
        drain_seconds: float,
        lost: Callable[[int], None] = lambda _: None,
    ) -> None:
        """Prepare; `lost` hears the number of each worker whose process has ended."""
        self.workers = workers
        self.draining = False
        self._drain_seconds = drain_seconds
        self._lost = lost
        self._keeping: list[asyncio.Task[None]] = []

    async def start(self) -> None:
        """Start the first worker, and when it answers all others.

        Raises:
            WorkerError: the first ended before it answered.
        """
        first = self.workers[0]
        await first.start()
        if not await first.answers():
            raise WorkerError(f"worker 1 ended at its start (status {await first.ended()})")
        self._keeping = [asyncio.create_task(self._keep(worker)) for worker in self.workers]

    async def stop(self) -> None:
        """Drain all workers together.

        Raises:
            WorkerError: one did not end in time, or not well.
        """
        self.draining = True
        for task in self._keeping:
            task.cancel()
        await asyncio.gather(*self._keeping, return_exceptions=True)
        alive = [worker for worker in self.workers if worker.running]
        for worker in alive:
            worker.terminate()
        try:
            async with asyncio.timeout(self._drain_seconds + _ANSWER_SECONDS):
                statuses = await asyncio.gather(*(worker.ended() for worker in alive))
        except TimeoutError:
            for worker in alive:
                worker.kill()
            raise WorkerError("a worker did not drain in time and was ended") from None
        finally:
            await asyncio.gather(*(worker.client.aclose() for worker in self.workers))
        bad = [str(w.seat.number) for w, status in zip(alive, statuses, strict=True) if status]
        if bad:
            raise WorkerError(f"worker {', '.join(bad)} did not drain; its last line says why")

    async def _keep(self, worker: Worker) -> None:
        """See to it that a worker runs."""
        in_a_row = 0
        while True:
            began = time.monotonic()
            ended = await self._run_once(worker)
            in_a_row = 1 if time.monotonic() - began > _LONGEST_PAUSE else in_a_row + 1
            worker.restarts += 1
            wait = pause(in_a_row)
            worker.state = f"{ended}; starts again after {wait:g} s"
            _log.warning("worker ended", worker=worker.seat.number, how=ended, pause_seconds=wait)
            await asyncio.sleep(wait)

    async def _run_once(self, worker: Worker) -> str:
        """Run a worker to its end, and say how it ended."""
        try:
            if not worker.running:
                await worker.start()
        except OSError as error:
            return f"cannot start ({error.strerror})"
        if await worker.answers():
            _log.info("worker answers", worker=worker.seat.number)
        status = await worker.ended()
        self._lost(worker.seat.number)
        return f"ended with status {status}"
