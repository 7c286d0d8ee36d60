"""XML records: the same document as JSON, and nothing that hostile input could reach."""

from __future__ import annotations

import random
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape, quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from screening.bad_record import BadRecordError
from screening.decode import decoders
from screening.decode.xml_format import MOST_DEPTH, XmlDecoder

decode = XmlDecoder().decode
SAMPLES = Path(__file__).parents[1] / "samples"

NAMES = st.sampled_from(["Nm", "Ustrd", "Id", "Othr", "Ünïcode", "a-b", "x.y"])
CHARACTERS = st.characters(
    codec="utf-8", exclude_categories=("Cc", "Cs"), exclude_characters="\ufffe\uffff"
)
TEXTS = st.text(CHARACTERS, max_size=20)
VALUES: st.SearchStrategy[Any] = st.recursive(
    TEXTS,
    lambda inner: st.dictionaries(
        NAMES, inner | st.lists(inner, min_size=2, max_size=3), min_size=1, max_size=4
    ),
    max_leaves=20,
)


def written(name: str, value: Any, chance: random.Random) -> str:
    """An element, by another way than a parser's: prefixes, CDATA and comments as chance has it."""
    if isinstance(value, list):
        return "".join(written(name, each, chance) for each in value)
    tag = chance.choice(["", "p:"]) + name
    if isinstance(value, dict):
        inner = "\n  ".join(written(key, each, chance) for key, each in value.items())
        return f"<{tag}>\n {inner} </{tag}>"
    return f"<{tag}>{text(value, chance)}</{tag}>"


def text(value: str, chance: random.Random) -> str:
    """The characters of a value, in one of the ways to write them."""
    if chance.random() < 0.3 and "]]>" not in value:
        return f"<![CDATA[{value}]]>"
    if chance.random() < 0.3:
        return "".join(f"&#{ord(char)};" for char in value)
    if chance.random() < 0.3:
        half = len(value) // 2
        return f"{escape(value[:half])}<!-- & < --><?pi x?>{escape(value[half:])}"
    return escape(value)


@given(VALUES, st.randoms(use_true_random=False), st.sampled_from(["utf-8", "utf-16"]))
def test_what_was_written_is_read(value: Any, chance: random.Random, encoding: str) -> None:
    """Repeated elements as lists, text exactly as it is."""
    document = (
        f'<Document xmlns="urn:x" xmlns:p="urn:x">{written("Root", value, chance)}</Document>'
    )
    assert decode(document.encode(encoding)) == {"Document": {"Root": value}}


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        ('<a><b Ccy="AUD">1.50</b></a>', {"a": {"b": {"Ccy": "AUD", "#text": "1.50"}}}),
        ('<a><b Ccy="AUD"/></a>', {"a": {"b": {"Ccy": "AUD"}}}),
        ('<a><b x="1"><x>2</x></b></a>', {"a": {"b": {"x": ["1", "2"]}}}),
        ("<a>lost <b>x</b> text</a>", {"a": {"b": "x", "#text": "lost  text"}}),
        ("<a><b>1</b><c>2</c><b>3</b><b>4</b></a>", {"a": {"b": ["1", "3", "4"], "c": "2"}}),
        ("<a><b/> <c></c></a>", {"a": {"b": "", "c": ""}}),
        ("<a> x </a>", {"a": " x "}),
        ("<a>&lt;&amp;&#x2d;&apos;</a>", {"a": "<&-'"}),
        ('<a xmlns:xsi="u" xsi:schemaLocation="y" xml:lang="en">x</a>', {"a": "x"}),
    ],
)
def test_the_shape_of_a_document(raw: str, expected: dict[str, Any]) -> None:
    """Attributes, mixed content, empty elements."""
    assert decode(raw.encode()) == expected


BOMB = '<!DOCTYPE a [<!ENTITY x "ha">' + "".join(
    f'<!ENTITY x{n} "{f"&x{n - 1 or str()};" * 10}">' for n in range(1, 10)
)


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        (f"{BOMB}]><a>&x9;</a>", "xml_dtd"),
        ('<!DOCTYPE a SYSTEM "http://192.0.2.1/x.dtd"><a/>', "xml_dtd"),
        ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]><a>&x;</a>', "xml_dtd"),
        ('<!DOCTYPE a [<!ENTITY % p SYSTEM "http://192.0.2.1/p">%p;]><a/>', "xml_dtd"),
        ("<!DOCTYPE a><a/>", "xml_dtd"),
        ("<a>&x;</a>", "not_xml"),
        ("<a>" * (MOST_DEPTH + 1), "too_deep"),
        ("<a>" * 200_000, "too_deep"),
        ("<a></b>", "not_xml"),
        ("<a/><b/>", "not_xml"),
        ("<a/>x", "not_xml"),
        ("", "not_xml"),
        ("<a>\0</a>", "not_xml"),
        ('<a x="1" x="2"/>', "not_xml"),
        ('<?xml version="1.0" encoding="no-such"?><a/>', "not_xml"),
    ],
)
def test_what_is_refused(raw: str, reason: str) -> None:
    """Before anything is expanded or fetched, and with a reason of the closed set."""
    with pytest.raises(BadRecordError, match=f"^{reason}$"):
        decode(raw.encode())


def test_encodings() -> None:
    """UTF-8, UTF-16 with or without a mark, and what a declaration says."""
    body = "<a>é漢</a>"
    assert decode(b"\xef\xbb\xbf" + body.encode()) == {"a": "é漢"}
    for encoding in ("utf-16", "utf-16-le", "utf-16-be"):
        raw = body.encode(encoding)
        assert decode(raw) == {"a": "é漢"}
        chosen = decoders.of(["json", "xml"])
        assert chosen.decode(raw) == {"a": "é漢"}
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?><a>é</a>'.encode("latin-1")
    assert decode(latin) == {"a": "é"}
    with pytest.raises(BadRecordError, match="not_utf8"):
        decode("<a>é</a>".encode("latin-1"))


def test_many_siblings_are_read() -> None:
    """Also when their names take turns."""
    names = [f"n{number % 100}" for number in range(50_000)]
    raw = "".join(f"<{name}/>" for name in names)
    document = decode(
        f"<a>{raw}<b {' '.join(f'x{n}={quoteattr(str(n))}' for n in range(500))}/></a>".encode()
    )
    assert len(document["a"]) == 101
    assert len(document["a"]["n7"]) == 500


@pytest.mark.parametrize("file", sorted(path.name for path in SAMPLES.glob("*.xml")))
def test_a_damaged_message_is_refused_or_read(file: str) -> None:
    """Whatever byte is changed, lost or doubled."""
    whole = (SAMPLES / file).read_bytes()
    chance = random.Random(5)
    for _ in range(300):
        raw = bytearray(whole)
        for _ in range(chance.randrange(1, 4)):
            at = chance.randrange(len(raw))
            raw[at : at + chance.randrange(2)] = bytes(
                chance.choices(b"<>&\"'/!?\0\xff a", k=chance.randrange(3))
            )
        reason = None
        try:
            decode(bytes(raw))
        except BadRecordError as error:
            reason = error.reason
        assert reason in {None, "not_xml", "not_utf8", "xml_dtd"}
