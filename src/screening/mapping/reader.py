"""A compiled mapping: documents in, transactions out."""

from __future__ import annotations

import copy
import hashlib
from typing import TYPE_CHECKING, NamedTuple
from zoneinfo import ZoneInfo

import orjson

from screening import times
from screening.bad_record import BadRecordError, Reason
from screening.mapping import glance
from screening.mapping.layout import Layout, value_at
from screening.mapping.model import alternatives
from screening.mapping.paths import parse
from screening.mapping.payments import payments
from screening.mapping.repeats import MappedKeys, any_repeated
from screening.mapping.unread import Coverage, single_paths, unread_fields
from screening.transaction import Transaction
from screening.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from datetime import datetime

    from matcher.index import Field
    from screening.decode.decoder import Decoder, Document
    from screening.mapping._glance import Glance
    from screening.mapping.layout import Chain, Known, Place
    from screening.mapping.model import MappingModel

CONTEXT = "context."
_MESSAGE = ("",)
MOST_SHARED_FIELDS = 1 << 20
"""Items of a record times fields around them (`^`): each item is screened with all of these."""


class Mapping:
    """Reads the transactions of a record.

    Law: a value at a mapped path is either screened, or the record is dead-lettered; it is
    never passed over because it came in another shape.
    """

    def __init__(self, model: MappingModel, decoder: Decoder) -> None:
        """Compile a checked mapping file; `decoder` reads the records' bytes."""
        self._decoder = decoder
        self._unread: Coverage | None = None
        self.model = model
        self.name = model.name
        self.digest = _digest(model)
        self._zone = ZoneInfo(model.timezone)
        self._has_id = model.id is not None
        self._may_lack_id = isinstance(model.id, list) and model.id[-1] is None
        ways = alternatives(model.each) or (None,)
        self._readers = [_reader(Layout(each, model.fields), model) for each in ways]
        self._single = dict(self._readers[0].single)
        self._layouts = [each.layout for each in self._readers]
        self._keys = _mapped_keys(model, ways)
        self.glance = glance.tree_of(model)
        """Where all stands that is screened in a document, for the sieve; None: nobody knows."""

    def with_unread_text(self) -> Mapping:
        """The same mapping, but texts that no path reads are screened as `free_text` too."""
        wider = copy.copy(self)
        wider._unread, wider.glance = Coverage(self.model), None
        return wider

    def glance_over(self, most_bytes: int) -> Glance | None:
        """What goes through many records of at most `most_bytes`; None where nothing can."""
        return glance.over(self.model, self._decoder, most_bytes) if self.glance else None

    def read(self, raw: bytes) -> Iterator[Transaction | BadRecordError]:
        """The transactions of a record, an error in the place of each that cannot be read.

        Raises:
            BadRecordError: the record as a whole cannot be read.
        """
        return self.transactions(self.document(raw))

    def document(self, raw: bytes) -> Document:
        """The record as a document.

        Raises:
            BadRecordError: it cannot be read, or a key on a mapped path occurs twice.
        """
        document = self._decoder.decode(raw)
        doubtful = self._decoder.with_repeats(raw, document)
        if doubtful is not None and self._is_repeated_in(doubtful):
            raise BadRecordError(Reason.DUPLICATE_KEY)
        return document

    def _is_repeated_in(self, doubtful: object) -> bool:
        if self._unread is not None:
            return any_repeated(doubtful)
        return any(each.is_repeated_in(doubtful) for each in self._keys)

    def moment(self, document: Document) -> datetime | None:
        """The time that a message which is one payment states; its id is checked beside it.

        Raises:
            BadRecordError: the id is missing, or is none.
        """
        single, chain = self._single, (("", document),)
        given = value_at(single["id"], chain) if self._has_id else None
        if self._has_id and not (self._may_lack_id and given is None):
            _identifier(given)
        places = single.get("timestamp")
        return times.read(value_at(places, chain), self._zone) if places else None

    def transactions(self, document: Document) -> Iterator[Transaction | BadRecordError]:
        """As `read`, of a record's document."""
        if self._unread is None:
            return self._mapped(document)
        found = list(self._mapped(document))
        screened = (
            field for each in found if isinstance(each, Transaction) for field in each.fields
        )
        unread = unread_fields(self._unread.parts(document, screened=screened))
        return (_with(each, unread) for each in found)

    def _mapped(self, document: Document) -> Iterator[Transaction | BadRecordError]:
        if not self.model.each:
            return iter((self._transaction(self._readers[0], (("", document),), {}),))
        found = payments(self._layouts, document)
        if not found:
            raise BadRecordError(Reason.NO_TRANSACTION)
        shared = (
            around.fields
            for each in found
            for around in self._layouts[each.way].around(each.chain, each.known)
        )
        if sum(map(len, shared)) > MOST_SHARED_FIELDS:
            raise BadRecordError(Reason.TOO_DEEP)
        return (self._item(self._readers[each.way], each.chain, each.known) for each in found)

    def _item(self, reader: _Reader, chain: Chain, known: Known) -> Transaction | BadRecordError:
        if type(chain[-1][1]) is not dict:
            return BadRecordError(Reason.NOT_AN_OBJECT)
        try:
            return self._transaction(reader, chain, known)
        except BadRecordError as error:
            return error

    def _transaction(self, reader: _Reader, chain: Chain, known: Known) -> Transaction:
        single = {name: value_at(places, chain) for name, places in reader.single}
        has_id = self._has_id and not (self._may_lack_id and single["id"] is None)
        found = reader.layout.found(chain, known)
        return Transaction(
            id=_identifier(single["id"]) if has_id else None,
            timestamp=single.get("timestamp"),
            moment=times.read(single.get("timestamp"), self._zone),
            customer=text_of(single.get("customer")) or None,
            amount=single.get("amount"),
            currency=single.get("currency"),
            fields=found.fields,
            joined=found.joined,
            context={name: value_at(places, chain) for name, places in reader.context},
            nested=found.nested,
            item=chain[-1][0] or None,
            steps=tuple([path for path, _ in chain]) if len(chain) > 1 else _MESSAGE,
        )


