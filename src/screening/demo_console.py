"""The demo's console: a process of its own, with settings, a token and a store of its own.

Law: nothing of the environment reaches it, so that it shows the demo and nothing else; it ends with
the demo.
"""

from __future__ import annotations

import contextlib
import socket
import subprocess
import sys
from typing import TYPE_CHECKING

import yaml

from screening.http import tokens
from screening.http.tokens import Scope

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from screening.settings import KafkaSettings

USUAL_PORT = 8081
_END_SECONDS = 15.0
_SCOPES = [Scope.CONSOLE, Scope.LOOKUP, Scope.REVEAL]


@contextlib.contextmanager
def console(scratch: Path, kafka: KafkaSettings, snapshot: Path) -> Iterator[str]:
    """Run it until the block ends; where to open it, the token in the fragment.

    Raises:
        OSError: its files or its process cannot be made.
    """
    state, tokens_file = scratch / "console", scratch / "tokens.yaml"
    state.mkdir(mode=0o700)
    secret, entry = tokens.create("demo", _SCOPES)
    tokens.append(tokens_file, entry)
    port = free_port(USUAL_PORT)
    settings = {
        "kafka": {"bootstrap_servers": kafka.bootstrap_servers},
        "http": {"tokens_file": str(tokens_file)},
        "console": {"port": port},
        "state_dir": str(state),
        "snapshot": str(snapshot),
    }
    config = scratch / "console.yaml"
    config.write_text(yaml.safe_dump(settings), "utf-8")
    command = [sys.executable, "-m", "screening", "console", "--config", str(config)]
    with subprocess.Popen(  # noqa: S603  our own interpreter and files
        command, env={}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    ) as process:
        try:
            yield f"http://127.0.0.1:{port}/#token={secret}"
        finally:
            process.terminate()
            try:
                process.wait(_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def free_port(usual: int) -> int:
    """The usual port if it is free, else any that is."""
    for port in (usual, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            with contextlib.suppress(OSError):
                probe.bind(("127.0.0.1", port))
                return int(probe.getsockname()[1])
    return usual
