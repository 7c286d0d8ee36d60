"""`fresnel console` as a process of its own, beside the service of `process.py`."""

from __future__ import annotations

import json
import subprocess
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, Self

import httpx

from tests.kafka.process import COMMAND, environment
from tests.kafka.waiting import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator
    from pathlib import Path

    from tests.kafka.conftest import Topics

Event = tuple[str, dict[str, Any]]


class ConsoleProcess:
    """The console on some topics; whatever happens, it has ended when the context is left."""

    def __init__(
        self, bootstrap: str, topics: Topics, snapshot: Path, folder: Path, **settings: object
    ) -> None:
        """Prepares; its store is in `folder`. `settings` as for `Service`."""
        self._log = folder / f"console-{id(self):x}.log"
        self._process: subprocess.Popen[bytes] | None = None
        self._http: httpx.AsyncClient | None = None
        given = {"CONSOLE__PORT": 0, "STATE_DIR": folder / "console-state", **settings}
        self._environment = environment(bootstrap, topics, snapshot, given)

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.kill()
        print(self._log.read_text(errors="replace"))

    async def start(self) -> None:
        """Starts the process and returns when it answers."""
        before = self._log.stat().st_size if self._log.exists() else 0
        self._process = self._launch()
        url = await until(lambda: self._url(before))
        self._http = httpx.AsyncClient(base_url=url, trust_env=False, timeout=30)
        await until(self.alive)

    async def kill(self) -> None:
        """SIGKILL."""
        if self._process is not None:
            self._process.kill()
            await self._ended()

    async def terminate(self) -> int:
        """SIGTERM; the exit status, once it has ended."""
        assert self._process is not None
        self._process.terminate()
        return await self._ended()

    async def alive(self) -> bool:
        """Whether it answers."""
        try:
            return (await self.answer("/livez")).status_code == 200
        except httpx.TransportError:
            return False

    async def answer(self, path: str) -> httpx.Response:
        """The answer to a GET."""
        assert self._http is not None
        return await self._http.get(path)

    async def get(self, path: str) -> Any:
        """The JSON of a successful answer."""
        answer = await self.answer(path)
        assert answer.status_code == 200, answer.text
        return answer.json()

    async def everything(self) -> dict[str, dict[str, Any]]:
        """All alerts by id, page after page."""
        found: dict[str, dict[str, Any]] = {}
        path: str | None = "/v1/alerts?limit=200"
        while path:
            page = await self.get(path)
            assert not found.keys() & {row["alert_id"] for row in page["items"]}
            found |= {row["alert_id"]: row for row in page["items"]}
            path = page["next"] and f"/v1/alerts?limit=200&before={page['next']}"
        assert len(found) <= page["total"]  # some may have come meanwhile
        return found

    async def up(self) -> bool:
        """Whether Kafka answers it, as its metrics say."""
        return "fresnel_console_broker_up 1.0" in (await self.answer("/metrics")).text

    @asynccontextmanager
    async def stream(self) -> AsyncIterator[AsyncIterator[Event]]:
        """The server-sent events from now on."""
        assert self._http is not None
        async with self._http.stream("GET", "/v1/alerts/stream", timeout=90) as answer:
            assert answer.headers["content-type"].startswith("text/event-stream")
            yield _events(answer)

    def log(self) -> str:
        """Everything it has written."""
        return self._log.read_text(errors="replace")

    def _launch(self) -> subprocess.Popen[bytes]:
        with self._log.open("ab") as log:
            return subprocess.Popen(
                [COMMAND, "console"], env=self._environment, stdout=log, stderr=log
            )

    async def _ended(self) -> int:
        process, self._process = self._process, None
        assert process is not None
        try:
            await until(lambda: process.poll() is not None, 25)
        finally:
            process.kill()
            process.wait()
            if self._http is not None:
                await self._http.aclose()
        return process.returncode

    def _url(self, after: int) -> str | None:
        for line in self._log.read_bytes()[after:].decode(errors="replace").splitlines():
            if '"event": "console"' in line:
                return str(json.loads(line)["url"])
        assert self._process is not None
        assert self._process.poll() is None, self.log()
        return None


async def _events(answer: httpx.Response) -> AsyncIterator[Event]:
    name = ""
    async for line in answer.aiter_lines():
        field, _, value = line.partition(": ")
        if field == "event":
            name = value
        elif field == "data":
            yield name, json.loads(value)
