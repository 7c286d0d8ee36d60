"""Snapshots: the same input the same digest, and no altered byte goes unnoticed."""

from __future__ import annotations

import gzip
import hashlib
import random
import shutil
from typing import TYPE_CHECKING

import orjson
import pytest

from feeds import snapshot
from feeds.build import build
from feeds.compile import load
from feeds.snapshot import INDICATORS, MANIFEST, SnapshotError
from tests.feeds.files import CREATED, built, write_csv

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

ROWS = [
    {"type": "email", "value": f"user{number}@example.com", "labels": "a;b"} for number in range(9)
] + [{"type": "phrase", "value": "violet kettle harbour"}]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    built(tmp_path, *ROWS)
    return tmp_path / "snapshot"


def test_a_snapshot_reads_back(folder: Path) -> None:
    """The manifest counts what is there, and the index holds it."""
    active = load(folder)
    assert active.manifest.counts == {"email": 9, "phrase": 1}
    assert len(active.index) == active.manifest.total == 10


def test_the_digest_covers_the_content_alone(tmp_path: Path, folder: Path) -> None:
    """Another serial, time and order of rows: the same digest and the same bytes."""
    feed = write_csv(tmp_path / "feed.csv", *reversed(ROWS))
    later = CREATED.replace(year=2027)
    again = build([feed], tmp_path / "again", serial=99, created=later).manifest
    assert again.digest == snapshot.read_manifest(folder).digest
    assert (tmp_path / "again" / INDICATORS).read_bytes() == (folder / INDICATORS).read_bytes()
    other = built(tmp_path, *ROWS[1:]).manifest
    assert other.digest != again.digest


def mutations(data: bytes, chance: random.Random) -> Iterator[bytes]:
    """Every byte changed once, and bytes cut off, repeated, inserted and swapped."""
    for at in range(len(data)):
        yield data[:at] + bytes([data[at] ^ (1 << chance.randrange(8))]) + data[at + 1 :]
    for _ in range(300):
        at, to = sorted(chance.randrange(len(data) + 1) for _ in range(2))
        yield data[:at] + data[to:]
        yield data[:to] + data[at:]
        yield data[:at] + chance.randbytes(3) + data[at:]


@pytest.mark.parametrize("name", [MANIFEST, INDICATORS])
def test_every_mutation_is_refused_or_makes_no_difference(folder: Path, name: str) -> None:
    """Whatever changes in either file is noticed, unless the meaning is the very same."""
    original = snapshot.read(folder)
    data = (folder / name).read_bytes()
    refused = 0
    for mutated in mutations(data, random.Random(5)):
        (folder / name).write_bytes(mutated)
        try:
            assert snapshot.read(folder) == original
        except SnapshotError:
            refused += 1
    assert refused > len(data) * 0.8


@pytest.mark.parametrize("name", [MANIFEST, INDICATORS])
def test_a_missing_file_is_named(folder: Path, name: str) -> None:
    """Each file that is gone is named in the refusal."""
    (folder / name).unlink()
    with pytest.raises(SnapshotError, match=name.replace(".", r"\.")):
        load(folder)


def forge(folder: Path, content: bytes | None = None, **changes: object) -> None:
    """Rewrite the snapshot with everything consistent but for `changes`."""
    values = orjson.loads((folder / MANIFEST).read_bytes())
    if content is not None:
        stored = gzip.compress(content)
        (folder / INDICATORS).write_bytes(stored)
        digest = hashlib.sha256(content).hexdigest()
        values["files"][INDICATORS] = {
            "stored_bytes": len(stored),
            "stored_sha256": hashlib.sha256(stored).hexdigest(),
            "bytes": len(content),
            "sha256": digest,
        }
        values["digest"] = digest
    values |= changes
    del values["checksum"]
    whole = orjson.dumps(values, option=orjson.OPT_SORT_KEYS)
    values["checksum"] = hashlib.sha256(whole).hexdigest()
    (folder / MANIFEST).write_bytes(orjson.dumps(values))


