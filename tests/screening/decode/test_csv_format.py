"""CSV records: one header line and one row."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.bad_record import BadRecordError, Reason
from screening.decode.csv_format import CsvDecoder, cells
from tests.screening.support import mapping_of, read_one, texts

TEXT = st.text(st.sampled_from('ab",;\t \u00e9\u6f22\0\r\n'), max_size=8)


def decode(raw: bytes) -> dict[str, object]:
    """The document of one record."""
    return CsvDecoder().decode(raw)


@given(st.lists(TEXT, min_size=2, max_size=6), st.sampled_from(",;\t"))
def test_every_written_row_is_read_back(values: list[str], delimiter: str) -> None:
    """What the standard library writes, quoted where it must be, is read as it was."""
    written = io.StringIO()
    csv.writer(written, delimiter=delimiter).writerow(values)
    header = delimiter.join(f"c{n}" for n in range(len(values)))
    raw = f"{header}\r\n{written.getvalue()}".encode()
    assert decode(raw) == {f"c{n}": value for n, value in enumerate(values)}


@given(st.text(st.sampled_from('a",\n\r'), max_size=12))
def test_what_is_read_is_what_the_standard_library_reads(row: str) -> None:
    """A row that is accepted has the cells that the reference reader finds in it."""
    try:
        found = cells(row, ",")
    except BadRecordError:
        return
    if row:
        assert [found] == list(csv.reader(io.StringIO(row, newline=""), strict=True))


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (b"", Reason.NOT_CSV),
        (b"a,b", Reason.NOT_CSV),
        (b"a,b\n", Reason.NOT_CSV),
        (b"a,b\n1", Reason.NOT_CSV),
        (b"a,b\n1,2,3", Reason.NOT_CSV),
        (b"a,b\n1,2\n3,4", Reason.NOT_CSV),
        (b'a,b\n"1,2', Reason.NOT_CSV),
        (b'a,b\n"1"x,2', Reason.NOT_CSV),
        (b'a,"b\n1,2', Reason.NOT_CSV),
        (b"a,a.b\n1,2", Reason.NOT_CSV),
        (b"a.b,a\n1,2", Reason.NOT_CSV),
        (b"\0a\0,\0b\n1,2", Reason.NOT_CSV),
        (b"a,b\n\xe9,2", Reason.NOT_UTF8),
        ("a,b\n1,2".encode("utf-16"), Reason.NOT_UTF8),
    ],
)
def test_what_is_no_record_says_why(raw: bytes, reason: Reason) -> None:
    """Moved cells, open quotes, other encodings."""
    with pytest.raises(BadRecordError) as caught:
        decode(raw)
    assert caught.value.reason is reason


def test_a_byte_order_mark_and_blanks_are_no_part_of_a_name() -> None:
    """Names are trimmed, values never; a quote inside a bare cell is a character."""
    assert decode(b'\xef\xbb\xbf a , b,\n 1 ,5" disk,') == {"a": " 1 ", "b": '5" disk', "": ""}


def test_a_dotted_name_is_a_path() -> None:
    """So a mapping for JSON reads the same columns of a CSV file."""
    assert decode(b"id,payer.name,payer.account\n1,x,y") == {
        "id": "1",
        "payer": {"name": "x", "account": "y"},
    }
    deep = ".".join("a" * 5000)
    assert decode(f"{deep},b\n1,2".encode()) == {deep: "1", "b": "2"}


@pytest.mark.parametrize(
    ("header", "is_refused"),
    [("note,note,c", True), ("p.x,p.x,note", True), ("c,c,note", False), (",,note", False)],
)
def test_a_mapped_column_that_occurs_twice_is_refused(header: str, is_refused: bool) -> None:
    """Two systems could read it differently; other columns may repeat."""
    fields = ({"path": "note", "role": "free_text"}, {"path": "p.x", "role": "free_text"})
    mapping = mapping_of(*fields, format="csv")
    raw = f"{header}\n1,2,3".encode()
    if is_refused:
        with pytest.raises(BadRecordError) as caught:
            mapping.read(raw)
        assert caught.value.reason is Reason.DUPLICATE_KEY
    else:
        assert texts(read_one(mapping, raw)) == [("note", "3")]


def test_large_rows_are_read() -> None:
    """A megabyte in one cell, and a hundred thousand columns."""
    long = "x" * 1_000_000
    assert decode(f'a,b\n"{long}",2'.encode())["a"] == long
    many = ",".join(f"c{n}" for n in range(100_000))
    assert len(decode(f"{many}\n{many}".encode())) == 100_000
