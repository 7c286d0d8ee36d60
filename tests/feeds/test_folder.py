"""The snapshot's folder: whole or not at all, ours or not touched."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import TYPE_CHECKING

import orjson
import pytest

from feeds import entry, record, snapshot
from feeds.compile import load
from feeds.snapshot import INDICATORS, MANIFEST, SnapshotError
from tests.feeds.files import CREATED, built
from tests.feeds.test_snapshot import ROWS, forge

if TYPE_CHECKING:
    from collections.abc import Iterator


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    built(tmp_path, *ROWS)
    (tmp_path / "feed.csv").unlink()
    return tmp_path / "snapshot"


def indicators(count: int) -> Iterator[tuple[str, bytes]]:
    for number in range(count):
        value = f"n{number:04}@example.com"
        indicator = entry.to_indicator({"type": "email", "value": value}, "feed")
        yield "email", record.to_line(indicator)


def failing() -> Iterator[tuple[str, bytes]]:
    yield from indicators(3)
    raise OSError("no space left on device")


def test_a_failure_while_writing_leaves_the_old_one_whole(tmp_path: Path, folder: Path) -> None:
    """Half a snapshot is never seen, and no scratch folder stays."""
    before = snapshot.read(folder)
    with pytest.raises(OSError, match="no space"):
        snapshot.write(folder, failing(), serial=2, created=CREATED, beside={})
    assert snapshot.read(folder) == before
    assert [each.name for each in tmp_path.iterdir()] == ["snapshot"]


def test_a_failure_at_the_first_build_leaves_nothing(tmp_path: Path) -> None:
    """A folder that was not there is not there."""
    with pytest.raises(OSError, match="no space"):
        snapshot.write(tmp_path / "new", failing(), serial=1, created=CREATED, beside={})
    assert list(tmp_path.iterdir()) == []


def test_a_failure_while_replacing_puts_the_old_one_back(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between two renames the disk may refuse; the old snapshot is in its place again."""
    before, rename = snapshot.read(folder), Path.rename

    def refusing(path: Path, target: Path) -> Path:
        if path.name != folder.name and target == folder:
            raise OSError("refused")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refusing)
    with pytest.raises(OSError, match="refused"):
        snapshot.write(folder, indicators(1), serial=2, created=CREATED, beside={})
    assert snapshot.read(folder) == before
    assert [each.name for each in tmp_path.iterdir()] == ["snapshot"]


def test_a_folder_of_something_else_is_refused_whatever_it_calls_its_files(tmp_path: Path) -> None:
    """A web application's `manifest.json` does not make its folder a snapshot."""
    for number, names in enumerate(
        ([MANIFEST], [MANIFEST, "index.html"], [MANIFEST, INDICATORS, "a"])
    ):
        place = tmp_path / str(number)
        place.mkdir()
        for name in names:
            (place / name).write_text("{}")
        with pytest.raises(SnapshotError, match="not a snapshot"):
            snapshot.write(place, indicators(1), serial=1, created=CREATED, beside={})
        assert sorted(each.name for each in place.iterdir()) == sorted(names)


def test_an_empty_folder_and_one_that_is_the_current_may_be_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """`--out .` in an empty folder is a folder like others."""
    place = tmp_path / "here"
    place.mkdir()
    monkeypatch.chdir(place)
    snapshot.write(Path(), indicators(2), serial=1, created=CREATED, beside={})
    assert snapshot.read_manifest(place).total == 2
    assert [each.name for each in tmp_path.iterdir()] == ["here"]


def test_equal_indicators_are_equal_bytes_under_any_serial_and_time(tmp_path: Path) -> None:
    """Serial and time are in the manifest alone, and not in its digest."""
    manifests = [
        snapshot.write(
            tmp_path / str(serial),
            indicators(50),
            serial=serial,
            created=CREATED.replace(year=2020 + serial),
            beside={"rejects.jsonl": b""},
        )
        for serial in (1, 2)
    ]
    assert len({manifest.digest for manifest in manifests}) == 1
    assert len({(tmp_path / str(s) / INDICATORS).read_bytes() for s in (1, 2)}) == 1
    assert [manifest.serial for manifest in manifests] == [1, 2]


REPLACEMENTS = b' \n09afE"}'


def test_every_byte_of_the_manifest_matters_or_means_the_same(folder: Path) -> None:
    """Each byte replaced by some others and by each of its bit flips, removed, doubled."""
    path = folder / MANIFEST
    data, original = path.read_bytes(), snapshot.read_manifest(folder)
    for at, byte in enumerate(data):
        others = {bytes([byte ^ 1 << bit]) for bit in range(8)} | {b"", bytes([byte]) * 2}
        others |= {REPLACEMENTS[n : n + 1] for n in range(len(REPLACEMENTS))}
        for other in others - {bytes([byte])}:
            path.write_bytes(data[:at] + other + data[at + 1 :])
            with contextlib.suppress(SnapshotError):
                assert snapshot.read_manifest(folder) == original


@pytest.mark.parametrize("size", [0, 1, 20, -1])
def test_a_truncated_file_is_refused(folder: Path, size: int) -> None:
    """What an interrupted copy leaves of either file is no snapshot."""
    for name in (MANIFEST, INDICATORS):
        data = (folder / name).read_bytes()
        (folder / name).write_bytes(data[:size])
        if data[:size].strip() != data.strip():
            with pytest.raises(SnapshotError):
                load(folder)
        (folder / name).write_bytes(data)
    load(folder)


def test_a_file_that_is_far_too_long_is_not_read_whole(folder: Path) -> None:
    """Only one byte more than the manifest states is ever read."""
    with (folder / INDICATORS).open("r+b") as stream:
        stream.truncate(1 << 40)  # a sparse file of a terabyte
    with pytest.raises(SnapshotError, match="bytes that the manifest says"):
        load(folder)


def test_a_folder_that_is_no_snapshot_is_refused_in_one_line(tmp_path: Path) -> None:
    """Nothing there, a file, an empty folder."""
    (tmp_path / "file").write_text("x")
    (tmp_path / "empty").mkdir()
    for name in ("gone", "file", "empty"):
        with pytest.raises(SnapshotError, match=MANIFEST.replace(".", r"\.")):
            load(tmp_path / name)


@pytest.mark.parametrize(
    ("kind", "value"), [("phone", "abc"), ("ip", "x/24"), ("email", 5), ("phrase", None)]
)
def test_values_that_are_not_of_their_type_are_refused(
    folder: Path, kind: str, value: object
) -> None:
    """A forged line with its right hash is refused when it is loaded, not when it is met."""
    _, content = snapshot.read(folder)
    line = orjson.loads(content.splitlines()[0]) | {"type": kind, "value": value}
    forge(folder, orjson.dumps(line) + b"\n", total=1, counts={kind: 1})
    with pytest.raises(SnapshotError, match=r"not an indicator|not of its type"):
        load(folder)


def test_a_line_without_all_its_members_is_refused(folder: Path) -> None:
    """Any line, not only the first."""
    _, content = snapshot.read(folder)
    lines = content.splitlines(keepends=True)
    short = orjson.loads(lines[-1])
    del short["sources"]
    forge(folder, b"".join([*lines[:-1], orjson.dumps(short) + b"\n"]))
    with pytest.raises(SnapshotError, match="not an indicator"):
        load(folder)
