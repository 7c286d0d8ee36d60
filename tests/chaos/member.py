"""The service as the fault suite runs it: watched, and where a fault asks for it, sabotaged."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import httpx

from tests.kafka.jars import ROOT
from tests.kafka.process import COMMAND, Service
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from collections.abc import Sequence

    from tests.kafka.conftest import Topics

DEFAULTS = {
    "KAFKA__REQUEST_TIMEOUT_MS": 5_000,
    "KAFKA__REBALANCE_TIMEOUT_MS": 20_000,
}


class Member(Service):
    """`fresnel serve`; `sabotage` are options of `tests.chaos.launch`."""

    def __init__(
        self,
        bootstrap: str,
        topics: Topics,
        snapshot: Path,
        folder: Path,
        *,
        options: Sequence[str] = (),
        sabotage: Sequence[str] = (),
        environment: dict[str, str] | None = None,
        **settings: object,
    ) -> None:
        """Prepares; `environment` is what is set beside the service's own settings."""
        given = DEFAULTS | {"STATE_DIR": folder / "state"} | settings
        super().__init__(bootstrap, topics, snapshot, folder, options=options, **given)
        self.sabotage = sabotage
        self._environment |= environment or {}

    async def __aexit__(self, *_: object) -> None:
        await self.kill()

    @property
    def pid(self) -> int | None:
        """Its process, while it runs."""
        return self._process.pid if self._process is not None and self.running else None

    @property
    def status(self) -> int | None:
        """The exit status (negative: of a signal) of a process that ended by itself."""
        return None if self._process is None else self._process.poll()

    @property
    def environment(self) -> dict[str, str]:
        """What its process is set by."""
        return dict(self._environment)

    @property
    def address(self) -> str:
        """Where its HTTP port is."""
        assert self._http is not None
        return str(self._http.base_url)

    def authorise(self, secret: str) -> None:
        """Shows a token with every request from now on."""
        assert self._http is not None
        self._http.headers["Authorization"] = f"Bearer {secret}"

    def launch(self) -> None:
        """Starts the process without waiting for anything."""
        self._process = self._launch()

    async def ends(self, seconds: float = 90.0) -> int:
        """Waits until it has ended by itself; its exit status."""
        process = self._process
        assert process is not None
        await until(lambda: process.poll() is not None, seconds)
        await self.kill()
        return int(process.returncode)

    async def restart(self) -> None:
        """Starts it again, as an orchestrator does, whether it ended or not."""
        await self.kill()
        await self.start()

    async def explains(self, text: str = "") -> str | None:
        """The reason not to be ready that has `text` in it, as /readyz gives it."""
        try:
            reasons = await self.reasons()
        except (httpx.TransportError, ValueError):
            return None
        return next((f"{p}: {why}" for p, why in reasons.items() if text in f"{p}: {why}"), None)

    async def is_ready(self) -> bool:
        """Whether it answers that it is ready."""
        try:
            return await self.ready()
        except httpx.TransportError:
            return False

    async def accounting(self) -> dict[str, Any]:
        """What /v1/accounting answers."""
        return dict((await self.get("/v1/accounting")).json())

    async def has_partitions(self) -> int:
        """How many partitions it reads."""
        try:
            return len(await self.metrics("fresnel_consumer_lag"))
        except httpx.TransportError:
            return 0

    def peak_mib(self) -> float:
        """The largest resident memory that its process has had; 0 when it has ended."""
        return self._memory("VmHWM")

    def now_mib(self) -> float:
        """Its resident memory now."""
        return self._memory("VmRSS")

    def _memory(self, name: str) -> float:
        try:
            lines = Path(f"/proc/{self.pid}/status").read_text().splitlines()
        except OSError:
            return 0.0
        found = [line.split()[1] for line in lines if line.startswith(f"{name}:")]
        return int(found[0]) / 1024 if found else 0.0

    def _launch(self) -> subprocess.Popen[bytes]:
        command = [str(COMMAND), "serve", *self._options]
        if self.sabotage:
            command = [sys.executable, "-m", "tests.chaos.launch", *self.sabotage]
            command += ["--", "serve", *self._options]
        with self._log.open("ab") as log:
            return subprocess.Popen(
                command, env=self._environment, stdout=log, stderr=log, cwd=ROOT
            )
