"""Files cut into records."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.bad_record import Reason
from screening.batch.frames import MOST_HEADER_BYTES, Frame, frames
from screening.decode.csv_format import CsvDecoder

SAMPLES = Path(__file__).parents[1] / "samples"
HEADER, *DETAILS, TOTAL = (SAMPLES / "payments.aba").read_text().splitlines()
ABA = [HEADER, *DETAILS, TOTAL]


def cut(content: str | bytes, *formats: str, most: int = 1 << 20) -> list[Frame]:
    """All records of a file."""
    raw = content if isinstance(content, bytes) else content.encode()
    return list(frames(io.BytesIO(raw), formats, most))


def told(found: list[Frame]) -> list[tuple[int, str | None]]:
    """Line and reason of each."""
    return [(frame.line, frame.reason) for frame in found]


@settings(max_examples=300)
@given(
    st.lists(st.lists(st.text(st.sampled_from('a",\n ;'), max_size=5), min_size=2, max_size=2)),
    st.sampled_from(["\r\n", "\n"]),
)
def test_rows_are_what_the_standard_library_wrote(rows: list[list[str]], end: str) -> None:
    """Each row once, in order, read back as it was written; line breaks in cells included."""
    written = io.StringIO()
    csv.writer(written, lineterminator=end).writerows([["a", "b"], *rows])
    found = cut(written.getvalue(), "csv")
    assert [list(CsvDecoder().decode(frame.raw).values()) for frame in found] == rows
    assert all(frame.reason is None for frame in found)


@settings(max_examples=300)
@given(st.lists(st.text(st.sampled_from('a",'), min_size=1, max_size=6), max_size=12))
def test_no_line_of_a_csv_file_is_lost(lines: list[str]) -> None:
    """Whatever the quotes do, every line is in a record or is a reject, in order, once."""
    found = cut("\n".join(["a,b", *lines]), "csv")
    seen = [line for frame in found for line in frame.raw.decode().split("\n")[1:]]
    assert seen == lines


def test_a_quote_that_is_never_closed_costs_one_row() -> None:
    """The lines after it are rows of their own; their numbers are those of the file."""
    found = cut('\n\na,b\n1,"x\n2,y\n\n3,"z\nz"\n4,5" disk\n6,"v\n', "csv")
    assert told(found) == [
        (4, Reason.NOT_CSV),
        (5, None),
        (7, None),
        (9, None),
        (10, Reason.NOT_CSV),
    ]
    assert found[2].raw == b'a,b\n3,"z\nz"'


def test_many_open_quotes_cost_linear_time() -> None:
    """No line is read more than twice; this would take hours if each read the rest again."""
    found = cut("a,b\n" + 'x"",""","\n' * 50_000 + '1,"x\n' + "2,y\n" * 100_000, "csv")
    assert len(found) == 150_001


def test_limits_of_a_csv_file() -> None:
    """A large row is longer than the limit, the next is whole; a large header is a reject."""
    found = cut(f'a,b\n"{"x" * 500}",1\n2,3\n"{"y" * 50}\n{"z" * 50}",4', "csv", most=90)
    assert [len(frame.raw) > 90 or frame.reason for frame in found] == [
        True, None, Reason.TOO_LARGE, None,
    ]  # fmt: skip
    wide = "a," * MOST_HEADER_BYTES
    assert told(cut(f"{wide}\n1,2\n", "csv")) == [(1, Reason.TOO_LARGE)]


def test_delimiters_and_byte_order_marks() -> None:
    """The header tells; a byte order mark is no part of it."""
    for mark in ("\ufeff", ""):
        for delimiter in ",;\t":
            (found,) = cut(f"{mark}a{delimiter}b\r\n1{delimiter}2\r\n", "csv")
            assert CsvDecoder().decode(found.raw) == {"a": "1", "b": "2"}


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_detail_records_come_with_their_descriptive_record(end: str) -> None:
    """Of their own batch, when a file holds several."""
    found = cut(end.join([*ABA, "", *ABA]), "aba")
    assert told(found) == [(2, None), (3, None), (7, None), (8, None)]
    assert found[0].raw.decode().splitlines() == [HEADER, DETAILS[0]]


