"""JSON: keys that occur twice are never missed on a mapped path."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from screening.bad_record import BadRecordError, Reason
from screening.decode import json_format
from screening.decode.json_format import JsonDecoder, may_repeat_keys, repeated_keys
from tests.screening.support import mapping_of, read

decode = JsonDecoder().decode
MAPPING = mapping_of(
    {"path": "payer.name", "role": "free_text"},
    {"path": "notes", "role": "free_text"},
    {"path": "lines[*].text", "role": "free_text"},
    {"path": "^head", "role": "reference"},
    id="id",
    each=None,
)
EACH = mapping_of({"path": "text", "role": "free_text"}, each="Body.Tx[*]", id="id")


@pytest.mark.parametrize(
    "raw",
    [
        b'{"id":"1","id":"2"}',
        b'{"id":"1", "id" :"1"}',
        b'{"id":"1","\\u0069d":"2"}',
        b'{"id":"1","payer":{"name":"x","na\\u006de":"y"}}',
        b'{"id":"1","payer":{"name":"x"},"payer":{"name":"y"}}',
        b'{"id":"1","payer":[{"name":"x"},{"name"\n:"y","name"\t:"z"}]}',
        b'{"id":"1","notes":{"a":1,"a":2}}',
        b'{"id":"1","notes":[[{"b":{"a":1,"a":2}}]]}',
        b'{"id":"1","lines":[{"text":"a"},{"text":"b","text":"c"}]}',
        b'{"id":"1","head":"a","head":"b"}',
        b'{"id":"1","payer":{"name":"x","name":{"deep":{"er":1}}}}',
        b'{"id":"1","id":null}',
    ],
)
def test_a_repeated_key_on_a_mapped_path_is_refused(raw: bytes) -> None:
    """Two systems could read such a record differently, however the key is spelled."""
    with pytest.raises(BadRecordError) as caught:
        read(MAPPING, raw)
    assert caught.value.reason is Reason.DUPLICATE_KEY


@pytest.mark.parametrize(
    "raw",
    [
        b'{"id":"1","other":{"a":1,"a":2}}',
        b'{"id":"1","payer":{"age":1,"age":2,"name":"x"}}',
        b'{"id":"1","payer":{"name":"x","other":{"name":"x","name":"y"}}}',
        b'{"id":"1","other":1,"other":{"id":{"name":1}}}',
        b'{"id" : "1", "payer" : {"name" : "x"}}',
        b'{"id":"1","notes":"\\"a\\":\\"a\\":"}',
        b'{"id":"1","notes":["a\\":1","a\\":2"]}',
        b'{"id":"1","lines":[{"text":"a"},{"text":"a"}]}',
    ],
)
def test_other_records_pass(raw: bytes) -> None:
    """Repeats off the mapped paths, equal keys of different objects, and texts are no repeats."""
    assert len(read(MAPPING, raw)) == 1


@pytest.mark.parametrize(
    "raw",
    [
        b'{"Body":{"Tx":[{"id":"1"}]},"Body":{"Tx":[]}}',
        b'{"Body":{"Tx":[{"id":"1"}],"Tx":[{"id":"2"}]}}',
        b'{"Body":{"Tx":[{"id":"1"},{"id":"2","text":"a","text":"b"}]}}',
    ],
)
def test_the_way_to_the_items_is_mapped_too(raw: bytes) -> None:
    """A repeat anywhere on the way from the message to a field counts."""
    with pytest.raises(BadRecordError, match="duplicate_key"):
        read(EACH, raw)


def test_integers_are_exact() -> None:
    """64 bits, signed or not."""
    assert decode(b'{"a":18446744073709551615,"b":-9223372036854775808}') == {
        "a": 2**64 - 1,
        "b": -(2**63),
    }


class Repeated(Exception):  # noqa: N818  a signal of the oracle
    """The oracle has seen a key twice."""


def oracle_repeats(raw: bytes) -> bool:
    """Whether any object in `raw` has a key twice, by the standard library alone."""

    def hook(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        if len({key for key, _ in pairs}) < len(pairs):
            raise Repeated
        return dict(pairs)

    try:
        json.loads(raw, object_pairs_hook=hook)
    except Repeated:
        return True
    return False


KEYS = st.sampled_from(['"a"', '"b"', '"\\u0061"', '"a\\":"', '"a:"', '""', '"\\""', '"é"'])
BLANK = st.sampled_from(["", "", "", " ", "\n\t", "\r "])
SCALARS = st.sampled_from(
    ["1", "null", '"x"', '"\\":"', '"\\":\\":"', '"a\\\\"', '":"', "{}", "[]"]
)


def objects(inner: st.SearchStrategy[str]) -> st.SearchStrategy[str]:
    """Objects written out, so that keys may occur twice and stand behind white space."""
    member = st.tuples(KEYS, BLANK, inner).map(lambda m: f"{m[0]}{m[1]}:{m[2]}")
    written = st.lists(member, max_size=4).map(lambda members: "{" + ",".join(members) + "}")
    return written | st.lists(inner, max_size=3).map(lambda items: "[" + ",".join(items) + "]")


@settings(deadline=None, max_examples=400)
@given(st.recursive(SCALARS, objects, max_leaves=12))
def test_no_repeated_key_goes_unsuspected(text: str) -> None:
    """False is certain: where the standard library sees a repeat, there is a suspicion."""
    raw = f'{{"z":{text}}}'.encode()
    if oracle_repeats(raw):
        assert may_repeat_keys(raw, decode(raw))
    if json_format._compiled is not None:
        assert json_format._compiled(raw, decode(raw)) == may_repeat_keys(raw, decode(raw))


@settings(deadline=None, max_examples=200)
@given(st.recursive(SCALARS, objects, max_leaves=12))
def test_a_mapped_object_is_refused_exactly_when_a_key_repeats(text: str) -> None:
    """The whole document is mapped here, so the oracle decides."""
    raw = f'{{"notes":{text},"id":"1"}}'.encode()
    if oracle_repeats(raw):
        with pytest.raises(BadRecordError, match="duplicate_key"):
            read(MAPPING, raw)
    else:
        assert len(read(MAPPING, raw)) == 1


def test_plain_records_are_not_read_twice() -> None:
    """The cheap test clears a record as systems write them."""
    raw = b'{"id":"1","payer":{"name":"a: b"},"lines":[{"text":"x"},{"text":"y"}]}'
    assert not may_repeat_keys(raw, decode(raw))


def test_the_slow_reading_refuses_what_is_too_deep_for_it() -> None:
    """It is never an error of its own."""
    with pytest.raises(BadRecordError, match="too_deep"):
        repeated_keys(b"[" * 100_000 + b"]" * 100_000)
