"""Texts and records made to hurt, by name: each is made as long as it is asked for.

All are synthetic. A text is counted in code points, a record in bytes.
"""

# ruff: noqa: RUF001  letters that look like others are what some of these texts are about

from __future__ import annotations

import random
import unicodedata
from functools import cache, partial
from typing import TYPE_CHECKING

import orjson

from benchmarks import corpus

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

NESTED, SEED = 10, 1
LISTED = [
    ("email", "quiet.lantern@example.com"),
    ("phone", "+61491570006"),
    ("username", "copper.sparrow42"),
    ("domain", "teal-anchor.example.org"),
    *(("phrase", " ".join(["otter"] * count)) for count in range(1, NESTED + 1)),
]
"""What floods of hits need: an indicator of several types, and phrases one inside another."""

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_MARKS = [chr(code) for code in range(0x300, 0x370) if unicodedata.category(chr(code)) == "Mn"]
_CYRILLIC = [chr(code) for code in range(0x430, 0x450)]
_ORDINARY = {
    "French": "règlement facture déjà payé crème brûlée élève loyer mensuel cadeau",
    "Vietnamese": "thanh toán hóa đơn tiền nhà tháng mười hai cảm ơn bạn",
    "Russian": "оплата счета за аренду квартиры подарок спасибо школа обед",
    "Japanese": "家賃 支払い 十二月分 ありがとうございます 請求書 お弁当代 会費",
    "Hindi": "भुगतान किराया उपहार धन्यवाद विद्यालय पुस्तक",
    "Thai": "ค่าเช่าห้องเดือน ขอบคุณค่ะ น้ำไฟ",
}


@cache
def _remittances() -> str:
    # A number such as 331155 looks like letters doubled in disguise; with this seed there is none
    # for long, so that what is usual never is undone.
    chance = random.Random(SEED)
    return " ".join(corpus.text(chance) for _ in range(2_000))


