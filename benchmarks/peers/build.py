"""Builds the peers, each from its folder here, below a work folder: nothing is written here.

Versions are pinned in `Cargo.toml`, `pom.xml` and `requirements.txt`; the ordinary clients of the
languages fetch them.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from benchmarks.peers.measure import ContenderError
from tests.kafka.jars import java

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
_LAST_WORDS = 1500


def native(work: Path) -> list[str]:
    """The Rust peer's binary."""
    source = _copied("native", work)
    _run([_tool("cargo"), "build", "--release", "--quiet"], source)
    return [str(source / "target" / "release" / "native-peer")]


def streams(work: Path) -> list[str]:
    """The Java peer's command: as much memory as it needs, and no more than a container has."""
    source = _copied("streams", work)
    goals = ["compile", "dependency:copy-dependencies", "-DoutputDirectory=target/libs"]
    _run([_tool("mvn"), "--batch-mode", "--quiet", "-Dstyle.color=never", *goals], source)
    target = source / "target"
    return [str(java()), "-Xmx1g", "-cp", f"{target / 'classes'}:{target / 'libs'}/*", "peer.Main"]


def python(name: str, work: Path) -> list[str]:
    """A Python peer's command, in an environment of its own."""
    folder, requirements = work / f"{name}-venv", HERE / name / "requirements.txt"
    command, installed = folder / "bin" / "python", folder / "requirements.txt"
    if not installed.exists() or installed.read_bytes() != requirements.read_bytes():
        _run([sys.executable, "-m", "venv", "--clear", str(folder)], ROOT)
        pip = [str(command), "-m", "pip", "--disable-pip-version-check", "install", "--quiet"]
        _run([*pip, "--requirement", str(requirements)], ROOT)
        shutil.copy(requirements, installed)
    return [str(command), "-m", f"benchmarks.peers.{name}"]


def _copied(name: str, work: Path) -> Path:
    """The source as a copy, so that lock files and products stay out of the repository."""
    folder = work / name
    shutil.copytree(HERE / name, folder, dirs_exist_ok=True)
    return folder


def _tool(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise ContenderError(f"{name} is not here: install it to have this peer")
    return found


def _run(command: list[str], folder: Path) -> None:
    environment = os.environ | {"JAVA_HOME": str(java().resolve().parent.parent)}
    done = subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if done.returncode:
        said = (done.stdout + done.stderr).strip()[-_LAST_WORDS:]
        raise ContenderError(f"{Path(command[0]).name} failed: {said}")
