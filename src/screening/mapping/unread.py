"""What a mapping leaves unread of a message: texts that no path reads, paths that are absent.

Law: every text of a document is either read by some path of the mapping or unread, never both.
A field's path reads all that stands below it; a path of one value (id, time, customer, amount,
currency, context) reads the one value it names. Pure, and linear in the document's size.

An unread text belongs to the item it stands in. One outside of all items belongs to every item
below the nearest object around it that holds any: a batch's own texts go with that batch's
payments, those of the message's header with all.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from matcher.indicator import PERMITTED, Role, Scope
from screening.bad_record import BadRecordError, Reason
from screening.mapping.model import alternatives
from screening.mapping.paths import Found, Node, PathModel, first_value, parse, parse_each
from screening.mapping.walk import Cover, Part, Walk
from screening.values import text_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matcher.index import Field
    from screening.decode.decoder import Document
    from screening.mapping.model import MappingModel
    from screening.mapping.paths import Segment

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
        each = tuple(parse_each(path)[0] for path in alternatives(model.each)) or ((),)
        self._views = {way: _View(way, model) for way in each}
        self.paths = next(iter(self._views.values())).labels

    def parts(self, document: Document, kinds: frozenset[type] = TEXTS) -> list[Part]:
        """Every item with the non-empty values of `kinds` that no path reads.

        Where no item is found, all that is unread stands in one part for the message.

        Raises:
            BadRecordError: so much is nested that its paths would fill the memory.
        """
        view = self._view_of(document)
        walk = Walk(document, view.each, view.single, kinds)
        parts, loose = walk.split(document, "", view.cover, view.each)
        return parts or [Part("", document, loose, [])]

    def absent(self, document: Document, item: object) -> list[str]:
        """The paths, as the mapping writes them, at which the item of `document` has nothing."""
        view = self._view_of(document)
        missing = [
            label
            for label, paths in view.single.items()
            if not any(_is_there(path, document, item) for path in paths)
        ]
        for label, path in view.fields.items():
            if not _texts(view.trees[label], document if path.from_message else item):
                missing.append(label)
        return list(dict.fromkeys(missing))

    def value(self, label: str, document: Document, item: object) -> Any:  # noqa: ANN401
        """The one value that the path, or the first of the alternatives that is there, names."""
        for path in self._view_of(document).single[label]:
            if _is_there(path, document, item):
                return first_value(document if path.from_message else item, path.segments)
        return None

    def field_texts(self, label: str, document: Document, item: object) -> list[str]:
        """The texts that the field with this path has in the item."""
        view = self._view_of(document)
        path = view.fields[label]
        return _texts(view.trees[label], document if path.from_message else item)

    def _view_of(self, document: Document) -> _View:
        """That of the first of the mapping's ways to the items at which there is one."""
        *others, last = self._views.values()
        for view in others:
            if first_value(document, view.each) is not None:
                return view
        return last


class _View:
    """The mapping's paths as they are on one way to the items.

    A path with `../` is seen from the message: it reads that of the first item's surroundings.
    """

    def __init__(self, each: tuple[Segment, ...], model: MappingModel) -> None:
        self.each = each
        named = single_paths(model)
        self.single = {" | ".join(p): tuple(map(self._seen, p)) for p in named.values()}
        self.fields = {path: self._seen(path) for path in model.screened}
        self.trees = {label: _tree(path, model) for label, path in self.fields.items()}
        self.labels = tuple(dict.fromkeys([*self.single, *self.fields]))
        self.cover = Cover()
        for path in self.fields.values():
            self.cover.add(path.below_message(each))

    def _seen(self, text: str) -> PathModel:
        path = parse(text)
        return PathModel(path.below_message(self.each), True) if path.up else path


def unread_fields(parts: Iterable[Part]) -> dict[str, list[Field]]:
    """The unread texts of each item as fields of free text, by the item's path.

    Raises:
        BadRecordError: items times the texts around them are too many to screen.
    """
    parts = tuple(parts)
    if sum(len(leaves) for part in parts for leaves in part.shared) > MOST_SHARED_FIELDS:
        raise BadRecordError(Reason.TOO_DEEP)
    return {part.path: [(path, FREE_TEXT, text) for path, text in part.unread] for part in parts}


def single_paths(model: MappingModel) -> dict[str, tuple[str, ...]]:
    """What the mapping reads as one value each, by its name, with its paths."""
    named = {name: alternatives(getattr(model, name)) for name in _SINGLE}
    named |= {f"context.{name}": alternatives(path) for name, path in model.context.items()}
    return {name: paths for name, paths in named.items() if paths}


def _tree(path: PathModel, model: MappingModel) -> Node:
    tree = Node()
    tree.add(path.segments, model.fields[0].scope, join=False)
    return tree


def _texts(tree: Node, value: Any) -> list[str]:  # noqa: ANN401
    found = Found()
    tree.collect(value, "", found)
    return [text for _, _, text in found.fields if text]


def _is_there(path: PathModel, document: Document, item: object) -> bool:
    value = first_value(document if path.from_message else item, path.segments)
    return type(value) is bool or bool(text_of(value))