class _Reader(NamedTuple):
    """A layout, and where on its chains the values stand that are read as one each."""

    layout: Layout
    single: list[tuple[str, tuple[Place, ...]]]
    context: list[tuple[str, tuple[Place, ...]]]


def _reader(layout: Layout, model: MappingModel) -> _Reader:
    placed = {
        name: tuple(layout.place(parse(path)) for path in paths)
        for name, paths in single_paths(model).items()
    }
    context = {n.removeprefix(CONTEXT): p for n, p in placed.items() if n.startswith(CONTEXT)}
    single = {n: p for n, p in placed.items() if not n.startswith(CONTEXT)}
    return _Reader(layout, list(single.items()), list(context.items()))


def _mapped_keys(model: MappingModel, ways: Iterable[str | None]) -> list[MappedKeys]:
    """On each way to the payments, the keys of every path that the mapping reads."""
    single = [path for paths in single_paths(model).values() for path in paths]
    paths = dict.fromkeys((*single, *model.screened))
    return [MappedKeys(each, paths, model.fields[0].scope) for each in ways]


def _with(
    transaction: Transaction | BadRecordError, unread: dict[str, list[Field]]
) -> Transaction | BadRecordError:
    if isinstance(transaction, BadRecordError):
        return transaction
    more = unread.get(transaction.item or "", [])
    return transaction._replace(fields=transaction.fields + more) if more else transaction


def _digest(model: MappingModel) -> str:
    plain = model.model_dump(mode="json", exclude_defaults=True)
    for field in plain["fields"]:
        for name in {"types", "add", "drop"} & field.keys():
            field[name] = sorted(field[name])
    return hashlib.sha256(orjson.dumps(plain, option=orjson.OPT_SORT_KEYS)).hexdigest()


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
