"""The contenders: what each is made of, how it is built, and what it is told by its environment."""

from __future__ import annotations

import os
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from benchmarks.peers import build, fresnel

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

REFERENCE = "native"
FRESNEL = "fresnel"
_REPORTS = 50


@dataclass(frozen=True, slots=True)
class Contender:
    """A program that screens; `build` makes it below a folder and gives its command."""

    name: str
    title: str
    build: Callable[[Path], list[str]]


@dataclass(frozen=True, slots=True)
class Task:
    """What one run reads and writes; `folder` holds the lists and what runs leave behind."""

    bootstrap: str
    topic: str
    records: int
    group: str
    review: str
    folder: Path


def _windowed(work: Path) -> list[str]:
    return [*build.native(work), "window"]


def _serve(_: Path) -> list[str]:
    return fresnel.COMMAND


ALL = (
    Contender(REFERENCE, "Rust: rdkafka, sonic-rs, ahash, daachorse", build.native),
    Contender("native-window", "the same, an 8-byte-window bitmap in front", _windowed),
    Contender("plain", "Python: aiokafka, orjson, pyahocorasick", partial(build.python, "plain")),
    Contender("streams", "Java: Kafka Streams, Jackson, hankcs", build.streams),
    Contender("quix", "Python: Quix Streams, orjson, pyahocorasick", partial(build.python, "quix")),
    Contender(FRESNEL, "Fresnel: `fresnel serve`", _serve),
)


def environment(name: str, task: Task) -> dict[str, str]:
    """The environment of a contender that is to do this task."""
    if name == FRESNEL:
        return fresnel.environment(task.bootstrap, task.topic, task.group, task.review, task.folder)
    told = {
        "BOOTSTRAP": task.bootstrap,
        "TOPIC": task.topic,
        "GROUP": task.group,
        "REVIEW": task.review,
        "RECORDS": task.records,
        "REPORT_EVERY": max(1, task.records // _REPORTS),
        "IDENTIFIERS": task.folder / "identifiers.txt",
        "PHRASES": task.folder / "phrases.txt",
        "SCRATCH": task.folder / "scratch",
    }
    ours = {f"PEER_{key}": str(value) for key, value in told.items()}
    return os.environ | {"PYTHONPATH": str(build.ROOT)} | ours
