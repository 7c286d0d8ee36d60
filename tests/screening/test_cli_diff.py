"""`fresnel snapshot diff`: what it prints, writes and refuses."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from feeds.snapshot import read_manifest
from tests.screening.test_forecast import (
    DOMAIN,
    EMAIL,
    NEW,
    OLD,
    OTHER,
    PHRASE,
    USERNAME,
    make_list,
)

if TYPE_CHECKING:
    from pathlib import Path

    from tests.screening.command import Main


@pytest.fixture
def lists(tmp_path: Path) -> tuple[Path, Path]:
    """An older and a newer snapshot."""
    return make_list(tmp_path / "old", OLD, 7), make_list(tmp_path / "new", NEW, 8)


def rows(out: str) -> list[str]:
    """Lines with single spaces."""
    return [" ".join(line.split()) for line in out.splitlines()]


def test_the_tables(main: Main, lists: tuple[Path, Path]) -> None:
    """Serials, digests, types and sources by what became of them, and no value."""
    status, out, err = main("snapshot", "diff", *lists)
    assert (status, err) == (0, "")
    digests = [read_manifest(folder).digest for folder in lists]
    assert rows(out) == [
        "A: serial 7, 3 indicators", f"digest {digests[0]}",
        "B: serial 8, 4 indicators", f"digest {digests[1]}", "",
        "type added changed withdrawn", "email 0 1 0", "phrase 1 0 1", "username 1 0 0",
        "all 2 1 1", "",
        "statements of source added changed withdrawn", "alpha 0 1 1", "beta 2 0 0", "",
        "changed field indicators", "confidence 1", "nature 1", "sources 1", "tier 1",
    ]  # fmt: skip
    for value in (EMAIL, PHRASE, OTHER, USERNAME, DOMAIN):
        assert value not in out


def test_every_change_is_written(main: Main, lists: tuple[Path, Path], tmp_path: Path) -> None:
    """`--out` has one line a change, sorted by type and value, with both sides whole."""
    status, out, _ = main("snapshot", "diff", *lists, "--out", tmp_path / "changes", "--json")
    written = [json.loads(line) for line in (tmp_path / "changes").read_text().splitlines()]
    told = [(each["change"], each["type"], each["id"], each["value"]) for each in written]
    assert (status, told) == (0, [
        ("changed", "email", "e1", EMAIL), ("added", "phrase", "b1", OTHER),
        ("withdrawn", "phrase", "p1", PHRASE), ("added", "username", "u1", USERNAME),
    ])  # fmt: skip
    assert written[0]["fields"] == ["confidence", "nature", "sources", "tier"]
    assert (written[0]["before"]["tier"], written[0]["after"]["tier"]) == ("clue", "indicator")
    assert (written[1]["before"], written[2]["after"]) == (None, None)
    counts = json.loads(out)
    assert (counts["before"]["serial"], counts["after"]["total"]) == (7, 4)
    assert {name: counts[name] for name in ("added", "changed", "withdrawn")} == {
        "added": 2, "changed": 1, "withdrawn": 1,
    }  # fmt: skip
    assert counts["types"]["phrase"] == {"added": 1, "changed": 0, "withdrawn": 1}
    assert counts["sources"]["alpha"] == {"added": 0, "changed": 1, "withdrawn": 1}
    assert counts["fields"]["tier"] == 1


def test_equal_lists_have_no_difference(main: Main, lists: tuple[Path, Path]) -> None:
    """It is said in so many words, whatever the serials are."""
    status, out, _ = main("snapshot", "diff", lists[0], lists[0])
    assert (status, rows(out)[-1]) == (0, "no difference")
    assert json.loads(main("snapshot", "diff", lists[0], lists[0], "--json")[1])["types"] == {}


@pytest.mark.parametrize("side", [0, 1])
def test_a_damaged_list_is_refused_before_anything_is_written(
    main: Main, lists: tuple[Path, Path], tmp_path: Path, side: int
) -> None:
    """Status 1, one line that names the folder; an older file of changes stays as it was."""
    out = tmp_path / "changes"
    out.write_text("as before")
    packed = lists[side] / "indicators.jsonl.gz"
    packed.write_bytes(packed.read_bytes()[:-9])
    status, shown, err = main("snapshot", "diff", *lists, "--out", out)
    assert (status, shown, err.count("\n")) == (1, "", 1)
    assert f"snapshot {lists[side]}: indicators.jsonl.gz" in err
    assert out.read_text() == "as before"