@pytest.mark.parametrize(
    "changes",
    [
        {"schema": "fresnel.snapshot/2"},
        {"normalizer": "0"},
        {"serial": -1},
        {"serial": "1"},
        {"total": 11},
        {"counts": {"email": 10}},
        {"counts": {"email": 8, "phrase": 2}, "total": 10, "digest": "0" * 64},
        {"files": {}},
        {"created": "2026-01-02T03:04:05"},
        {"extra": 1},
    ],
    ids=str,
)
def test_a_consistent_manifest_that_is_not_true_is_refused(
    folder: Path, changes: dict[str, object]
) -> None:
    """Another version, wrong counts or foreign members are refused in spite of their checksum."""
    forge(folder, **changes)
    with pytest.raises(SnapshotError, match=MANIFEST.replace(".", r"\.")):
        load(folder)


def test_an_indicator_that_occurs_twice_is_refused(folder: Path) -> None:
    """Two lines of one key are no snapshot: one of them would be lost."""
    _, content = snapshot.read(folder)
    lines = content.splitlines(keepends=True)
    forge(folder, b"".join([*lines[:-1], lines[0]]), counts={"email": 10})
    with pytest.raises(SnapshotError, match="twice"):
        load(folder)


@pytest.mark.parametrize(
    "line", [b"{}\n", b"[]\n", b"x\n", b'{"type":"bogus","value":"x"}\n', b'{"type":"email"}\n']
)
def test_lines_that_are_no_indicators_are_refused(folder: Path, line: bytes) -> None:
    """Content that has its right hash but is no list of indicators is refused."""
    forge(folder, line, total=1, counts={"email": 1})
    with pytest.raises(SnapshotError):
        load(folder)


def test_a_bomb_ends_where_the_manifest_says(folder: Path) -> None:
    """A file that decompresses to more than its manifest states is not decompressed on."""
    stored = gzip.compress(b"0" * (64 << 20))
    (folder / INDICATORS).write_bytes(stored)
    values = orjson.loads((folder / MANIFEST).read_bytes())
    content = values["files"][INDICATORS]
    content["stored_bytes"] = len(stored)
    content["stored_sha256"] = hashlib.sha256(stored).hexdigest()
    forge(folder, files=values["files"])
    with pytest.raises(SnapshotError, match="longer"):
        load(folder)


def test_an_empty_snapshot_is_never_written(tmp_path: Path, folder: Path) -> None:
    """When nothing is left the build fails, and the old snapshot stays whole."""
    before = snapshot.read(folder)
    with pytest.raises(SnapshotError, match="no indicators"):
        built(tmp_path, {"type": "phrase", "value": "x"})
    assert snapshot.read(folder) == before
    assert {each.name for each in tmp_path.iterdir()} == {"feed.csv", "snapshot"}


def test_an_old_snapshot_is_replaced_whole(tmp_path: Path, folder: Path) -> None:
    """A second build into the same folder leaves the new one and no scratch."""
    built(tmp_path, ROWS[0], serial=2)
    assert snapshot.read_manifest(folder).serial == 2
    assert {each.name for each in tmp_path.iterdir()} == {"feed.csv", "snapshot"}


def test_what_is_no_snapshot_is_not_replaced(tmp_path: Path, folder: Path) -> None:
    """Files of other kinds and links are left alone."""
    foreign = tmp_path / "foreign"
    foreign.mkdir()
    (foreign / "letter.txt").write_text("keep")
    link = tmp_path / "link"
    link.symlink_to(folder)
    for place in (foreign, link, foreign / "letter.txt"):
        with pytest.raises(SnapshotError, match=place.name):
            build([tmp_path / "feed.csv"], place, serial=2, created=CREATED)
    assert (foreign / "letter.txt").read_text() == "keep"
    shutil.rmtree(foreign)
