"""A compiled mapping: documents in, transactions out."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import orjson

from screening import times
from screening.bad_record import BadRecordError, Reason
from screening.mapping.paths import Found, Node, PathModel, Segment, below, first_value, flat, parse
from screening.transaction import Transaction
from screening.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from screening.decode.decoder import Decoder, Document
    from screening.mapping.model import MappingModel

MOST_SHARED_FIELDS = 1 << 20
"""Items of a record times fields of its message (`^`): each item is screened with all of them."""


class Mapping:
    """Reads the transactions of a record.

    Law: a value at a mapped path is either screened, or the record is dead-lettered; it is
    never passed over because it came in another shape.
    """

    def __init__(self, model: MappingModel, decoder: Decoder) -> None:
        """Compile a checked mapping file; `decoder` reads the records' bytes."""
        self._decoder = decoder
        self.name = model.name
        self.digest = _digest(model)
        self._each = parse(model.each).segments if model.each else ()
        self._zone = ZoneInfo(model.timezone)
        self._id = _optional(model.id)
        self._timestamp = _optional(model.timestamp)
        self._customer = _optional(model.customer)
        self._amount = _optional(model.amount)
        self._currency = _optional(model.currency)
        self._context = {name: parse(path) for name, path in model.context.items()}
        self._item_tree, self._message_tree = Node(), Node()
        for field in model.fields:
            path = parse(field.path)
            tree = self._message_tree if path.from_message else self._item_tree
            tree.add(path.segments, field.scope, join=field.join)
        self._key_tree = self._all_paths(model)

    def read(self, raw: bytes) -> Iterator[Transaction | BadRecordError]:
        """The transactions of a record, an error in the place of each that cannot be read.

        Raises:
            BadRecordError: the record as a whole cannot be read.
        """
        document = self._decoder.decode(raw)
        doubtful = self._decoder.with_repeats(raw, document)
        if doubtful is not None and self._key_tree.is_repeated_in(doubtful):
            raise BadRecordError(Reason.DUPLICATE_KEY)
        shared = Found()
        if self._message_tree.children:
            self._message_tree.collect(document, "", shared)
        if not self._each:
            return iter((self._transaction(document, document, "", shared),))
        items = _items(document, self._each)
        if not items:
            raise BadRecordError(Reason.NO_TRANSACTION)
        if len(items) * len(shared.fields) > MOST_SHARED_FIELDS:
            raise BadRecordError(Reason.TOO_DEEP)
        return (self._item(document, item, path, shared) for path, item in items)

    def _item(
        self, document: Document, item: object, path: str, shared: Found
    ) -> Transaction | BadRecordError:
        if type(item) is not dict:
            return BadRecordError(Reason.NOT_AN_OBJECT)
        try:
            return self._transaction(document, item, path, shared)
        except BadRecordError as error:
            return error

    def _transaction(
        self, document: Document, item: Document, path: str, shared: Found
    ) -> Transaction:
        identifier = None if self._id is None else _identifier(_value(self._id, document, item))
        found = Found()
        self._item_tree.collect(item, path, found)
        timestamp = _value(self._timestamp, document, item)
        return Transaction(
            id=identifier,
            timestamp=timestamp,
            moment=times.read(timestamp, self._zone),
            customer=text_of(_value(self._customer, document, item)) or None,
            amount=_value(self._amount, document, item),
            currency=_value(self._currency, document, item),
            fields=found.fields + shared.fields,
            joined=found.joined + shared.joined,
            context={n: _value(p, document, item) for n, p in self._context.items()},
            nested=found.nested + shared.nested,
            item=path or None,
        )

    def _all_paths(self, model: MappingModel) -> Node:
        """A tree of every path that the mapping reads, from the message down."""
        tree = Node()
        scope = model.fields[0].scope
        single = (model.id, model.timestamp, model.customer, model.amount, model.currency)
        read = [*single, *model.context.values(), *(field.path for field in model.fields)]
        for text in read:
            if text is not None:
                path = parse(text)
                prefix = () if path.from_message else self._each
                tree.add((*prefix, *path.segments), scope, join=False)
        return tree


def _digest(model: MappingModel) -> str:
    plain = model.model_dump(mode="json", exclude_defaults=True)
    for field in plain["fields"]:
        for name in {"types", "add", "drop"} & field.keys():
            field[name] = sorted(field[name])
    return hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()


def _optional(path: str | None) -> PathModel | None:
    return None if path is None else parse(path)


def _value(path: PathModel | None, document: Document, item: Document) -> Any:  # noqa: ANN401
    if path is None:
        return None
    return first_value(document if path.from_message else item, path.segments)


def _identifier(value: object) -> str:
    if value is None:
        raise BadRecordError(Reason.ID_MISSING)
    if type(value) is int:
        return str(value)
    if type(value) is not str:
        raise BadRecordError(Reason.ID_TYPE)
    if not value.strip():
        raise BadRecordError(Reason.ID_EMPTY)
    return value


def _items(document: Document, segments: tuple[Segment, ...]) -> list[tuple[str, Any]]:
    """Every value at `segments` with its concrete path, in order."""
    found = Found()
    items: list[tuple[str, Any]] = [("", document)]
    for segment in segments:
        items = [each for path, value in items for each in _step(value, path, segment, found)]
    return items


def _step(value: Any, path: str, segment: Segment, found: Found) -> Iterator[tuple[str, Any]]:  # noqa: ANN401
    for where, each in flat(value, path, found):
        inner = each.get(segment.key) if type(each) is dict else None
        if inner is None:
            continue
        place = below(where, segment.key)
        if segment.repeats:
            inner = inner if type(inner) is list else [inner]
            found.spend(len(inner), place)
            yield from ((f"{place}[{number}]", item) for number, item in enumerate(inner))
        else:
            yield place, inner
