"""Avro schemas (Avro specification 1.12, "Schema Declaration") to readers, made once each.

Law 1: a reader is of the schema that a record was written by; nothing is guessed from others.
Law 2: what a schema holds, only `SchemaError` is raised, in time linear in its text.

The branch that a union takes is not told apart in the document; a record is its fields by name.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import orjson

from screening.decode import avro_logical, avro_reader

if TYPE_CHECKING:
    from collections.abc import Iterable

    from screening.decode.avro_reader import Reader

MOST_NESTED = 64
"""Types within types of one schema."""
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)*")
_TEXT_OF_BYTES = avro_reader.as_text
_PRIMITIVES: dict[str, Reader] = {
    "null": avro_reader.null,
    "boolean": avro_reader.boolean,
    "int": avro_reader.integer,
    "long": avro_reader.long,
    "float": avro_reader.single,
    "double": avro_reader.double,
    "bytes": avro_reader.converted(avro_reader.octets, _TEXT_OF_BYTES),
    "string": avro_reader.text,
}


class SchemaError(Exception):
    """A text that is no Avro schema; says what is wrong, and holds nothing of the text."""


def compiled(texts: Iterable[str]) -> Reader:
    """The reader of the last schema; those before it define types that it may name.

    Raises:
        SchemaError: one is no schema.
    """
    compiler = _Compiler()
    reader = None
    for text in texts:
        try:
            schema = orjson.loads(text)
        except orjson.JSONDecodeError:
            schema = text  # some registries keep a type's bare name without quotation marks
        reader = compiler.of(schema, "", 0)
    if reader is None:
        raise SchemaError("no schema")
    return reader


class _Compiler:
    """The named types that were defined so far."""

    def __init__(self) -> None:
        self._named: dict[str, Reader] = {}

    def of(self, schema: object, space: str, depth: int) -> Reader:
        """The reader of a schema in a namespace."""
        if depth > MOST_NESTED:
            raise SchemaError("nested too deeply")
        if isinstance(schema, str):
            return self._by_name(schema, space)
        if isinstance(schema, list):
            return avro_reader.choice(tuple(self.of(each, space, depth + 1) for each in schema))
        if not isinstance(schema, dict):
            raise SchemaError("a type is a name, a list or an object")
        kind = schema.get("type")
        if not isinstance(kind, str):
            return self.of(kind, space, depth + 1)
        return self._described(kind, schema, space, depth + 1)

    def _described(self, kind: str, schema: dict[str, Any], space: str, depth: int) -> Reader:
        if kind == "array":
            return avro_reader.array(self.of(schema.get("items"), space, depth))
        if kind == "map":
            return avro_reader.pairs(self.of(schema.get("values"), space, depth))
        if kind in ("record", "error"):
            return self._record(schema, space, depth)
        if kind == "enum":
            return self._define(schema, space, avro_reader.symbol(_symbols(schema)))
        if kind == "fixed":
            return self._define(schema, space, _fixed(schema))
        return self._plain(kind, schema, space)

    def _plain(self, kind: str, schema: dict[str, Any], space: str) -> Reader:
        """A primitive, with its logical type; or a type by its name."""
        convert = avro_logical.conversion(schema)
        if convert is None:
            return self._by_name(kind, space)
        raw = avro_reader.octets if kind == "bytes" else _PRIMITIVES[kind]
        return avro_reader.converted(raw, convert)

    def _record(self, schema: dict[str, Any], space: str, depth: int) -> Reader:
        fields: list[tuple[str, Reader]] = []
        reader = self._define(schema, space, avro_reader.record(fields))
        space = _full_name(schema, space).rpartition(".")[0]
        given = schema.get("fields")
        if not isinstance(given, list):
            raise SchemaError("a record without fields")
        for field in given:
            if not isinstance(field, dict) or not isinstance(field.get("name"), str):
                raise SchemaError("a field without a name")
            fields.append((field["name"], self.of(field.get("type"), space, depth)))
        if len({name for name, _ in fields}) < len(fields):
            raise SchemaError("a record with two fields of one name")
        return reader

    def _define(self, schema: dict[str, Any], space: str, reader: Reader) -> Reader:
        name = _full_name(schema, space)
        if self._named.setdefault(name, reader) is not reader:
            raise SchemaError("a type that is defined twice")
        return reader

    def _by_name(self, name: str, space: str) -> Reader:
        if name in _PRIMITIVES:
            return _PRIMITIVES[name]
        found = self._named.get(name if "." in name or not space else f"{space}.{name}")
        found = found or self._named.get(name)
        if found is None:
            raise SchemaError("a type that is not defined")
        return found


def _full_name(schema: dict[str, Any], space: str) -> str:
    name, own = schema.get("name"), schema.get("namespace", space)
    if not isinstance(name, str) or not isinstance(own, str) or not _NAME.fullmatch(name):
        raise SchemaError("a type without a name")
    return name if "." in name or not own else f"{own}.{name}"


def _symbols(schema: dict[str, Any]) -> tuple[str, ...]:
    symbols = schema.get("symbols")
    if not isinstance(symbols, list) or not all(isinstance(each, str) for each in symbols):
        raise SchemaError("an enum without symbols")
    return tuple(symbols)


def _fixed(schema: dict[str, Any]) -> Reader:
    size = schema.get("size")
    if type(size) is not int or size < 0:
        raise SchemaError("a fixed type without a size")
    convert = avro_logical.conversion(schema) or _TEXT_OF_BYTES
    return avro_reader.converted(avro_reader.fixed(size), convert)
