"""Reading rows: whatever one line is, every other line is read as if it were not there."""

from __future__ import annotations

import tempfile
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from feeds import entry
from feeds.build import REJECTS, build
from feeds.formats import FeedError, RawEntry, Reject, csv_format, jsonl_format
from tests.feeds.files import CREATED

HEADER = b"type,value,labels\n"


def read(module: object, name: str, data: bytes) -> list[RawEntry | Reject]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / name
        path.write_bytes(data)
        return list(module.read(path, "feed"))  # type: ignore[attr-defined]


# A line, and the value it must be read as: None where it must be rejected.
CSV_LINES: list[tuple[bytes, str | None]] = [
    (b"email,a@example.com,x", "a@example.com"),
    (b'email,"b@example.com","x;y"', "b@example.com"),
    (b'"email","c@example.com",', "c@example.com"),
    (b"email,d@example.com", "d@example.com"),
    (b'phrase,"say ""violet, kettle""",x', 'say "violet, kettle"'),
    ("phrase,viółet kettle,x".encode(), "viółet kettle"),
    (b'email,"never closed,x', None),
    (b'email,e@example.com,"never closed', None),
    (b'"email,f@example.com,x', None),
    (b'email,"g"h,x', None),
    (b"email,\xff\xfe@example.com,x", None),
    (b"email,i@example.com,x,too,many", None),
    (b"email," + b"j" * 140_000 + b",x", None),
]


@given(st.lists(st.sampled_from(CSV_LINES), max_size=12), st.sampled_from([b"\n", b"\r\n"]))
@settings(max_examples=250, deadline=None)
def test_a_bad_csv_line_costs_no_other(lines: list[tuple[bytes, str | None]], end: bytes) -> None:
    """Each good line is an entry and each bad one a reject, with its own line number."""
    results = read(csv_format, "feed.csv", HEADER + b"".join(line + end for line, _ in lines))
    expected = {number: value for number, (_, value) in enumerate(lines, 2)}
    found = {r.place: r.values["value"] if isinstance(r, RawEntry) else None for r in results}
    assert found == expected
    assert len(results) == len(lines)


def test_a_quoted_line_break_outside_type_and_value_is_one_row() -> None:
    """A note of several lines, in any other column, belongs to its row."""
    data = b'type,value,note\nemail,a@example.com,"one\ntwo"\nemail,b@example.com,x\n'
    rows = read(csv_format, "feed.csv", data)
    assert [row.place for row in rows] == [2, 4]
    assert all(isinstance(row, RawEntry) for row in rows)


def test_quotes_that_never_close_are_read_in_linear_time() -> None:
    """Twenty thousand open quotes are twenty thousand rejects, not as many readings of the rest."""
    rows = read(csv_format, "feed.csv", HEADER + b'email,"open,x\n' * 20_000)
    assert [row.place for row in rows] == list(range(2, 20_002))
    assert all(isinstance(row, Reject) for row in rows)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "column missing: type, value"),
        (b"type\nemail\n", "column missing: value"),
        (b"type,value,value\n", "twice"),
        (b'type,"value\n', "not readable"),
        (b"\xff\xfet\x00y\x00p\x00e\x00", "column missing"),
    ],
)
def test_a_header_that_cannot_be_used_is_a_feed_error(data: bytes, message: str) -> None:
    """Missing or doubled columns and other encodings: the file and line are named."""
    with pytest.raises(FeedError, match=rf"feed\.csv: line 1: .*{message}"):
        read(csv_format, "feed.csv", data)


JSON_LINES: list[tuple[bytes, bool]] = [
    (b'{"type":"email","value":"a@example.com"}', True),
    (b'{"type":"phone","value":61491570006}', True),
    (b"[1,2]", False),
    (b'"text"', False),
    (b"null", False),
    (b'{"type":"email"', False),
    (b"\xff\xfe", False),
    (b'{"value":"\\ud800"}', False),
    (b'{"a":NaN}', False),
    (b"[" * 5000, False),
    (b'{"value":1}{"value":2}', False),
]


