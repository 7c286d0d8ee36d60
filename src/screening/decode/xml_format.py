"""XML records as the documents that JSON with the same tags would give.

Names are local ones, the root included; repeated elements become a list; an element with
attributes becomes an object with its text at `#text`. Text is exactly the element's characters
(XML 1.0, section 2.4), entities and CDATA resolved, comments left out, nothing trimmed.

Rule 1: a document type declaration is refused before anything of it is read: there are no
entities but the five of XML itself, and nothing is fetched (the parser is expat, which has no
network and does not recurse).
Rule 2: nothing an element holds is lost: text between elements is kept at `#text` too, and an
attribute beside an element of its name is a list with it.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from xml.parsers import expat

from screening.bad_record import BadRecordError, Reason

if TYPE_CHECKING:
    from screening.decode.decoder import Document

MOST_DEPTH = 1000
TEXT = "#text"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff", b"<\x00", b"\x00<")
_OTHER_ENCODING = re.compile(rb"<\?xml[^>]{0,80}encoding\s*=\s*[\"'](?!utf-8[\"'])", re.IGNORECASE)
_NOT_DATA = ("xmlns", "xmlns:", "xsi:", "xml:")


class XmlDecoder:
    """Reads XML documents of any vocabulary."""

    def decode(self, raw: bytes) -> Document:
        """The document in `raw`.

        Raises:
            BadRecordError: not well-formed, nested too deeply, or with a document type.
        """
        builder = _Builder()
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = builder.start
        parser.EndElementHandler = builder.end
        parser.CharacterDataHandler = builder.text
        parser.StartDoctypeDeclHandler = builder.refuse
        try:
            parser.Parse(raw, True)
        except (expat.ExpatError, LookupError, ValueError):
            raise BadRecordError(_why(raw)) from None
        return builder.root

    def with_repeats(self, raw: bytes, document: Document) -> None:
        """None: repeated elements are all in the document."""
        del raw, document


class _Builder:
    """The elements that are open, outermost first: each one's attributes, children and text."""

    def __init__(self) -> None:
        self.root: Document = {}
        self._open: list[tuple[Document, list[str]]] = [(self.root, [])]

    def start(self, _: str, attributes: dict[str, str]) -> None:
        if len(self._open) > MOST_DEPTH:
            raise BadRecordError(Reason.TOO_DEEP)
        values: Document = {}
        for name, value in attributes.items():
            if not name.startswith(_NOT_DATA):
                _add(values, name, value)
        self._open.append((values, []))

    def text(self, text: str) -> None:
        self._open[-1][1].append(text)

    def end(self, name: str) -> None:
        values, pieces = self._open.pop()
        text = "".join(pieces)
        value: Any = text
        if values:
            value = values
            if text.strip():
                _add(values, TEXT, text)
        _add(self._open[-1][0], name, value)

    def refuse(self, *_: object) -> None:
        raise BadRecordError(Reason.XML_DTD)


def _add(values: Document, name: str, value: Any) -> None:  # noqa: ANN401
    """Put a value under its local name, beside those that are there."""
    name = name.rpartition(":")[2]
    if name not in values:
        values[name] = value
    elif type(values[name]) is list:
        values[name].append(value)
    else:
        values[name] = [values[name], value]


def _why(raw: bytes) -> Reason:
    if raw.startswith(_UTF_16) or _OTHER_ENCODING.match(raw):
        return Reason.NOT_XML
    try:
        raw.decode()
    except UnicodeDecodeError:
        return Reason.NOT_UTF8
    return Reason.NOT_XML
