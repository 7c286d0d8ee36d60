"""The service as a process of its own, set by its environment, as it is run in earnest."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import httpx

from tests.kafka import admin
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from tests.kafka.conftest import Topics

STOP_SECONDS = 25.0
# Quick to miss a member that was killed; a broker of others' may not allow that.
SESSION_MS = 6_000 if os.environ.get("KAFKA_BOOTSTRAP") else 2_000
COMMAND = Path(sys.executable).with_name("fresnel")


class Service:
    """`fresnel serve` on some topics; whatever happens, it has ended when the context is left."""

    def __init__(
        self,
        bootstrap: str,
        topics: Topics,
        snapshot: Path,
        folder: Path,
        *,
        options: Sequence[str] = (),
        **settings: object,
    ) -> None:
        """Prepares; `settings` are names without FRESNEL_, such as `KAFKA__MAX_POLL_RECORDS`."""
        self._options = options
        self.bootstrap = bootstrap
        self.topics = topics
        self._log = folder / f"service-{id(self):x}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._http: httpx.AsyncClient | None = None
        self._environment = environment(bootstrap, topics, snapshot, settings)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()
        print(self._log.read_text(errors="replace"))

    async def start(self) -> None:
        """Starts the process and returns when its HTTP port answers."""
        before = self._log.stat().st_size if self._log.exists() else 0
        self._process = self._launch()
        port = await until(lambda: self._port(before))
        self._http = httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", trust_env=False)
        await until(self.alive)

    async def kill(self) -> None:
        """SIGKILL."""
        if self._process is not None:
            self._process.kill()
            await self._ended()

    async def terminate(self) -> int:
        """SIGTERM; the exit status, once it has ended.

        Raises:
            AssertionError: it took longer than Kubernetes would allow.
        """
        assert self._process is not None
        self._process.terminate()
        return await self._ended()

    def signal_to_stop(self) -> None:
        """SIGTERM, without waiting for what comes of it."""
        assert self._process is not None
        self._process.terminate()

    def freeze(self) -> None:
        """SIGSTOP: it neither works nor answers, but has not ended."""
        assert self._process is not None
        self._process.send_signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """SIGCONT."""
        assert self._process is not None
        self._process.send_signal(signal.SIGCONT)

    @property
    def pid(self) -> int:
        """The process id."""
        assert self._process is not None
        return self._process.pid

    @property
    def running(self) -> bool:
        """Whether the process has not ended."""
        return self._process is not None and self._process.poll() is None

    def client(self, token: str) -> httpx.AsyncClient:
        """A client that presents this token."""
        assert self._http is not None
        headers = {"Authorization": f"Bearer {token}"}
        return httpx.AsyncClient(base_url=self._http.base_url, headers=headers, trust_env=False)

    async def get(self, path: str) -> httpx.Response:
        """GET."""
        assert self._http is not None
        return await self._http.get(path)

    async def post(self, path: str) -> httpx.Response:
        """POST without a body."""
        assert self._http is not None
        return await self._http.post(path)

    async def alive(self) -> bool:
        """Whether /livez answers."""
        try:
            return (await self.get("/livez")).status_code == 200
        except httpx.TransportError:
            return False

    async def reasons(self) -> dict[str, str]:
        """Why it is not ready; empty when it is."""
        answer = (await self.get("/readyz")).json()
        assert answer["ready"] == (not answer["reasons"])
        return dict(answer["reasons"])

    async def ready(self) -> bool:
        """Whether it says it is ready."""
        return (await self.get("/readyz")).status_code == 200

    async def metrics(self, name: str) -> dict[str, float]:
        """Values of a metric by its labels as text, such as `{outcome="clear"}`."""
        text = (await self.get("/metrics")).text
        lines = [line for line in text.splitlines() if line.startswith((f"{name}{{", f"{name} "))]
        split = (line.rpartition(" ") for line in lines)
        return {labels.removeprefix(name): float(value) for labels, _, value in split}

    async def outcomes(self) -> dict[str, int]:
        """Committed records by outcome, those that there were."""
        found = await self.metrics("fresnel_transactions_total")
        return {label.split('"')[1]: int(value) for label, value in found.items() if value}

    def log(self) -> str:
        """Everything it has written."""
        return self._log.read_text(errors="replace")

    def _launch(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [COMMAND, "serve", *self._options], env=self._environment, stdout=log, stderr=log
            )

    async def _ended(self) -> int:
        process, self._process = self._process, None
        assert process is not None
        try:
            await until(lambda: process.poll() is not None, STOP_SECONDS)
        finally:
            process.kill()
            process.wait()
            if self._http is not None:
                await self._http.aclose()
        return process.returncode

    def _port(self, after: int) -> int | None:
        for line in self._log.read_bytes()[after:].decode(errors="replace").splitlines():
            began = '"event": "screening"' in line or '"event": "the first list waits' in line
            if began and '"port"' in line:
                return int(json.loads(line)["port"])
        assert self.running, self.log()
        return None


async def alerts(bootstrap: str, topics: Topics) -> list[dict[str, Any]]:
    """Every alert on the review topic now."""
    return [json.loads(each.value or b"") for each in await admin.read(bootstrap, topics.review)]


async def alert_count(bootstrap: str, topics: Topics) -> int:
    """How many messages the review topic holds now."""
    return sum((await admin.end_offsets(bootstrap, topics.review)).values())


async def caught_up(bootstrap: str, topics: Topics) -> bool:
    """Whether everything on the transactions topic is committed, to the very end."""
    ends = await admin.end_offsets(bootstrap, topics.transactions)
    return ends == await admin.committed(bootstrap, topics.group, topics.transactions)


def environment(
    bootstrap: str, topics: Topics, snapshot: Path, settings: Mapping[str, object]
) -> dict[str, str]:
    """The environment of a command on these topics; `settings` as for `Service`."""
    return _outer() | _ours(bootstrap, topics, snapshot, settings)


def _outer() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("FRESNEL_")}


def _ours(
    bootstrap: str, topics: Topics, snapshot: Path, settings: Mapping[str, object]
) -> dict[str, str]:
    given: dict[str, object] = {
        "KAFKA__BOOTSTRAP_SERVERS": bootstrap,
        "KAFKA__GROUP_ID": topics.group,
        "KAFKA__TRANSACTIONS_TOPIC": topics.transactions,
        "KAFKA__REVIEW_TOPIC": topics.review,
        "KAFKA__DEAD_LETTER_TOPIC": topics.dead_letter,
        "KAFKA__AUDIT_TOPIC": topics.audit,
        "KAFKA__SESSION_TIMEOUT_MS": SESSION_MS,
        "KAFKA__HEARTBEAT_INTERVAL_MS": SESSION_MS // 4,
        "SNAPSHOT": snapshot,
        "HTTP__PORT": 0,
        **settings,
    }
    return {f"FRESNEL_{name}": str(value) for name, value in given.items()}