@given(st.lists(st.sampled_from(JSON_LINES), max_size=12), st.booleans())
@settings(max_examples=150, deadline=None)
def test_a_bad_json_line_costs_no_other(lines: list[tuple[bytes, bool]], mark: bool) -> None:
    """Objects are entries, all else is a reject; a byte order mark is passed over."""
    data = b"\xef\xbb\xbf" * mark + b"".join(line + b"\n" for line, _ in lines)
    results = read(jsonl_format, "feed.jsonl", data)
    assert {r.place: isinstance(r, RawEntry) for r in results} == {
        number: good for number, (_, good) in enumerate(lines, 1)
    }


KINDS = st.sampled_from(["email", "phone", "username", "url", "domain", "ip", "phrase", "x", ""])
WORDS = ["secret-word", "0491 570 006", "a@example.com", "203.0.113.7", "éé", "x", "", "12345678"]
VALUES = st.sampled_from(WORDS) | st.text(st.characters(exclude_categories=["Cs"]), max_size=9)
ROWS = st.lists(
    st.tuples(KINDS, VALUES, st.sampled_from(["", "70", "999", "9" * 5000])), max_size=9
)


@given(ROWS, ROWS)
@settings(max_examples=120, deadline=None)
def test_entries_are_indicators_or_rejects_and_nothing_else(
    first: list[tuple[str, str, str]], second: list[tuple[str, str, str]]
) -> None:
    """Entries = sources on the list + rejects, each with line and reason and never its value."""
    rows = [("email", "always@example.org", ""), *first], second
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        for name, part in zip(("a.jsonl", "b.jsonl"), rows, strict=True):
            lines = [{"type": k, "value": v, "confidence": c, "id": "i"} for k, v, c in part]
            (folder / name).write_bytes(b"".join(orjson.dumps(line) + b"\n" for line in lines))
        feeds = [folder / "a.jsonl", folder / "b.jsonl"]
        made = build(feeds, folder / "out", serial=1, created=CREATED)
        rejects = [orjson.loads(x) for x in (folder / "out" / REJECTS).read_bytes().splitlines()]
    assert made.entries == len(rows[0]) + len(rows[1])
    assert made.rejected.total() == len(rejects)
    bad = {(reject["feed"], reject["line"]) for reject in rejects}
    assert len(bad) == len(rejects)
    for feed, part in zip("ab", rows, strict=True):
        for number, (kind, value, confidence) in enumerate(part, 1):
            readable = is_readable(kind, value, confidence)
            assert readable or (feed, number) in bad
    for reject in rejects:
        value = rows["ab".index(reject["feed"])][reject["line"] - 1][1]
        assert reject.keys() == {"feed", "line", "reason"}
        assert reject["reason"]
        assert value not in {"secret-word", "0491 570 006"} or value not in reject["reason"]


def is_readable(kind: str, value: str, confidence: str) -> bool:
    try:
        entry.to_indicator({"type": kind, "value": value, "confidence": confidence}, "f")
    except entry.EntryError:
        return False
    return True


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("TLP:WHITE", "clear"),
        ("white", "clear"),
        ("Clear", "clear"),
        ("tlp:green", "green"),
        ("AMBER", "amber"),
        ("TLP:AMBER+STRICT", "amber+strict"),
        (" tlp: red ", "red"),
    ],
)
def test_the_traffic_light_in_every_written_form(written: str, expected: str) -> None:
    """Any case, with and without `TLP:`, and `white` as version 1 called it."""
    values = {"type": "email", "value": "a@example.com", "tlp": written}
    assert entry.to_indicator(values, "f").tlp == expected


def test_when_nothing_is_left_the_first_reason_is_told(tmp_path: Path) -> None:
    """A list that is rejected whole says why, with a line and without a value."""
    (tmp_path / "feed.csv").write_text("type,value\nemail,secret-word\n")
    with pytest.raises(Exception, match=r"all 1 entries rejected, first feed, line 2: value: not"):
        build([tmp_path / "feed.csv"], tmp_path / "out", serial=1, created=CREATED)
    assert not (tmp_path / "out").exists()
