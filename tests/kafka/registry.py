"""One real schema registry (Apicurio, by the API that Confluent's has) for tests.

It keeps its schemas in a file, so that they outlive a crash, listens on loopback alone, and
ends when this process ends.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

import httpx

from tests.kafka.broker import free_port
from tests.kafka.jars import fetch_registry
from tests.kafka.jvm import launch
from tests.kafka.properties import HOST

if TYPE_CHECKING:
    from collections.abc import Sequence

START_SECONDS = 120.0
_MAIN = "io.quarkus.runner.GeneratedMain"
_JSON = {"Content-Type": "application/vnd.schemaregistry.v1+json"}


class SchemaRegistry:
    """A registry that can be killed and started again at the same address; its methods block."""

    def __init__(self) -> None:
        """Prepares a registry on any free port."""
        self._port = free_port()
        self.url = f"http://{HOST}:{self._port}/apis/ccompat/v7"
        self.folder = Path(tempfile.mkdtemp(prefix="fresnel-registry-"))
        self._output = self.folder / "output.log"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        try:
            return self.start()
        except BaseException:
            self.close()
            raise

    def __exit__(self, *_: object) -> None:
        self.close()

    def start(self) -> Self:
        """Starts it and returns once it answers; schemas of an earlier start are kept.

        Raises:
            UnavailableError: no Java or no jars.
            RuntimeError: it ended, or did not answer in time; the message has its last output.
        """
        (jar,) = fetch_registry().glob("*-runner.jar")
        given = {
            "quarkus.http.host": HOST,
            "quarkus.http.port": self._port,
            "quarkus.datasource.jdbc.min-size": 2,
            "quarkus.datasource.jdbc.initial-size": 2,
            # Without delay: what it acknowledged is on disk when it is killed.
            "quarkus.datasource.jdbc.url": f"jdbc:h2:file:{self.folder / 'schemas'};WRITE_DELAY=0",
        }
        options = [f"-D{name}={value}" for name, value in given.items()]
        self._process = launch(self._output, *options, _MAIN, classpath=str(jar))
        self._await_answer()
        return self

    def kill(self) -> None:
        """Ends it as a crash would (SIGKILL)."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def close(self) -> None:
        """Ends it and removes its data."""
        self.kill()
        shutil.rmtree(self.folder, ignore_errors=True)

    def register(
        self,
        subject: str,
        schema: Any,
        references: Sequence[dict[str, Any]] = (),
        kind: str = "AVRO",
    ) -> int:
        """The id under which a schema is registered as the subject's next version."""
        content = {
            "schema": json.dumps(schema),
            "schemaType": kind,
            "references": list(references),
        }
        answer = httpx.post(
            f"{self.url}/subjects/{subject}/versions", json=content, headers=_JSON, trust_env=False
        )
        assert answer.status_code == 200, answer.text
        return int(answer.json()["id"])

    def _await_answer(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        while not self._answers():
            if self._ends() or time.monotonic() > deadline:
                self.kill()
                words = self._output.read_text(errors="replace")[-4000:]
                raise RuntimeError(f"the registry did not start:\n{words}")

    def _ends(self) -> bool:
        """Whether it ends within a moment."""
        assert self._process is not None
        try:
            self._process.wait(0.05)
        except subprocess.TimeoutExpired:
            return False
        return True

    def _answers(self) -> bool:
        try:
            return httpx.get(f"{self.url}/subjects", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False
