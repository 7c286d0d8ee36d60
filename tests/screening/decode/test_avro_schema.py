"""Schemas: names, namespaces, types that were defined before, and what is no schema."""

from __future__ import annotations

import contextlib
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.decode import avro_reader
from screening.decode.avro_schema import SchemaError, compiled

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.sampled_from(
        ["record", "array", "int", "R", "type", "fields", "name", "items", "enum", "fixed"]
    ),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
        st.sampled_from(
            ["type", "name", "namespace", "fields", "items", "values", "symbols", "size",
             "logicalType", "precision", "scale"]
        ), inner, max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


def record(name: str, *fields: Any, **more: Any) -> dict[str, Any]:
    """A record's schema; the fields are `a`, `b` …."""
    named = [{"name": "abc"[n], "type": each} for n, each in enumerate(fields)]
    return {"type": "record", "name": name, "fields": named, **more}


def test_names_are_found_in_their_namespace() -> None:
    """Of the record around them, of their own, or of the full name."""
    inner = record("Inner", "int")
    whole = record("Outer", inner, "Inner", "org.example.Inner", namespace="org.example")
    read = compiled([json.dumps(whole)])
    assert avro_reader.read(read, b"\x02\x04\x06", 0) == {
        "a": {"a": 1},
        "b": {"a": 2},
        "c": {"a": 3},
    }
    elsewhere = record("Outer", {**inner, "namespace": "other"}, "other.Inner", namespace="here")
    assert avro_reader.read(compiled([json.dumps(elsewhere)]), b"\x02\x04", 0)["b"] == {"a": 2}
    with pytest.raises(SchemaError):
        compiled([json.dumps(record("Outer", {**inner, "namespace": "other"}, "Inner"))])


def test_a_name_with_dots_is_whole() -> None:
    """Its namespace is then that of what it holds."""
    whole = record("org.example.Outer", record("Inner", "int"), "org.example.Inner")
    assert avro_reader.read(compiled([json.dumps(whole)]), b"\x02\x04", 0) == {
        "a": {"a": 1},
        "b": {"a": 2},
    }


def test_earlier_schemas_define_types() -> None:
    """As a registry's references do."""
    party = json.dumps(record("Party", "string", namespace="org.example"))
    pay = json.dumps(record("Pay", "org.example.Party", ["null", "org.example.Party"]))
    assert avro_reader.read(compiled([party, pay]), b"\x02x\x02\x02y", 0) == {
        "a": {"a": "x"},
        "b": {"a": "y"},
    }
    with pytest.raises(SchemaError):
        compiled([pay])


def test_a_bare_name_is_a_schema() -> None:
    """With its quotation marks, or without, as some registries keep it."""
    assert avro_reader.read(compiled(['"string"']), b"\x02x", 0) == "x"
    assert avro_reader.read(compiled(["string"]), b"\x02x", 0) == "x"
    assert avro_reader.read(compiled(['{"type": {"type": "string"}}']), b"\x02x", 0) == "x"


def nested(depth: int) -> str:
    """An array of arrays."""
    return '{"type":"array","items":' * depth + '"int"' + "}" * depth


@pytest.mark.parametrize(
    "text",
    [
        "",
        "no-such-type",
        "{}",
        "[1]",
        "null and more",
        '{"type": "record", "name": "R"}',
        '{"type": "record", "fields": []}',
        '{"type": "record", "name": "R R", "fields": []}',
        '{"type": "record", "name": "R", "namespace": 1, "fields": []}',
        '{"type": "record", "name": "R", "fields": [{"name": "a"}]}',
        '{"type": "record", "name": "R", "fields": [{"type": "int"}]}',
        (
            '{"type": "record", "name": "R", "fields": [{"name": "a", "type": "int"}, '
            '{"name": "a", "type": "int"}]}'
        ),
        (
            '["int", {"type": "record", "name": "R", "fields": [{"name": "a", "type": '
            '{"type": "record", "name": "R", "fields": []}}]}]'
        ),
        '{"type": "enum", "name": "E", "symbols": [1]}',
        '{"type": "enum", "name": "E"}',
        '{"type": "fixed", "name": "F", "size": -1}',
        '{"type": "fixed", "name": "F", "size": true}',
        '{"type": "array"}',
        '{"type": "map", "values": "x"}',
        nested(70),
        nested(5_000),
    ],
)
def test_what_is_no_schema_is_refused(text: str) -> None:
    """Also one that is nested to hurt."""
    with pytest.raises(SchemaError):
        compiled([text])


def test_no_schema_at_all_is_refused() -> None:
    """A reader needs one."""
    with pytest.raises(SchemaError):
        compiled([])


@given(JSON)
def test_any_json_is_a_schema_or_refused(content: Any) -> None:
    """And nothing else is raised."""
    with contextlib.suppress(SchemaError):
        compiled([json.dumps(content)])
