"""The compiled index on disk: used only as it was made."""

from __future__ import annotations

import stat
from typing import TYPE_CHECKING

import pytest

from feeds import compile as compiler
from feeds.compile import StaleError
from feeds.snapshot import INDICATORS, SnapshotError, read_manifest
from matcher.indicator import PERMITTED, Role, Scope
from tests.feeds.files import built

if TYPE_CHECKING:
    from pathlib import Path

    from matcher.automaton import Engine

ROWS = [
    {"type": "email", "value": "quiet.lantern@example.com", "id": "e"},
    {"type": "phrase", "value": "paper compass garden", "id": "p"},
    {"type": "phrase", "value": "otter umbrella", "id": "q"},
    {"type": "username", "value": "otter#1234", "id": "u"},
    {"type": "ip", "value": "203.0.113.0/24", "id": "n"},
    {"type": "url", "value": "https://example.com/p?id=7", "id": "w"},
]
TEXT = "paper compass garden, quiet.lantern@example.com otter#1234 203.0.113.9 example.com/p?id=7&x"
SCOPE = Scope(Role.FREE_TEXT, PERMITTED[Role.FREE_TEXT])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A snapshot of each kind of key."""
    built(tmp_path, *ROWS)
    return tmp_path / "snapshot"


@pytest.mark.parametrize("engine", ["pyahocorasick", "daachorse"])
def test_a_restored_index_finds_what_the_compiled_one_finds(
    folder: Path, tmp_path: Path, engine: Engine
) -> None:
    """Mapped from disk or made in memory, the matches are equal."""
    compiler.write(folder, tmp_path / "out", engine)
    restored = compiler.restore(tmp_path / "out", read_manifest(folder), engine)
    fields = [("f", SCOPE, TEXT)]
    found = restored.index.match(fields)
    assert sorted(match.indicator.id for match in found) == ["e", "n", "p", "u", "w"]
    assert found == compiler.load(folder, engine).index.match(fields)
    assert len(restored.index) == len(ROWS)


@pytest.mark.parametrize(
    "entries", [ROWS, [*ROWS, ROWS[0] | {"value": "blue otter", "type": "phrase"}]]
)
def test_repeated_ids_are_kept(tmp_path: Path, entries: list[dict[str, str]]) -> None:
    """Compiled in memory or mapped from disk, and where there are none."""
    built(tmp_path, *entries)
    snapshot = tmp_path / "snapshot"
    compiler.write(snapshot, tmp_path / "out")
    for active in (
        compiler.load(snapshot),
        compiler.restore(tmp_path / "out", read_manifest(snapshot)),
    ):
        repeated = {row["id"] for row in ROWS if row["id"] in active.repeated_ids}
        assert repeated == {row["id"] for row in entries[len(ROWS) :]}


@pytest.mark.parametrize("name", ["compiled.json", "indicators.jsonl", "ends.bin", "index.bin"])
@pytest.mark.parametrize("damage", ["missing", "short", "changed"])
def test_a_damaged_index_is_never_used(
    folder: Path, tmp_path: Path, name: str, damage: str
) -> None:
    """Whichever file it is; `StaleError` has it made again."""
    out = tmp_path / "out"
    compiler.write(folder, out)
    path = out / name
    data = path.read_bytes()
    if damage == "missing":
        path.unlink()
    else:
        half = len(data) // 2
        other = bytes([data[half] ^ 1])
        path.write_bytes(
            data[:half] if damage == "short" else data[:half] + other + data[half + 1 :]
        )
    with pytest.raises(StaleError):
        compiler.restore(out, read_manifest(folder))


def test_an_index_of_another_list_or_engine_is_not_taken(folder: Path, tmp_path: Path) -> None:
    """The content's digest and the software that made it must be those of now."""
    compiler.write(folder, tmp_path / "out", "daachorse")
    manifest = read_manifest(folder)
    with pytest.raises(StaleError, match="another list or software"):
        compiler.restore(tmp_path / "out", manifest, "pyahocorasick")
    built(tmp_path, *ROWS[:2], serial=2)
    with pytest.raises(StaleError, match="another list or software"):
        compiler.restore(tmp_path / "out", read_manifest(folder), "daachorse")
    places = {
        compiler.place(tmp_path, each.digest, "daachorse")
        for each in (manifest, read_manifest(folder))
    }
    assert len(places) == 2


def test_a_bad_snapshot_leaves_nothing(folder: Path, tmp_path: Path) -> None:
    """Refused, and no half of an index stays."""
    (folder / INDICATORS).write_bytes(b"")
    with pytest.raises(SnapshotError):
        compiler.write(folder, tmp_path / "state" / "out")
    assert not (tmp_path / "state").exists() or not list((tmp_path / "state").iterdir())


def test_what_is_compiled_is_for_its_owner_alone(folder: Path, tmp_path: Path) -> None:
    """It holds the list in plain text."""
    compiler.write(folder, tmp_path / "out")
    assert stat.S_IMODE((tmp_path / "out").stat().st_mode) == 0o700


def test_what_is_no_longer_needed_is_removed(folder: Path, tmp_path: Path) -> None:
    """And never what is named; files beside it are not touched."""
    root = tmp_path / "compiled"
    for name in ("a", "b", ".half"):
        compiler.write(folder, root / name)
    (root / "note").write_text("")
    compiler.prune(root, [root / "a"])
    assert {each.name for each in root.iterdir()} == {"a", "note"}
