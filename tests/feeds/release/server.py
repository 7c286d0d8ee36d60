"""A web server for a folder, in a thread, which can be made to misbehave."""

from __future__ import annotations

import threading
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    Fault = Callable[["Handler"], None]

DRIP_SECONDS = 0.02


class Handler(SimpleHTTPRequestHandler):
    """Serves a folder, but for the paths that have a fault."""

    server: Server

    def do_GET(self) -> None:
        """Answer, or misbehave."""
        self.server.asked.append(self.path)
        fault = next((f for end, f in self.server.faults.items() if self.path.endswith(end)), None)
        try:
            if fault is None:
                super().do_GET()
            else:
                fault(self)
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing on stderr."""

    def answer(self, status: int, body: bytes = b"", **headers: str) -> None:
        """A whole answer."""
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


class Server(ThreadingHTTPServer):
    """`faults`: what to do for paths that end so. `asked`: every path that was asked for."""

    daemon_threads = True
    block_on_close = False

    def __init__(self, folder: Path) -> None:
        super().__init__(("127.0.0.1", 0), partial(Handler, directory=str(folder)))
        self.faults: dict[str, Fault] = {}
        self.asked: list[str] = []
        self.over = threading.Event()

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """A client that goes away is no news."""


@contextmanager
def serving(folder: Path) -> Iterator[Server]:
    """A server of `folder` while the block lasts."""
    server = Server(folder)
    thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.over.set()
        server.shutdown()
        server.server_close()
        thread.join()


def html(handler: Handler) -> None:
    """What a log-in page or a portal answers."""
    handler.answer(200, b"<!doctype html><title>Sign in</title>", **{"Content-Type": "text/html"})


def status(code: int) -> Fault:
    """An answer of that status alone."""
    return lambda handler: handler.answer(code)


def redirect(to: str) -> Fault:
    """An answer that sends elsewhere."""
    return lambda handler: handler.answer(302, Location=to)


def cut(handler: Handler) -> None:
    """Half of what was announced."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"{" * 50)
    handler.close_connection = True


def close(handler: Handler) -> None:
    """No answer at all."""
    handler.close_connection = True


def hang(handler: Handler) -> None:
    """Nothing, until the test is over."""
    handler.server.over.wait()
    handler.close_connection = True


def drip(handler: Handler) -> None:
    """A byte now and then, for ever."""
    handler.send_response(200)
    handler.end_headers()
    while not handler.server.over.wait(DRIP_SECONDS):
        handler.wfile.write(b" ")


def drip_headers(handler: Handler) -> None:
    """Header lines now and then, for ever."""
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    number = 0
    while not handler.server.over.wait(DRIP_SECONDS):
        number += 1
        handler.wfile.write(f"X-{number}: y\r\n".encode())


def endless(announced: int | None) -> Fault:
    """More bytes than anybody wants, whatever is announced."""

    def fault(handler: Handler) -> None:
        handler.send_response(200)
        if announced is not None:
            handler.send_header("Content-Length", str(announced))
        handler.end_headers()
        while not handler.server.over.is_set():
            handler.wfile.write(b" " * (1 << 20))

    return fault


def body(data: bytes) -> Fault:
    """These bytes instead of the file's."""
    return lambda handler: handler.answer(200, data)
