"""`fresnel` as its own process, as people run it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

    Main = Callable[..., tuple[int, str, str]]

COMMAND = Path(sys.executable).with_name("fresnel")
SECONDS = 60


class Ran(NamedTuple):
    """How a command ended and what it wrote."""

    status: int
    out: str
    err: str

    @property
    def alerts(self) -> list[dict[str, Any]]:
        """Its standard output as JSON lines."""
        return [json.loads(line) for line in self.out.splitlines()]


def environment(**settings: object) -> dict[str, str]:
    """The machine's environment with these FRESNEL_ settings and no others."""
    outer = {name: value for name, value in os.environ.items() if "FRESNEL" not in name.upper()}
    given = {f"FRESNEL_{name}": str(value) for name, value in settings.items()}
    return outer | given | {"COLUMNS": "200", "TERM": "dumb", "NO_COLOR": "1"}


def fresnel(*arguments: object, stdin: bytes = b"", **settings: object) -> Ran:
    """Run `fresnel` to its end."""
    done = subprocess.run(
        [COMMAND, *map(str, arguments)],
        input=stdin,
        capture_output=True,
        env=environment(**settings),
        timeout=SECONDS,
        check=False,
    )
    return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())