def usual(size: int) -> str:
    """Remittance texts as `corpus` makes them, one after another."""
    text = _remittances()
    return (text * (size // len(text) + 1))[:size]


def _repeated(unit: str, size: int) -> str:
    whole = unit * (size // len(unit))  # half of one would be another text
    return whole or unit[:size]


def _flagged(unit: str, size: int) -> str:
    """Behind a listed phrase, so that there is an alert and what it carries is masked."""
    return f"otter {_repeated(unit, size)}"[:size]


def _drawn(alphabet: Sequence[str], size: int) -> str:
    """Units of an alphabet at random, the same every time."""
    return "".join(random.Random(size).choices(alphabet, k=size))[:size]


def _words(words: str, size: int) -> str:
    return " ".join(random.Random(size).choices(words.split(), k=size))[:size]


def _clusters(size: int) -> str:
    """Letters with thirty marks each, all different."""
    chance = random.Random(size)
    return "".join("a" + "".join(chance.choices(_MARKS, k=30)) for _ in range(size // 31 + 1))[
        :size
    ]


_UNITS = {
    "@": "@",
    "zero-width spaces": "\u200b",
    "letters and zero-width": "a\u200b",
    "letters and RTL marks": "a\u202e",
    "variation selectors": "a\ufe0f",
    "marks alone": "\u0301",
    "decomposed letters": "e\u0301",
    "marks out of order": "a\u0301\u0327",
    "U+FDFA: 18 for each": "\ufdfa",
    "U+FDFA with marks": "\ufdfa\u0301",
    "hosts of U+FDFA": ".\ufdfa",
    "ligatures": "ﬁ",
    "half-width kana": "ｶﾞ",
    "Hangul in pieces": "\u1100\u1161\u11a8",
    "sharp s": "ß",
    "full-width digits": "１２３４５６７８ ",
    "Arabic digits": "١٢٣٤ ",
    "one digit": "1",
    "digits apart": "1 ",
    "telephone numbers": "0499 123 456 ",
    "accounts": "062-000 87654321 ",
    "IBANs": "gb29 nwbk 6016 1331 9268 1 ",
    "a.a.a.": "a.",
    "www.": "www.",
    "://": "://",
    "http://": "http://",
    "hosts: é.é": "é.é ",
    "addresses: é@é.é": "é@é.é ",
    "e-mail addresses": "a@b.example.org ",
    "IPv4": "1.2.3.4 ",
    "IPv6": "1:",
    "brackets": "[a.b/)",
    "handles": "@ab_cd1 ",
    "platforms": "ig: ab_cd1 ",
    "one letter": "a",
    "letters apart": "a b c d ",
    "letters a line each": "a\n",
    "leet": "m4r1g0ld ",
    "(at) and [dot]": "a (at) b [dot] c ",
    "look-alikes": "аbс ",
    "mathematical letters": "𝐚𝐛𝐜 ",
    "lines of 35": "abcdefghij klmnopqrs tuvwxyz abcde\n",
    "spaces": "  ",
    "percent signs": "%20",
    "overlapping phrases": "otter ",
    "listed addresses": "quiet.lantern@example.com ",
    "listed numbers": "0491 570 006 ",
    "listed user names": "@copper.sparrow42 ",
    "listed hosts": "a.teal-anchor.example.org ",
    "listed, in full width": "ｑｕｉｅｔ.lantern@example.com ",
}
_MASKED = {
    "digits apart": "4 ",
    "digits": "4",
    "full-width digits": "４ ",
    "cards": "4111111111111111 ",
    "cards in rows": "4111.1111.1111.1111/",
    "numbers that are no cards": "4111111111111112 x ",
    "accounts": "062-000 87654321 ",
    "tax file numbers": "tfn 123456782 ",
    "tax file names": "tax  file tfn ",
}
ORDINARY: dict[str, Callable[[int], str]] = {
    name: partial(_words, words) for name, words in _ORDINARY.items()
}
HOSTILE: dict[str, Callable[[int], str]] = {
    **{name: partial(_repeated, unit) for name, unit in _UNITS.items()},
    **{f"masked: {name}": partial(_flagged, unit) for name, unit in _MASKED.items()},
    "clusters of 31": _clusters,
    "letters and marks": partial(_drawn, [a + b for a in _CYRILLIC for b in _MARKS]),
    "Han at random": partial(_drawn, [chr(code) for code in range(0x4E00, 0x9000)]),
    "base58": partial(_drawn, _BASE58),
    "hexadecimal": partial(_drawn, "0123456789abcdef"),
    "digits and separators": partial(_drawn, "0123456789 -"),
    "hosts, all different": partial(_drawn, [f"é{a}.com " for a in _CYRILLIC]),
}

_HEAD = b'{"id":"1","timestamp":"2026-11-03T10:00:00Z",'


def usual_record(size: int) -> bytes:
    """A record of ordinary texts, none over `FRESNEL_MAX_TEXT_CHARS`."""
    texts = [usual(min(1 << 15, size - at)) for at in range(0, size, 1 << 15)]
    return orjson.dumps({"id": "1", "timestamp": "2026-11-03T10:00:00Z", "description": texts})


def _json(before: bytes, unit: bytes, after: bytes, size: int) -> bytes:
    return _HEAD + before + unit * (size // len(unit)) + after + b"}"


def _keys(size: int) -> bytes:
    pairs = b",".join(b'"%d":"a"' % number for number in range(size // 12))
    return _HEAD + b'"description":{' + pairs + b"}}"


def _nested(opening: bytes, closing: bytes, size: int) -> bytes:
    deep = size // len(opening + closing)
    return _HEAD + b'"description":' + opening * deep + b"1" + closing * deep + b"}"


def _deep_xml(size: int) -> bytes:
    return b"<a>" * (size // 7) + b"</a>" * (size // 7)


def _laughs(size: int) -> bytes:
    """Entities that would grow a thousandfold, three times."""
    steps = zip("abc", "bcd", strict=True)
    entities = "".join(f'<!ENTITY {b} "{f"&{a};" * 1000}">' for a, b in steps)
    start = f'<!DOCTYPE l [<!ENTITY a "ha">{entities}]><Document>&d;</Document>'.encode()
    return start + b" " * (size - len(start))


RECORDS: dict[str, tuple[str, Callable[[int], bytes]]] = {
    "deep arrays": ("generic", partial(_nested, b"[", b"]")),
    "deep objects": ("generic", partial(_nested, b'{"a":', b"}")),
    "empty arrays": ("generic", partial(_json, b'"description":[', b"[],", b"1]")),
    "short texts": ("generic", partial(_json, b'"description":[', b'"a",', b"1]")),
    "short addresses": ("generic", partial(_json, b'"description":[', b'"a1b.c@d",', b"1]")),
    "numbers": ("generic", partial(_json, b'"description":[', b"1e9,", b"1]")),
    "keys": ("generic", _keys),
    "one key again and again": ("generic", partial(_json, b"", b'"a" :1,', b'"b":1')),
    "deep XML": ("iso20022-pacs008", _deep_xml),
    "billion laughs": ("iso20022-pacs008", _laughs),
}
"""Name, mapping and record."""