@pytest.mark.parametrize(
    ("lines", "reasons"),
    [
        (ABA[:-1], [(2, None), (3, None), (3, "incomplete")]),
        ([HEADER, DETAILS[0], TOTAL], [(2, None), (3, "incomplete")]),
        ([HEADER, HEADER, *DETAILS, TOTAL], [(2, "incomplete"), (3, None), (4, None)]),
        ([*DETAILS], [(1, "not_aba"), (2, "not_aba")]),
        ([HEADER, "9 other", *DETAILS, TOTAL], [(2, "not_aba"), (3, None), (4, None)]),
        ([*ABA, DETAILS[0]], [(2, None), (3, None), (5, "not_aba")]),
        ([HEADER], [(1, "incomplete")]),
    ],
)
def test_lost_records_are_told(lines: list[str], reasons: list[tuple[int, str | None]]) -> None:
    """A total that is missing or counts others, records of no batch, other types."""
    assert told(cut("\n".join(lines), "aba")) == reasons


def detail(code: str, cents: int) -> str:
    """A detail record."""
    return DETAILS[0][:18] + code + f"{cents:010}" + DETAILS[0][30:]


def total(net: object, credit: object, debit: object, count: object) -> str:
    """A total record; numbers are filled with zeros, text stands as it is."""
    columns = [f"{each:010}" if isinstance(each, int) else each for each in (net, credit, debit)]
    written = f"{count:06}" if isinstance(count, int) else count
    return f"7999-999{'':12}{''.join(map(str, columns))}{'':24}{written}"


AMOUNTS = st.lists(st.tuples(st.sampled_from(["13", "50", "53", "56"]), st.integers(0, 10**8)))


@settings(max_examples=200)
@given(AMOUNTS, st.lists(st.sampled_from([0, 0, 0, 0, 1]), min_size=4, max_size=4))
def test_totals_are_the_sums(amounts: list[tuple[str, int]], wrong: list[int]) -> None:
    """Whichever of the four is off is named, and it costs no record; the count is a reject."""
    debit = sum(cents for code, cents in amounts if code == "13")
    credit = sum(cents for _, cents in amounts) - debit
    sums = [abs(credit - debit), credit, debit, len(amounts)]
    written = [each + off for each, off in zip(sums, wrong, strict=True)]
    content = "\n".join([HEADER, *(detail(*each) for each in amounts), "", total(*written)])
    told_of: list[tuple[int, str]] = []
    found = list(
        frames(io.BytesIO(content.encode()), ["aba"], 1 << 20, lambda *each: told_of.append(each))
    )
    last = len(amounts) + 3
    named = ["net total", "credit total", "debit total", "count"]
    expected = [name for name, off in zip(named, wrong, strict=True) if off]
    words = f"the total record disagrees with its records: {', '.join(expected)}"
    assert told_of == ([(last, words)] if expected else [])
    lost = [(last, Reason.INCOMPLETE)] if wrong[3] else []
    assert told(found) == [(n, None) for n in range(2, len(amounts) + 2)] + lost


@pytest.mark.parametrize(
    ("last", "said"),
    [
        (total(500, 500, " " * 10, 1), ""),
        (total("       500", "       500", "         0", "     1"), ""),
        (total("0000000+50", 500, 0, 1), "net total"),
        (total(500, "00000005.0", 0, 1), "credit total"),
        (total(500, 500, 0, 1)[:60], "count"),
        ("7", "net total, credit total, count"),
    ],
)
def test_totals_as_they_are_written(last: str, said: str) -> None:
    """Filled with blanks or zeros; what is no number agrees with nothing."""
    told_of: list[str] = []
    content = "\n".join([HEADER, detail("50", 500), last]).encode()
    list(frames(io.BytesIO(content), ["aba"], 1 << 20, lambda _, words: told_of.append(words)))
    assert [words.partition(": ")[2] for words in told_of] == ([said] if said else [])


