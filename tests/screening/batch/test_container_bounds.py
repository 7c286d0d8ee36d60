"""Avro container files that claim more than they hold, or hold more than is read."""

from __future__ import annotations

import zlib
from typing import Any

import pytest

from screening.bad_record import BadRecordError, Reason
from screening.decode.avro_container import MOST_BLOCK_BYTES, MOST_HEADER_BYTES
from tests.screening.batch.test_containers import (
    DECODER,
    PAYMENT,
    SYNC,
    block,
    cut,
    file_of,
    long,
    payments,
)

NOTHING = {"type": "record", "name": "N", "fields": [{"name": "a", "type": "null"}]}
NULLS = {
    "type": "record",
    "name": "N",
    "fields": [{"name": "a", "type": {"type": "array", "items": "null"}}],
}


@pytest.mark.parametrize(
    ("schema", "codec", "blocks", "reasons"),
    [
        (PAYMENT, "null", block(-1, b"\0\0"), ["not_avro"]),
        (PAYMENT, "null", block(1, b"\0\0", -1), ["not_avro"]),
        (PAYMENT, "null", b"\xff" * 11 + SYNC, ["not_avro"]),
        (PAYMENT, "null", block(1, b"\0\0", 1 << 62), ["too_large"]),
        (PAYMENT, "null", block(1, b"\0\0\0"), [None, "not_avro"]),
        (PAYMENT, "null", block(2, b"\0\0"), [None, "not_avro"]),
        (PAYMENT, "null", block(0, b"\0"), ["not_avro"]),
        (PAYMENT, "null", block(0, b""), []),
        (PAYMENT, "null", block(1, b"\0\0")[:-1], ["not_avro"]),
        (PAYMENT, "null", b"\2", ["not_avro"]),
        (PAYMENT, "null", block(1, b"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\1\0"), ["not_avro"]),
        (PAYMENT, "deflate", block(1, b"nonsense"), ["not_avro"]),
        (PAYMENT, "deflate", block(1, zlib.compress(b"\0\0")), ["not_avro"]),
        (PAYMENT, "deflate", block(1, zlib.compress(b"\0\0")[2:]), [None]),
        (PAYMENT, "deflate", block(1, zlib.compress(b"\0\0")[2:-4]), [None]),
        (PAYMENT, "deflate", block(1, zlib.compress(b"\0\0")[2:-5]), ["not_avro"]),
        (PAYMENT, "deflate", block(1, zlib.compress(b"\0\0")[2:-4] + b"x"), ["not_avro"]),
        (NOTHING, "null", block(3, b""), [None] * 3),
        (NOTHING, "null", block(1 << 40, b""), ["not_avro"]),
        (NULLS, "null", block(1, long(1 << 40) + b"\0"), ["not_avro"]),
        (NULLS, "null", block(1000, (long(4000) + b"\0") * 1000), None),
    ],
)
def test_what_blocks_claim(
    schema: Any, codec: str, blocks: bytes, reasons: list[str | None] | None
) -> None:
    """Whatever is claimed is refused before it is made; a sound block behind is read."""
    raw = file_of(schema, [], codec) + blocks
    found = cut(raw)
    if reasons is None:
        assert found[-1].reason == "not_avro"
        return
    assert [each.reason for each in found] == reasons
    if blocks.endswith(SYNC):
        data = b"" if schema is NOTHING else b"\0" * len(schema["fields"])
        packed = data if codec == "null" else zlib.compress(data)[2:-4]
        assert [each.reason for each in cut(raw + block(1, packed))] == [*reasons, None]


def test_blocks_and_headers_are_bounded() -> None:
    """A block that unpacks without end, one that is too long, a header that never ends."""
    bomb = zlib.compress(b"\0" * (MOST_BLOCK_BYTES + 1))[2:-4]
    raw = file_of(PAYMENT, [], "deflate")
    (frame,) = cut(raw + block(1, bomb))
    assert (frame.reason, frame.offset, frame.size) == (
        Reason.TOO_LARGE,
        len(raw),
        len(block(1, bomb)),
    )
    long_one = block(1, b"\0" * (MOST_BLOCK_BYTES + 1))
    head = file_of(PAYMENT, [])
    found = cut(head + long_one + block(1, b"\0\0"))
    assert [(each.reason, each.size) for each in found] == [
        ("too_large", len(long_one)),
        (None, None),
    ]
    wide = {**PAYMENT, "doc": "x" * MOST_HEADER_BYTES}
    (frame,) = cut(file_of(wide, payments(1)))
    assert (frame.reason, frame.offset) == (Reason.TOO_LARGE, 0)
    assert frame.size == len(file_of(wide, payments(1)))


@pytest.mark.parametrize(
    "schema", [b"", b"nonsense", b'{"type": "record"}', b"\xff", b'"string"', b'["null"]']
)
def test_schemas_that_are_none(schema: bytes) -> None:
    """The file is one reject; values that are no objects are records that are none."""
    raw = b"Obj\1\2\x16avro.schema" + long(len(schema)) + schema + b"\0" + SYNC + block(1, b"\0")
    (frame,) = cut(raw)
    if schema in (b'"string"', b'["null"]'):
        with pytest.raises(BadRecordError) as caught:
            DECODER.decode(frame.raw)
        assert caught.value.reason is Reason.NOT_AN_OBJECT
    else:
        assert (frame.reason, frame.offset, frame.size) == (Reason.NOT_AVRO, 0, len(raw))


def test_many_small_blocks_that_claim_much_cost_linear_time() -> None:
    """Each claims the largest size; this would take hours if each were held anew."""
    raw = file_of(PAYMENT, []) + block(1, b"\0", MOST_BLOCK_BYTES) * 20_000
    assert {each.reason for each in cut(raw)} == {Reason.NOT_AVRO}


def test_only_where_avro_is_permitted() -> None:
    """Else the file is what the mapping's formats take it for; the first bytes are not lost."""
    raw = file_of(PAYMENT, payments(1))
    assert all(each.raw[:4] == b"Obj\1" for each in cut(raw, "avro", "json"))
    assert cut(raw, "json")[0].raw.startswith(b"Obj\1")
    for begun in (b"Ob", b"Obj", b"\n\nOb", b"a\n", b"\0"):
        whole = b"".join(each.raw for each in cut(begun + b"\nxyz\n", "json"))
        assert whole == (begun + b"\nxyz\n").replace(b"\n", b"")
