"""Keys that occur twice in an object: where a mapping reads, they could hide a value.

Law: what a mapping reads of a document, it reads on a way that this looks along.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from screening.decode.decoder import Pairs
from screening.mapping.paths import Node, parse, parse_each

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from matcher.indicator import Scope


class MappedKeys:
    """The keys on one way to the payments, and on the paths that are read along it."""

    def __init__(self, each: str | None, paths: Iterable[str], scope: Scope) -> None:
        """Compile checked paths; `scope` is any, for none is screened here."""
        self._each, self._optional = parse_each(each) if each else ((), ())
        self._trees = [Node() for _ in range(len(self._each) + 1)]
        for path in map(parse, paths):
            depth = 0 if path.from_message else len(self._each) - path.up
            self._trees[depth].add(path.segments, scope, join=False)

    def is_repeated_in(self, value: Any, depth: int = 0) -> bool:  # noqa: ANN401
        """Whether any of them occurs twice in one object of `value`, a document of `Pairs`."""
        return any(self._is_repeated_at(each, depth) for each in _objects(value))

    def _is_repeated_at(self, pairs: Pairs, depth: int) -> bool:
        if _is_repeated_in(self._trees[depth], pairs):
            return True
        if depth == len(self._each):
            return False
        key = self._each[depth].key
        inner = pairs.get(key)
        if key in pairs.repeated or self.is_repeated_in(inner, depth + 1):
            return True
        return self._optional[depth] and _is_empty(inner) and self._is_repeated_at(pairs, depth + 1)


def any_repeated(value: Any) -> bool:  # noqa: ANN401
    """Whether any object in `value` has a key twice."""
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, Pairs):
            if each.repeated:
                return True
            pending += each.values()
        elif isinstance(each, list):
            pending += each
    return False


def _is_repeated_in(tree: Node, value: Any) -> bool:  # noqa: ANN401
    """Whether a key on any path of the tree occurs twice in one object of `value`."""
    return any(
        child.key in pairs.repeated
        or (bool(child.scopes) and any_repeated(pairs.get(child.key)))
        or _is_repeated_in(child, pairs.get(child.key))
        for pairs in _objects(value)
        for child in tree.children
    )


def _objects(value: Any) -> Iterator[Pairs]:  # noqa: ANN401
    """The object that `value` is, or those that its lists hold."""
    return (each for each in _flat(value) if isinstance(each, Pairs))


def _is_empty(value: Any) -> bool:  # noqa: ANN401
    """Whether a step to payments is missing: no list holds anything there."""
    return value is None or not any(True for _ in _flat(value))


def _flat(value: Any) -> Iterator[Any]:  # noqa: ANN401
    pending = [value]
    while pending:
        each = pending.pop()
        if isinstance(each, list):
            pending += each
        else:
            yield each
