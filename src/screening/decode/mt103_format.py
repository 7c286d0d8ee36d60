"""SWIFT MT103 messages: a whole FIN message (`{1:…}{2:…}{4:…-}`), or its fields alone.

Source: SWIFT Standards MT, Category 1. A field begins at a line `:tag:`; it ends where the next
begins. Lines are kept as they are written, without their ends.

Law 1: every character of block 4 is in some field, or the record is refused.
Law 2: a narrative (70, 72, 77B …) is the list of its lines, so that evidence points into them;
a party (50, 59) is account, name and address. Whoever joins lines joins `//` ones by nothing.
Law 3: a field that occurs twice though the standard has it once is reported as a repeated key.

Amounts get a decimal point, dates are ISO; as written they stay beside that. So does the clearing
code of the banks of 50 and 59, which is in 52 and 57 (`//AU062000` is a BSB).
"""

from __future__ import annotations

import re
from typing import Any

from screening.bad_record import BadRecordError, Reason
from screening.decode.dates import iso_date
from screening.decode.decoder import Document, Pairs

_FIN = re.compile(
    r"\{1:([^{}]*+)\}\s*+(?:\{2:([^{}]*+)\})?+\s*+(?:\{3:((?:\{[^{}]*+\}|\s)*+)\})?+\s*+\{4:\r?\n"
)
_AFTER_TEXT = re.compile(r"\s*+(?:\{[5S]:(?:\{[^{}]*+\}|[^{}])*+\}\s*+)*+\Z")
_TAG = re.compile(r":([0-9]{2}[A-Z]?):")
_IN_HEADER = re.compile(r"\{([0-9]{3}):([^{}]*+)\}")
_TYPE = re.compile(r"[IO]103")
_VALUE_DATE = re.compile(r"(\d{2})(\d{2})(\d{2})([A-Z]{3})(\d+,\d*)", re.ASCII)
_MONEY = re.compile(r"([A-Z]{3})(\d+,\d*)", re.ASCII)
_NUMBERED = re.compile(r"([1-8])/")
_FRAMING = "\x01\x03$ \t\r\n\ufeff"
_PARTIES = frozenset({"50", "59"})
_NARRATIVES = frozenset({"70", "72", "77B", "77T"})
_REPEATABLE = frozenset({"13C", "23E", "71F"})
_AGENTS = frozenset({"52", "57"})
_CLEARING = re.compile(r"//([A-Z]{2})([0-9A-Za-z-]+)")


class Mt103Decoder:
    """Reads one message."""

    def decode(self, raw: bytes) -> Document:
        """The fields by tag, a party's without its option letter; also those of block 3 (`121`).

        Raises:
            BadRecordError: not UTF-8, not an MT103, or cut short.
        """
        return dict(_pairs(raw))

    def with_repeats(self, raw: bytes, document: Document) -> Any | None:  # noqa: ANN401
        """The message as `Pairs` where a field that may occur once occurs twice; else None."""
        pairs = _pairs(raw)
        return None if len(pairs) == len(document) else Pairs(pairs)


def _pairs(raw: bytes) -> list[tuple[str, Any]]:
    try:
        text = raw.decode().strip(_FRAMING)
    except UnicodeDecodeError:
        raise BadRecordError(Reason.NOT_UTF8) from None
    headers: list[tuple[str, Any]] = []
    if text.startswith("{"):
        headers, text = _unwrapped(text)
    elif text.endswith(("\n-}", "\n-")):
        text = text[: text.rindex("\n")]
    fields = _fields(text)
    if not any(tag == "20" for tag, _ in fields):
        raise BadRecordError(Reason.NOT_MT103)
    found = headers
    several: dict[str, list[str]] = {}
    for tag, lines in fields:
        if tag in _REPEATABLE:
            several.setdefault(tag, []).append("\n".join(lines))
        else:
            found.append(_value(tag, lines))
            found += _clearing(tag, lines[0])
    return found + list(several.items())