def test_messages_in_a_file() -> None:
    """One after another, on one line, between the marks of transfer formats, or bare."""
    message = "{1:F01}{2:I103X}{4:\r\n:20:A\r\n:70:x\r\n:20:not here\r\n-}"
    both = [message.encode(), message.encode()]
    assert [f.raw for f in cut(f"{message}\r\n\r\n{message}\r\n", "mt103")] == both
    assert [f.raw for f in cut(f"{message}{message}", "mt103")] == both
    assert [f.raw.strip(b"$") for f in cut(f"{message}${message}$", "mt103")] == both
    assert [f.raw.strip(b"\1\3") for f in cut(f"\1{message}\3\1{message}\3", "mt103")] == both
    bare = cut(":20:A\n:70:x\n\n:20:B\n-}\n:20:C", "mt103")
    assert told(bare) == [(1, None), (4, None), (6, None)]
    assert told(cut(f"{message}\n:20:B\n", "mt103")) == [(1, None), (6, None)]


def test_a_message_that_is_cut_short_costs_no_other() -> None:
    """The next one begins where it begins."""
    found = cut("{1:F01}{4:\n:20:A\n:70:x\n{1:F01}{4:\n:20:B\n-}\n", "mt103")
    assert told(found) == [(1, None), (4, None)]


def test_documents_are_files() -> None:
    """XML, and JSON whose first line only opens an object; lines of JSON are records."""
    assert [f.raw for f in cut("\n<a>\n</a>\n", "xml")] == [b"<a>\n</a>"]
    assert told(cut("<?xml?>\n<a/>\n<?xml?>\n<b/>\n", "xml")) == [(1, None), (3, None)]
    assert told(cut('{\n  "a": 1\n}\n', "json")) == [(1, None)]
    assert told(cut('{"a": [\n1]}\n', "json")) == [(1, None)]
    assert told(cut('{"a":1}\n\n{"a":2}\nnonsense', "json")) == [(1, None), (3, None), (4, None)]


@pytest.mark.parametrize(
    ("content", "count"),
    [('{"a":1}\n{"a":2}', 2), ("a,b\n1,2\n3,4\n5,6", 3), ("\n".join(ABA), 2), ("<a>\n</a>", 1),
     ("{1:F01}{4:\n:20:A\n-}", 1), (":20:A\n:70:x", 1), ("", 0), ("\n \n", 0)],
)  # fmt: skip
def test_the_first_line_tells_the_format(content: str, count: int) -> None:
    """Where a mapping permits several."""
    assert len(cut(content, "json", "xml", "csv", "aba", "mt103")) == count


@pytest.mark.parametrize("name", ["json", "xml", "csv", "aba", "mt103"])
def test_no_more_than_the_limit_is_held(name: str) -> None:
    """Of a record that is too large, in one line or in many, only the beginning is given."""
    begin = {"json": '{"a":[\n', "xml": "<a>\n", "csv": "a,b\n1,", "mt103": ":20:A\n"}
    for long in ("x" * 300_000, "x\n" * 150_000):
        text = begin.get(name, f"{HEADER}\n1") + long
        assert all(len(frame.raw) < 2_000 for frame in cut(text, name, most=1_000))


@given(st.binary(max_size=300), st.sampled_from(["json", "xml", "csv", "aba", "mt103"]))
def test_any_bytes_are_cut(content: bytes, name: str) -> None:
    """Numbers rise, and nothing raises."""
    found = cut(content, name, most=50)
    assert [frame.line for frame in found] == sorted(frame.line for frame in found)
