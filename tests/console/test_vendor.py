"""Vendored files are those that their tables name, and are shipped with their licences."""

from __future__ import annotations

import hashlib
import re
from importlib import resources
from pathlib import Path

import pytest

STATIC = Path(str(resources.files("screening.console"))) / "static"
FOLDERS = (STATIC / "vendor", Path(__file__).parent / "vendor")
_ROW = re.compile(r"^\| `([^`]+)` \| `([^`]+)` \| (\S+) \| .*\(([^)]+)\) \| `([0-9a-f]{64})` \|$")
MOST_LINES = 300


@pytest.mark.parametrize("folder", FOLDERS, ids=["page", "tests"])
def test_each_file_is_the_one_that_was_taken(folder: Path) -> None:
    """By its digest; with a licence; and nothing else is there."""
    rows = [_ROW.match(line) for line in (folder / "README.md").read_text("utf-8").splitlines()]
    known = {"README.md"}
    for row in filter(None, rows):
        name, _, version, licences, digest = row.groups()
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest, name
        assert re.fullmatch(r"[\d.]+", version)
        known |= {name, *licences.split(", ")}
    assert {each.name for each in folder.iterdir()} == known


def test_no_module_of_the_page_is_long() -> None:
    """The same law as for Python; the stylesheet is one."""
    modules = [path for path in STATIC.rglob("*.js") if path.parent.name != "vendor"]
    assert len(modules) > 20
    assert not [
        path.name for path in modules if len(path.read_text("utf-8").splitlines()) > MOST_LINES
    ]


def test_no_module_makes_markup_of_text() -> None:
    """Nothing that reads a text as markup or code is named anywhere in the page's own modules."""
    alive = re.compile(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function"
    )
    modules = [path for path in STATIC.rglob("*.js") if path.parent.name != "vendor"]
    assert not [path.name for path in modules if alive.search(path.read_text("utf-8"))]