def _unwrapped(message: str) -> tuple[list[tuple[str, Any]], str]:
    """The header blocks' values and the text block's fields."""
    opening = _FIN.match(message)
    end = -1 if opening is None else message.find("\n-}", opening.end() - 1)
    if opening is None or end < 0 or not _AFTER_TEXT.match(message, end + 3):
        raise BadRecordError(Reason.NOT_MT103)
    basic, application, user = opening.groups()
    if application is not None and not _TYPE.match(application):
        raise BadRecordError(Reason.NOT_MT103)
    headers = [("block1", basic), ("block2", application), *_IN_HEADER.findall(user or "")]
    return headers, message[opening.end() : end]


def _fields(text: str) -> list[tuple[str, list[str]]]:
    """Each field's tag and lines, in order."""
    fields: list[tuple[str, list[str]]] = []
    for line in text.split("\n"):
        line = line.removesuffix("\r")  # noqa: PLW2901  the line without its end
        tag = _TAG.match(line)
        if tag:
            fields.append((tag[1], [line[tag.end() :]]))
        elif fields:
            fields[-1][1].append(line)
        elif line.strip():
            raise BadRecordError(Reason.NOT_MT103)
    return fields


def _value(tag: str, lines: list[str]) -> tuple[str, Any]:
    number, option = tag[:2], tag[2:]
    if number in _PARTIES:
        return number, _party(option, lines)
    if tag in _NARRATIVES:
        return tag, lines
    whole = "\n".join(lines)
    if tag == "32A":
        return tag, _settled(whole)
    if tag == "33B":
        return tag, _money(whole)
    return tag, whole


def _clearing(tag: str, line: str) -> list[tuple[str, Any]]:
    """What a bank's first line says of its place in a national clearing system, if it does."""
    match = _CLEARING.fullmatch(line) if tag[:2] in _AGENTS else None
    if match is None:
        return []
    return [(tag[:2], {"clearing_system": match[1], "clearing_code": match[2]})]


def _party(option: str, lines: list[str]) -> Document:
    """Account, name and address of a party; options A, F, K, or none.

    `/account` stands on the first line. Option A goes on with a BIC; F has numbered lines
    (1 name, 2 address, 3 country and town, 4-8 birth and identity); else the name is a line.
    """
    party: Document = {"option": option or None}
    if lines[0].startswith("/"):
        party["account"], lines = lines[0].removeprefix("/"), lines[1:]
    elif option == "F" and not _NUMBERED.match(lines[0]):
        party["identifier"], lines = lines[0], lines[1:]
    if option == "A":
        return {**party, "bic": lines[:1], "address": lines[1:]}
    if option != "F":
        return {**party, "name": lines[:1], "address": lines[1:]}
    return {**party, **_numbered(lines)}


def _numbered(lines: list[str]) -> Document:
    """The lines of option F without their numbers; a line without one belongs to the address."""
    found: Document = {"name": [], "address": [], "identity": []}
    for line in lines:
        number, text = (line[0], line[2:]) if _NUMBERED.match(line) else ("2", line)
        if number == "3" and "country" not in found:
            found["country"] = text.split("/")[0]
        found["name" if number == "1" else "address" if number in "23" else "identity"].append(text)
    return found


def _settled(text: str) -> Document:
    """Field 32A: value date, currency, amount."""
    match = _VALUE_DATE.fullmatch(text)
    if match is None:
        return {"written": text}
    year, month, day, currency, amount = match.groups()
    date = iso_date(day=day, month=month, year=year)
    return {"date": date, "currency": currency, "amount": _decimal(amount), "written": text}


def _money(text: str) -> Document:
    """Field 33B: currency and amount."""
    match = _MONEY.fullmatch(text)
    if match is None:
        return {"written": text}
    return {"currency": match[1], "amount": _decimal(match[2]), "written": text}


def _decimal(amount: str) -> str:
    return amount.replace(",", ".").removesuffix(".")
