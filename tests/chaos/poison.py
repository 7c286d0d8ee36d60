"""Records that no sound upstream sends: what becomes of each is written beside it.

A reason is that of its dead letter; None where it is to be screened all the same.
"""

from __future__ import annotations

import json

MEGABYTE = 1 << 20
DEEP = 100_000

_PLAIN = {"id": "poison", "description": "lunch"}


def _with(**fields: object) -> bytes:
    return json.dumps(_PLAIN | fields).encode()


POISON: dict[bytes, str | None] = {
    # Malformed, another schema, another encoding
    b"": "not_json",
    b" ": "not_json",
    b"{not json": "not_json",
    b'{"id": "a"} {"id": "b"}': "not_json",
    b'{"id": "a", "description": NaN}': "not_json",
    b'{"id": "a", "description": Infinity}': "not_json",
    _with(note="\ud800"): "not_json",
    '{"id": "utf-16"}'.encode("utf-16"): "not_utf8",
    b'{"id": "\xff\xfe"}': "not_utf8",
    b"\x00\x05\x16\x07\xff" * 50: "not_utf8",
    b"<Document/>": "not_json",
    b"null": "not_an_object",
    b"7": "not_an_object",
    b'["id", "a"]': "not_an_object",
    b"{}": "id_missing",
    b'{"ID": "a"}': "id_missing",
    b'{"id": ""}': "id_empty",
    b'{"id": 1.5}': "id_type",
    b'{"id": 18446744073709551616}': "id_type",
    b'{"id": {"nested": "a"}}': "id_type",
    # Two readings of one message
    b'{"id": "a", "id": "b"}': "duplicate_key",
    b'{"id": "a", "description": "x", "description" : "y"}': "duplicate_key",
    b'{"id": "a", "d\\u0065scription": "x", "description": "y"}': "duplicate_key",
    # Huge and deep
    _with(description="x" * 70_000): "text_too_long",
    _with(description="x" * 2 * MEGABYTE): "too_large",
    b'{"id": "a", "x": [' + b"[]," * 1_000_000 + b"[]]}": "too_large",
    b'{"id": "a", "x": [' + b"[]," * 300_000 + b"[]]}": None,
    b'{"id": "a", "x": ' + b"[" * DEEP + b"]" * DEEP + b"}": "too_deep",
    b'{"id": "a", "x": ' + b'{"a":' * 900 + b"1" + b"}" * 901: None,
    # Odd, and sound
    b"\xef\xbb\xbf" + _with(): None,
    _with(amount=18446744073709551616): None,
    b'{"id": "a", "amount": 0.' + b"1" * 400 + b"}": None,
    _with(unknown={"schema": ["drift"] * 50}): None,
    _with(timestamp="never"): None,
    _with(timestamp=10**30): None,
    _with(description=["lunch", {"and": "coffee"}, 12, None, True]): None,
    _with(description="\u202e\u0000\u200b\U000e0041" * 20): None,
    _with(payer=[], payee="nobody", merchant={}, device=3): None,
    _with(description=" ".join("a@b.c" for _ in range(5_000))): None,
    _with(description="(" * 20_000): None,
    _with(reference="0491570" * 2_000): None,
}
