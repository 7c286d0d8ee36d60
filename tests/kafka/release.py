"""A release channel on a web server, as a publisher keeps one."""

from __future__ import annotations

import contextlib
import threading
from datetime import UTC, datetime
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

from feeds.release import first
from feeds.release.repository import Repository
from feeds.release.ring import Ring
from feeds.release.roles import Lifetimes

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from feeds.snapshot import Manifest

PASSPHRASE = "a made-up passphrase"


class Channel:
    """A channel in `folder / "channel"`, with its keys beside it."""

    def __init__(self, folder: Path, lifetimes: Lifetimes | None = None) -> None:
        """Make it; it has no release yet."""
        self.folder = folder / "channel"
        self.ring = Ring(folder / "keys", lambda _folder, _new: PASSPHRASE)
        self.root = first.init(
            self.folder, self.ring, datetime.now(UTC), lifetimes=lifetimes or Lifetimes()
        )

    def publish(self, snapshot: Path, *, large_change: bool = False) -> Manifest:
        """Sign a snapshot and make it the current release."""
        return self._now().publish(snapshot, large_change=large_change)

    def restore(self, serial: int) -> Manifest:
        """Make an older release's content current again."""
        return self._now().restore(serial)

    def renew(self) -> None:
        """Sign new times."""
        self._now().renew()

    def _now(self) -> Repository:
        return Repository(self.folder, self.ring, datetime.now(UTC))


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


@contextlib.contextmanager
def served(folder: Path) -> Iterator[str]:
    """The address of a web server that serves `folder`, until the block ends."""
    handler = partial(_Quiet, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()
