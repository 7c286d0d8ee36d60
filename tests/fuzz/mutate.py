"""Mutations of messages: bits, bytes, pieces, and what parsers are known to stumble over."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from random import Random

MOST_BYTES = 200_000
TOKENS = (
    b"{", b"}", b"[", b"]", b'"', b":", b",", b"\\", b"\\u0000", b"\\ud800", b"null", b"NaN",
    b"1e999", b"-0", b"9" * 40, b"1.0000000000000000000000001", b"<", b">", b"</", b"<![CDATA[",
    b"]]>", b"<!--", b"<!DOCTYPE a [<!ENTITY b 'c'>]>", b"&b;", b"&#0;", b"&#x1F600;", b"<?x?>",
    b"\x00", b"\xff\xfe", b"\xef\xbb\xbf", b"\xc0\xaf", b"\xed\xa0\x80", b"\r\n", b"\n", b"\t",
    b":70:", b"-}", b"{1:", b"//", b"+61 491 570 006", b"@", b"://", b"www.", b"\xe2\x80\x8b",
    b"\xef\xb7\xba", b"e\xcc\x81", b"\xf0\x9d\x9f\x8f", b"(at)", b"[dot]", b"$", b"1" * 17,
    b"id", b'"id":', b"__proto__", b"xmlns=", b"\x01",
)  # fmt: skip


def _place(chance: Random, raw: bytes) -> int:
    return chance.randrange(len(raw) + 1)


def _piece(chance: Random, raw: bytes) -> bytes:
    start = _place(chance, raw)
    return raw[start : start + chance.choice((1, 2, 5, 20, 100, 1_000))]


def flip(chance: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """Some bits of some bytes."""
    changed = bytearray(raw or b"\0")
    for _ in range(chance.choice((1, 1, 2, 8))):
        changed[chance.randrange(len(changed))] ^= 1 << chance.randrange(8)
    return bytes(changed)


def insert(chance: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """Something that parsers stumble over, once or many times."""
    at = _place(chance, raw)
    return raw[:at] + chance.choice(TOKENS) * chance.choice((1, 1, 1, 2, 50, 2_000)) + raw[at:]


def replace(chance: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """A piece by something that parsers stumble over."""
    return raw.replace(_piece(chance, raw) or b"\0", chance.choice(TOKENS), 1)


def cut(chance: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """The end, or a piece, left out."""
    at = _place(chance, raw)
    return raw[:at] if chance.random() < 0.5 else raw[:at] + raw[at + len(_piece(chance, raw)) :]


def repeat(chance: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """A piece many times."""
    at = _place(chance, raw)
    return raw[:at] + _piece(chance, raw) * chance.choice((2, 3, 30, 500)) + raw[at:]


def splice(chance: Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """A piece of another message."""
    at = _place(chance, raw)
    return raw[:at] + _piece(chance, chance.choice(others)) + raw[at:]


def noise(chance: Random, raw: bytes, _: Sequence[bytes]) -> bytes:
    """Bytes by chance."""
    at = _place(chance, raw)
    return raw[:at] + chance.randbytes(chance.choice((1, 4, 64))) + raw[at:]


MUTATIONS = (flip, insert, replace, cut, repeat, splice, noise)


def mutated(chance: Random, raw: bytes, others: Sequence[bytes]) -> bytes:
    """One to four mutations of a message."""
    for _ in range(chance.choice((1, 1, 2, 4))):
        raw = chance.choice(MUTATIONS)(chance, raw, others)[:MOST_BYTES]
    return raw
