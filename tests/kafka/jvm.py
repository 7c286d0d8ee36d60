"""Starts the broker's Java programs so that none outlives this process."""

from __future__ import annotations

import shutil
import subprocess
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

from tests.kafka.jars import HERE, fetch, java

if TYPE_CHECKING:
    from pathlib import Path

# A quick start matters more here than peak speed.
OPTIONS = ("-Xms256m", "-Xmx512m", "-XX:+UseSerialGC", "-XX:TieredStopAtLevel=1")
LOGGING = f"-Dlog4j2.configurationFile={HERE / 'log4j2.properties'}"
# Linux kills the JVM when the *thread* that started it ends, so one thread starts them all and
# lives as long as the process: a broker restarted from a worker thread does not die with it.
_LAUNCHER = ThreadPoolExecutor(max_workers=1, thread_name_prefix="broker")


def launch(
    output: Path, main: str, *arguments: str, classpath: str | None = None
) -> subprocess.Popen[bytes]:
    """Runs a class of Kafka's jars, or of others; what it prints is appended to `output`.

    Raises:
        UnavailableError: no Java or no jars.
    """
    options = [LOGGING, "-cp", f"{fetch()}/*"] if classpath is None else ["-cp", classpath]
    command = [str(java()), *OPTIONS, *options, main, *arguments]
    if setpriv := shutil.which("setpriv"):  # absent where there is no Linux
        command = [setpriv, "--pdeathsig", "KILL", *command]
    return _LAUNCHER.submit(_start, command, output).result()


def _start(command: list[str], output: Path) -> subprocess.Popen[bytes]:
    with output.open("ab") as log:
        # A session of its own: Ctrl-C reaches this process, which then stops the broker.
        return subprocess.Popen(command, stdout=log, stderr=log, start_new_session=True)
