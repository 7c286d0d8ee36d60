"""Paths: how they are written, and what they reach."""

from __future__ import annotations

import pytest

from screening.mapping.paths import MOST_PATH_CHARS, Segment, first_value, parse
from tests.screening.support import mapping_of, read, read_one, texts


def test_names_are_joined_by_dots() -> None:
    """Each step is a key; `[*]` marks the steps that stand for every item."""
    assert parse("Body.Tx[*].text").segments == (
        Segment("Body", False),
        Segment("Tx", True),
        Segment("text", False),
    )


@pytest.mark.parametrize("path", ["^Header.Channel", "^.Header.Channel"])
def test_caret_reaches_the_message(path: str) -> None:
    """`^`, with or without a dot behind it, begins at the message."""
    parsed = parse(path)
    assert parsed.from_message
    assert [segment.key for segment in parsed.segments] == ["Header", "Channel"]


@pytest.mark.parametrize("path", ["", ".", "a..b", "a[0]", "a[*][*]", "a.", "[*]", "a^b", "^"])
def test_malformed_paths_are_refused(path: str) -> None:
    """What is not a path is never read as one."""
    with pytest.raises(ValueError, match="not a path"):
        parse(path)


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        ({"a": {"b": "x"}}, [("a.b", "x")]),
        ({"a": [{"b": "x"}, {"b": "y"}]}, [("a[0].b", "x"), ("a[1].b", "y")]),
        ({"a": [[{"b": "x"}], {"b": "y"}]}, [("a[0][0].b", "x"), ("a[1].b", "y")]),
        ({"a": {"b": None}}, []),
        ({"a": "x"}, []),
        ({}, []),
    ],
)
def test_a_list_on_the_way_is_passed_through(
    document: dict[str, object], expected: list[tuple[str, str]]
) -> None:
    """A list where a mapping names an object hides nothing that is below it."""
    mapping = mapping_of({"path": "a.b", "role": "free_text"})
    assert texts(read_one(mapping, document)) == expected


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (["x", "y"], [("lines[0]", "x"), ("lines[1]", "y")]),
        ("x", [("lines[0]", "x")]),
        ({"k": "x"}, [("lines[0].k", "x")]),
        (["x", {"k": ["y"]}], [("lines[0]", "x"), ("lines[1].k[0]", "y")]),
        ([], []),
        (["", None, True], []),
    ],
)
def test_one_value_where_a_list_was_expected_is_one_item(
    lines: object, expected: list[tuple[str, str]]
) -> None:
    """Upstreams that write a single item without its list are read all the same, as item 0."""
    mapping = mapping_of({"path": "lines[*]", "role": "free_text"})
    assert texts(read_one(mapping, {"lines": lines})) == expected


def test_containers_at_a_mapped_path_are_walked_and_counted() -> None:
    """An object or list at a mapped path is screened whole, in that role, and counted."""
    mapping = mapping_of({"path": "note", "role": "reference"})
    found = read_one(mapping, {"note": {"a": ["x", {"b": 7}], "c": 1.5, "d": False}})
    assert texts(found) == [("note.a[0]", "x"), ("note.a[1].b", "7"), ("note.c", "1.5")]
    assert {scope.role for _, scope, _ in found.fields} == {"reference"}
    assert found.nested == 3
    assert read_one(mapping, {"note": "x"}).nested == 0


def test_the_expected_list_is_not_counted_as_nested() -> None:
    """`[*]` expects a list: only what is deeper is counted."""
    mapping = mapping_of({"path": "lines[*]", "role": "free_text"})
    assert read_one(mapping, {"lines": ["x", "y"]}).nested == 0
    assert read_one(mapping, {"lines": ["x", ["y"]]}).nested == 1


@pytest.mark.parametrize("key", ["payer", "description", "device"])
@pytest.mark.parametrize("spaced", [b'"id":"1"', b'"id" :"1"'])
def test_a_thousand_lists_in_lists_are_walked(key: str, spaced: bytes) -> None:
    """Nesting that the decoder takes ends neither in an error nor in a lost record."""
    mapping = mapping_of({"path": f"{key}.name", "role": "free_text"}, id="id")
    deep = b'{"name":"x"}'
    raw = b'{%s,"%s":%s%s%s}' % (spaced, key.encode(), b"[" * 800, deep, b"]" * 800)
    assert [text for _, text in texts(read_one(mapping, raw))] == ["x"]


def test_paths_never_fill_the_memory() -> None:
    """Deep times wide: a record whose concrete paths would be gigabytes is refused early."""
    mapping = mapping_of({"path": "a", "role": "free_text"})
    key = b"k" * 100_000
    raw = b'{"a":{"%s":[%s1]}}' % (key, b"1," * 100_000)
    with pytest.raises(Exception, match="too_deep"):
        read(mapping, raw)
    assert len(raw) < 1 << 20 < MOST_PATH_CHARS < len(key) * 100_000


@pytest.mark.parametrize(
    ("document", "path", "expected"),
    [
        ({"a": {"b": 1}}, "a.b", 1),
        ({"a": [{"b": 1}, {"b": 2}]}, "a[*].b", 1),
        ({"a": [1, 2]}, "a[*]", 1),
        ({"a": [1, 2]}, "a", [1, 2]),
        ({"a": []}, "a[*]", None),
        ({"a": 1}, "a.b", None),
    ],
)
def test_a_path_that_names_one_value_takes_the_first(
    document: object, path: str, expected: object
) -> None:
    """Id, time, amount and the like are one value: the first where there are several."""
    assert first_value(document, parse(path).segments) == expected
