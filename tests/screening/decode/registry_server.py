"""A schema registry of the documented API over real HTTP, which can be told to fail."""

from __future__ import annotations

import base64
import json
import threading
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import IO, TYPE_CHECKING, Any, Self
from urllib.parse import unquote

if TYPE_CHECKING:
    from collections.abc import Callable

Answer = tuple[int, bytes]


class RegistryServer:
    """Serves what `schemas` (by id) and `subjects` (by subject and version) hold."""

    def __init__(self) -> None:
        self.schemas: dict[int, dict[str, Any]] = {}
        self.subjects: dict[tuple[str, int], dict[str, Any]] = {}
        self.asked: list[str] = []
        self.login: tuple[str, str] | None = None
        self.failure: Answer | None = None
        self.silence = threading.Event()
        self.silence.set()
        self.drips = False
        self._stopped = threading.Event()
        self._port = 0
        self._server: ThreadingHTTPServer | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    @property
    def url(self) -> str:
        """Where it listens, or did."""
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        """Listens, on the same port as before."""
        self._stopped.clear()
        handler = _handler(self._answer, self._write)
        self._server = ThreadingHTTPServer(("127.0.0.1", self._port), handler)
        self._port = self._server.server_port
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        """Refuses connections."""
        self.silence.set()
        self._stopped.set()
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None

    def add(self, number: int, schema: Any, **more: Any) -> None:
        """Registers a schema."""
        self.schemas[number] = {"schema": json.dumps(schema), **more}

    def add_subject(self, subject: str, version: int, schema: Any, **more: Any) -> None:
        """Registers a schema that others may refer to."""
        content = {"subject": subject, "version": version, "schema": json.dumps(schema), **more}
        self.subjects[subject, version] = content

    def _write(self, stream: IO[bytes], body: bytes) -> None:
        """Sends a body, at once or a byte each tenth of a second."""
        if not self.drips:
            stream.write(body)
            return
        with suppress(OSError):
            for byte in body:
                stream.write(bytes([byte]))
                self._stopped.wait(0.1)

    def _answer(self, path: str, authorization: str | None) -> Answer:
        self.asked.append(path)
        self.silence.wait(20)
        if self.failure is not None:
            return self.failure
        if self.login is not None:
            token = base64.b64encode(":".join(self.login).encode()).decode()
            if authorization != f"Basic {token}":
                return 401, b'{"error_code": 401}'
        match path.split("/")[1:]:
            case ["schemas", "ids", number]:
                return _found(self.schemas.get(int(number)), 40403)
            case ["subjects", subject, "versions", version]:
                return _found(self.subjects.get((unquote(subject), int(version))), 40402)
        return 404, b"<html>"


def _found(content: dict[str, Any] | None, code: int) -> Answer:
    if content is None:
        return 404, json.dumps({"error_code": code, "message": "not found"}).encode()
    return 200, json.dumps(content).encode()


def _handler(
    answer: Callable[[str, str | None], Answer], write: Callable[[IO[bytes], bytes], None]
) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = answer(self.path, self.headers["Authorization"])
            self.send_response(status)
            self.send_header("Content-Type", "application/vnd.schemaregistry.v1+json")
            if status in (301, 302):
                self.send_header("Location", "/elsewhere")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            write(self.wfile, body)

        def log_message(self, *_: object) -> None:
            """Nothing."""

    return Handler
