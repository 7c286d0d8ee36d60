"""The guides do what they say: each of their commands is run, in order."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from feeds.feeds_file import Kind
from feeds.release import channel
from feeds.snapshot import read_manifest
from tests.feeds.fetch import collection

if TYPE_CHECKING:
    from collections.abc import Iterator

GUIDE = Path(__file__).parents[2] / "docs" / "steward.md"
CHANNEL = GUIDE.with_name("release.md")
ADDRESS = re.compile(r"https://taxii\.example\.com/\S+")


class Step(NamedTuple):
    """A command of the guide, and the message it ends with where it is meant to fail."""

    command: str
    failure: str | None


def steps() -> Iterator[Step]:
    """The commands of all console blocks; a line with `!` is the failure of the one before."""
    for block in re.findall(r"```console\n(.*?)```", GUIDE.read_text("utf-8"), re.DOTALL):
        lines = block.splitlines()
        for line, following in zip(lines, [*lines[1:], ""], strict=True):
            if line.startswith("$ "):
                failure = following[2:] if following.startswith("! ") else None
                yield Step(line[2:], failure)


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A folder with the guide's files; its TAXII server is one of this machine."""
    shutil.copytree(GUIDE.with_suffix(""), tmp_path / "docs" / "steward")
    files = tmp_path / "docs" / "steward"
    (files / "passphrase").write_text("a made-up passphrase\n")
    (files / "taxii-password").write_text(f"{collection.PASSWORD}\n")
    with collection.serving(monkeypatch, 50) as served:
        served.add(collection.stamp(0), *(collection.indicator(n) for n in range(120)))
        feeds = files / "feeds.yaml"
        feeds.write_text(ADDRESS.sub(served.location, feeds.read_text()))
        yield tmp_path


def run(command: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """Run it as a reader would, with `fresnel` on the path and no settings."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    environment = {name: v for name, v in os.environ.items() if not name.startswith("FRESNEL_")}
    return subprocess.run(
        ["bash", "-ec", command],
        cwd=folder,
        env=environment | {"PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.timeout(300)
def test_every_command_of_the_stewards_guide_does_what_it_says(place: Path) -> None:
    """Those that are meant to fail say what the guide says, in one line; the others succeed."""
    folder = place
    ran = 0
    for step in steps():
        done = run(step.command, folder)
        if step.failure is None:
            assert done.returncode == 0, f"{step.command}\n{done.stderr}"
        else:
            assert done.returncode == 1, step.command
            assert step.failure in done.stderr
            assert done.stderr.count("fresnel: error: ") == 1
        if step.command.startswith("cd "):
            folder = folder / step.command[3:]
        ran += 1
    assert ran > 20
    _see_what_came_of_it(folder)


@pytest.mark.timeout(300)
def test_every_command_of_the_channels_guide_succeeds(tmp_path: Path) -> None:
    """In the order of the page, in an empty folder that holds a list."""
    (tmp_path / "list.csv").write_text(
        "type,value\nemail,quiet.lantern@example.com\nphrase,violet kettle harbour\n"
    )
    blocks = re.findall(r"```sh\n(.*?)```", CHANNEL.read_text("utf-8"), re.DOTALL)
    assert len(blocks) > 5
    for block in blocks:
        done = run(block, tmp_path)
        assert done.returncode == 0, f"{block}\n{done.stderr}"


def _see_what_came_of_it(folder: Path) -> None:
    """Five kinds of feed on one list; what was undone is what the bank has."""
    first = read_manifest(folder / "live")
    assert {feed.kind for feed in first.feeds} == set(Kind)
    assert [feed.problem for feed in first.feeds] == [None] * 5
    assert all(feed.kept for feed in first.feeds)
    accepted = channel.last_good(folder / "bank" / "release")
    assert accepted is not None
    assert accepted.serial > 3
    assert accepted.digest == first.digest
