"""What a mapping leaves unread of a message: texts that no path reads, paths that are absent.

Law: every text of a document is either read by some path of the mapping or unread, never both.
What fields read is what the reader's own walk finds; a path of one value (id, time, customer,
amount, currency, context) reads the one value it names, each of several alternatives too. Pure.

An unread text belongs to the payment it stands in. One outside of all payments belongs to every
payment below the nearest object around it, of those on the way to payments, that holds any: a
batch's own texts go with that batch's payments, those of the message's header with all.
"""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, Any

from matcher.indicator import PERMITTED, Role, Scope
from screening.bad_record import BadRecordError, Reason
from screening.mapping.layout import Layout
from screening.mapping.model import alternatives
from screening.mapping.named import Named
from screening.mapping.paths import Found, Node, first_value, parse
from screening.mapping.payments import payments
from screening.mapping.walk import Part, parts_of
from screening.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from matcher.index import Field
    from screening.decode.decoder import Document
    from screening.mapping.layout import Chain, Place
    from screening.mapping.model import MappingModel
    from screening.mapping.payments import Payment

TEXTS: frozenset[type] = frozenset({str})
SCALARS: frozenset[type] = frozenset({str, int, float})
MOST_SHARED_FIELDS = 1 << 20
"""Items of a record times unread texts around them, as `reader.MOST_SHARED_FIELDS`."""

FREE_TEXT = Scope(Role.FREE_TEXT, PERMITTED[Role.FREE_TEXT])
_SINGLE = ("id", "timestamp", "customer", "amount", "currency")


class Coverage:
    """Compares documents with the paths of one mapping; never changes."""

    def __init__(self, model: MappingModel) -> None:
        """Compile the paths of a checked mapping."""
        self._ways = [_Way(each, model) for each in alternatives(model.each) or (None,)]
        self._layouts = [way.layout for way in self._ways]
        self.paths = tuple(dict.fromkeys([*self._ways[0].single, *self._ways[0].fields]))

    def parts(
        self,
        document: Document,
        kinds: frozenset[type] = TEXTS,
        screened: Iterable[Field] | None = None,
    ) -> list[Part]:
        """Every payment with the non-empty values of `kinds` that no path reads.

        `screened` are the fields of its transactions where they are known, which saves the walk
        that finds them. Where no payment is found, all stands in one part for the message.

        Raises:
            BadRecordError: so much is nested that its paths would fill the memory.
        """
        found = payments(self._layouts, document)
        readable = [each for each in found if type(each.chain[-1][1]) is dict]
        fields = self._fields(readable) if screened is None else screened
        read = {path for path, _, _ in fields}
        for way, several in groupby(readable, key=lambda each: each.way):
            self._ways[way].named(several, read)
        return parts_of(document, found, read, kinds)

    def _fields(self, readable: list[Payment]) -> Iterator[Field]:
        """What is screened of these payments, and of what is around them."""
        for way, chain, known in readable:
            yield from self._layouts[way].own(chain).fields
            self._layouts[way].around(chain, known)
        for known in {id(each.known): each.known for each in readable}.values():
            for around in known.values():
                yield from around.fields

    def absent(self, part: Part) -> list[str]:
        """The paths, as the mapping writes them, at which a payment has nothing."""
        if part.payment is None or not part.is_readable:
            return []
        way, chain = self._ways[part.payment.way], part.payment.chain
        single = [
            label
            for label, places in way.single.items()
            if not any(_is_there(place, chain) for place in places)
        ]
        fields = [label for label in way.fields if not way.texts(label, chain)]
        return list(dict.fromkeys([*single, *fields]))

    def value(self, label: str, part: Part) -> Any:  # noqa: ANN401
        """The one value that the path, or the first of the alternatives that is there, names."""
        if part.payment is not None:
            for place in self._ways[part.payment.way].single[label]:
                if _is_there(place, part.payment.chain):
                    return first_value(part.payment.chain[place.depth][1], place.segments)
        return None

    def field_texts(self, label: str, part: Part) -> list[str]:
        """The texts that the field with this path has in a payment, or around it."""
        if part.payment is None:
            return []
        return self._ways[part.payment.way].texts(label, part.payment.chain)


class _Way:
    """The mapping's paths as they are on one way to the payments."""

    def __init__(self, each: str | None, model: MappingModel) -> None:
        self.layout = Layout(each, model.fields)
        named = single_paths(model).values()
        self.single = {" | ".join(paths): tuple(map(self._placed, paths)) for paths in named}
        self.fields = {path: self._placed(path) for path in model.screened}
        self._trees = {label: _tree(place) for label, place in self.fields.items()}
        self._named = [Named() for _ in range(self.layout.length)]
        for place in (place for places in self.single.values() for place in places):
            self._named[place.depth].add(place.segments)

    def _placed(self, text: str) -> Place:
        return self.layout.place(parse(text))

    def named(self, payments: Iterable[Payment], places: set[str]) -> None:
        """Add the concrete paths of the payments' single values."""
        done: set[tuple[int, str]] = set()
        for _, chain, _ in payments:
            for depth, (path, value) in enumerate(chain):
                if self._named[depth].children and (depth, path) not in done:
                    done.add((depth, path))
                    self._named[depth].collect(value, path, places)

    def texts(self, label: str, chain: Chain) -> list[str]:
        """The texts that the field with this path has."""
        found = Found()
        self._trees[label].collect(chain[self.fields[label].depth][1], "", found)
        return [text for _, _, text in found.fields if text]


def unread_fields(parts: Iterable[Part]) -> dict[str, list[Field]]:
    """The unread texts of each item as fields of free text, by the item's path.

    Raises:
        BadRecordError: items times the texts around them are too many to screen.
    """
    parts = tuple(parts)
    if sum(len(each.leaves) for part in parts for each in part.shared) > MOST_SHARED_FIELDS:
        raise BadRecordError(Reason.TOO_DEEP)
    return {part.path: [(path, FREE_TEXT, text) for path, text in part.unread] for part in parts}


def single_paths(model: MappingModel) -> dict[str, tuple[str, ...]]:
    """What the mapping reads as one value each, by its name, with its paths."""
    named = {name: alternatives(getattr(model, name)) for name in _SINGLE}
    named |= {f"context.{name}": alternatives(path) for name, path in model.context.items()}
    return {name: paths for name, paths in named.items() if paths}


def _tree(place: Place) -> Node:
    tree = Node()
    tree.add(place.segments, FREE_TEXT, join=False)
    return tree


def _is_there(place: Place, chain: Chain) -> bool:
    value = first_value(chain[place.depth][1], place.segments)
    return type(value) is bool or bool(text_of(value))
