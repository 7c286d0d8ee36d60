"""The code keeps the project's own rules."""

from __future__ import annotations

import ast
import tomllib
from typing import TYPE_CHECKING

import pytest

from screening.mapping import load
from screening.mapping.files import shipped
from tests.rules.repository import ROOT, modules

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MOST_LINES = 300
# The only places that wait: they ask again and again until a deadline.
POLLING = {"tests/kafka/waiting.py", "tests/kafka/admin.py"}
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


def named(path: Path) -> str:
    """A module's name in the repository."""
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", modules("src", "tests", "benchmarks"), ids=named)
def test_no_module_is_long(path: Path) -> None:
    """A module has one purpose."""
    assert len(path.read_text("utf-8").splitlines()) <= MOST_LINES


@pytest.mark.parametrize("path", modules("src"), ids=named)
def test_everything_public_says_what_it_promises(path: Path) -> None:
    """Modules, classes, functions and methods without an underscore have docstrings."""
    tree = ast.parse(path.read_text("utf-8"))
    assert ast.get_docstring(tree)
    assert not [node.name for node in public(tree) if not ast.get_docstring(node)]


def public(
    node: ast.Module | ast.ClassDef,
) -> Iterator[ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef]:
    """Public definitions, and those in public classes."""
    for inner in node.body:
        if isinstance(inner, ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef):
            if inner.name.startswith("_"):
                continue
            yield inner
            if isinstance(inner, ast.ClassDef):
                yield from public(inner)


@pytest.mark.parametrize("path", modules("tests"), ids=named)
def test_no_test_sleeps(path: Path) -> None:
    """Tests wait for a condition; only giving way to the loop (0) is allowed elsewhere."""
    found = list(sleeps(ast.parse(path.read_text("utf-8"))))
    assert not found or named(path) in POLLING


def sleeps(tree: ast.Module) -> Iterator[int]:
    """Lines of calls of anything called `sleep`, but with 0."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            is_zero = [ast.unparse(given) for given in node.args] == ["0"]
            if name == "sleep" and not is_zero:
                yield node.lineno


def test_every_test_says_what_it_shows() -> None:
    """A test's docstring is the sentence that it proves."""
    missing = [
        f"{named(path)}:{node.lineno}"
        for path in modules("tests")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and node.name.startswith("test_")
        and not ast.get_docstring(node)
    ]
    assert not missing


def test_only_settings_reads_the_environment() -> None:
    """One module knows the names of the environment."""
    readers = [
        named(path)
        for path in modules("src")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node) in {"os.environ", "os.getenv"}
    ]
    assert set(readers) == {"src/screening/settings.py"}


def test_the_import_contracts_are_there() -> None:
    """One way, a pure matcher, one file that names the automaton; `lint-imports` checks them."""
    contracts = {each["type"]: each for each in PROJECT["tool"]["importlinter"]["contracts"]}
    assert contracts["layers"]["layers"] == ["screening", "feeds", "matcher"]
    kinds = [each["type"] for each in PROJECT["tool"]["importlinter"]["contracts"]]
    assert kinds.count("forbidden") == 2


def test_warnings_are_errors() -> None:
    """In every test."""
    assert PROJECT["tool"]["pytest"]["ini_options"]["filterwarnings"][0] == "error"


@pytest.mark.parametrize("name", shipped())
def test_shipped_mappings_load(name: str) -> None:
    """Every mapping that is shipped is sound, and says its own name."""
    assert load(name).name == name
