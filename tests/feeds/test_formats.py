"""Feed files as providers really send them: what is readable is read, the rest has a reason."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import entry
from feeds.build import build
from feeds.formats import FeedError, RawEntry, Reject, csv_format, jsonl_format
from tests.feeds.files import CREATED


def read_csv(folder: Path, data: bytes) -> list[RawEntry | Reject]:
    path = folder / "feed.csv"
    path.write_bytes(data)
    return list(csv_format.read(path, "feed"))


def test_csv_with_a_byte_order_mark_and_any_column_order(tmp_path: Path) -> None:
    """The header decides, not the order, and a byte order mark is no part of it."""
    rows = read_csv(tmp_path, b"\xef\xbb\xbfVALUE, type\r\nuser@example.com,email\r\n\r\n")
    assert rows == [RawEntry(2, {"value": "user@example.com", "type": "email"})]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"email,\xff\xfe", "not UTF-8"),
        (b"email,a@example.com,more", "3 fields, but the header has 2"),
        (b'email,"a"b', "not readable as CSV"),
    ],
)
def test_a_bad_csv_row_is_rejected_alone(tmp_path: Path, line: bytes, reason: str) -> None:
    """Its neighbours are read; the reject names line and reason and not the value."""
    good = b"email,x@example.com\n"
    rows = read_csv(tmp_path, b"type,value\n" + good + line + b"\n" + good)
    assert [type(row) for row in rows] == [RawEntry, Reject, RawEntry]
    assert isinstance(rows[1], Reject)
    assert rows[1].place == 3
    assert reason in rows[1].reason
    assert "example" not in rows[1].reason


@pytest.mark.parametrize("header", [b"", b"kind,value\n", b"\n"])
def test_csv_without_the_columns_that_are_needed_is_no_feed(tmp_path: Path, header: bytes) -> None:
    """A feed that states no type or no value is refused as a whole, with its name."""
    with pytest.raises(FeedError, match=r"feed\.csv: line 1: column missing"):
        read_csv(tmp_path, header + b"a,b\n")


def test_jsonl_reads_objects_and_rejects_the_rest(tmp_path: Path) -> None:
    """Blank lines are passed over, other values and bad JSON are rejected with their line."""
    path = tmp_path / "feed.jsonl"
    path.write_bytes(b'\xef\xbb\xbf{"type":"email"}\n\n[1]\n{"a":\n{"type":"ip"}')
    rows = list(jsonl_format.read(path, "feed"))
    assert rows == [
        RawEntry(1, {"type": "email"}),
        Reject("feed", 3, "not a JSON object"),
        Reject("feed", 4, "not JSON"),
        RawEntry(5, {"type": "ip"}),
    ]


CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters='\0"\r\n,'), max_size=8)


@given(st.lists(st.tuples(st.sampled_from(["email", "phrase", "x"]), CELLS), max_size=8))
@settings(deadline=None, max_examples=60)
def test_every_entry_ends_on_the_list_or_in_the_rejects(rows: list[tuple[str, str]]) -> None:
    """No entry is lost between reading and the snapshot, whatever it holds."""
    import tempfile

    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        feed = folder / "f.jsonl"
        certain = {"type": "email", "value": "always@example.com"}
        entries = [certain, *({"type": kind, "value": value} for kind, value in rows)]
        feed.write_bytes(b"".join(orjson.dumps(each) + b"\n" for each in entries))
        made = build([feed], folder / "out", serial=1, created=CREATED)
        rejects = (folder / "out" / "rejects.jsonl").read_bytes().splitlines()
        assert made.entries == len(entries)
        assert made.rejected.total() == len(rejects)
        values = {
            (kind, value)
            for kind, value in ((e["type"], e["value"]) for e in entries)
            if not _is_refused(kind, value)
        }
        assert made.manifest.total <= len(values)
        assert made.entries - len(rejects) >= made.manifest.total >= 1


def _is_refused(kind: str, value: str) -> bool:
    try:
        entry.to_indicator({"type": kind, "value": value}, "f")
    except entry.EntryError:
        return True
    return False


def test_an_unknown_file_is_no_feed(tmp_path: Path) -> None:
    """Endings that are not read, and files that are missing, are refused by name."""
    for name in ("list.txt", "gone.csv"):
        with pytest.raises(FeedError, match=name):
            build([tmp_path / name], tmp_path / "out", serial=1, created=CREATED)
