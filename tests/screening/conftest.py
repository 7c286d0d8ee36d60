"""Fixtures of the service's tests."""

from __future__ import annotations

import logging
import os
import sys
from typing import TYPE_CHECKING

import pytest

from feeds.compile import load
from screening import cli, mapping
from tests.screening.support import LISTED, judge_of, snapshot_of

if TYPE_CHECKING:
    from pathlib import Path

    from feeds.compile import ActiveList
    from screening.judge import Judge
    from tests.screening.command import Main


@pytest.fixture(scope="session")
def snapshot(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A snapshot folder of the listed entries; never changed by a test."""
    return snapshot_of(tmp_path_factory.mktemp("list"), LISTED)


@pytest.fixture(scope="session")
def active(snapshot: Path) -> ActiveList:
    """The same, compiled."""
    return load(snapshot)


@pytest.fixture
def generic() -> Judge:
    """A judge with the shipped mapping and the settings' defaults."""
    return judge_of(mapping.load("generic"))


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """No setting of the machine reaches a test."""
    for name in list(os.environ):
        if name.upper().startswith("FRESNEL_"):
            monkeypatch.delenv(name)


@pytest.fixture
def main(monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Main:
    """Runs `fresnel` in this process, as its entry point does; log settings do not outlive it."""
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", list(root.handlers))

    def run(*arguments: object) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["fresnel", *map(str, arguments)])
        monkeypatch.setenv("COLUMNS", "200")
        with pytest.raises(SystemExit) as ended:
            cli.main()
        out, err = capfd.readouterr()
        return int(ended.value.code or 0), out, err

    return run
